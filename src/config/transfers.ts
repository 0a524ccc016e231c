// Who may have whole zones, read from the key of transfers-schema.ts.

import type { Place } from '../report/problem.ts'
import type { Prefix } from '../views/prefix.ts'
import { type NamePattern, namePattern } from './name-pattern.ts'
import { onePrefix } from './one-source.ts'
import type { ViewSetting } from './settings.ts'
import type { SourceText } from './source-text.ts'
import { type Tree, textOf, treeAt } from './tree.ts'
import { findView } from './view-name.ts'

/** All that a rule states must hold. */
export type TransferSetting = {
  readonly from: readonly Prefix[]
  /** Undefined: all. */
  readonly zones: readonly NamePattern[] | undefined
  /** By name; undefined: all. */
  readonly views: readonly string[] | undefined
  readonly place: Place
}

export function readTransfers(source: SourceText, tree: Tree, views: readonly ViewSetting[]): TransferSetting[] {
  return itemsAt(tree, 'transfers').map((entry) => {
    const zones = treeAt(entry, 'zones') && itemsAt(entry, 'zones').flatMap((item) => namePattern(source, item))
    const named = treeAt(entry, 'views') && viewsAt(source, entry, views)
    return {
      from: itemsAt(entry, 'from').flatMap((item) => prefixesAt(source, item)),
      zones,
      views: named,
      place: source.place(entry.span),
    }
  })
}

function prefixesAt(source: SourceText, item: Tree): Prefix[] {
  const prefix = onePrefix(source, textOf(item), item.span)
  return prefix ? [prefix] : []
}

function viewsAt(source: SourceText, entry: Tree, views: readonly ViewSetting[]): string[] {
  return itemsAt(entry, 'views').flatMap((item) => {
    const index = findView(source, views, textOf(item), item.span)
    return index === undefined ? [] : [views[index]!.name]
  })
}

function itemsAt(tree: Tree, key: string): readonly Tree[] {
  const list = treeAt(tree, key)
  return list?.kind === 'list' ? list.items : []
}

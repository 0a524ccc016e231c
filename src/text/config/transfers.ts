// Who may have whole zones, read from the key of transfers-schema.ts.

import type { Prefix } from '../../views/prefix.ts'
import type { Place } from '../findings/problem.ts'
import { matchesName, type NamePattern, namePattern } from './name-pattern.ts'
import { onePrefix } from './one-source.ts'
import type { ListenSetting, ViewSetting, ZoneSetting } from './settings.ts'
import type { SourceText } from './source-text.ts'
import { itemsAt, type Tree, textOf, treeAt } from './tree.ts'
import { reportTwoFaces } from './unkeyed.ts'
import { findView } from './view-name.ts'
import { viewsOf, warnOfNobody } from './who-gets.ts'
import { reportUnknownZone } from './zone-name.ts'

/** All that a rule states must hold. */
export type TransferSetting = {
  readonly from: readonly Prefix[]
  /** Undefined: all. */
  readonly zones: readonly NamePattern[] | undefined
  /** By name; undefined: all. */
  readonly views: readonly string[] | undefined
  readonly place: Place
}

export type Known = {
  readonly views: readonly ViewSetting[]
  readonly zones: readonly ZoneSetting[]
  readonly listen: readonly ListenSetting[]
}

export function readTransfers(source: SourceText, tree: Tree, known: Known): TransferSetting[] {
  return itemsAt(tree, 'transfers').map((entry) => {
    const zones = zonesAt(source, entry, known.zones)
    const views = treeAt(entry, 'views') && viewsAt(source, entry, known.views)
    const got = new Set<string>()
    const from = itemsAt(entry, 'from').flatMap((item) => {
      const prefix = onePrefix(source, textOf(item), item.span)
      if (prefix === undefined) return []
      const its = viewsOf(prefix, known)
      warnOfNobody(source, { text: textOf(item), span: item.span }, its, views)
      for (const view of its) if (views?.includes(view) ?? true) got.add(view)
      return [prefix]
    })
    reportTwoFaces(source, entry.span, { views: [...got], zones }, known)
    return { from, zones, views, place: source.place(entry.span) }
  })
}

/** Patterns under `zones`; undefined where there are none: all zones. */
export function zonesAt(
  source: SourceText,
  entry: Tree,
  zones: readonly ZoneSetting[],
): readonly NamePattern[] | undefined {
  if (treeAt(entry, 'zones') === undefined) return undefined
  return itemsAt(entry, 'zones').flatMap((item) => {
    const patterns = namePattern(source, item)
    for (const pattern of patterns)
      if (!zones.some(({ origin }) => matchesName(pattern, origin))) reportUnknownZone(source, item, zones)
    return patterns
  })
}

function viewsAt(source: SourceText, entry: Tree, views: readonly ViewSetting[]): string[] {
  return itemsAt(entry, 'views').flatMap((item) => {
    const index = findView(source, views, textOf(item), item.span)
    return index === undefined ? [] : [views[index]!.name]
  })
}

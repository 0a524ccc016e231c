// Who may have whole zones, read from the key of transfers-schema.ts.

import type { Said } from '../../dns/said.ts'
import { covers } from '../../views/matching.ts'
import type { Prefix } from '../../views/prefix.ts'
import type { Place } from '../findings/problem.ts'
import { matchesName, type NamePattern, namePattern } from './name-pattern.ts'
import { onePrefix } from './one-source.ts'
import { say } from './says.ts'
import type { ListenSetting, ViewSetting, ZoneSetting } from './settings.ts'
import type { SourceText } from './source-text.ts'
import { type Tree, textOf, treeAt } from './tree.ts'
import { findView } from './view-name.ts'
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

type Known = {
  readonly views: readonly ViewSetting[]
  readonly zones: readonly ZoneSetting[]
  readonly listen: readonly ListenSetting[]
}

export function readTransfers(source: SourceText, tree: Tree, known: Known): TransferSetting[] {
  return itemsAt(tree, 'transfers').map((entry) => {
    const zones = treeAt(entry, 'zones') && itemsAt(entry, 'zones').flatMap((item) => zonesAt(source, item, known))
    const views = treeAt(entry, 'views') && viewsAt(source, entry, known.views)
    return {
      from: itemsAt(entry, 'from').flatMap((item) => prefixesAt(source, item, views, known)),
      zones,
      views,
      place: source.place(entry.span),
    }
  })
}

function zonesAt(source: SourceText, item: Tree, { zones }: Known): NamePattern[] {
  const patterns = namePattern(source, item)
  for (const pattern of patterns)
    if (!zones.some(({ origin }) => matchesName(pattern, origin))) reportUnknownZone(source, item, zones)
  return patterns
}

function prefixesAt(source: SourceText, item: Tree, views: readonly string[] | undefined, known: Known): Prefix[] {
  const prefix = onePrefix(source, textOf(item), item.span)
  if (prefix === undefined) return []
  const got = viewsOf(prefix, known)
  // What is wrong with the views that are named has been said there.
  if (views?.length !== 0 && !got.some((view) => views?.includes(view) ?? true))
    source.report('transfer-to-nobody', item.span, whoGets(textOf(item), got), {
      fix: got.length > 0 ? say('name-view-or-address') : say('give-view'),
    })
  return [prefix]
}

function whoGets(prefix: string, got: readonly string[]): Said {
  if (got.length === 0) return say('transfer-no-view', { prefix })
  const views = got.map((view) => `"${view}"`).join(', ')
  return got.length === 1 ? say('transfer-one-view', { prefix, views }) : say('transfer-views', { prefix, views })
}

/** Views that some client of the prefix may get. */
function viewsOf(prefix: Prefix, { views, listen }: Known): string[] {
  const around = views.flatMap(({ prefixes }) => prefixes.filter((other) => holds(other, prefix)))
  const closest = Math.max(...around.map(({ bits }) => bits))
  const isGot = ({ prefixes }: ViewSetting) =>
    prefixes.some((other) => holds(prefix, other) || (other.bits === closest && holds(other, prefix)))
  const tied = new Set(listen.map(({ view }) => view))
  return views.filter((view, i) => tied.has(i) || isGot(view)).map(({ name }) => name)
}

function holds(outer: Prefix, inner: Prefix): boolean {
  return outer.bits <= inner.bits && covers(outer, inner.octets)
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

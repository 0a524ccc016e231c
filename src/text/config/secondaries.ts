// Reads the key of secondaries-schema.ts: the servers that fetch the zones of views.

import type { Prefix } from '../../views/prefix.ts'
import type { Place } from '../findings/problem.ts'
import type { NamePattern } from './matches-name.ts'
import { onePrefix } from './one-source.ts'
import { addressAt, isNamedWell, type PeerAddress, type Placed, sourceAt } from './peers.ts'
import { say } from './says.ts'
import type { ViewSetting } from './settings.ts'
import type { SourceText } from './source-text.ts'
import { type Known, zonesAt } from './transfers.ts'
import { type Entry, itemsAt, type Tree, textOf, treeAt } from './tree.ts'
import { isForStrangers, reportTwoFaces } from './unkeyed.ts'
import { noteName } from './unusable.ts'
import { findView } from './view-name.ts'
import { viewsOf, warnOfNobody, warnOfNoTls, warnOfNoZone } from './who-gets.ts'

export type SecondarySetting = {
  readonly name: string
  /** Where NOTIFY goes. */
  readonly addresses: readonly PeerAddress[]
  /** Where it fetches from: its addresses, unless `from` says otherwise. */
  readonly from: readonly Prefix[]
  /** Indices of its views, each once. */
  readonly views: readonly number[]
  /** Undefined: all. */
  readonly zones: readonly NamePattern[] | undefined
  /** Names of TSIG keys by view. */
  readonly keys: ReadonlyMap<number, string> | 'none'
  /** Port 0 where none is written: the system chooses one. */
  readonly source: PeerAddress | undefined
  readonly notify: boolean
  /** Where true, it may fetch over TLS alone. */
  readonly tls?: true
  readonly place: Place
}

export function readSecondaries(source: SourceText, tree: Tree, known: Known): SecondarySetting[] {
  const section = treeAt(tree, 'secondaries')
  const seen = new Map<string, Entry>()
  const entries = section?.kind === 'map' ? section.entries : []
  return entries.flatMap((entry) => {
    if (isNamedWell(source, entry, seen)) return [readOne(source, entry, known)]
    noteName(source, 'secondaries', entry.key)
    return []
  })
}

function readOne(source: SourceText, { key: name, keySpan, value }: Entry, known: Known): SecondarySetting {
  const placed = itemsAt(value, 'address').flatMap((item) => addressAt(source, item, known))
  const views = viewsAt(source, value, known.views)
  const zones = zonesAt(source, value, known.zones)
  const keys = keysAt(source, { name, value }, views, known.views)
  const clients = clientsAt(source, value, placed)
  for (const key of ['address', 'views', 'from'] as const) {
    const list = treeAt(value, key)
    if (list?.kind === 'list' && list.items.length === 0)
      source.report('bad-peer', list.span, say(`secondary-without-${key}`, { secondary: name }), {
        fix: say(`fill-${key}`),
      })
  }
  warnOfNoZone(source, value, { views: views.map((view) => known.views[view]!.name), zones }, known)
  if (treeAt(value, 'tls') !== undefined) warnOfNoTls(source, value, known)
  if (keys === 'none') reportUnkeyed(source, { value, clients, views, zones }, known)
  return {
    name,
    ...(treeAt(value, 'tls') !== undefined && { tls: true as const }),
    addresses: placed.map(({ at }) => at),
    from: clients.map(({ prefix }) => prefix),
    views,
    zones,
    keys,
    source: sourceAt(source, value, placed),
    notify: flagAt(value, 'notify', true),
    place: source.place(keySpan),
  }
}

type Client = Pick<Placed, 'prefix' | 'text' | 'span'>

function clientsAt(source: SourceText, value: Tree, placed: readonly Placed[]): readonly Client[] {
  if (treeAt(value, 'from') === undefined) return placed
  return itemsAt(value, 'from').flatMap((item) => {
    const prefix = onePrefix(source, textOf(item), item.span)
    return prefix === undefined ? [] : [{ prefix, text: textOf(item), span: item.span }]
  })
}

function viewsAt(source: SourceText, value: Tree, views: readonly ViewSetting[]): number[] {
  const indexes = itemsAt(value, 'views').flatMap((item) => findView(source, views, textOf(item), item.span) ?? [])
  return [...new Set(indexes)]
}

function keysAt(
  source: SourceText,
  { name, value }: { readonly name: string; readonly value: Tree },
  its: readonly number[],
  views: readonly ViewSetting[],
): SecondarySetting['keys'] {
  const section = treeAt(value, 'keys')
  const named = section?.kind === 'map' ? section.entries : []
  if (treeAt(value, 'key') !== undefined) {
    if (section !== undefined)
      source.report('bad-peer', section.span, say('keys-and-none', { peer: name }), { fix: say('keep-one') })
    return 'none'
  }
  const keys = new Map(its.map((view) => [view, `${name}.${views[view]!.name}`]))
  for (const { key, keySpan, value: item } of named) {
    const view = findView(source, views, key, keySpan)
    if (view === undefined) continue
    if (its.includes(view)) keys.set(view, textOf(item))
    else
      source.report('bad-peer', keySpan, say('key-of-other-view', { view: key, peer: name }), {
        fix: say('name-it-under-views'),
      })
  }
  return keys
}

type Unkeyed = {
  readonly value: Tree
  readonly clients: readonly Client[]
  readonly views: readonly number[]
  readonly zones: readonly NamePattern[] | undefined
}

/** Reports a secondary without a key: anybody who can send from its address gets what the address may have. */
function reportUnkeyed(source: SourceText, { value, clients, views, zones }: Unkeyed, known: Known): void {
  const item = treeAt(value, 'key')!
  const inside = views.find((view) => !isForStrangers(known.views, view))
  if (inside !== undefined)
    source.report('unkeyed-inside', item.span, say('unkeyed-inside', { view: known.views[inside]!.name }), {
      fix: say('delete-key-none'),
    })
  const names = views.map((view) => known.views[view]!.name)
  for (const { prefix, text, span } of clients) warnOfNobody(source, { text, span }, viewsOf(prefix, known), names)
  reportTwoFaces(source, item.span, { views: names, zones }, known)
}

function flagAt(value: Tree, key: string, otherwise: boolean): boolean {
  const item = treeAt(value, key)
  return item?.kind === 'scalar' ? item.value === true : otherwise
}

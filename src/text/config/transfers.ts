// Reads the key of transfers-schema.ts: who may fetch whole zones.

import type { Prefix } from '../../views/prefix.ts'
import type { Place } from '../findings/problem.ts'
import { matchesName, type NamePattern } from './matches-name.ts'
import { namePattern } from './name-pattern.ts'
import { onePrefix } from './one-source.ts'
import { pathAt } from './path-at.ts'
import { say } from './says.ts'
import type { ListenSetting, ViewSetting, ZoneSetting } from './settings.ts'
import type { SourceText, Span } from './source-text.ts'
import type { PathSetting } from './sources.ts'
import { itemsAt, type Tree, textOf, treeAt } from './tree.ts'
import { findKey, type KeySetting, reportTwoViews } from './tsig.ts'
import { reportTwoFaces } from './unkeyed.ts'
import { findView } from './view-name.ts'
import { viewsOf, warnOfNobody, warnOfNoTls, warnOfNoZone, within } from './who-gets.ts'
import { reportUnknownZone } from './zone-name.ts'

/** One rule: all that it states must hold. */
export type TransferSetting = {
  /** Undefined: anywhere, with the key. */
  readonly from: readonly Prefix[] | undefined
  /** Name of a TSIG key; undefined: none is needed. */
  readonly key: string | undefined
  /** Undefined: all. */
  readonly zones: readonly NamePattern[] | undefined
  /** Names of views; undefined: all that the key is for. */
  readonly views: readonly string[] | undefined
  /** Where true, only over TLS. */
  readonly tls?: true
  /** The client must show this certificate, or one that it has issued. */
  readonly certificate?: PathSetting
  readonly place: Place
}

export type Known = {
  readonly views: readonly ViewSetting[]
  readonly zones: readonly ZoneSetting[]
  readonly listen: readonly ListenSetting[]
}

export function readTransfers(
  source: SourceText,
  tree: Tree,
  known: Known & { readonly tsig: readonly KeySetting[]; readonly folder: string },
): TransferSetting[] {
  return itemsAt(tree, 'transfers').map((entry) => {
    const zones = zonesAt(source, entry, known.zones)
    const named = treeAt(entry, 'views') && viewsAt(source, entry, known.views)
    const key = treeAt(entry, 'key')
    const from = treeAt(entry, 'from') && clientsAt(source, entry)
    const place = source.place(entry.span)
    const certificate = treeAt(entry, 'certificate')
    for (const one of ['from', 'views'] as const) {
      const list = treeAt(entry, one)
      if (list?.kind === 'list' && list.items.length === 0)
        source.report('transfer-to-nobody', list.span, say(`transfer-${one}-empty`), { fix: say('fill-or-delete') })
    }
    if ((certificate ?? treeAt(entry, 'tls')) !== undefined) warnOfNoTls(source, entry, known)
    const secure = {
      ...((certificate ?? treeAt(entry, 'tls')) !== undefined && { tls: true as const }),
      ...(certificate && { certificate: pathAt(source, certificate, known.folder) }),
    }
    if (key !== undefined) {
      const found = findKey(source, known.tsig, textOf(key), key.span)
      if (found !== undefined) {
        reportTwoViews(source, source.place(key.span), found)
        if (found.views.length > 0) {
          warnOfNobody(source, { text: found.text, span: key.span }, found.views, named)
          warnOfNoZone(
            source,
            entry,
            { views: found.views.filter((view) => named?.includes(view) ?? true), zones },
            known,
          )
        }
        warnOfOtherPlaces(source, key.span, found, from)
      }
      return { from: from?.map(({ prefix }) => prefix), key: textOf(key), zones, views: named, ...secure, place }
    }
    if (from === undefined && !['from', 'key'].some((one) => source.wasDropped(entry.span, one)))
      source.report('transfer-to-anybody', entry.span, say('transfer-to-anybody'), { fix: say('give-from-or-key') })
    const views = unkeyedViews(source, from ?? [], named, known)
    warnOfNoZone(source, entry, { views, zones }, known)
    reportTwoFaces(source, entry.span, { views, zones }, known)
    return { from: (from ?? []).map(({ prefix }) => prefix), key: undefined, zones, views, ...secure, place }
  })
}

/** Warns where no address is both among those of the entry and those of its key: both must hold. */
function warnOfOtherPlaces(source: SourceText, span: Span, key: KeySetting, from: readonly Client[] | undefined): void {
  if (!from || from.length === 0 || !key.from || key.from.length === 0) return
  const meet = from.some(({ prefix }) => key.from!.some((one) => within(one, prefix) || within(prefix, one)))
  if (!meet)
    source.report('transfer-to-nobody', span, say('transfer-key-elsewhere', { key: key.text }), {
      fix: say('match-key-from'),
    })
}

type Client = { readonly prefix: Prefix; readonly text: string; readonly span: Span }

function clientsAt(source: SourceText, entry: Tree): Client[] {
  return itemsAt(entry, 'from').flatMap((item) => {
    const prefix = onePrefix(source, textOf(item), item.span)
    return prefix === undefined ? [] : [{ prefix, text: textOf(item), span: item.span }]
  })
}

/** The views that the clients' addresses lead to. A client with a key for another view needs an entry that names the key. */
function unkeyedViews(
  source: SourceText,
  clients: readonly Client[],
  named: readonly string[] | undefined,
  known: Known,
): string[] {
  const got = new Set<string>()
  for (const { prefix, text, span } of clients) {
    const its = viewsOf(prefix, known)
    warnOfNobody(source, { text, span }, its, named)
    for (const view of its) if (named?.includes(view) ?? true) got.add(view)
  }
  return [...got]
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

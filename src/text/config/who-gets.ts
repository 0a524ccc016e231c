// Finds the views that clients of a prefix get, for sections that name both clients and views.

import type { Said } from '../../dns/said.ts'
import { covers } from '../../views/matching.ts'
import type { Prefix } from '../../views/prefix.ts'
import { matchesName, type NamePattern } from './matches-name.ts'
import { say } from './says.ts'
import type { ListenSetting, ViewSetting, ZoneSetting } from './settings.ts'
import type { SourceText, Span } from './source-text.ts'
import { type Tree, treeAt } from './tree.ts'
import { isUnusable } from './unusable.ts'

export type Gets = { readonly views: readonly ViewSetting[]; readonly listen: readonly ListenSetting[] }

/** Names of the views that some client of the prefix may get. */
export function viewsOf(prefix: Prefix, { views, listen }: Gets): string[] {
  const around = views.flatMap(({ prefixes }) => prefixes.filter((other) => within(other, prefix)))
  const closest = Math.max(...around.map(({ bits }) => bits))
  const isGot = ({ prefixes }: ViewSetting) =>
    prefixes.some((other) => within(prefix, other) || (other.bits === closest && within(other, prefix)))
  const tied = new Set(listen.map(({ view }) => view))
  return views.filter((view, i) => tied.has(i) || isGot(view)).map(({ name }) => name)
}

/** `text`: the prefix as it is written. `wanted`: the views that its clients may fetch; undefined is all. */
export function warnOfNobody(
  source: SourceText,
  { text, span }: { readonly text: string; readonly span: Span },
  got: readonly string[],
  wanted: readonly string[] | undefined,
): void {
  // Errors in the named views have been reported already.
  if (wanted?.length === 0 || got.some((view) => wanted?.includes(view) ?? true)) return
  source.report('transfer-to-nobody', span, whoGets(text, got), {
    fix: got.length > 0 ? say('name-view-or-address') : say('give-view'),
  })
}

/** Warns of an entry whose zones none of its views has, or that names none. */
export function warnOfNoZone(
  source: SourceText,
  entry: Tree,
  { views, zones }: { readonly views: readonly string[]; readonly zones: readonly NamePattern[] | undefined },
  known: { readonly zones: readonly ZoneSetting[] },
): void {
  const list = treeAt(entry, 'zones')
  if (zones === undefined || list === undefined || views.length === 0) return
  if (list.kind === 'list' && list.items.length === 0) {
    source.report('transfer-to-nobody', list.span, say('transfer-of-nothing'), { fix: say('name-zones-or-all') })
    return
  }
  const meant = known.zones.filter(({ origin }) => zones.some((pattern) => matchesName(pattern, origin)))
  const isGot = ({ name, faces }: ZoneSetting) =>
    isUnusable(source, 'zones', name) || faces.some(({ viewName }) => views.includes(viewName))
  // Names of no zone at all have been reported already.
  if (meant.length === 0 || meant.some(isGot)) return
  source.report('transfer-to-nobody', list.span, say('transfer-not-in-views', { views: quotedViews(views) }), {
    fix: say('name-zone-of-views'),
  })
}

/** Warns of an entry that demands TLS where no address of `listen` speaks it. */
export function warnOfNoTls(source: SourceText, entry: Tree, { listen }: Pick<Gets, 'listen'>): void {
  if (listen.some(({ by }) => by?.[0] === 'tls')) return
  const at = treeAt(entry, 'tls') ?? treeAt(entry, 'certificate') ?? entry
  source.report('transfer-to-nobody', at.span, say('transfer-no-tls'), { fix: say('listen-over-tls') })
}

function whoGets(prefix: string, got: readonly string[]): Said {
  if (got.length === 0) return say('transfer-no-view', { prefix })
  const views = quotedViews(got)
  return got.length === 1 ? say('transfer-one-view', { prefix, views }) : say('transfer-views', { prefix, views })
}

export function quotedViews(views: readonly string[]): string {
  return views.map((view) => `"${view}"`).join(', ')
}

/** Whether all of the inner one lies in the outer. */
export function within(outer: Prefix, inner: Prefix): boolean {
  return outer.bits <= inner.bits && covers(outer, inner.octets)
}

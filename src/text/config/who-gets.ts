// Which views the clients of a prefix get, for keys that name clients and views both.

import type { Said } from '../../dns/said.ts'
import { covers } from '../../views/matching.ts'
import type { Prefix } from '../../views/prefix.ts'
import { say } from './says.ts'
import type { ListenSetting, ViewSetting } from './settings.ts'
import type { SourceText, Span } from './source-text.ts'

export type Gets = { readonly views: readonly ViewSetting[]; readonly listen: readonly ListenSetting[] }

/** Names of the views that some client of the prefix may get. */
export function viewsOf(prefix: Prefix, { views, listen }: Gets): string[] {
  const around = views.flatMap(({ prefixes }) => prefixes.filter((other) => holds(other, prefix)))
  const closest = Math.max(...around.map(({ bits }) => bits))
  const isGot = ({ prefixes }: ViewSetting) =>
    prefixes.some((other) => holds(prefix, other) || (other.bits === closest && holds(other, prefix)))
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
  // What is wrong with the views that are named has been said there.
  if (wanted?.length === 0 || got.some((view) => wanted?.includes(view) ?? true)) return
  source.report('transfer-to-nobody', span, whoGets(text, got), {
    fix: got.length > 0 ? say('name-view-or-address') : say('give-view'),
  })
}

function whoGets(prefix: string, got: readonly string[]): Said {
  if (got.length === 0) return say('transfer-no-view', { prefix })
  const views = quotedViews(got)
  return got.length === 1 ? say('transfer-one-view', { prefix, views }) : say('transfer-views', { prefix, views })
}

export function quotedViews(views: readonly string[]): string {
  return views.map((view) => `"${view}"`).join(', ')
}

function holds(outer: Prefix, inner: Prefix): boolean {
  return outer.bits <= inner.bits && covers(outer, inner.octets)
}

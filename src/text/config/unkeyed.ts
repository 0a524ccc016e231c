// What may be fetched without a key, where nothing but the client's address says which face it is: one face of a zone at most.

import { matchesName, type NamePattern } from './matches-name.ts'
import { say } from './says.ts'
import type { ViewSetting, ZoneSetting } from './settings.ts'
import type { SourceText, Span } from './source-text.ts'
import type { FaceSetting } from './sources.ts'
import { quotedViews } from './who-gets.ts'

/** `views`: names of those that somebody may reach. */
export function reportTwoFaces(
  source: SourceText,
  span: Span,
  { views, zones }: { readonly views: readonly string[]; readonly zones: readonly NamePattern[] | undefined },
  known: { readonly views: readonly ViewSetting[]; readonly zones: readonly ZoneSetting[] },
): void {
  if (views.length < 2) return
  for (const { name, origin, faces } of known.zones) {
    if (zones !== undefined && !zones.some((pattern) => matchesName(pattern, origin))) continue
    const reached = faces.filter(({ view }) => views.includes(known.views[view]!.name))
    if (new Set(reached.map(sourceKey)).size < 2) continue
    const names = quotedViews(reached.map(({ view }) => known.views[view]!.name))
    source.report('unkeyed-two-views', span, say('unkeyed-two-views', { zone: name, views: names }), {
      fix: say('entry-per-view-or-key'),
    })
    return
  }
}

/** A view that is alone and takes everybody hides nothing. */
export function isForStrangers(views: readonly ViewSetting[], view: number): boolean {
  const { public: open, prefixes } = views[view]!
  return open || (views.length === 1 && prefixes.some(({ bits }) => bits === 0))
}

/** The same for faces that are made of the same. */
function sourceKey(face: FaceSetting): string {
  return JSON.stringify(face, (key, part: unknown) => (notTheSource.has(key) ? undefined : part))
}

const notTheSource = new Set(['view', 'viewName', 'place'])

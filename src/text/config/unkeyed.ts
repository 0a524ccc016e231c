// Reports zones of which a client without a key could fetch two faces: only its address would decide which.

import { matchesName, type NamePattern } from './matches-name.ts'
import { say } from './says.ts'
import type { ViewSetting, ZoneSetting } from './settings.ts'
import type { SourceText, Span } from './source-text.ts'
import type { FaceSetting } from './sources.ts'
import { quotedViews } from './who-gets.ts'

/** `views`: names of the views that somebody may reach without a key. */
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

/** Whether strangers see the view: it is public, or the only one and for everybody. */
export function isForStrangers(views: readonly ViewSetting[], view: number): boolean {
  const { public: open, prefixes } = views[view]!
  return open || (views.length === 1 && prefixes.some(({ bits }) => bits === 0))
}

/** A text that is the same for faces of the same source. */
function sourceKey(face: FaceSetting): string {
  return JSON.stringify(face, (key, part: unknown) => (notTheSource.has(key) ? undefined : part))
}

const notTheSource = new Set(['view', 'viewName', 'place'])

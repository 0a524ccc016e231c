// All that is known to be wrong with a face: what a load has found, what has come about since, and once all rules have been asked what
// they have found; as far as somebody may see what it speaks of.

import { setTimeout } from 'node:timers/promises'
import type { LoadedFace } from '../supply/load.ts'
import type { Problem } from '../text/findings/problem.ts'
import type { Found } from '../tools/check/findings.ts'
import { VerbError } from './errors.ts'
import type { Operated } from './operated.ts'
import { isSeenFault, isSeenProblem, isSeenStanding, type Tell } from './report.ts'
import { say } from './says.ts'
import type { Sight } from './sight.ts'
import type { Asked } from './verb.ts'
import { whySaid } from './verbs/findings-check.ts'

/** The findings that the actor may see. Where he may not see the face's text, only those about a transferred zone, which quote none. */
export function findingsOf({ operated: { server, checking }, sight }: Asked): (face: LoadedFace) => Problem[] {
  const isAnyBeside = server.standing.all().next().done === false
  return (loaded) => {
    const { name: zone, face, origin } = loaded
    const view = face.viewName
    if (!sight.face({ zone, view })) return []
    // What another server makes is looked at when it has come.
    const faults = face.source.kind === 'primary' ? (server.upstream.faultsOf({ view, origin })?.problems ?? []) : []
    const come = faults.filter((one) => isSeenFault(one, sight))
    if (!sight.text({ zone, view })) return come
    const standing = isAnyBeside ? server.standing.of({ view, origin }) : []
    const beside = standing.filter((one) => isSeenStanding(one, sight, view))
    const checked = checking.of({ zone, view }).filter((one) => isSeenFound(one, { zone, sight }))
    const all = [checked, loadedProblems(loaded, sight), come, beside].flatMap((some) =>
      some.map((one) => ('problem' in one ? one.problem : one)),
    )
    return all.filter((one) => isSeenProblem(one, sight))
  }
}

/** What a load has found in it, but what it tells of zones beside it that are not seen. */
export function loadedProblems({ problems, own, face }: LoadedFace, sight: Sight): readonly Problem[] {
  if (sight.allZones) return problems
  const alone = new Set(own)
  return problems.filter((one) => alone.has(one) || sight.namesSeen(one, face.viewName))
}

/** Every other view and zone of which it speaks. */
function isSeenFound(
  { about, zones = [] }: Found,
  { zone, sight }: { readonly zone: string; readonly sight: Sight },
): boolean {
  if (about === 'all') return sight.whole
  if (zones === 'all' ? !sight.allZones : !zones.every((other) => sight.zone(other))) return false
  return about.every((view) => sight.face({ zone, view }) && sight.text({ zone, view }))
}

/** In words: those of all rules are at hand only where they have been asked. */
export async function tellingFound({ checking, tell, language = 'en' }: Operated): Promise<Tell> {
  if (checking.now?.state !== 'done') return tell
  return (await import('../tools/check/told.ts')).tellingIn(language)
}

/** Another one as soon as others may have been found. */
export function foundRevision({ revision, operated: { checking } }: Asked): string {
  return `${revision}-${checking.now?.state ?? 'none'}-${checking.edition}`
}

/** Milliseconds: connections that say nothing for longer than half a minute are closed. */
const PATIENCE = 20_000

/** Resolves when all rules have been asked. Throws where that takes longer than somebody waits, or cannot be done. */
export async function allAsked({ checking }: Operated): Promise<void> {
  const late = new AbortController()
  const patience = setTimeout(PATIENCE, undefined, { signal: late.signal, ref: false }).catch(() => {})
  await Promise.race([checking.complete(), patience])
  late.abort()
  const { state, why, done } = checking.ask()
  const percent = Math.floor(done * 100)
  if (state === 'running')
    throw new VerbError('not-checked', say('rules-unasked', { why: say('rules-running', { percent }) }))
  if (state === 'failed') throw new VerbError('not-checked', say('rules-unasked', { why: whySaid(why) }))
}

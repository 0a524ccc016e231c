// All findings of a face that an actor may see: those of the load, those that have come about since, and those of all rules once these have
// been asked.

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
    // A zone of another server is judged when it has come.
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

/** The load's findings of the face, without those that name zones which the actor does not see. */
export function loadedProblems({ problems, own, face }: LoadedFace, sight: Sight): readonly Problem[] {
  if (sight.allZones) return problems
  const alone = new Set(own)
  return problems.filter((one) => alone.has(one) || sight.namesSeen(one, face.viewName))
}

/** Whether the actor sees every other view and zone that the finding names. */
function isSeenFound(
  { about, zones = [] }: Found,
  { zone, sight }: { readonly zone: string; readonly sight: Sight },
): boolean {
  if (about === 'all') return sight.whole
  if (zones === 'all' ? !sight.allZones : !zones.every((other) => sight.zone(other))) return false
  return about.every((view) => sight.face({ zone, view }) && sight.text({ zone, view }))
}

/** Puts findings into words. The words of all rules are loaded only once these have been asked. */
export async function tellingFound({ checking, tell, language = 'en' }: Operated): Promise<Tell> {
  if (checking.now?.state !== 'done') return tell
  return (await import('../tools/check/told.ts')).tellingIn(language)
}

/** A revision that changes when findings may have changed. */
export function foundRevision({ revision, operated: { checking } }: Asked): string {
  return `${revision}-${checking.now?.state ?? 'none'}-${checking.edition}`
}

/** Milliseconds that a request waits for the rules; after that it is told how far they are. */
const PATIENCE = 20_000

/** Resolves when all rules have been asked. Throws where that takes longer than PATIENCE, or fails. */
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

// The report of a reload or a plan, as far as an actor may see it, and in words.

import * as v from 'valibot'
import type { StandingProblem } from '../serve/standing-scene.ts'
import type { RefusedFace, ReloadReport } from '../store/generation/report.ts'
import type { Problem, ToldProblem } from '../text/findings/problem.ts'
import { problemsText } from '../text/findings/text.ts'
import type { Operated } from './operated.ts'
import type { Sight } from './sight.ts'
import type { Look, Plain } from './verb.ts'
import { counted } from './words.ts'
import { wordsOf } from './words-of.ts'

const place = v.looseObject({ file: v.string(), line: v.number(), column: v.number(), length: v.number() })

export const problem = v.looseObject({
  rule: v.string(),
  severity: v.picklist(['error', 'warning', 'info']),
  message: v.string(),
  place,
  source: v.optional(v.string()),
  sourceColumn: v.optional(v.number()),
  related: v.optional(v.looseObject({ place, message: v.string(), source: v.optional(v.string()) })),
  fix: v.optional(v.string()),
  rfc: v.optional(v.string()),
})

const rrset = v.looseObject({ ttl: v.number(), rdata: v.array(v.string()) })

const rrsetChange = v.looseObject({
  owner: v.string(),
  type: v.string(),
  before: v.optional(rrset),
  after: v.optional(rrset),
})

/** What a text that is not written yet would change in a face. */
export const faceDifference = v.looseObject({
  zone: v.string(),
  view: v.string(),
  rrsets: v.pipe(v.array(rrsetChange), v.description('Rrset by rrset, the first two hundred of all faces together.')),
  total: v.number(),
})

const change = v.looseObject({
  zone: v.string(),
  view: v.string(),
  kind: v.picklist(['added', 'removed', 'changed']),
  before: v.optional(v.number()),
  after: v.optional(v.number()),
  rrsets: v.optional(
    v.pipe(
      v.array(rrsetChange),
      v.description('In a plan: rrset by rrset, the first thousand of each face, and twenty thousand of all.'),
    ),
  ),
  total: v.optional(v.number()),
})

const refusedFace = v.looseObject({
  zone: v.string(),
  view: v.string(),
  file: v.optional(v.string()),
  state: v.picklist(['refused', 'stale-source', 'held']),
  findings: v.array(problem),
})

export const report = v.looseObject({
  outcome: v.picklist(['switched', 'unchanged', 'refused']),
  good: v.pipe(v.boolean(), v.description('Nothing was refused: neither the whole nor a zone.')),
  reason: v.optional(v.pipe(v.string(), v.description('Why nothing was switched.'))),
  generation: v.pipe(v.number(), v.description('The one in service afterwards.')),
  seconds: v.number(),
  changes: v.array(change),
  refused: v.pipe(v.array(refusedFace), v.description('Faces that are not served as their files have them.')),
  warnings: v.array(v.string()),
  canaries: v.array(v.looseObject({ canary: v.string(), expected: v.string(), got: v.string(), place })),
  findings: v.pipe(v.array(problem), v.description('Problems in the configuration itself.')),
  restart: v.pipe(v.array(v.string()), v.description('Options that have changed, and take effect at the next start.')),
  options: v.optional(
    v.pipe(v.array(v.string()), v.description('In a plan: options that change, and take effect with the reload.')),
  ),
  hash: v.optional(v.pipe(v.string(), v.description('Of a plan of everything: what "apply" takes.'))),
})

export type Report = Plain<v.InferOutput<typeof report>>
type Change = Report['changes'][number]

/** Puts findings into words. The server has the words of all rules, so that commands need not load them. */
export type Tell = (problems: readonly Problem[]) => ToldProblem[]

/** The report for an actor. One who does not see everything is told nothing of the configuration and of findings across views. */
export async function seenReport(
  { beside, ...whole }: ReloadReport,
  sight: Sight,
  operated: Pick<Operated, 'tell' | 'language'>,
): Promise<Plain<v.InferInput<typeof report>>> {
  const { tell } = operated
  const isSilent = whole.reason === undefined && whole.warnings.length === 0
  const text = isSilent ? undefined : (await wordsOf(operated)).text
  const reason = whole.reason && text?.(whole.reason)
  const warnings = text === undefined ? [] : whole.warnings.map(text)
  if (sight.whole) {
    const refused = whole.refused.map((face) => toldFace(face, tell))
    return { ...whole, reason, warnings, refused, findings: tell(whole.findings) }
  }
  const refused = whole.refused.filter((face) => sight.face(face))
  const changes = whole.changes.filter((face) => sight.face(face))
  const files = filesOf(whole.refused.filter((face) => !sight.face(face)))
  // A refused face was judged beside zones that may not be served yet: a plan may add some.
  const isNameSeen = (one: Problem, view: string) =>
    sight.namesSeen(one, view) && sight.namesSeen(one, view, beside?.get(view))
  const isShown = (file: string) => sight.servedFile(file) && !files.has(file)
  // If only faces change that the actor does not see, nothing changes for him.
  const outcome = whole.outcome === 'switched' && changes.length === 0 ? 'unchanged' : whole.outcome
  return {
    outcome,
    good: whole.outcome !== 'refused' && refused.length === 0,
    reason,
    generation: whole.generation,
    seconds: whole.seconds,
    changes,
    refused: refused.map(({ zone, view, file, state, findings, own }) => ({
      ...{ zone, view, state },
      ...(sight.text({ zone, view }) && file !== undefined && isShown(file) && { file }),
      findings: sight.text({ zone, view })
        ? tell(findings.filter((one) => quotedFiles(one).every(isShown) && (own.has(one) || isNameSeen(one, view))))
        : [],
    })),
    ...{ warnings: [], canaries: [], findings: [], restart: [] },
  }
}

/** The files of faces that are not seen: a plan may share files between views that the served configuration keeps apart. */
function filesOf(faces: readonly RefusedFace[]): ReadonlySet<string> {
  return new Set(faces.flatMap(({ file, files }) => [file, ...files]))
}

function toldFace({ findings, files: _, own: __, ...face }: RefusedFace, tell: Tell) {
  return { ...face, findings: tell(findings) }
}

export function isSeenProblem(problem: Problem, sight: Sight): boolean {
  return quotedFiles(problem).every((file) => sight.file(file))
}

/** The file that the finding quotes, and the one to which it refers. */
function quotedFiles({ place, related }: Problem): string[] {
  return related === undefined ? [place.file] : [place.file, related.place.file]
}

/** Whether the actor may see a finding about what the view serves: he has to see the other faces that it tells of, too. */
export function isSeenStanding({ problem, about }: StandingProblem, sight: Sight, view: string): boolean {
  const views = [view, ...about.map((other) => other.view)]
  return (
    isSeenProblem(problem, sight) &&
    about.every((other) => sight.face(other) && sight.text(other)) &&
    views.every((one) => sight.namesSeen(problem, one))
  )
}

/**
 * Whether the actor may see a finding about a zone of another server. It quotes no text of ours, but the rules have looked at all views
 * and at the configuration: the actor has to see all views and every zone that the finding names.
 */
export function isSeenFault(problem: Problem, sight: Sight): boolean {
  if (sight.whole) return true
  const { place, related = { place } } = problem
  return (
    sight.allViews &&
    problem.rule !== QUOTES_NETWORKS &&
    related.place.file === place.file &&
    sight.namesSeenAnywhere(problem)
  )
}

const QUOTES_NETWORKS = 'leak-inside'

export function changeText({ zone, view, kind, before, after, total }: Change): string {
  const serials = { added: `serial ${after}`, removed: `serial ${before}`, changed: `serial ${before} -> ${after}` }[
    kind
  ]
  return `${zone} in ${view}: ${kind}, ${serials}${total === undefined ? '' : `, ${counted(total, 'rrset')}`}`
}

/** The lines of a report that somebody should look at. */
export function remarks(
  { refused, warnings, canaries, findings, restart, options = [] }: Report,
  look: Look,
): string[] {
  const served = {
    refused: 'its names get SERVFAIL',
    'stale-source': 'its last good version is served',
    held: 'its last good version is served until its file in another view is repaired',
  }
  return [
    ...warnings.map((warning) => `warning: ${warning}`),
    ...canaries.map(({ canary, expected, got }) => `canary ${canary}: expected ${expected}, got ${got}`),
    ...refused.flatMap(({ zone, view, state, findings }) => [
      `${zone} in ${view} is ${state === 'held' ? 'held' : 'refused'}: ${served[state]}`,
      ...(findings.length > 0 ? [problemsText(findings, look).trimEnd()] : []),
    ]),
    ...(findings.length > 0 ? [problemsText(findings, look).trimEnd()] : []),
    ...(options.length > 0 ? [`these keys of the configuration hold with the reload: ${options.join(', ')}`] : []),
    ...(restart.length > 0
      ? [`these options have changed, and take effect at the next start: ${restart.join(', ')}`]
      : []),
  ]
}

// Works out what a reload would serve, how that differs from what is served, and whether it may be; it switches nothing.

import type { Said } from '../dns/said.ts'
import type { StateFolder } from '../state/state-folder.ts'
import { amending } from '../store/generation/amended.ts'
import { type Candidate, type CandidateInput, makingCandidate } from '../store/generation/candidate.ts'
import { changesBetween, missedSaid } from '../store/generation/changes.ts'
import type { Generations } from '../store/generation/generations.ts'
import { planHash } from '../store/generation/plan-hash.ts'
import {
  changeReports,
  type RefusedFace,
  type ReloadReport,
  refusedFaces,
  refusedWhole,
  zonesBeside,
} from '../store/generation/report.ts'
import type { ZoneFiles } from '../store/generation/zone-files.ts'
import { say } from '../store/says.ts'
import type { Following, Succession } from '../store/succession.ts'
import type { FetchedFaces } from '../supply/load.ts'
import { loaders } from '../supply/loader/loaders.ts'
import { madeApart } from '../supply/loader/make-job.ts'
import { inSlices, type Sliced } from '../supply/slices.ts'
import type { CanaryFailure } from '../text/config/canary.ts'
import { changedOptions } from '../text/config/holds.ts'
import type { Settings } from '../text/config/settings.ts'
import type { Problem } from '../text/findings/problem.ts'
import type { Generation } from '../views/view.ts'
import { failingCanaries } from './canaries.ts'
import { besideLeaks } from './newly-public.ts'
import { responderOptions } from './responder-options.ts'

export type Prepared = {
  readonly report: ReloadReport
  /** Faces refused because they would tell everybody of our inside. */
  readonly leaks?: readonly RefusedFace[]
  /** The candidate that was served then. This and the rest are undefined where an error or a fault ended the work before. */
  readonly before?: Candidate
  /** The candidate that configuration and files give. */
  readonly made?: Candidate
  /** The same with newest editions and settled serials, as it is to be served. */
  readonly following?: Following
  readonly generation?: Generation
}

export type PrepareParts = {
  readonly readSettings: () => Promise<{ readonly settings?: Settings; readonly problems: readonly Problem[] }>
  readonly files: ZoneFiles
  readonly state: StateFolder
  readonly generations: Generations
  readonly succession: Succession
  readonly fetched: FetchedFaces
}

export type PrepareOptions = {
  /** Whether the report says what changes rrset by rrset. */
  readonly planned: boolean
  /** Gives the faces of the candidate their newest editions. */
  readonly carry: (candidate: Candidate) => Promise<Candidate>
  /** Gives the faces that would tell of our inside if the candidate were served. */
  readonly telling: (candidate: Candidate, running: Candidate) => Promise<readonly RefusedFace[]>
  /** Called with what was found in the configuration, whatever comes of the rest. */
  readonly onRead?: ((problems: readonly Problem[]) => void) | undefined
}

/** `started`: the settings that the process was started with. */
export async function prepareReload(
  { readSettings, files, state, generations, succession, fetched }: PrepareParts,
  started: Settings,
  { planned, carry, telling, onRead }: PrepareOptions,
): Promise<Prepared> {
  const begun = performance.now()
  const { settings, problems } = await readSettings()
  onRead?.(problems)
  const { current } = generations
  const before = current.candidate
  if (settings === undefined) return { report: refusedWhole(current.number, say('reload-errors'), problems) }
  const running = before.loaded
  const read = await files.read(settings)
  const made = await inSlices(madeOf({ settings, files: read, running, state, fetched }, generations))
  const following = await succession.settle(before, await carry(made))
  const { candidate, missed } = following
  const generation = generations.generationOf(candidate)
  const changes = await inSlices(changesBetween(before, candidate))
  const canaries = failingCanaries(settings.operations.canaries, generation, responderOptions(settings))
  const leaks = await telling(candidate, before)
  const refused = besideLeaks(refusedFaces(candidate), leaks)
  const beside = zonesBeside(candidate, refused)
  const reason = leaks.length > 0 ? say('reload-leak') : whyNot(settings, canaries, refused)
  const otherwise = (holds: 'answers' | 'reload') => changedOptions(before.settings.options, settings.options, holds)
  const ofAnswers = otherwise('answers')
  const changed = changes.length > 0 || ofAnswers.length > 0
  const report: ReloadReport = {
    outcome: reason ? 'refused' : changed ? 'switched' : 'unchanged',
    good: reason === undefined && refused.length === 0,
    ...(reason && { reason }),
    generation: current.number,
    seconds: (performance.now() - begun) / 1000,
    changes: changeReports(changes, planned),
    refused,
    ...(beside && { beside }),
    warnings: missed.map(missedSaid),
    canaries,
    findings: problems,
    restart: changedOptions(started.options, settings.options, 'start'),
  }
  const told = planned
    ? asPlan(report, [...ofAnswers, ...otherwise('reload')], planHash(report, changes, settings.options))
    : report
  return { report: told, leaks, before, made, following, generation }
}

function asPlan(report: ReloadReport, options: readonly string[], hash: string): ReloadReport {
  return { ...report, ...(options.length > 0 && { options }), hash }
}

/** The candidate that configuration and files give. It amends the current one where only some files have changed. */
function* madeOf(input: CandidateInput, generations: Generations): Sliced<Candidate> {
  const { settings, files } = input
  const amended = generations.isAsFiles ? yield* amending(generations.current.candidate, settings, files) : undefined
  return amended ?? (yield* makingCandidate({ ...input, make: madeApart(loaders.read, true) }))
}

function whyNot(
  { operations }: Settings,
  canaries: readonly CanaryFailure[],
  refused: readonly RefusedFace[],
): Said | undefined {
  if (canaries.length > 0) return say('reload-canary')
  if (operations.reload === 'atomic' && refused.length > 0) return say('reload-zone-errors')
  return undefined
}

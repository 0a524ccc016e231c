// What a reload did or would do: plain data for the control socket and the log.

import type { Said } from '../../dns/said.ts'
import { configuredFiles } from '../../supply/load.ts'
import { diffZones, type RRsetChange } from '../../supply/zone-diff.ts'
import type { CanaryFailure } from '../../text/config/canary.ts'
import { fileToEdit } from '../../text/config/sources.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { ZoneSet } from '../../zone/zone-set.ts'
import type { Candidate, FaceState } from './candidate.ts'
import type { FaceChange } from './changes.ts'

export type ReloadReport = {
  readonly outcome: 'switched' | 'unchanged' | 'refused'
  /** Neither the whole reload nor any zone was refused. */
  readonly good: boolean
  /** Why the server did not switch; undefined if it did, or need not. */
  readonly reason?: Said
  /** Number of the generation in service afterwards. */
  readonly generation: number
  readonly seconds: number
  readonly changes: readonly ChangeReport[]
  /** Faces that the server does not serve as their files have them. */
  readonly refused: readonly RefusedFace[]
  /** The zones beside the refused ones, by view: findings may name what is in them. No person reads this. */
  readonly beside?: ReadonlyMap<string, ZoneSet>
  readonly warnings: readonly Said[]
  readonly canaries: readonly CanaryFailure[]
  /** Problems in the configuration itself. */
  readonly findings: readonly Problem[]
  /** Keys of the configuration that have changed and need a restart. */
  readonly restart: readonly string[]
  /** In a plan: keys of the configuration that have changed and take effect with the reload. */
  readonly options?: readonly string[]
  /** In a plan: its word (plan-hash.ts), the same for plans with the same result. */
  readonly hash?: string
}

export type ChangeReport = {
  readonly zone: string
  readonly view: string
  readonly kind: 'added' | 'removed' | 'changed'
  readonly before?: number
  readonly after?: number
  /** In a plan: the first thousand rrsets that change. */
  readonly rrsets?: readonly RRsetChange[]
  readonly total?: number
}

export type RefusedFace = {
  readonly zone: string
  readonly view: string
  readonly file: string
  /** Paths of the file and of all files that it includes. */
  readonly files: readonly string[]
  readonly state: Extract<FaceState, 'refused' | 'stale-source' | 'held'>
  readonly findings: readonly Problem[]
  /** Those problems that were found in the face alone, without a look at others. No person reads this. */
  readonly own: ReadonlySet<Problem>
}

/** How many rrsets a plan lists for a face, and in all: nobody reads more, and the plan goes over a socket as one message. */
const LISTED = 1000
const LISTED_OF_ALL = 20_000

export function changeReports(changes: readonly FaceChange[], planned: boolean): ChangeReport[] {
  let left = LISTED_OF_ALL
  return changes.map((change) => {
    const report = changeReport(change, planned ? Math.min(LISTED, left) : undefined)
    left -= report.rrsets?.length ?? 0
    return report
  })
}

/** `listed`: how many rrsets to list; undefined: this is no plan. */
function changeReport({ zone, view, before, after }: FaceChange, listed: number | undefined): ChangeReport {
  const diff = listed === undefined ? undefined : diffZones(before, after, listed)
  return {
    zone,
    view,
    kind: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    ...(before && { before: before.serial }),
    ...(after && { after: after.serial }),
    ...(diff && { rrsets: diff.changes, total: diff.total }),
  }
}

export function refusedFaces({ loaded, states }: Candidate): RefusedFace[] {
  return loaded.faces.flatMap(({ name, face, problems, own, lastRead = [] }, i): RefusedFace[] => {
    const state = states[i]!
    if (state !== 'refused' && state !== 'stale-source' && state !== 'held') return []
    const files = [...configuredFiles(face), ...lastRead]
    return [
      { zone: name, view: face.viewName, file: fileToEdit(face), files, state, findings: problems, own: new Set(own) },
    ]
  })
}

/** The zones without their records, because a report stays in memory for long. Undefined if nothing was refused. */
export function zonesBeside({ settings, loaded }: Candidate, refused: readonly RefusedFace[]): ReloadReport['beside'] {
  if (refused.length === 0) return undefined
  const views = new Set(refused.map(({ view }) => view))
  return new Map(
    settings.views.flatMap(({ name }, view) => {
      const { zones } = loaded.views[view]!
      const names = () => zones.members.map(({ apex }) => ({ apex, zone: undefined }))
      return views.has(name) ? [[name, new ZoneSet(names(), zones)] as const] : []
    }),
  )
}

/** The report of a reload refused as a whole. `findings`: the configuration's. */
export function refusedWhole(generation: number, reason: Said, findings: readonly Problem[] = []): ReloadReport {
  return {
    outcome: 'refused',
    good: false,
    reason,
    generation,
    seconds: 0,
    changes: [],
    refused: [],
    warnings: [],
    canaries: [],
    findings,
    restart: [],
  }
}

// What a reload did, or would do: plain data that goes over the control socket and into the log.

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
  /** Nothing was refused: neither the whole nor a zone. */
  readonly good: boolean
  /** Why nothing was switched; undefined where something was, or nothing had to be. */
  readonly reason?: Said
  /** Number of the generation in service afterwards. */
  readonly generation: number
  readonly seconds: number
  readonly changes: readonly ChangeReport[]
  /** Faces that are not served as their files have them. */
  readonly refused: readonly RefusedFace[]
  /** The zones beside those refused, by view: findings may name what is in them. Not for people. */
  readonly beside?: ReadonlyMap<string, ZoneSet>
  readonly warnings: readonly Said[]
  readonly canaries: readonly CanaryFailure[]
  /** Problems in the configuration itself. */
  readonly findings: readonly Problem[]
  /** Keys that have changed and take a restart to hold. */
  readonly restart: readonly string[]
  /** Of a plan: keys of the configuration that say something else, and hold with the reload. */
  readonly options?: readonly string[]
  /** Of a plan: the same for another one that would come to the same. */
  readonly hash?: string
}

export type ChangeReport = {
  readonly zone: string
  readonly view: string
  readonly kind: 'added' | 'removed' | 'changed'
  readonly before?: number
  readonly after?: number
  /** In a plan: rrset by rrset, the first thousand. */
  readonly rrsets?: readonly RRsetChange[]
  readonly total?: number
}

export type RefusedFace = {
  readonly zone: string
  readonly view: string
  readonly file: string
  /** Paths of what was read: of the file, and of all that it includes. */
  readonly files: readonly string[]
  readonly state: Extract<FaceState, 'refused' | 'stale-source' | 'held'>
  readonly findings: readonly Problem[]
  /** Those problems that were found in the face alone, without a look at others. No person reads this. */
  readonly own: ReadonlySet<Problem>
}

/** Rrsets of a face that a plan lists, and of all of them together: nobody reads more, and it goes over a socket whole. */
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

/** `listed`: rrsets, where it is a plan. */
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

/** Their names alone: a report is held for long. Undefined where nothing is refused. */
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

/** Nothing came of it; `findings` are those of the configuration. */
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

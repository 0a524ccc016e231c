// What is wrong between the zones of one view. A zone that is refused already is asked too, so that all its errors come at
// once, but to the others its names are unknown: one refusal does not bring about the next.

import type { Problem } from '../report/problem.ts'
import type { Zone } from '../zone/zone.ts'
import { type Member, ZoneSet } from '../zone/zone-set.ts'
import { answerable, hasError, type ReadZone } from './read-zone.ts'
import type { ViewZones } from './subject.ts'
import { type ActiveRule, walkInView } from './walk.ts'

export type ViewMember = {
  readonly apex: Uint8Array
  /** What was read; undefined where the file could not be had. */
  readonly read: ReadZone | undefined
  /** What is served if this one is refused: the last good version. */
  readonly fallback?: Zone | undefined
}

export type ViewFacts = Pick<ViewZones, 'name' | 'public'>

/** For each member the problems that its view makes visible. */
export function checkView(
  rules: readonly ActiveRule[],
  members: readonly ViewMember[],
  facts: ViewFacts = {},
): Problem[][] {
  const good = members.map(({ read }) => read !== undefined && !hasError(read.problems))
  const served = members.map(
    ({ apex, read, fallback }, i): Member => ({ apex, zone: good[i] ? read!.subject.zone : fallback }),
  )
  const subjects = members.map(({ read }, i) => (good[i] ? read!.subject : undefined))
  const view: ViewZones = { ...facts, zones: new ZoneSet(served), subjects }
  return members.map(({ read }, i) => {
    if (read === undefined) return []
    const asked = answerable(rules, read.complete)
    return walkInView(asked, read.subject, good[i] ? view : withSelf(view, i, read))
  })
}

/** The view as it would be with this zone in it. */
function withSelf(view: ViewZones, index: number, { subject }: ReadZone): ViewZones {
  const zones = view.zones.members.map((member, i) => (i === index ? { ...member, zone: subject.zone } : member))
  return { ...view, zones: new ZoneSet(zones), subjects: view.subjects.with(index, subject) }
}

// Signs one whole face: gives the signed zone, its serial, and whether it differs from the one served.

import { isNewerSerial } from '../dns/serial.ts'
import { Type } from '../dns/types.ts'
import { isGood } from '../sign/schedule.ts'
import { sealZone } from '../sign/seal-zone.ts'
import { faultOf } from '../sign/self-check.ts'
import { draftZone, type SignPlan } from '../sign/sign-zone.ts'
import { nextSerial } from '../store/serials.ts'
import type { Changeset, RecordList } from '../zone/changeset.ts'
import { diff } from '../zone/diff.ts'
import { APEX, NONE, type Zone } from '../zone/zone.ts'
import { type Progress, signSideBySide } from './side-by-side.ts'

export type SignJob = SignPlan & {
  readonly content: Zone
  /** The face's signed image, or its last one. */
  readonly before: Zone | undefined
  /** Signed images of the zone's other faces. */
  readonly others: readonly Zone[]
  /** The last serial served. */
  readonly last: number | undefined
  /** In seconds since 1970. */
  readonly now: number
}

export type SignOutcome =
  /** The face keeps its signed image and serial. */
  | { readonly kind: 'same' }
  | {
      readonly kind: 'signed'
      readonly zone: Zone
      readonly made: number
      readonly reused: number
      /** The changes from the image before; undefined if they take more than the zone. */
      readonly changes: Changeset | undefined
    }
  /** The self-check rejected the result. */
  | { readonly kind: 'faulty'; readonly reason: string }

/** `progress`: gets how far the job is. */
export async function runSignJob(job: SignJob, progress?: Progress): Promise<SignOutcome> {
  const { content, before, others, last, now, keys } = job
  const input = { ...job, stores: before === undefined ? others : [before, ...others] }
  const draft = draftZone(input)
  if (before !== undefined && before.serial === last && isSame(before, draft.zone, job) && draft.made === 0)
    return { kind: 'same' }
  await signSideBySide(draft.zone, keys, draft.made, progress)
  const sealed = sealZone(draft.zone, input, serialOf(content, last))
  const { zone } = sealed
  const reason = faultOf(zone, keys, now)
  if (reason !== undefined) return { kind: 'faulty', reason }
  const changes = before && diff(before, zone, zone.edition.used.heap)
  const [made, reused] = [draft.made + sealed.made, draft.reused + sealed.reused]
  return { kind: 'signed', zone, made, reused, changes }
}

/** The content's serial if it is newer than the last one served (RFC 1982), else the next: new signatures alone make a new version too. */
export function serialOf(content: Zone, last: number | undefined): number {
  return last === undefined || isNewerSerial(content.serial, last) ? content.serial : nextSerial(last)
}

/** Whether only records that depend on the serial differ, and the SOA's present signature is good for long enough. */
function isSame(before: Zone, draft: Zone, { content, schedule, now, last }: SignJob): boolean {
  if (last !== undefined && isNewerSerial(content.serial, last)) return false
  const changes = diff(before, draft, draft.edition.used.heap)
  if (changes === undefined || !onlySealed(changes.removed, draft) || !onlySealed(changes.added, draft)) return false
  return sameSoa(before, draft) && isSealGood(before, schedule, now)
}

const SEALED: ReadonlySet<number> = new Set([Type.SOA, Type.ZONEMD])

function onlySealed(list: RecordList, { apex }: Zone): boolean {
  let isOnly = true
  list.each((bytes, owner, type, _ttl, data) => {
    const covered = type === Type.RRSIG ? (bytes[data]! << 8) | bytes[data + 1]! : type
    // Only the apex has a name that short.
    if (!SEALED.has(covered) || data - 10 - owner !== apex.length) isOnly = false
  })
  return isOnly
}

function sameSoa(before: Zone, draft: Zone): boolean {
  const rdata = (zone: Zone) => {
    const data = zone.dataOf(zone.soa)
    const copy = Buffer.from(zone.heap.slice(data, data + zone.lengthOf(data)))
    copy.writeUInt32BE(0, copy.length - 20)
    return copy
  }
  return before.ttl(before.soa) === draft.ttl(draft.soa) && rdata(before).equals(rdata(draft))
}

function isSealGood(zone: Zone, schedule: SignPlan['schedule'], now: number): boolean {
  const set = zone.signature(APEX, Type.SOA)
  if (set === NONE) return false
  const data = zone.dataOf(set)
  const view = new DataView(zone.heap.buffer, zone.heap.byteOffset + data)
  return isGood(schedule, { expiration: view.getUint32(8), inception: view.getUint32(12) }, now)
}

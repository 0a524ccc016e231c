// One rule for the serial of every content that the server serves: the content that it served last keeps its serial. Another content gets
// its source's serial where that is newer, else the next after the last one. So no secondary misses a change, even one that raised no
// serial: a layer over a file, a generated reverse zone, a rollback.

import { addSerial, isNewerSerial } from '../dns/serial.ts'
import type { Changeset } from '../zone/changeset.ts'
import { changesToSerial, serialAfter } from '../zone/soa-serial.ts'
import type { Zone } from '../zone/zone.ts'
import type { FaceNow, Refused } from './change.ts'

/** `source`: what the source gives it. `isSame`: nothing but the serial differs from what was served last. */
export function serialFor(source: number, last: number, isSame: boolean): number {
  if (isNewerSerial(source, last)) return source
  return isSame ? last : nextSerial(last)
}

/** RFC 1982 §3.1. Not 0, which some take for none. */
export function nextSerial(serial: number): number {
  return addSerial(serial, 1) || 1
}

/** Whether changes go on under the serial that others have counted up to: nobody has seen a version that has it. */
export function isUnseen(newest: Zone, served: Zone): boolean {
  return isNewerSerial(newest.serial, served.serial)
}

/** No secondary notices what is not newer (RFC 1982). `unseen`: nobody has seen `before`, so what changes it may keep its serial. */
export function whySerial(
  { anySerial, unseen }: { readonly anySerial: boolean; readonly unseen: boolean },
  before: Zone,
  edition: Zone,
): Refused | undefined {
  if (anySerial || isNewerSerial(edition.serial, before.serial)) return undefined
  if (unseen && edition.serial === before.serial) return undefined
  return { kind: 'serial', served: before.serial, wanted: edition.serial }
}

export function isNothing({ removed, added }: Changeset): boolean {
  return removed.count + added.count === 0
}

/**
 * RFC 2136 §3.6: every change brings another serial, that of the message itself where it has one. Changes that go into service together
 * share one.
 */
export function withSerial({ newest, served }: Pick<FaceNow, 'newest' | 'served'>, changes: Changeset): Changeset {
  if (isNothing(changes) || serialAfter(changes) !== undefined || isUnseen(newest, served)) return changes
  return changesToSerial(changes, newest, nextSerial(newest.serial))
}

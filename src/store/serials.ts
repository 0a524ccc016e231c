// One rule for every serial: the content that the server served last keeps its serial. Another content gets its source's serial if that is
// newer, else the next one. So no secondary misses a change, even one that raised no serial: a layer over a file, a generated reverse zone,
// a rollback.

import { addSerial, isNewerSerial } from '../dns/serial.ts'
import type { Changeset } from '../zone/changeset.ts'
import { changesToSerial, serialAfter } from '../zone/soa-serial.ts'
import type { Zone } from '../zone/zone.ts'
import type { FaceNow, Refused } from './change.ts'

/** `source`: the source's serial. `isSame`: only the serial differs from the last version served. */
export function serialFor(source: number, last: number, isSame: boolean): number {
  if (isNewerSerial(source, last)) return source
  return isSame ? last : nextSerial(last)
}

/** RFC 1982 §3.1. Skips 0, which some take for no serial. */
export function nextSerial(serial: number): number {
  return addSerial(serial, 1) || 1
}

/** Whether `newest` has a serial that nobody has seen yet, so that more changes may share it. */
export function isUnseen(newest: Zone, served: Zone): boolean {
  return isNewerSerial(newest.serial, served.serial)
}

/** A serial has to be newer, or no secondary notices (RFC 1982). `unseen`: nobody has seen `before`, so its serial may stay. */
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
 * RFC 2136 §3.6: every change brings a new serial, the message's own if it has one. Changes that go into service together share one.
 */
export function withSerial({ newest, served }: Pick<FaceNow, 'newest' | 'served'>, changes: Changeset): Changeset {
  if (isNothing(changes) || serialAfter(changes) !== undefined || isUnseen(newest, served)) return changes
  return changesToSerial(changes, newest, nextSerial(newest.serial))
}

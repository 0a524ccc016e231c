// One rule for the serial of whatever is served: content as last served keeps the serial last served; what has changed gets its
// source's serial where that is newer, else the next after the one last served. So no secondary misses a change, whatever laid
// something over a file, made a reverse zone, or brought back an earlier content without counting anything up.

import { addSerial, isNewerSerial } from '../dns/serial.ts'
import type { Zone } from '../zone/zone.ts'
import type { Refused } from './change.ts'

/** `source`: what the source gives it. `isSame`: nothing but the serial differs from what was served last. */
export function serialFor(source: number, last: number, isSame: boolean): number {
  if (isNewerSerial(source, last)) return source
  return isSame ? last : nextSerial(last)
}

/** RFC 1982 §3.1. Not 0, which some take for none. */
export function nextSerial(serial: number): number {
  return addSerial(serial, 1) || 1
}

/** No secondary notices what is not newer (RFC 1982). */
export function whySerial(anySerial: boolean, before: Zone, edition: Zone): Refused | undefined {
  if (anySerial || isNewerSerial(edition.serial, before.serial)) return undefined
  return { kind: 'serial', served: before.serial, wanted: edition.serial }
}

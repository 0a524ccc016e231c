// The next serial of a zone: of the date, of the clock, or one more. It is always newer than the one before (RFC 1982): a secondary ignores
// one that is not.

import { addSerial, isNewerSerial } from '../../../dns/serial.ts'

export const serialWays = ['date', 'unix', '+1'] as const

export type SerialWay = (typeof serialWays)[number]

/** RFC 1982 §3.1: the most that may be added at once. */
const FARTHEST = 0x7fffffff

export type NextSerial =
  | { readonly kind: 'next'; readonly serial: number }
  /** `wanted` is not newer. Publish `first`, and `wanted` once all secondaries have that. */
  | { readonly kind: 'not-newer'; readonly wanted: number; readonly first: number }

/** `now`: in milliseconds since 1970. Days are those of UTC: the same wherever the command runs. */
export function nextSerial(serial: number, way: SerialWay, now: number): NextSerial {
  if (way === '+1') return { kind: 'next', serial: addSerial(serial, 1) }
  const wanted = way === 'unix' ? Math.floor(now / 1000) : dateSerial(now)
  if (isNewerSerial(wanted, serial)) return { kind: 'next', serial: wanted }
  // A second change of the day, or of the second.
  if (serial - wanted < MOST_A_DAY && serial >= wanted) return { kind: 'next', serial: addSerial(serial, 1) }
  return { kind: 'not-newer', wanted, first: addSerial(serial, FARTHEST) }
}

const MOST_A_DAY = 99

/** YYYYMMDD01 (RFC 1912 §2.2). */
function dateSerial(now: number): number {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '')
  return Number(day) * 100 + 1
}

// When to ask again for a face of a primary, and how long to serve it: the SOA says so, within bounds (RFC 1035 §3.3.13).

import { NONE, type Zone } from '../zone/zone.ts'

/** Milliseconds. */
export type Timers = { readonly refresh: number; readonly retry: number; readonly expire: number }

const SECOND = 1000
const HOUR = 3600 * SECOND
const WEEK = 7 * 24 * HOUR

/** A mistake in an SOA neither floods the primary nor keeps a zone for ever. */
const BOUNDS = {
  refresh: [2 * SECOND, 4 * WEEK],
  retry: [SECOND, 2 * WEEK],
  expire: [3 * SECOND, 24 * WEEK],
} as const

/** For a face that has never come: the first wait after a failure, and the longest. */
const FIRST = 10 * SECOND
const LONGEST = HOUR

export function timersOf(zone: Zone): Timers {
  const [refresh, retry, expire] = numbersOf(zone)
  const bounded = { refresh: within('refresh', refresh), retry: within('retry', retry) }
  // RFC 1912 §2.2: a zone that expires before the next question would come and go.
  return { ...bounded, expire: Math.max(within('expire', expire), bounded.refresh + bounded.retry) }
}

/** Whether the SOA lets the zone expire before a secondary has asked twice. */
export function expiresEarly(zone: Zone): boolean {
  const [refresh, retry, expire] = numbersOf(zone)
  return expire < refresh + retry
}

/** Spreads the waits, so that faces that came together are not due together for ever. `chance`: from 0 to 1. */
export function jittered(wait: number, chance: number): number {
  return wait * (0.75 + 0.25 * chance)
}

/** The wait after so many failures in a row: longer each time, but never longer than after a success. */
export function retryIn(timers: Timers | undefined, failures: number): number {
  const grows = 2 ** Math.min(failures - 1, 20)
  if (timers === undefined) return Math.min(FIRST * grows, LONGEST)
  return Math.min(timers.retry * grows, Math.max(timers.refresh, timers.retry))
}

/** RFC 1035 §3.3.13: five numbers end the rdata, the serial first. */
function numbersOf(zone: Zone): [number, number, number] {
  if (zone.soa === NONE) throw new Error('a zone without an SOA')
  const data = zone.dataOf(zone.soa)
  const end = data + zone.lengthOf(data)
  const { heap } = zone
  const words = new DataView(heap.buffer, heap.byteOffset)
  return [words.getUint32(end - 16) * SECOND, words.getUint32(end - 12) * SECOND, words.getUint32(end - 8) * SECOND]
}

function within(which: keyof typeof BOUNDS, time: number): number {
  const [least, most] = BOUNDS[which]
  return Math.min(Math.max(time, least), most)
}

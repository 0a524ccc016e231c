// Finds the signatures of a zone that have to be made anew, and when the first one ends.

import { get16, get32 } from '../dns/big-endian.ts'
import { Type } from '../dns/types.ts'
import { APEX, type Node, type Zone } from '../zone/zone.ts'
import type { Schedule, Times } from './schedule.ts'
import { isGood } from './schedule.ts'

export type Ends = {
  /** Names, in wire form, with a signature that is due or comes from the future. */
  readonly due: readonly Uint8Array[]
  /** When the first signature ends; in seconds since 1970. */
  readonly earliest: number | undefined
  /** The latest inception of all signatures. */
  readonly newest: number | undefined
}

/** `lost`: tags of keys that are lost: their signatures are never due, for nobody can make new ones. */
export function endsOf(zone: Zone, schedule: Schedule, now: number, lost: readonly number[] = []): Ends {
  const due: Uint8Array[] = []
  let earliest: number | undefined
  let newest: number | undefined
  for (let node: Node = APEX; node < zone.nodes; node++) {
    if (!zone.exists(node)) continue
    let isDue = false
    eachSignature(zone, node, (times, tag) => {
      const end = near(now, times.expiration)
      const begin = near(now, times.inception)
      if (earliest === undefined || end < earliest) earliest = end
      if (newest === undefined || begin > newest) newest = begin
      if (!isGood(schedule, times, now) && !lost.includes(tag)) isDue = true
    })
    if (isDue) due.push(zone.name(node))
  }
  return { due, earliest, newest }
}

function eachSignature(zone: Zone, node: Node, visit: (times: Times, tag: number) => void): void {
  for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) {
    if (zone.type(set) !== Type.RRSIG) continue
    let data = zone.dataOf(set)
    for (let i = zone.size(set); i > 0; i--, data = zone.nextData(data, false))
      visit(
        { expiration: get32(zone.heap, data + 8), inception: get32(zone.heap, data + 12) },
        get16(zone.heap, data + 16),
      )
  }
}

/** The time with these 32 bits that is nearest to now (RFC 4034 §3.1.5). */
function near(now: number, seconds: number): number {
  return now + ((seconds - now) | 0)
}

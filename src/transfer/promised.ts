// What a NOTIFY promises (RFC 1996 §3.7): Janus asks a primary that is known to send changes for them at once, without asking for its SOA.
//
// RFC 1996 §3.11 has a secondary ask for the SOA, and RFC 1995 §4 has the answer to IXFR begin with it: a primary without anything newer
// sends that record alone, as it would for SOA. So the hint decides only which question goes first: anybody can forge it, and a forged one
// costs what a question for the SOA would cost. Janus does not do so with a primary that may answer with the whole zone.

import { isNewerSerial } from '../dns/serial.ts'
import type { Zone } from '../zone/zone.ts'
import type { SoaAnswer } from './ask-soa.ts'
import type { FollowedFace } from './followed-face.ts'
import { addressOf, type Peer } from './peer.ts'

/** The answer that the primary would give to a question for its SOA; undefined where Janus has to ask. */
export function promisedBy(
  { promised, changesFrom, face: { primary } }: FollowedFace,
  ours: Zone,
  peer: Peer,
): Extract<SoaAnswer, { kind: 'soa' }> | undefined {
  if (promised === undefined || !isNewerSerial(promised, ours.serial)) return undefined
  const sendsChanges = primary.ixfr && !primary.anySerial && changesFrom === addressOf(peer)
  return sendsChanges ? { kind: 'soa', serial: promised, expire: undefined } : undefined
}

// What a NOTIFY promises (RFC 1996 §3.7): whoever is known to send changes is asked for them at once, and not for its SOA before.
//
// RFC 1996 §3.11 has a secondary ask for the SOA, and RFC 1995 §4 has the answer to IXFR begin with it: a primary without anything newer
// sends that record alone, as it would for SOA. So the hint decides which question is asked first, and nothing else: anybody can
// forge it, and who does costs what a question for the SOA would cost. A primary that may answer with the whole zone is not asked so.

import { isNewerSerial } from '../dns/serial.ts'
import type { Zone } from '../zone/zone.ts'
import type { SoaAnswer } from './ask-soa.ts'
import type { FollowedFace } from './followed-face.ts'
import { addressOf, type Peer } from './peer.ts'

/** As if it had been asked; undefined where it has to be. */
export function promisedBy(
  { promised, changesFrom, face: { primary } }: FollowedFace,
  ours: Zone,
  peer: Peer,
): Extract<SoaAnswer, { kind: 'soa' }> | undefined {
  if (promised === undefined || !isNewerSerial(promised, ours.serial)) return undefined
  const sendsChanges = primary.ixfr && !primary.anySerial && changesFrom === addressOf(peer)
  return sendsChanges ? { kind: 'soa', serial: promised, expire: undefined } : undefined
}

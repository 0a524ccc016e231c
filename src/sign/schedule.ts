// Tells when each signature is made anew. An rrset has its own moments, which follow from its name and type alone: another server, a restart
// and a rollback come to the same, and never much is due at once.
//
//        inception                    now        b                  b + period         expiration
//    ------+---------------------------+---------+--------------------+------------------+------
//          | period + 1 h before b               | signed anew                           |
//                                                |<------------- margin ---------------->|    of the one made before b

import { fold } from '../dns/name.ts'

/** `validity` and `margin` of the configuration, in seconds. */
export type Schedule = { readonly validity: number; readonly margin: number }

export type Times = { readonly inception: number; readonly expiration: number }

/** Seconds that a signature begins earlier, for resolvers whose clocks are behind ours (RFC 6781 §4.4.2). */
const BEFORE = 3600

/** The times of a signature that is made now, in seconds since 1970; an RRSIG has their lower 32 bits (RFC 4034 §3.1.5). */
export function timesOf({ validity, margin }: Schedule, owner: Uint8Array, type: number, now: number): Times {
  const period = validity - margin
  const phase = phaseOf(owner, type) % period
  const next = now + period - ((((now - phase) % period) + period) % period)
  return { inception: next - period - BEFORE, expiration: next + margin }
}

/** Whether a signature with these times is still good enough. One from the future was made by a wrong clock. */
export function isGood({ validity, margin }: Schedule, { inception, expiration }: Times, now: number): boolean {
  const left = (expiration - now) | 0
  return left > margin && left <= validity && ((inception - now) | 0) <= 0
}

export function isNow({ inception, expiration }: Times, now: number): boolean {
  return ((expiration - now) | 0) > 0 && ((inception - now) | 0) <= 0
}

/** FNV-1a of the name, whatever its case, and the type. */
function phaseOf(owner: Uint8Array, type: number): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < owner.length; i++) hash = Math.imul(hash ^ fold[owner[i]!]!, 0x01000193)
  hash = Math.imul(hash ^ (type >>> 8), 0x01000193)
  hash = Math.imul(hash ^ (type & 0xff), 0x01000193)
  // The last octets reach only some bits.
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
  return (hash ^ (hash >>> 16)) >>> 0
}

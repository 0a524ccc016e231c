// Says which messages go to the desk: those that one message cannot answer, and those that take more than the zones, keys first of all.

import { Class } from '../dns/classes.ts'
import { Rcode } from '../dns/rcodes.ts'
import { Type } from '../dns/types.ts'
import type { Peer } from '../net/peer.ts'
import { Kind, type Query, Verdict } from '../wire/query.ts'
import type { ResponseOptions } from './response-options.ts'

/** Whether the client may have the zone that it asks for, if there is one. */
export type Admits = (query: Query, peer: Peer, view: number) => boolean

export function isForDesk(
  query: Query,
  verdict: Verdict,
  peer: Peer,
  view: number,
  options: ResponseOptions,
  admits: Admits,
): boolean {
  if (isNotForHttps(query, peer)) return false
  // Threads that answer datagrams hold no key, know no secondary and change no zone.
  if (query.kind === Kind.query || query.kind === Kind.other) return query.tsig.present
  if (query.kind !== Kind.transfer || query.tsig.present) return true
  // Zones are of class IN alone.
  if (verdict !== Verdict.answer || query.class !== Class.IN || options.cookieRcode(query) !== Rcode.NOERROR)
    return false
  // A datagram takes no zone (RFC 5936 §4.2), and gets word of the newest serial from the desk (RFC 1995 §2).
  return peer.stream ? admits(query, peer, view) : query.type === Type.IXFR
}

/** HTTPS is for questions: transfers, NOTIFY and UPDATE come by another transport. */
export function isNotForHttps({ kind }: Query, { protocol }: Peer): boolean {
  return protocol === 'https' && kind !== Kind.query && kind !== Kind.other
}

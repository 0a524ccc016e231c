// Says why a query gets no answer out of a zone, before it looks at any zone: an rcode, and a code that says more (RFC 8914).

import { ErrorCode } from '../answer/error-code.ts'
import { Class } from '../dns/classes.ts'
import { Rcode } from '../dns/rcodes.ts'
import { isMetaType, Type } from '../dns/types.ts'
import type { Peer } from '../net/peer.ts'
import { type Query, Verdict } from '../wire/query.ts'
import { isNotForHttps } from './hand-over.ts'
import type { Policy } from './policies.ts'
import type { ResponseOptions } from './response-options.ts'

export type Refusal = {
  readonly rcode: number
  /** Extended error (RFC 8914), or -1. */
  readonly error: number
}

const plain = (rcode: number): Refusal => ({ rcode, error: -1 })

const PLAIN: readonly Refusal[] = Array.from({ length: Rcode.BADCOOKIE + 1 }, (_, rcode) => plain(rcode))
const PROHIBITED: Refusal = { rcode: Rcode.REFUSED, error: ErrorCode.prohibited }
const NOT_OURS: Refusal = { rcode: Rcode.REFUSED, error: ErrorCode.notAuthoritative }
const NOT_SUPPORTED: Refusal = { rcode: Rcode.NOTIMP, error: ErrorCode.notSupported }
const NOT_BY_HTTPS: Refusal = { rcode: Rcode.REFUSED, error: ErrorCode.notSupported }
/** The signing thread has no room for one more question. */
export const BUSY: Refusal = { rcode: Rcode.SERVFAIL, error: ErrorCode.notReady }
/** RFC 9824 §3.5 */
const NO_SUCH_QUESTION: Refusal = { rcode: Rcode.FORMERR, error: ErrorCode.invalidType }
/** An answer that was found, and is longer than any message. */
export const OVERSIZED: Refusal = { rcode: Rcode.SERVFAIL, error: ErrorCode.invalidData }

/** `view`: the client's, or -1. */
export function refusalOf(
  query: Query,
  verdict: Verdict,
  view: number,
  policy: Policy,
  options: ResponseOptions,
  peer: Peer,
): Refusal | undefined {
  // Signed or not: over HTTPS no key is looked at.
  if (isNotForHttps(query, peer)) return isOfOtherVersion(query, verdict) ? PLAIN[Rcode.BADVERS] : NOT_BY_HTTPS
  // RFC 8945 §5.2.1: before anything else. This thread has no keys; where the desk has the key, the query comes without its TSIG.
  if (query.tsig.present) return PLAIN[Rcode.NOTAUTH]
  if (peer.signed?.refused) return PROHIBITED
  if (verdict === Verdict.reject) return query.rcode === Rcode.NOTIMP ? NOT_SUPPORTED : PLAIN[query.rcode]
  // RFC 7871 §7.2.1. Only the option of a believed resolver is read.
  if (peer.subnet?.malformed) return PLAIN[Rcode.FORMERR]
  if (query.edns.cookieLength >= 0 || !query.hasQuestion) {
    const rcode = options.cookieRcode(query)
    if (rcode !== Rcode.NOERROR || !query.hasQuestion) return PLAIN[rcode]
  }
  if (view < 0) return PROHIBITED
  if (query.class !== Class.IN && query.class !== Class.ANY)
    return query.class === Class.CH && policy.identity?.knows(query) ? undefined : NOT_OURS
  if (query.type === Type.NXNAME) return NO_SUCH_QUESTION
  if (query.type === Type.ANY || !isMetaType(query.type)) return undefined
  // Types that no record has: transfers are not for everyone, the others mean nothing to ask (RFC 6895 §3.1).
  return query.type === Type.AXFR || query.type === Type.IXFR ? PROHIBITED : NOT_SUPPORTED
}

/** RFC 6891 §6.1.3: such a client learns our version first. */
function isOfOtherVersion({ rcode }: Query, verdict: Verdict): boolean {
  return verdict === Verdict.reject && rcode === Rcode.BADVERS
}

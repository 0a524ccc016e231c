// Decides about an answer whose client has had many: to send it, to cut it down to how the client can get it, or to drop it.

import { put16, put32 } from '../dns/big-endian.ts'
import { Rcode } from '../dns/rcodes.ts'
import { HANDED, type Peer } from '../net/peer.ts'
import { Bit } from '../wire/header.ts'
import type { Query } from '../wire/query.ts'
import { AnswerClass, answerClass, Limited, type RateLimiter } from './policy/rate-limit.ts'
import { BUSY } from './refusals.ts'
import type { Reply } from './reply.ts'
import type { ResponseOptions } from './response-options.ts'
import type { ZoneAnswers } from './zone-answers.ts'

/** `reply`: the answer at out[at, …), or one that another thread has to sign; afterwards it says what the client gets. */
export function limit(
  limiter: RateLimiter,
  query: Query,
  peer: Peer,
  options: ResponseOptions,
  reply: Reply,
  out: Uint8Array,
  at: number,
): Limited {
  // A client that can receive at its address does not forge it.
  if (peer.proven || options.proven) return Limited.no
  const isAwaited = reply.length === HANDED
  const kind = isAwaited ? reply.awaited : answerClass(out, at, reply.rcode)
  // Errors count together, whatever name they are about.
  const limited = limiter.count(peer.client, kind, kind === AnswerClass.error ? 0 : reply.countedName)
  if (limited === Limited.drop) reply.length = 0
  if (limited === Limited.slip) {
    if (isAwaited) copyQuestion(query, out, at)
    cutDown(query, options, reply, out, at)
  }
  return limited
}

/** Tells a client how to show that its address is its own, and nothing of what it asked for. */
export function askForProof(query: Query, options: ResponseOptions, reply: Reply, out: Uint8Array, at: number): Reply {
  copyQuestion(query, out, at)
  cutDown(query, options, reply, out, at)
  return reply
}

/** Writes header and question, with all other counts 0. */
function copyQuestion({ bytes, from, questionEnd }: Query, out: Uint8Array, at: number): void {
  for (let i = 0; i < questionEnd; i++) out[at + i] = bytes[from + i]!
  put16(out, at + 4, 1)
  put32(out, at + 6, 0)
  put16(out, at + 10, 0)
}

/** The signing thread has no room: a datagram gets TC, so that the client comes by TCP; a stream gets SERVFAIL. */
export function toBusy(
  query: Query,
  options: ResponseOptions,
  withText: boolean,
  peer: Peer,
  answers: Pick<ZoneAnswers, 'refuse' | 'reply'>,
  out: Uint8Array,
  at: number,
): void {
  if (peer.stream) answers.refuse(query, BUSY, options, withText, out, at)
  else {
    copyQuestion(query, out, at)
    put16(out, at + 2, Bit.QR | (query.flags & Bit.RD) | Bit.TC)
    answers.reply.set(query.questionEnd, Rcode.NOERROR)
  }
}

/** Cuts the answer down to how to get it: by the cookie in it (RFC 7873 §5.2.3), or by TCP. */
function cutDown(query: Query, { cookie }: ResponseOptions, reply: Reply, out: Uint8Array, at: number): void {
  put16(out, at + 2, Bit.QR | (query.flags & Bit.RD) | (cookie ? Rcode.BADCOOKIE & 0xf : Bit.TC))
  put32(out, at + 6, 0)
  put16(out, at + 10, 0)
  reply.set(query.questionEnd, cookie ? Rcode.BADCOOKIE : Rcode.NOERROR)
}

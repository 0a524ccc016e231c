// handle(): one message in, one answer out, or nothing, or the desk gets it. The whole path of a query on one page; read this first.

import { get16, put16 } from '../dns/big-endian.ts'
import { Class } from '../dns/classes.ts'
import { Rcode } from '../dns/rcodes.ts'
import { HANDED, type Peer } from '../net/peer.ts'
import { type Counters, Mark } from '../observe/counters.ts'
import type { Generation } from '../views/view.ts'
import { Bit } from '../wire/header.ts'
import { Kind, type Query, Verdict } from '../wire/query.ts'
import type { ClientSubnets } from './client-subnets.ts'
import { type Admits, isForDesk } from './hand-over.ts'
import { askForProof, limit, toBusy } from './limits.ts'
import type { Policy } from './policies.ts'
import { Limited } from './policy/rate-limit.ts'
import { refusalOf } from './refusals.ts'
import type { Reply } from './reply.ts'
import type { ResponseOptions } from './response-options.ts'
import { viewOf } from './view-of.ts'
import type { ZoneAnswers } from './zone-answers.ts'

/** What one thread answers out of. */
export interface Here {
  readonly query: Query
  readonly generation: Generation
  /** By the view's index plus 1. */
  readonly policies: readonly Policy[]
  readonly options: ResponseOptions
  readonly subnets: ClientSubnets
  readonly answers: ZoneAnswers
  readonly counters: Counters | undefined
  /** Whether this thread signs answers that others have handed over, and have counted. */
  readonly signs: boolean
  /** Whether the signing thread takes one more question. */
  readonly mayWait: () => boolean
}

/**
 * A Respond (net/peer.ts). `admits`: which transfers the desk gets; without it, the desk gets only answers that have to be signed.
 * `isBusy`: not even those.
 */
export function handle(
  here: Here,
  admits: Admits | undefined,
  message: Uint8Array,
  from: number,
  to: number,
  peer: Peer,
  out: Uint8Array,
  at: number,
  isBusy = false,
): number {
  const { query, options, answers } = here
  const verdict = query.read(message, from, to) // wire
  if (verdict === Verdict.drop) return 0 // too short, or itself a response
  peer.subnet = here.subnets.of(query, peer, here.generation, here.counters)
  const view = viewOf(peer, here.generation) // views: decided once, never again
  const policy = here.policies[view + 1]!
  options.begin(query, peer)
  const needsProof = policy.proof && lacksProof(query, verdict, peer, options)
  if (admits !== undefined && !needsProof && isForDesk(query, verdict, peer, view, options, admits)) return HANDED
  const refusal = refusalOf(query, verdict, view, policy, options, peer)
  const withText = policy.errorTexts && verdict === Verdict.answer
  const reply =
    needsProof && (refusal === undefined || query.kind === Kind.transfer)
      ? askForProof(query, options, answers.reply, out, at)
      : refusal !== undefined
        ? answers.refuse(query, refusal, options, withText, out, at)
        : query.class === Class.CH
          ? answers.identify(query, policy.identity!, { peer, view, generation: here.generation }, out, at)
          : answers.answer(query, view, peer, options, withText, out, at) // answer: out of this view's zones only
  const { limiter } = policy
  // access: knowing the answer. What has to be signed is counted once, before anybody does
  const isFree = limiter === undefined || here.signs || isBusy
  const limited = isFree ? Limited.no : limit(limiter, query, peer, options, reply, out, at)
  if (reply.length === HANDED) {
    // sign: by who has the key
    if (!isBusy && here.mayWait()) return HANDED
    toBusy(query, options, withText, peer, answers, out, at)
  }
  count(here, query, peer, view, limited, reply, out[at + 2]!)
  return reply.length === 0 ? 0 : complete(query, options, reply, out, at) // wire: OPT, and TSIG behind it
}

/** Whether the client of a good question has shown by no transport, cookie or key that its address is its own. */
function lacksProof(query: Query, verdict: Verdict, peer: Peer, options: ResponseOptions): boolean {
  if (verdict !== Verdict.answer || !query.hasQuestion || query.tsig.present) return false
  return !peer.proven && !options.proven && peer.signed === undefined
}

function count(
  { counters }: Here,
  query: Query,
  peer: Peer,
  view: number,
  limited: Limited,
  { rcode }: Reply,
  flags: number,
): void {
  const marks = (limited === Limited.no ? 0 : Mark.limited) | (flags & Mark.truncated)
  counters?.count(peer, view, query.hasQuestion ? query.type : -1, rcode, marks)
}

/** Adds what stands last in a message; the whole length. A request with a key gets word of it, or TC where that does not fit. */
function complete(
  { tsig }: Query,
  options: ResponseOptions,
  { length, rcode }: Reply,
  out: Uint8Array,
  at: number,
): number {
  options.pad(length)
  const withOpt = options.opt.appendTo(out, at, length, rcode)
  if (!tsig.present || rcode !== Rcode.NOTAUTH) return withOpt
  if (withOpt + tsig.badKeySize <= options.size) return tsig.appendBadKey(out, at, withOpt)
  put16(out, at + 2, get16(out, at + 2) | Bit.TC)
  return withOpt
}

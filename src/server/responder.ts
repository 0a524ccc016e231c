// handle(): one message in, one answer out or nothing. The whole path of a query on one page; read this first.
//
//   read (wire) -> which view? (views) -> which zone, which answer? (answer) -> write (answer, wire) -> too often? (access)

import { AnswerClass, answerClass, Limited, RateLimiter, type RateLimits } from '../access/rate-limit.ts'
import { Answerer } from '../answer/answer.ts'
import { ErrorCode } from '../answer/error-code.ts'
import { MAX_PREPARED, MAX_VARIANTS, PreparedAnswers } from '../answer/prepared.ts'
import { Renderer } from '../answer/render.ts'
import { Response } from '../answer/response.ts'
import { Class } from '../dns/classes.ts'
import { Opcode } from '../dns/opcodes.ts'
import { Rcode } from '../dns/rcodes.ts'
import { isMetaType, Type } from '../dns/types.ts'
import type { Peer } from '../transport/peer.ts'
import type { Generation } from '../views/view.ts'
import { Bit, get16, HEADER, put16, put32 } from '../wire/header.ts'
import { Query, Verdict } from '../wire/query.ts'
import { Identity, type IdentitySettings } from './identity.ts'
import { ResponseOptions, type ResponseOptionsSettings } from './response-options.ts'

export type ResponderOptions = ResponseOptionsSettings & {
  /** Largest UDP message that we send and announce (RFC 6891 §6.2.5), in octets. */
  readonly ednsBufferSize: number
  /** Leave out what the answer is complete without. */
  readonly minimalResponses: boolean
  /** Who this server is, for the views that may know. */
  readonly identity?: IdentitySettings
  /** By the view's name. */
  readonly policies?: Readonly<Record<string, ViewPolicy>>
  /** For clients without a view, and for views that are not listed. */
  readonly otherPolicy?: ViewPolicy
  /** Where the views' rate limits are counted: one for all threads. */
  readonly rateTable?: SharedArrayBuffer
}

export type ViewPolicy = {
  /** The server's name and version may be asked for. */
  readonly identify?: boolean
  /** Extended errors have a text. */
  readonly errorTexts?: boolean
  readonly rateLimits?: RateLimits
}

const STREAM_LIMIT = 0xffff
const NO_ERROR_CODE = -1

/** One per thread; its scratch space is reused from query to query. */
export class Responder {
  #generation: Generation
  #options: ResponderOptions
  readonly #query = new Query()
  readonly #response = new Response()
  #answerer: Answerer
  readonly #prepared = new PreparedAnswers()
  readonly #renderer = new Renderer()
  #responseOptions: ResponseOptions
  #identity: Identity | undefined
  /** By view plus 1, as the limiters are; the first is for clients without one. */
  #policies: readonly (ViewPolicy | undefined)[] = []
  #limiters: readonly (RateLimiter | undefined)[] = []
  readonly #question = { name: this.#query.name, type: 0, dnssec: false, fullAny: false }
  /** Octets that the answer may have, its OPT record among them. */
  #size = 0
  #withErrorText = false
  /** Hash of the name that the answer counts under where answers are limited. */
  #countedName = 0
  #rotation = 0
  #milliseconds = Date.now()

  constructor(generation: Generation, options: ResponderOptions) {
    this.#generation = generation
    this.#options = options
    this.#answerer = new Answerer({ minimal: options.minimalResponses })
    this.#responseOptions = new ResponseOptions(options)
    this.use(generation, options)
  }

  /** Queries from now on are answered from this one, and by these options. */
  use(generation: Generation, options: ResponderOptions = this.#options): void {
    this.#generation = generation
    this.#prepared.clear()
    this.#options = options
    this.#answerer = new Answerer({ minimal: options.minimalResponses })
    this.#responseOptions = new ResponseOptions(options)
    this.#identity = options.identity && new Identity(options.identity)
    const { policies = {}, otherPolicy } = options
    this.#policies = [otherPolicy, ...generation.views.map(({ name }) => policies[name] ?? otherPolicy)]
    this.#limiters = this.#policies.map((policy, i) =>
      policy?.rateLimits && options.rateTable
        ? new RateLimiter(policy.rateLimits, i - 1, options.rateTable)
        : undefined,
    )
    this.tick(this.#milliseconds)
  }

  /** Tells the time, in milliseconds since 1970. To be called some times a second while queries come. */
  tick(milliseconds: number): void {
    this.#milliseconds = milliseconds
    const seconds = Math.floor(milliseconds / 1000)
    this.#responseOptions.tick(seconds)
    for (const limiter of this.#limiters) limiter?.tick(seconds)
  }

  /** A Respond (transport/peer.ts). */
  readonly respond = (
    message: Uint8Array,
    from: number,
    to: number,
    peer: Peer,
    out: Uint8Array,
    at: number,
  ): number => {
    const query = this.#query
    const verdict = query.read(message, from, to)
    if (verdict === Verdict.drop) return 0
    const view = peer.view >= 0 ? peer.view : this.#generation.prefixes.match(peer.address, peer.family)
    const { ednsBufferSize } = this.#options
    this.#size = peer.stream ? STREAM_LIMIT : Math.min(ednsBufferSize, query.edns.udpSize)
    this.#responseOptions.begin(query, peer, ednsBufferSize)
    const composed = verdict === Verdict.answer ? this.#answer(view, peer, out, at) : this.#reject(out, at)
    const limiter = this.#limiters[view + 1]
    const length = limiter === undefined ? composed : this.#limit(limiter, peer, out, at, composed)
    if (length === 0) return 0
    return this.#responseOptions.opt.appendTo(out, at, length, this.#response.rcode)
  }

  #answer(view: number, peer: Peer, out: Uint8Array, at: number): number {
    const query = this.#query
    const { edns } = query
    if (edns.cookieLength >= 0 || !query.hasQuestion) {
      const rcode = this.#responseOptions.cookieRcode(query)
      if (rcode !== Rcode.NOERROR || !query.hasQuestion) return this.#refuse(rcode, NO_ERROR_CODE, out, at)
    }
    if (view < 0) return this.#refuse(Rcode.REFUSED, ErrorCode.prohibited, out, at)
    const policy = this.#policies[view + 1]
    this.#withErrorText = policy?.errorTexts === true
    if (query.class === Class.CH && policy?.identify === true) return this.#identify(out, at)
    if (query.class !== Class.IN && query.class !== Class.ANY)
      return this.#refuse(Rcode.REFUSED, ErrorCode.notAuthoritative, out, at)
    // Answers that are kept do not know of which version of the zone they are, nor of a stranger's class.
    if (query.type === Type.ANY || query.class === Class.ANY || edns.zoneVersion) {
      if (query.type !== Type.ANY && isMetaType(query.type)) return this.#refuseMeta(query.type, out, at)
      this.#compose(view, peer)
      return this.#render(out, at)
    }
    const key = (view << 17) | (edns.dnssecOk ? 1 << 16 : 0) | query.type
    const ready = this.#copyPrepared(key, out, at)
    if (ready > 0) return ready
    if (isMetaType(query.type)) return this.#refuseMeta(query.type, out, at)
    this.#compose(view, peer)
    return (this.#prepare(key) && this.#copyPrepared(key, out, at)) || this.#render(out, at)
  }

  #identify(out: Uint8Array, at: number): number {
    this.#response.clear()
    return (
      this.#identity?.answer(this.#query, out, at) || this.#refuse(Rcode.REFUSED, ErrorCode.notAuthoritative, out, at)
    )
  }

  #copyPrepared(key: number, out: Uint8Array, at: number): number {
    const query = this.#query
    const length = this.#prepared.copy(key, query.name, this.#size - this.#responseOptions.opt.size, out, at)
    if (length === 0) return 0
    const { bytes, from } = query
    out[at] = bytes[from]!
    out[at + 1] = bytes[from + 1]!
    // RD comes back as sent; all else in the flags is the answer's.
    out[at + 2] = (out[at + 2]! & 0xfe) | (bytes[from + 2]! & 0x01)
    for (let i = HEADER, end = query.questionEnd - 4; i < end; i++) out[at + i] = bytes[from + i]!
    this.#response.rcode = out[at + 3]! & 0xf
    this.#countedName = query.name.hash[0]!
    return length
  }

  #compose(view: number, peer: Peer): void {
    const question = this.#question
    question.type = this.#query.type
    question.dnssec = this.#query.edns.dnssecOk
    question.fullAny = peer.stream
    this.#response.clear()
    this.#answerer.answer(this.#generation.views[view]!.zones, question, this.#response)
    this.#countedName = countedName(this.#query, this.#response)
  }

  /** Keeps what was composed, where it is about a name that exists and whole answers are not too large. */
  #prepare(key: number): boolean {
    const response = this.#response
    // What goes with an error into the OPT record is not kept.
    if (!response.named || response.error >= 0) return false
    const { orders } = response
    if (orders > MAX_VARIANTS) return false
    return this.#prepared.put(key, this.#query.name, orders, this.#renderOrder)
  }

  readonly #renderOrder = (order: number, out: Uint8Array, at: number): number => {
    const length = this.#renderer.render(this.#query, this.#response, out, at, MAX_PREPARED, order)
    return this.#renderer.complete ? length : 0
  }

  #render(out: Uint8Array, at: number): number {
    this.#rotation = (this.#rotation + 1) & 0x3fffffff
    this.#responseOptions.conclude(this.#query, this.#response, this.#withErrorText)
    const limit = this.#size - this.#responseOptions.opt.size
    return this.#renderer.render(this.#query, this.#response, out, at, limit, this.#rotation)
  }

  #reject(out: Uint8Array, at: number): number {
    const query = this.#query
    this.#withErrorText = false
    if (query.opcode === Opcode.QUERY) return this.#refuse(query.rcode, NO_ERROR_CODE, out, at)
    const length = this.#refuse(query.rcode, ErrorCode.notSupported, out, at)
    // What RD means is a matter of the opcode, and this one is not ours.
    put16(out, at + 2, get16(out, at + 2) & ~Bit.RD)
    return length
  }

  #refuse(rcode: number, error: number, out: Uint8Array, at: number): number {
    this.#response.clear()
    this.#response.rcode = rcode
    this.#response.error = error
    return this.#render(out, at)
  }

  /** Types that no record has: transfers are not for everyone, the others mean nothing to ask (RFC 6895 §3.1). */
  #refuseMeta(type: number, out: Uint8Array, at: number): number {
    return type === Type.AXFR || type === Type.IXFR
      ? this.#refuse(Rcode.REFUSED, ErrorCode.prohibited, out, at)
      : this.#refuse(Rcode.NOTIMP, ErrorCode.notSupported, out, at)
  }

  /** The answer's length after rate limiting: as it is, cut down to its question, or 0. */
  #limit(limiter: RateLimiter, peer: Peer, out: Uint8Array, at: number, length: number): number {
    // Who can receive at the address is not forging it.
    if (peer.stream || this.#responseOptions.proven) return length
    const response = this.#response
    const kind = answerClass(out, at, response.rcode)
    // Errors count together, whatever name they are about.
    const limited = limiter.count(peer, kind, kind === AnswerClass.error ? 0 : this.#countedName)
    if (limited === Limited.no) return length
    return limited === Limited.drop ? 0 : this.#cutDown(out, at)
  }

  /** No records, and word of how to get them: by a cookie (RFC 7873 §5.2.3), or by TCP. No larger than the query. */
  #cutDown(out: Uint8Array, at: number): number {
    const query = this.#query
    const { cookie } = this.#responseOptions
    this.#response.rcode = cookie ? Rcode.BADCOOKIE : Rcode.NOERROR
    const flags = Bit.QR | (query.flags & Bit.RD) | (cookie ? Rcode.BADCOOKIE & 0xf : Bit.TC)
    put16(out, at + 2, flags)
    put32(out, at + 6, 0)
    put16(out, at + 10, 0)
    return query.questionEnd
  }
}

/**
 * A name that exists counts for itself. Names that do not are counted together by zone: a flood of random ones never asks
 * for the same one twice.
 */
function countedName({ name }: Query, { named, zone, apexAt }: Response): number {
  if (named) return name.hash[0]!
  return zone === undefined ? 0 : name.hash[apexAt]!
}

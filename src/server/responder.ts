// handle(): one message in, one answer out or nothing. The whole path of a query on one page; read this first.
//
//   read (wire) -> which view? (views) -> which zone, which answer? (answer) -> write (answer, wire) -> too often? (access)

import { AnswerClass, answerClass, Limited, RateLimiter, type RateLimits } from '../access/rate-limit.ts'
import { Answerer } from '../answer/answer.ts'
import { ErrorCode } from '../answer/error-code.ts'
import { type FaceAt, Freshness } from '../answer/freshness.ts'
import { MAX_PREPARED, MAX_VARIANTS, PreparedAnswers, VIEW_SHIFT } from '../answer/prepared.ts'
import { Renderer } from '../answer/render.ts'
import { Response } from '../answer/response.ts'
import type { Share } from '../answer/share.ts'
import { MAX_SHARED, MAX_SHARED_VARIANTS, SharedAnswers, type WriteShared } from '../answer/shared.ts'
import { Class } from '../dns/classes.ts'
import { Opcode } from '../dns/opcodes.ts'
import { Rcode } from '../dns/rcodes.ts'
import { isMetaType, Type } from '../dns/types.ts'
import { type Counters, Mark } from '../metrics/counters.ts'
import { type Moment, thisMoment } from '../system/clocks.ts'
import { HANDED, Peer } from '../transport/peer.ts'
import type { Generation } from '../views/view.ts'
import { Bit, get16, HEADER, put16, put32 } from '../wire/header.ts'
import { Kind, Query, Verdict } from '../wire/query.ts'
import type { ZoneSet } from '../zone/zone-set.ts'
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

/** Whether the client may have the zone that it asks for, if there is one. */
export type Admits = (query: Query, peer: Peer, view: number) => boolean

const STREAM_LIMIT = 0xffff
/**
 * Each of these takes a hundred times as long to make as other answers do. Over TCP too: an address that is proven asks no
 * less. No resolver needs so many, for it keeps the answers.
 */
const COSTLY_DENIALS: RateLimits = {
  perSecond: [0, 0, 20, 0, 0, 0],
  window: 5,
  slip: 0,
  ipv4PrefixLength: 24,
  ipv6PrefixLength: 56,
  logOnly: false,
}
/** The name under which they are counted, all together: names have other hashes but by chance. */
const COSTLY = 0x4e334954
/** Answers are kept under keys with 14 bits for the view; views beyond, if ever there are, are answered without. */
const KEYED_VIEWS = 1 << 14
const NO_ERROR_CODE = -1

/** One per thread; its scratch space is reused from query to query. */
export class Responder {
  #generation: Generation
  readonly #counters: Counters | undefined
  readonly #admits: Admits | undefined
  #options: ResponderOptions
  readonly #query = new Query()
  readonly #response = new Response()
  #answerer: Answerer
  readonly #freshness = new Freshness()
  readonly #prepared = new PreparedAnswers(this.#freshness)
  readonly #shared = new SharedAnswers(this.#freshness)
  readonly #renderer = new Renderer()
  #responseOptions: ResponseOptions
  #identity: Identity | undefined
  /** By view plus 1, as the limiters are; the first is for clients without one. */
  #policies: readonly (ViewPolicy | undefined)[] = []
  #limiters: readonly (RateLimiter | undefined)[] = []
  #costlyDenials: RateLimiter | undefined
  #peer = new Peer()
  readonly #question = { name: this.#query.name, type: 0, dnssec: false, fullAny: false }
  /** Octets that the answer may have, its OPT record among them. */
  #size = 0
  #withErrorText = false
  /** Hash of the name that the answer counts under where answers are limited; 0 where it is about none of ours. */
  #countedName = 0
  #rotation = 0
  #moment = thisMoment()

  /** `counters`: where answers are counted, if they are. `admits`: which transfers are handed over; by default none. */
  constructor(generation: Generation, options: ResponderOptions, counters?: Counters, admits?: Admits) {
    this.#admits = admits
    this.#generation = generation
    this.#counters = counters
    this.#options = options
    this.#answerer = this.#answererFor(options)
    this.#responseOptions = new ResponseOptions(options)
    this.use(generation, options)
  }

  /** Queries from now on are answered from this one, and by these options. */
  use(generation: Generation, options: ResponderOptions = this.#options): void {
    this.#generation = generation
    this.#prepared.clear()
    this.#shared.clear()
    this.#freshness.reset(generation.views.map(({ zones }) => zones.members.length))
    this.#options = options
    this.#answerer = this.#answererFor(options)
    this.#responseOptions = new ResponseOptions(options)
    this.#identity = options.identity && new Identity(options.identity)
    const { policies = {}, otherPolicy } = options
    this.#policies = [otherPolicy, ...generation.views.map(({ name }) => policies[name] ?? otherPolicy)]
    this.#limiters = this.#policies.map((policy, i) =>
      policy?.rateLimits && options.rateTable
        ? new RateLimiter(policy.rateLimits, i - 1, options.rateTable)
        : undefined,
    )
    this.#costlyDenials = options.rateTable && new RateLimiter(COSTLY_DENIALS, -1, options.rateTable)
    this.tick(this.#moment)
  }

  #answererFor({ minimalResponses: minimal }: ResponderOptions): Answerer {
    return new Answerer({ minimal, admitsCostly: () => this.#admitsCostly() })
  }

  /** Queries from now on are answered from this one, which differs from the last in the zones at `faces` alone. */
  change(generation: Generation, faces: readonly FaceAt[]): void {
    this.#generation = generation
    this.#freshness.change(faces)
  }

  /** Tells the time. To be called some times a second while queries come. */
  tick(moment: Moment): void {
    this.#moment = moment
    // RFC 9018 §4.3: servers that share a secret know each other's cookies by the time of day.
    this.#responseOptions.tick(Math.floor(moment.wall / 1000))
    const seconds = Math.floor(moment.steady / 1000)
    for (const limiter of this.#limiters) limiter?.tick(seconds)
    this.#costlyDenials?.tick(seconds)
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
    if (verdict === Verdict.answer && query.kind === Kind.transfer && this.#isForDesk(query, peer, view)) return HANDED
    const composed = verdict === Verdict.answer ? this.#answer(view, peer, out, at) : this.#reject(out, at)
    const limiter = this.#limiters[view + 1]
    const limited = limiter === undefined ? Limited.no : this.#limit(limiter, peer, out, at)
    const length = limited === Limited.no ? composed : limited === Limited.drop ? 0 : this.#cutDown(out, at)
    const marks = (limited === Limited.no ? 0 : Mark.limited) | (out[at + 2]! & Mark.truncated)
    this.#counters?.count(peer, view, query.hasQuestion ? query.type : -1, this.#response.rcode, marks)
    if (length === 0) return 0
    return this.#withTsig(out, at, this.#responseOptions.opt.appendTo(out, at, length, this.#response.rcode))
  }

  /** A request with a key gets word of the key; where that does not fit, TC. */
  #withTsig(out: Uint8Array, at: number, length: number): number {
    const { tsig } = this.#query
    if (!tsig.present || this.#response.rcode !== Rcode.NOTAUTH) return length
    if (length + tsig.badKeySize <= this.#size) return tsig.appendBadKey(out, at, length)
    put16(out, at + 2, get16(out, at + 2) | Bit.TC)
    return length
  }

  /** Over UDP a transfer is not defined (RFC 5936 §4.2), nor has anybody but class IN a zone. */
  #isForDesk(query: Query, peer: Peer, view: number): boolean {
    if (!peer.stream || query.tsig.present || query.class !== Class.IN) return false
    if (this.#responseOptions.cookieRcode(query) !== Rcode.NOERROR) return false
    if (this.#admits?.(query, peer, view) !== true) return false
    this.#counters?.count(peer, view, query.type, Rcode.NOERROR, 0)
    return true
  }

  #answer(view: number, peer: Peer, out: Uint8Array, at: number): number {
    const query = this.#query
    const { edns } = query
    // Before anything is answered: nothing is left of whoever asked last, who may have another view.
    this.#countedName = 0
    const policy = view < 0 ? undefined : this.#policies[view + 1]
    this.#withErrorText = policy?.errorTexts === true
    if (edns.cookieLength >= 0 || !query.hasQuestion) {
      const rcode = this.#responseOptions.cookieRcode(query)
      if (rcode !== Rcode.NOERROR || !query.hasQuestion) return this.#refuse(rcode, NO_ERROR_CODE, out, at)
    }
    // RFC 8945 §5.2.1: nobody here has the key.
    if (query.tsig.present) return this.#refuse(Rcode.NOTAUTH, NO_ERROR_CODE, out, at)
    if (view < 0) return this.#refuse(Rcode.REFUSED, ErrorCode.prohibited, out, at)
    if (query.class === Class.CH && policy?.identify === true) return this.#identify(out, at)
    if (query.class !== Class.IN && query.class !== Class.ANY)
      return this.#refuse(Rcode.REFUSED, ErrorCode.notAuthoritative, out, at)
    // Answers that are kept do not know of which version of the zone they are, nor of a stranger's class.
    if (query.type === Type.ANY || query.class === Class.ANY || edns.zoneVersion || view >= KEYED_VIEWS) {
      if (query.type !== Type.ANY && isMetaType(query.type)) return this.#refuseMeta(query.type, out, at)
      this.#compose(view, peer)
      // RFC 1035 §6.2: authority over all classes is nothing that anybody has.
      if (query.class === Class.ANY) this.#response.authoritative = false
      return this.#render(out, at)
    }
    const key = (view << VIEW_SHIFT) | (edns.dnssecOk ? 1 << 16 : 0) | query.type
    const ready = this.#copyPrepared(key, out, at)
    if (ready > 0) return ready
    if (isMetaType(query.type)) return this.#refuseMeta(query.type, out, at)
    const { zones } = this.#generation.views[view]!
    this.#locate(zones, peer)
    const shared = this.#copyShared(key, out, at)
    if (shared > 0) return shared
    this.#complete(zones)
    return this.#keep(key, out, at) || this.#render(out, at)
  }

  #identify(out: Uint8Array, at: number): number {
    this.#response.clear()
    return (
      this.#identity?.answer(this.#query, out, at) || this.#refuse(Rcode.REFUSED, ErrorCode.notAuthoritative, out, at)
    )
  }

  #copyPrepared(key: number, out: Uint8Array, at: number): number {
    const length = this.#prepared.copy(key, this.#query, this.#size - this.#responseOptions.opt.size, out, at)
    if (length === 0) return 0
    this.#personalise(out, at)
    this.#countedName = this.#prepared.nameHash
    return length
  }

  /** The answer that other names were given likewise, with this one's name. */
  #copyShared(key: number, out: Uint8Array, at: number): number {
    const { share } = this.#answerer
    if (share.at === 0) return 0
    const query = this.#query
    const { bytes, from, questionEnd, name } = query
    const limit = this.#size - this.#responseOptions.opt.size
    const length = this.#shared.copy(
      sharedKey(key, share),
      share,
      this.#base(),
      bytes,
      from,
      questionEnd,
      limit,
      out,
      at,
    )
    if (length === 0) return 0
    this.#personalise(out, at)
    this.#countedName = name.hash[share.at]!
    return length
  }

  /** Where in the message the suffix begins that the answer is shared by. */
  #base(): number {
    const { name } = this.#query
    return HEADER + name.at[this.#answerer.share.at]! - name.at[0]!
  }

  #personalise(out: Uint8Array, at: number): void {
    const { bytes, from } = this.#query
    out[at] = bytes[from]!
    out[at + 1] = bytes[from + 1]!
    // RD comes back as sent; all else in the flags is the answer's.
    out[at + 2] = (out[at + 2]! & 0xfe) | (bytes[from + 2]! & 0x01)
    this.#response.rcode = out[at + 3]! & 0xf
  }

  #compose(view: number, peer: Peer): void {
    const { zones } = this.#generation.views[view]!
    this.#locate(zones, peer)
    this.#complete(zones)
  }

  #locate(zones: ZoneSet, peer: Peer): void {
    const question = this.#question
    question.name = this.#query.name
    question.type = this.#query.type
    question.dnssec = this.#query.edns.dnssecOk
    question.fullAny = peer.stream
    this.#peer = peer
    this.#answerer.locate(zones, question)
  }

  #complete(zones: ZoneSet): void {
    this.#response.clear()
    this.#answerer.complete(zones, this.#question, this.#response)
    this.#countedName = countedName(this.#query, this.#response)
  }

  /** Keeps what was composed where it may be asked for again, and copies it out; 0 where it is not kept. */
  #keep(key: number, out: Uint8Array, at: number): number {
    const response = this.#response
    // What goes with an error into the OPT record is not kept.
    if (response.error >= 0) return 0
    const { orders } = response
    if (response.named)
      return orders <= MAX_VARIANTS &&
        this.#prepared.put(key, this.#query, orders, response.consulted, this.#renderOrder)
        ? this.#copyPrepared(key, out, at)
        : 0
    const { share } = this.#answerer
    if (response.sharedAt === 0 || orders > MAX_SHARED_VARIANTS) return 0
    return this.#shared.put(sharedKey(key, share), share, this.#base(), orders, response.consulted, this.#sharedWriter)
      ? this.#copyShared(key, out, at)
      : 0
  }

  readonly #sharedWriter: WriteShared = {
    write: (order, out, at) => this.#renderWhole(order, out, at, MAX_SHARED),
    pointers: () => this.#renderer.pointers,
  }

  readonly #admitsCostly = (): boolean =>
    this.#costlyDenials === undefined ||
    this.#costlyDenials.count(this.#peer, AnswerClass.nxdomain, COSTLY) === Limited.no

  readonly #renderOrder = (order: number, out: Uint8Array, at: number): number =>
    this.#renderWhole(order, out, at, MAX_PREPARED)

  /** The answer with all that belongs to it, or 0 where that is longer than `limit`. */
  #renderWhole(order: number, out: Uint8Array, at: number, limit: number): number {
    const length = this.#renderer.render(this.#query, this.#response, out, at, limit, order)
    return this.#renderer.complete ? length : 0
  }

  #render(out: Uint8Array, at: number): number {
    this.#rotation = (this.#rotation + 1) & 0x3fffffff
    this.#responseOptions.conclude(this.#query, this.#response, this.#withErrorText)
    const limit = this.#size - this.#responseOptions.opt.size
    const isLast = this.#size === STREAM_LIMIT
    const length = this.#renderer.render(this.#query, this.#response, out, at, limit, this.#rotation, isLast)
    return isLast && this.#renderer.truncated ? this.#renderOversized(out, at) : length
  }

  /**
   * What goes with an answer gives way to it. Where that is not enough there is none: TC over a stream would send the client in
   * a circle, for it asks where it was told to ask.
   */
  #renderOversized(out: Uint8Array, at: number): number {
    const { opt } = this.#responseOptions
    if (opt.present) opt.begin(this.#options.ednsBufferSize, this.#query.edns.dnssecOk)
    const limit = this.#size - opt.size
    const length = this.#renderer.render(this.#query, this.#response, out, at, limit, this.#rotation, true)
    return this.#renderer.truncated ? this.#refuse(Rcode.SERVFAIL, ErrorCode.invalidData, out, at) : length
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

  /** What becomes of the answer at (out, at). */
  #limit(limiter: RateLimiter, peer: Peer, out: Uint8Array, at: number): Limited {
    // Who can receive at the address is not forging it.
    if (peer.stream || this.#responseOptions.proven) return Limited.no
    const response = this.#response
    const kind = answerClass(out, at, response.rcode)
    // Errors count together, whatever name they are about.
    return limiter.count(peer, kind, kind === AnswerClass.error ? 0 : this.#countedName)
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

/** The view, DO, and the type where it matters. */
function sharedKey(key: number, share: Share): number {
  return (key & ~0xffff) | share.type
}

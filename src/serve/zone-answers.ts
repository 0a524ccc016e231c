// Answers out of the zones of a view, as octets: it copies an answer that is prepared; it composes any other, prepares it where somebody
// may ask again, and copies it from there. It also writes refusals.

import { Answerer, type AnswerOptions, type Question } from '../answer/answer.ts'
import type { Common } from '../answer/common.ts'
import { CommonAnswers, MAX_COMMON, MAX_COMMON_VARIANTS, type WriteCommon } from '../answer/common-answers.ts'
import type { Costs } from '../answer/denial.ts'
import { type FaceAt, type FaceChange, Freshness } from '../answer/freshness.ts'
import type { OnlineSigner } from '../answer/online.ts'
import { MAX_PREPARED, MAX_VARIANTS, PreparedAnswers, VIEW_SHIFT, type WriteOrder } from '../answer/prepared.ts'
import { Renderer } from '../answer/render.ts'
import { Response } from '../answer/response.ts'
import { get16, put16 } from '../dns/big-endian.ts'
import { Class } from '../dns/classes.ts'
import { Opcode } from '../dns/opcodes.ts'
import { Rcode } from '../dns/rcodes.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import type { Peer } from '../net/peer.ts'
import type { View } from '../views/view.ts'
import { Bit, HEADER } from '../wire/header.ts'
import type { Query } from '../wire/query.ts'
import { isOpen } from '../zone/late-member.ts'
import { isSameSoa } from '../zone/soa-serial.ts'
import type { ZoneSet } from '../zone/zone-set.ts'
import type { CostlyDenials } from './costly-denials.ts'
import type { Identity } from './identity.ts'
import { AnswerClass } from './policy/rate-limit.ts'
import type { MovedView } from './published.ts'
import { OVERSIZED, type Refusal } from './refusals.ts'
import { Reply } from './reply.ts'
import type { ResponseOptions } from './response-options.ts'
import type { Asker } from './whoami.ts'

/** Answers are prepared under keys with 14 bits for the view; views beyond, if ever there are, are answered without. */
const KEYED_VIEWS = 1 << 14

/** One per thread; its scratch space is reused from query to query. */
export class ZoneAnswers {
  #views: readonly View[] = []
  #options: AnswerOptions = { minimalResponses: true }
  #answerer: Answerer
  readonly #signer: OnlineSigner | undefined
  #costlyDenials: CostlyDenials | undefined
  readonly #freshness = new Freshness()
  readonly #prepared = new PreparedAnswers(this.#freshness)
  readonly #common = new CommonAnswers(this.#freshness)
  #response = new Response()
  #renderer = new Renderer()
  /** The reply that all methods fill; code that answers in place of zones uses it too. */
  readonly reply = new Reply()
  readonly #question = new ClientQuestion()
  #rotation = 0

  /** `signer`: in the thread that signs on request. */
  constructor(signer?: OnlineSigner) {
    this.#signer = signer
    this.#answerer = new Answerer(this.#options, signer)
  }

  /** Takes views and options, and drops all prepared answers. */
  use(views: readonly View[], options: AnswerOptions, costlyDenials: CostlyDenials | undefined): void {
    this.#options = options
    this.#show(views)
    this.#costlyDenials = costlyDenials
    this.#prepared.clear()
    this.#common.clear()
    this.#freshness.reset(views.map(({ zones }) => zones.size))
  }

  /** Takes views that differ from the last only in the zones at `faces`, and in the members that `moved` says have come and gone. */
  change(views: readonly View[], faces: readonly FaceChange[], moved: readonly MovedView[] = []): void {
    const before = this.#views
    // Many answers depend on which names are withheld, and do not note it: all are dropped.
    if (moved.some(({ view }) => before[view]!.zones.withholds || views[view]!.zones.withholds)) {
      this.use(views, this.#options, this.#costlyDenials)
      return
    }
    const noted = faces.map((face) => ({ ...face, serial: serialAlone(before, views, face) }))
    // Faces that come with changed names keep their images, and nobody has noted the image of a zone that is not open: so the scratch space
    // stays good.
    const isNoted = (face: FaceChange) => face.names === undefined && wasOpen(before, face)
    if (moved.length === 0 && !faces.some(isNoted)) this.#views = views
    else this.#show(views)
    this.#freshness.change(noted, {
      grown: moved.flatMap(({ view, come }) => (come.length === 0 ? [] : { view, members: views[view]!.zones.size })),
      others: moved.flatMap((one) => [...movedFaces(views, one)]),
    })
  }

  /** Takes the views, with new scratch space: the old would hold images of whole zones until the next query. */
  #show(views: readonly View[]): void {
    this.#views = views
    this.#answerer = new Answerer(this.#options, this.#signer)
    this.#response = new Response()
    this.#renderer = new Renderer()
  }

  /** Takes the time, in milliseconds of a steady clock. */
  tick(steady: number): void {
    this.#freshness.tick(steady)
  }

  /** The view's answer, at out[at, …); a length of HANDED where it has to be signed. */
  answer(
    query: Query,
    view: number,
    peer: Peer,
    options: ResponseOptions,
    withText: boolean,
    out: Uint8Array,
    at: number,
  ): Reply {
    // Prepared answers carry no zone version, and are of class IN.
    if (query.type === Type.ANY || query.class === Class.ANY || query.edns.ofZone || view >= KEYED_VIEWS) {
      const { zones } = this.#views[view]!
      const question = this.#questionOf(query, peer)
      this.#answerer.locate(zones, question)
      this.#compose(zones, question)
      if (this.#response.waits) return this.#handOver(query)
      // RFC 1035 §6.2: an answer to QCLASS ANY is never authoritative.
      if (query.class === Class.ANY) this.#response.authoritative = false
      return this.#render(query, options, withText, out, at)
    }
    const key = (view << VIEW_SHIFT) | (query.edns.dnssecOk ? 1 << 16 : 0) | query.type
    const ready = this.#copyPrepared(key, query, options, out, at)
    if (ready.length > 0) return ready
    const { zones } = this.#views[view]!
    const question = this.#questionOf(query, peer)
    this.#answerer.locate(zones, question)
    if (this.#answerer.common.at === 0) this.#mayBeNodata(zones, view, question)
    const common = this.#copyCommon(key, query, options, out, at)
    if (common.length > 0) return common
    this.#compose(zones, question)
    if (this.#response.waits) return this.#handOver(query)
    const prepared = this.#prepare(key, query, options, out, at)
    return prepared.length > 0 ? prepared : this.#render(query, options, withText, out, at)
  }

  #mayBeNodata(zones: ZoneSet, view: number, question: Question): void {
    const { member } = this.#answerer
    if (member >= 0 && this.#freshness.isRestless(view, member)) this.#answerer.commonNodata(zones, question)
  }

  /** Hands the question to the signing thread. The answer's class is known: limits count it before it is signed. */
  #handOver(query: Query): Reply {
    const response = this.#response
    const { rcode, willAnswer, authoritative } = response
    const denied = authoritative ? AnswerClass.nodata : AnswerClass.referral
    const kind = rcode === Rcode.NXDOMAIN ? AnswerClass.nxdomain : willAnswer ? AnswerClass.answer : denied
    return this.reply.handOver(kind, rcode, countedName(query, response))
  }

  /** Writes a refusal in place of an answer. */
  refuse(
    query: Query,
    { rcode, error }: Refusal,
    options: ResponseOptions,
    withText: boolean,
    out: Uint8Array,
    at: number,
  ): Reply {
    this.#response.clear()
    this.#response.rcode = rcode
    this.#response.error = error
    const reply = this.#render(query, options, withText, out, at)
    // Only QUERY gives RD a meaning that we know (RFC 1035 §4.1.1).
    if (query.opcode !== Opcode.QUERY) put16(out, at + 2, get16(out, at + 2) & ~Bit.RD)
    return reply
  }

  /** Who this server is, and whom it takes the client for. */
  identify(query: Query, identity: Identity, asker: Asker, out: Uint8Array, at: number): Reply {
    return this.reply.set(identity.answer(query, asker, out, at), Rcode.NOERROR)
  }

  #questionOf(query: Query, peer: Peer): Question {
    const question = this.#question
    question.name = query.name
    question.type = query.type
    question.dnssec = query.edns.dnssecOk
    question.compactOk = query.edns.compactOk
    question.fullAny = peer.stream
    question.costs = this.#costlyDenials?.for(peer.client)
    return question
  }

  #copyPrepared(key: number, query: Query, options: ResponseOptions, out: Uint8Array, at: number): Reply {
    const length = this.#prepared.copy(key, query, options.room, out, at)
    return length === 0 ? this.reply.set(0, 0) : this.#personalised(query, length, this.#prepared.nameHash, out, at)
  }

  /** Copies the answer that the names of one kind have in common, with the name of this question. */
  #copyCommon(key: number, query: Query, options: ResponseOptions, out: Uint8Array, at: number): Reply {
    const { common } = this.#answerer
    if (common.at === 0) return this.reply.set(0, 0)
    const { bytes, from, questionEnd, name } = query
    const base = baseOf(query, common)
    const length = this.#common.copy(
      commonKey(key, common),
      common,
      base,
      bytes,
      from,
      questionEnd,
      options.room,
      out,
      at,
    )
    const counted = name.hash[common.listed ? 0 : common.at]!
    return length === 0 ? this.reply.set(0, 0) : this.#personalised(query, length, counted, out, at)
  }

  #personalised({ bytes, from }: Query, length: number, countedName: number, out: Uint8Array, at: number): Reply {
    out[at] = bytes[from]!
    out[at + 1] = bytes[from + 1]!
    // RD comes back as sent; all else in the flags is the answer's.
    out[at + 2] = (out[at + 2]! & 0xfe) | (bytes[from + 2]! & 0x01)
    return this.reply.set(length, out[at + 3]! & 0xf, countedName)
  }

  /** Composes the answer to the question that was located. */
  #compose(zones: ZoneSet, question: Question): void {
    this.#response.clear()
    this.#answerer.complete(zones, question, this.#response)
  }

  /** Prepares the composed answer where somebody may ask again, and copies it out; a length of 0 where it is not prepared. */
  #prepare(key: number, query: Query, options: ResponseOptions, out: Uint8Array, at: number): Reply {
    const response = this.#response
    const { orders, named, lasts, commonAt, consulted } = response
    const { common } = this.#answerer
    // An extended error stands in the OPT record, which is not prepared.
    if (response.error >= 0 || !lasts) return this.reply.set(0, 0)
    if (!named || common.listed || !response.isSoaAlone) consulted.pinSoa()
    if (named && !common.listed) {
      const isPrepared = orders <= MAX_VARIANTS && this.#prepared.put(key, query, orders, consulted, this.#toPrepare)
      return isPrepared ? this.#copyPrepared(key, query, options, out, at) : this.reply.set(0, 0)
    }
    const isPrepared =
      commonAt > 0 &&
      orders <= MAX_COMMON_VARIANTS &&
      this.#common.put(commonKey(key, common), query, common, baseOf(query, common), orders, consulted, this.#toCommon)
    return isPrepared ? this.#copyCommon(key, query, options, out, at) : this.reply.set(0, 0)
  }

  readonly #toPrepare: WriteOrder = (query, order, out, at) => this.#renderWhole(query, order, out, at, MAX_PREPARED)

  readonly #toCommon: WriteCommon = {
    write: (query, order, out, at) => this.#renderWhole(query, order, out, at, MAX_COMMON),
    pointers: () => this.#renderer.pointers,
  }

  /** The answer with all that belongs to it, or 0 where that is longer than `limit`. */
  #renderWhole(query: Query, order: number, out: Uint8Array, at: number, limit: number): number {
    const length = this.#renderer.render(query, this.#response, out, at, limit, order)
    return this.#renderer.complete ? length : 0
  }

  #render(query: Query, options: ResponseOptions, withText: boolean, out: Uint8Array, at: number): Reply {
    const response = this.#response
    this.#rotation = (this.#rotation + 1) & 0x3fffffff
    options.conclude(query, response, withText)
    const { isLast } = options
    const length = this.#renderer.render(query, response, out, at, options.room, this.#rotation, isLast)
    if (isLast && this.#renderer.truncated) return this.#renderOversized(query, options, withText, out, at)
    return this.reply.set(length, response.rcode, countedName(query, response))
  }

  /**
   * Drops options to make room for an answer that is too long for a stream. If it still does not fit, it gives SERVFAIL: TC over a stream
   * would send the client in a circle.
   */
  #renderOversized(query: Query, options: ResponseOptions, withText: boolean, out: Uint8Array, at: number): Reply {
    options.beginAgain(query)
    const response = this.#response
    const length = this.#renderer.render(query, response, out, at, options.room, this.#rotation, true)
    if (this.#renderer.truncated) return this.refuse(query, OVERSIZED, options, withText, out, at)
    return this.reply.set(length, response.rcode, countedName(query, response))
  }
}

/** The face's new serial, where only some names and the SOA's serial have changed; else undefined. */
function serialAlone(
  before: readonly View[],
  after: readonly View[],
  { view, member, names }: FaceChange,
): number | undefined {
  if (names === undefined) return undefined
  if (!wasOpen(before, { view, member })) return undefined
  const [was, is] = [before, after].map((views) => views[view]?.zones.member(member)?.zone)
  return was && is && isSameSoa(was, is) ? is.serial : undefined
}

/** Whether this thread has opened the image that was served: only then can it have answers made of it. */
function wasOpen(before: readonly View[], { view, member }: FaceAt): boolean {
  const former = before[view]?.zones.member(member)
  return former !== undefined && isOpen(former)
}

/** Places of zones that have gone or come, and of zones above those that have come: these lose the names below. */
function* movedFaces(views: readonly View[], { view, gone, come }: MovedView): Generator<FaceAt> {
  const { zones } = views[view]!
  for (const member of gone) yield { view, member }
  for (const member of come) {
    yield { view, member }
    const above = zones.enclosing(scratch.set(zones.member(member)!.apex, 0), 1)
    if (above >= 0) yield { view, member: above }
  }
}

const scratch = new Suffixes()

class ClientQuestion implements Question {
  name = new Suffixes()
  type = 0
  dnssec = false
  compactOk = false
  fullAny = false
  costs: Costs | undefined
}

/** Where in the message the suffix begins that its names have in common. */
function baseOf({ name }: Query, common: Common): number {
  return HEADER + name.at[common.at]! - name.at[0]!
}

/**
 * A name that exists counts for itself. Names that do not are counted together by zone: a flood of random ones never asks
 * for the same one twice.
 */
function countedName(query: Query, { named, zone, apexAt }: Response): number {
  if (named) return query.name.hash[0]!
  return zone === undefined ? 0 : query.name.hash[apexAt]!
}

/** The key with the common answer's type, which is the question's own only where that matters. */
function commonKey(key: number, common: Common): number {
  return (key & ~0xffff) | common.type
}

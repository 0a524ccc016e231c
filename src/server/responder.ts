// handle(): one message in, one answer out or nothing. The whole path of a query on one page; read this first.
//
//   read (wire) -> which view? (views) -> which zone, which answer? (answer) -> write (answer, wire)

import { Answerer } from '../answer/answer.ts'
import { ErrorCode } from '../answer/error-code.ts'
import { MAX_PREPARED, MAX_VARIANTS, PreparedAnswers } from '../answer/prepared.ts'
import { Renderer } from '../answer/render.ts'
import { Response } from '../answer/response.ts'
import { Class } from '../dns/classes.ts'
import { Rcode } from '../dns/rcodes.ts'
import { isMetaType, Type } from '../dns/types.ts'
import type { Peer } from '../transport/peer.ts'
import type { Generation } from '../views/view.ts'
import { HEADER } from '../wire/header.ts'
import { OptWriter } from '../wire/opt-writer.ts'
import { Query, Verdict } from '../wire/query.ts'

export type ResponderOptions = {
  /** Largest UDP message that we send and announce (RFC 6891 §6.2.5), in octets. */
  readonly ednsBufferSize: number
  /** Leave out what the answer is complete without. */
  readonly minimalResponses: boolean
}

const STREAM_LIMIT = 0xffff

/** One per thread; its scratch space is reused from query to query. */
export class Responder {
  #generation: Generation
  readonly #options: ResponderOptions
  readonly #query = new Query()
  readonly #response = new Response()
  readonly #answerer: Answerer
  readonly #prepared = new PreparedAnswers()
  readonly #renderer = new Renderer()
  readonly #opt = new OptWriter()
  readonly #question = { name: this.#query.name, type: 0, dnssec: false, fullAny: false }
  #rotation = 0

  constructor(generation: Generation, options: ResponderOptions) {
    this.#generation = generation
    this.#options = options
    this.#answerer = new Answerer({ minimal: options.minimalResponses })
  }

  /** Queries from now on are answered from this one. */
  use(generation: Generation): void {
    this.#generation = generation
    this.#prepared.clear()
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
    const { ednsBufferSize } = this.#options
    const { edns } = query
    if (edns.present) this.#opt.begin(ednsBufferSize, edns.dnssecOk)
    const size = peer.stream ? STREAM_LIMIT : Math.min(ednsBufferSize, edns.udpSize)
    const limit = edns.present ? size - this.#opt.size : size
    const length =
      verdict === Verdict.answer && query.hasQuestion
        ? this.#answer(peer, out, at, limit)
        : this.#reject(query.rcode, out, at, limit)
    return edns.present ? this.#opt.appendTo(out, at, length, this.#response.rcode) : length
  }

  #answer(peer: Peer, out: Uint8Array, at: number, limit: number): number {
    const query = this.#query
    const view = peer.view >= 0 ? peer.view : this.#generation.prefixes.match(peer.address, peer.family)
    if (view < 0) return this.#refuse(Rcode.REFUSED, ErrorCode.prohibited, out, at, limit)
    if (query.class !== Class.IN && query.class !== Class.ANY)
      return this.#refuse(Rcode.REFUSED, ErrorCode.notAuthoritative, out, at, limit)
    if (query.type === Type.ANY || query.class === Class.ANY) {
      this.#compose(view, peer)
      return this.#render(out, at, limit)
    }
    const key = (view << 17) | (query.edns.dnssecOk ? 1 << 16 : 0) | query.type
    const ready = this.#copyPrepared(key, out, at, limit)
    if (ready > 0) return ready
    if (isMetaType(query.type)) return this.#refuseMeta(query.type, out, at, limit)
    this.#compose(view, peer)
    return (this.#prepare(key) && this.#copyPrepared(key, out, at, limit)) || this.#render(out, at, limit)
  }

  #copyPrepared(key: number, out: Uint8Array, at: number, limit: number): number {
    const query = this.#query
    const length = this.#prepared.copy(key, query.name, limit, out, at)
    if (length === 0) return 0
    const { bytes, from } = query
    out[at] = bytes[from]!
    out[at + 1] = bytes[from + 1]!
    // RD and CD come back as sent; all else in the flags is the answer's.
    out[at + 2] = (out[at + 2]! & 0xfe) | (bytes[from + 2]! & 0x01)
    out[at + 3] = (out[at + 3]! & 0xef) | (bytes[from + 3]! & 0x10)
    for (let i = HEADER, end = query.questionEnd - 4; i < end; i++) out[at + i] = bytes[from + i]!
    this.#response.rcode = out[at + 3]! & 0xf
    return length
  }

  #compose(view: number, peer: Peer): void {
    const question = this.#question
    question.type = this.#query.type
    question.dnssec = this.#query.edns.dnssecOk
    question.fullAny = peer.stream
    this.#response.clear()
    this.#answerer.answer(this.#generation.views[view]!.zones, question, this.#response)
  }

  /** Keeps what was composed, where it is about a name that exists and whole answers are not too large. */
  #prepare(key: number): boolean {
    const response = this.#response
    if (!response.named) return false
    const { orders } = response
    if (orders > MAX_VARIANTS) return false
    return this.#prepared.put(key, this.#query.name, orders, this.#renderOrder)
  }

  readonly #renderOrder = (order: number, out: Uint8Array, at: number): number => {
    const length = this.#renderer.render(this.#query, this.#response, out, at, MAX_PREPARED, order)
    return this.#renderer.complete ? length : 0
  }

  #render(out: Uint8Array, at: number, limit: number): number {
    this.#rotation = (this.#rotation + 1) & 0x3fffffff
    return this.#renderer.render(this.#query, this.#response, out, at, limit, this.#rotation)
  }

  #reject(rcode: number, out: Uint8Array, at: number, limit: number): number {
    this.#response.clear()
    this.#response.rcode = rcode
    return this.#render(out, at, limit)
  }

  #refuse(rcode: number, error: number, out: Uint8Array, at: number, limit: number): number {
    this.#response.clear()
    this.#response.rcode = rcode
    this.#response.error = error
    return this.#render(out, at, limit)
  }

  /** Types that no record has: transfers are not for everyone, the others mean nothing to ask (RFC 6895 §3.1). */
  #refuseMeta(type: number, out: Uint8Array, at: number, limit: number): number {
    return type === Type.AXFR || type === Type.IXFR
      ? this.#refuse(Rcode.REFUSED, ErrorCode.prohibited, out, at, limit)
      : this.#refuse(Rcode.NOTIMP, ErrorCode.notSupported, out, at, limit)
  }
}

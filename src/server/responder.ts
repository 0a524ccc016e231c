// handle(): one message in, one answer out or nothing. The whole path of a query on one page; read this first.
//
//   read (wire) -> which view? (views) -> which zone, which answer? (answer) -> write (answer, wire)

import { Answerer } from '../answer/answer.ts'
import { ErrorCode } from '../answer/error-code.ts'
import { Renderer } from '../answer/render.ts'
import { Response } from '../answer/response.ts'
import { Class } from '../dns/classes.ts'
import { Rcode } from '../dns/rcodes.ts'
import { isMetaType, Type } from '../dns/types.ts'
import type { Peer } from '../transport/peer.ts'
import type { Generation } from '../views/view.ts'
import { OptWriter } from '../wire/opt-writer.ts'
import { Query, Verdict } from '../wire/query.ts'

export type ResponderOptions = {
  /** Largest UDP message that we send and announce (RFC 6891 §6.2.5), in octets. */
  readonly ednsBufferSize: number
  /** Leave out what the answer is complete without. */
  readonly minimalResponses: boolean
}

const STREAM_LIMIT = 0xffff
const NO_OPT = new Uint8Array(0)

/** One per thread; its scratch space is reused from query to query. */
export class Responder {
  /** Swapped whole by a reload; a query is answered from the one it began with. */
  generation: Generation
  readonly #options: ResponderOptions
  readonly #query = new Query()
  readonly #response = new Response()
  readonly #answerer: Answerer
  readonly #renderer = new Renderer()
  readonly #opt = new OptWriter()
  readonly #question = { name: this.#query.name, type: 0, dnssec: false, fullAny: false }
  #rotation = 0

  constructor(generation: Generation, options: ResponderOptions) {
    this.generation = generation
    this.#options = options
    this.#answerer = new Answerer({ minimal: options.minimalResponses })
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
    const response = this.#response
    const verdict = query.read(message, from, to)
    if (verdict === Verdict.drop) return 0
    response.clear()
    if (verdict === Verdict.reject) response.rcode = query.rcode
    else if (query.hasQuestion) this.#answer(peer)
    return this.#render(peer, out, at)
  }

  #answer(peer: Peer): void {
    const query = this.#query
    const response = this.#response
    const view = peer.view >= 0 ? peer.view : this.generation.prefixes.match(peer.address, peer.family)
    if (view < 0) {
      refuse(response, Rcode.REFUSED, ErrorCode.prohibited)
      return
    }
    if (query.class !== Class.IN && query.class !== Class.ANY) {
      refuse(response, Rcode.REFUSED, ErrorCode.notAuthoritative)
      return
    }
    if (isMetaType(query.type) && query.type !== Type.ANY) {
      refuseMeta(response, query.type)
      return
    }
    const question = this.#question
    question.type = query.type
    question.dnssec = query.edns.dnssecOk
    question.fullAny = peer.stream
    this.#answerer.answer(this.generation.views[view]!.zones, question, response)
  }

  #render(peer: Peer, out: Uint8Array, at: number): number {
    const query = this.#query
    const { ednsBufferSize } = this.#options
    const limit = peer.stream ? STREAM_LIMIT : Math.min(ednsBufferSize, query.edns.udpSize)
    const opt = query.edns.present ? this.#writeOpt() : NO_OPT
    this.#rotation = (this.#rotation + 1) & 0x3fffffff
    return this.#renderer.render(query, this.#response, opt, out, at, limit, this.#rotation)
  }

  #writeOpt(): Uint8Array {
    this.#opt.begin(this.#options.ednsBufferSize, this.#response.rcode, this.#query.edns.dnssecOk)
    return this.#opt.finish()
  }
}

/** Types that no record has: transfers are not for everyone, the others mean nothing to ask (RFC 6895 §3.1). */
function refuseMeta(response: Response, type: number): void {
  if (type === Type.AXFR || type === Type.IXFR) refuse(response, Rcode.REFUSED, ErrorCode.prohibited)
  else refuse(response, Rcode.NOTIMP, ErrorCode.notSupported)
}

function refuse(response: Response, rcode: number, error: number): void {
  response.rcode = rcode
  response.error = error
}

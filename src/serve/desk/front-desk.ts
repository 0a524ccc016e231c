// Who answers at the desk: whole zones in many messages, everything else in the one that is its answer. Signatures come first:
// whoever has signed well is answered under a signature, whoever has not gets word of that and nothing else.

import { type Desk, HANDED, type Peer } from '../../net/peer.ts'
import { Kind, Query } from '../../wire/query.ts'
import type { Answering, CatalogDesk } from './catalog-desk.ts'
import { type Judged, type Signatures, signedWithin } from './signatures.ts'

/** Room for any message. */
const ROOM = 0xffff

export type FrontDeskParts = Answering & {
  /** The answer to a primary that says that a zone has changed; undefined where the zone comes from none. */
  readonly notified?: (query: Query, peer: Peer) => Uint8Array | undefined
  /** What became of a message that changes a zone; undefined where nobody may. `sent`: as it came, signature and all. */
  readonly updated?: (message: Uint8Array, peer: Peer, sent: Uint8Array) => Promise<Uint8Array> | undefined
  /** Answers for catalogs that we make; undefined for a client for whom there is none. */
  readonly catalogs?: { readonly of: (...asked: Parameters<CatalogDesk['of']>) => Answering | undefined }
  /** The thread that signs answers on request, with keys of the zone. */
  readonly online?: Desk
  readonly signatures: Signatures
  /** Octets of a UDP message that we take. */
  readonly udpSize: () => number
}

export class FrontDesk implements Desk {
  readonly #parts: FrontDeskParts
  readonly #query = new Query()
  readonly #out = new Uint8Array(ROOM)

  constructor(parts: FrontDeskParts) {
    this.#parts = parts
  }

  answer(message: Uint8Array, peer: Peer): AsyncIterable<Uint8Array> {
    const judged = this.#parts.signatures.judge(message, peer)
    switch (judged.kind) {
      case 'unsigned':
        return this.#unsigned(message, peer)
      case 'good':
        return this.#signed(judged, message)
      case 'bad':
        return this.#misSigned(message, peer, judged)
      default:
        return judged satisfies never
    }
  }

  /** Answers what has no TSIG. The thread that handed a transfer over has found that the client may have the zone. */
  #unsigned(message: Uint8Array, peer: Peer): AsyncIterable<Uint8Array> {
    const { kind } = this.#read(message)
    if (kind === Kind.update) {
      const updated = this.#parts.updated?.(message, peer, message)
      if (updated !== undefined) return whenMade(updated)
    }
    const answer = kind === Kind.notify ? this.#parts.notified?.(this.#query, peer) : undefined
    if (answer !== undefined) return some(answer)
    return kind === Kind.transfer ? this.#parts.transfers.answer(message, peer) : this.#inOne(message, peer)
  }

  async *#signed(
    { message, peer, signer }: Judged & { kind: 'good' },
    sent: Uint8Array,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const query = this.#read(message)
    const { kind, edns } = query
    const updated = kind === Kind.update ? this.#parts.updated?.(message, peer, sent) : undefined
    if (updated !== undefined) {
      yield signer.sign(await updated)
      return
    }
    const desk = this.#parts.catalogs?.of(query, peer) ?? this.#parts
    const most = peer.stream ? ROOM : Math.min(this.#parts.udpSize(), edns.udpSize)
    const known = kind === Kind.notify ? this.#parts.notified?.(this.#query, peer) : undefined
    if (known !== undefined) {
      yield signedWithin(signer, known, most)
      return
    }
    const answers = kind === Kind.transfer ? this.#transferred(message, peer, desk) : this.#inOne(message, peer, desk)
    for await (const answer of answers) yield signedWithin(signer, answer, most)
  }

  #transferred(message: Uint8Array, peer: Peer, desk: Answering): AsyncIterable<Uint8Array> {
    const length = desk.respondOrHand(message, 0, message.length, peer, this.#out, 0)
    return length === HANDED ? desk.transfers.answer(message, peer) : some(this.#out.slice(0, length))
  }

  async *#misSigned(
    message: Uint8Array,
    peer: Peer,
    { answer }: Judged & { kind: 'bad' },
  ): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const unknownKey of this.#inOne(message, peer)) yield answer(unknownKey)
  }

  async *#inOne(
    message: Uint8Array,
    peer: Peer,
    { respond }: Answering = this.#parts,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const length = respond(message, 0, message.length, peer, this.#out, 0)
    if (length !== HANDED) yield* some(this.#out.slice(0, length))
    else if (this.#parts.online === undefined) throw new Error('the desk has nobody to hand over to')
    else yield* this.#parts.online.answer(message, peer)
  }

  #read(message: Uint8Array): Query {
    this.#query.read(message, 0, message.length)
    return this.#query
  }
}

async function* whenMade(answer: Promise<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  yield await answer
}

/** An answer of no octets is not sent. */
async function* some(answer: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  if (answer.length > 0) yield answer
}

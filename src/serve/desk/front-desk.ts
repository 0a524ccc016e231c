// Who answers at the desk: whole zones in many messages, everything else in the one that is its answer. Keys, NOTIFY and UPDATE are
// nobody's yet: what is said to them says so.

import { type Desk, HANDED, type Peer, type Respond } from '../../net/peer.ts'
import { Kind, Query } from '../../wire/query.ts'

/** Room for any message. */
const ROOM = 0xffff

export class FrontDesk implements Desk {
  readonly #transfers: Desk
  readonly #respond: Respond
  readonly #query = new Query()
  readonly #out = new Uint8Array(ROOM)

  /** `respond`: the answer where one message is enough. */
  constructor(transfers: Desk, respond: Respond) {
    this.#transfers = transfers
    this.#respond = respond
  }

  answer(message: Uint8Array, peer: Peer): AsyncIterable<Uint8Array> {
    const query = this.#query
    query.read(message, 0, message.length)
    return query.kind === Kind.transfer && !query.tsig.present
      ? this.#transfers.answer(message, peer)
      : this.#inOne(message, peer)
  }

  async *#inOne(message: Uint8Array, peer: Peer): AsyncGenerator<Uint8Array, void, undefined> {
    const length = this.#respond(message, 0, message.length, peer, this.#out, 0)
    if (length === HANDED) throw new Error('the desk has nobody to hand over to')
    if (length > 0) yield this.#out.slice(0, length)
  }
}

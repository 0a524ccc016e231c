// The desk, made when it is needed first: most servers have nobody who signs, transfers or notifies. Until then its code is not there.

import type { Desk, Peer } from '../../net/peer.ts'
import type { FrontDesk } from './front-desk.ts'
import type { DeskParts } from './open-desk.ts'
import type { Transfers } from './transfers.ts'

type Open = { readonly front: FrontDesk; readonly transfers: Transfers }

export class LateDesk implements Desk {
  readonly #parts: DeskParts
  #opening: Promise<Open> | undefined
  #opened: Open | undefined

  constructor(parts: DeskParts) {
    this.#parts = parts
  }

  /** Undefined until it is made. */
  get transfers(): Transfers | undefined {
    return this.#opened?.transfers
  }

  open(): Promise<Open> {
    this.#opening ??= this.#open()
    return this.#opening
  }

  async #open(): Promise<Open> {
    try {
      const { openDesk } = await import('./open-desk.ts')
      this.#opened = openDesk(this.#parts)
      return this.#opened
    } catch (error) {
      // The next one tries again.
      this.#opening = undefined
      this.#parts.onFault(error)
      throw error
    }
  }

  answer(message: Uint8Array, peer: Peer): AsyncIterable<Uint8Array> {
    return this.#opened ? this.#opened.front.answer(message, peer) : this.#later(message, peer.copy())
  }

  async *#later(message: Uint8Array, peer: Peer): AsyncGenerator<Uint8Array, void, undefined> {
    const { front } = await this.open()
    yield* front.answer(message, peer)
  }
}

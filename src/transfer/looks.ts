// Asks secondaries for their version where Janus does not know it: after a restart of Janus, a secondary that is up to date asks for
// nothing. Janus asks each secondary one question at a time, one for each face, and nothing else waits for that.

import type { SoaAnswer } from './ask-soa.ts'
import type { Peer } from './peer.ts'

export type LooksOptions = {
  readonly askSoa: (apex: Uint8Array, peer: Peer) => Promise<SoaAnswer>
  /** Called before each question: Janus may have learned the version meanwhile. */
  readonly isWanted: (look: Look) => boolean
  readonly onSeen: (look: Look, serial: number) => void
}

export type Look = { readonly view: string; readonly origin: Uint8Array; readonly peer: Peer }

export class Looks {
  readonly #options: LooksOptions
  /** By secondary. */
  readonly #queues = new Map<string, Look[]>()
  #isStopped = false

  constructor(options: LooksOptions) {
    this.#options = options
  }

  add(look: Look): void {
    if (this.#isStopped) return
    const queue = this.#queues.get(look.peer.name)
    if (queue !== undefined) queue.push(look)
    else void this.#work(look.peer.name, [look])
  }

  stop(): void {
    this.#isStopped = true
    for (const queue of this.#queues.values()) queue.length = 0
  }

  async #work(peer: string, queue: Look[]): Promise<void> {
    this.#queues.set(peer, queue)
    for (let look = queue.shift(); look !== undefined; look = queue.shift()) {
      if (!this.#options.isWanted(look)) continue
      const answer = await this.#options.askSoa(look.origin, look.peer)
      // A secondary that does not answer stays unknown until Janus next tells it of a change.
      if (answer.kind === 'soa' && !this.#isStopped) this.#options.onSeen(look, answer.serial)
    }
    this.#queues.delete(peer)
  }
}

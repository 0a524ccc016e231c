// Has the desk answer datagrams: only so many at a time, because anybody may send them. Each gets one message, by the way that it came.

import type { Desk, Peer } from './peer.ts'

export type DatagramCounts = {
  /** Datagrams that the desk was asked. */
  handed: number
  /** Datagrams that found the desk busy, or no room on the way to it. */
  dropped: number
  /** Datagrams that have no answer yet. */
  open: number
}

/** The most datagrams on their way to one desk, and the most in work there. We drop more, and the client asks again. */
export const MAX_HANDED = 128

export class DatagramDesk {
  readonly counts: DatagramCounts = { handed: 0, dropped: 0, open: 0 }
  readonly #desk: Desk
  #idle: (() => void) | undefined
  #closing = false

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** `message` and `peer` are the desk's own; `send` gets the answer, sooner or later or never. */
  take(message: Uint8Array, peer: Peer, send: (answer: Uint8Array) => void): void {
    if (this.#closing || this.counts.open >= MAX_HANDED) {
      this.counts.dropped++
      return
    }
    this.counts.handed++
    this.counts.open++
    void this.#answer(message, peer, send)
  }

  async #answer(message: Uint8Array, peer: Peer, send: (answer: Uint8Array) => void): Promise<void> {
    try {
      for await (const answer of this.#desk.answer(message, peer)) {
        send(answer)
        break
      }
    } catch {
      // The desk has reported it. The client asks again.
    } finally {
      this.counts.open--
      if (this.counts.open === 0) this.#idle?.()
    }
  }

  /** Takes nothing more. Resolves when it has answered all that it took, or after `timeout` milliseconds. */
  async close(timeout: number): Promise<void> {
    this.#closing = true
    if (this.counts.open === 0) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeout)
      this.#idle = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

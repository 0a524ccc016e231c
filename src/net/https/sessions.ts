// The open HTTP/2 connections of one thread, and which of them has to make room, as TcpClients does for streams.

import type { ServerHttp2Session } from 'node:http2'
import { LRUCache } from 'lru-cache'
import type { Address } from '../peer.ts'
import type { TcpLimits } from '../tcp-limits.ts'

export class Sessions {
  readonly #limits: TcpLimits
  readonly #byProgress: LRUCache<ServerHttp2Session, true>
  readonly #perClient = new Map<string, Set<ServerHttp2Session>>()
  #closing = false

  constructor(limits: TcpLimits) {
    this.#limits = limits
    this.#byProgress = new LRUCache({
      max: limits.connections,
      dispose: (_, session, reason) => {
        if (reason === 'evict') session.destroy()
      },
    })
  }

  get open(): number {
    return this.#byProgress.size
  }

  admit(session: ServerHttp2Session, client: Address): void {
    if (this.#closing) {
      session.destroy()
      return
    }
    const key = Buffer.from(client.octets.subarray(0, client.family === 4 ? 4 : 8)).toString('latin1')
    const own = this.#perClient.get(key) ?? new Set()
    if (own.size >= this.#limits.connectionsPerClient) this.#displaceIdlest(own)
    this.#perClient.set(key, own)
    own.add(session)
    this.#byProgress.set(session, true)
    // destroy(), not close(): a request that never ends would keep close() waiting.
    session.setTimeout(this.#limits.idleTimeout, () => session.destroy())
    session.on('close', () => {
      this.#byProgress.delete(session)
      own.delete(session)
      if (own.size === 0 && this.#perClient.get(key) === own) this.#perClient.delete(key)
    })
  }

  progressed(session: ServerHttp2Session): void {
    this.#byProgress.get(session)
  }

  /** Lets streams end, and cuts off connections that have not ended in time. */
  async close(): Promise<void> {
    this.#closing = true
    const sessions = [...this.#byProgress.keys()]
    const closed = sessions.map((session) => new Promise<void>((resolve) => session.once('close', resolve)))
    for (const session of sessions) session.close()
    const cut = setTimeout(() => {
      for (const session of sessions) session.destroy()
    }, this.#limits.closeTimeout)
    await Promise.all(closed)
    clearTimeout(cut)
  }

  #displaceIdlest(own: Set<ServerHttp2Session>): void {
    for (const session of this.#byProgress.rkeys())
      if (own.has(session)) {
        own.delete(session)
        session.destroy()
        return
      }
  }
}

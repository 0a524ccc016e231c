// All open TCP connections of the server, whichever address they came to: who is let in and who has to make room.

import type { Socket } from 'node:net'
import { LRUCache } from 'lru-cache'
import { setAddress } from './address.ts'
import { Peer, type Respond } from './peer.ts'
import { JOINED_ANSWERS, TcpConnection, type TcpService } from './tcp-connection.ts'
import type { TcpLimits } from './tcp-limits.ts'

/** What has happened since the start; `open` is what there is now. */
export type TcpCounts = { accepted: number; displaced: number; refused: number; open: number }

export class TcpClients {
  readonly counts: TcpCounts = { accepted: 0, displaced: 0, refused: 0, open: 0 }
  readonly #service: TcpService
  /**
   * Ordered by progress: a whole message received, answers taken. A full table closes the connection without progress for
   * longest to let a new one in (RFC 9210 §4.2: oldest idle connections first). Queries are answered as they are
   * read, so one that is not idle yet without progress is a slow writer or a slow reader, and sparing it would let such
   * clients fill the table and keep everybody else out.
   */
  readonly #byProgress: LRUCache<TcpConnection, true>
  /** Bounded by the open connections: a client without any has no entry. */
  readonly #perClient = new Map<string, number>()
  #closed: (() => void) | undefined

  constructor(respond: Respond, limits: TcpLimits) {
    this.#service = { respond, limits, out: new Uint8Array(JOINED_ANSWERS) }
    this.#byProgress = new LRUCache({
      max: limits.connections,
      dispose: (_, connection, reason) => {
        if (reason !== 'evict') return
        this.counts.displaced++
        connection.cut()
      },
    })
  }

  /** Takes over a socket just accepted; `view` is that of the listening address, or -1. */
  admit(socket: Socket, view: number): void {
    const address = socket.remoteAddress
    if (address === undefined || this.#closed !== undefined) {
      socket.destroy()
      return
    }
    const peer = new Peer()
    peer.stream = true
    peer.view = view
    setAddress(peer, address)
    const client = clientOf(peer)
    const others = this.#perClient.get(client) ?? 0
    if (others >= this.#service.limits.connectionsPerClient) {
      this.counts.refused++
      socket.destroy()
      return
    }
    this.#perClient.set(client, others + 1)
    this.counts.accepted++
    this.counts.open++
    const connection: TcpConnection = new TcpConnection(socket, peer, this.#service, () => {
      this.#byProgress.get(connection)
    })
    this.#byProgress.set(connection, true)
    socket.on('close', () => this.#forget(connection, client))
  }

  /** Lets nobody in any more, finishes the answers under way and cuts off, after `closeTimeout`, who has not closed by then. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#closed = resolve
    })
    for (const connection of this.#byProgress.keys()) connection.drain()
    if (this.counts.open === 0) return
    const cutAll = setTimeout(() => {
      for (const connection of this.#byProgress.keys()) connection.cut()
    }, this.#service.limits.closeTimeout)
    await closed
    clearTimeout(cutAll)
  }

  #forget(connection: TcpConnection, client: string): void {
    this.#byProgress.delete(connection)
    const left = this.#perClient.get(client)! - 1
    if (left > 0) this.#perClient.set(client, left)
    else this.#perClient.delete(client)
    this.counts.open--
    if (this.counts.open === 0) this.#closed?.()
  }
}

/** An IPv6 host has a whole /64 to choose addresses from (RFC 4291 §2.5.1): the prefix is the client. */
function clientOf(peer: Peer): string {
  return Buffer.from(peer.address.subarray(0, peer.family === 4 ? 4 : 8)).toString('latin1')
}

// All open TCP connections of the server, whichever address they came to: decides who may come in and who has to make room.

import type { Socket } from 'node:net'
import { LRUCache } from 'lru-cache'
import { addressText } from '../dns/address.ts'
import type { Address, Desk, Peer, Respond } from './peer.ts'
import { JOINED_ANSWERS, TcpConnection, type TcpService } from './tcp-connection.ts'
import type { TcpLimits } from './tcp-limits.ts'
import { Turns } from './turns.ts'

/** Counts since the start; `open` is the present number. */
export type TcpCounts = {
  accepted: number
  /** Connections cut off to make room for anybody, because all were taken. */
  displaced: number
  /** Connections cut off to make room for the same client, because all of its own were taken. */
  crowded: number
  /** Address of the client that `crowded` counted last. */
  crowdedClient: string
  open: number
}

export class TcpClients {
  readonly counts: TcpCounts = { accepted: 0, displaced: 0, crowded: 0, crowdedClient: '', open: 0 }
  readonly #service: TcpService
  /**
   * Ordered by progress: a whole message received, answers taken. A full table closes the connection without progress for
   * longest to let a new one in (RFC 9210 §4.2: oldest idle connections first). Queries are answered as they are
   * read, so one that is not idle yet without progress is a slow writer or a slow reader, and sparing it would let such
   * clients fill the table and keep everybody else out.
   */
  readonly #byProgress: LRUCache<TcpConnection, true>
  /** The connections of each client, in the order in which they came. A client without any has no entry. */
  readonly #perClient = new Map<string, Set<Open>>()
  /** Grows with each step that any connection makes. */
  #progress = 0
  #closed: (() => void) | undefined

  constructor(respond: Respond, desk: Desk, limits: TcpLimits, turns = new Turns()) {
    this.#service = { respond, desk, limits, out: new Uint8Array(JOINED_ANSWERS), turns }
    this.#byProgress = new LRUCache({
      max: limits.connections,
      dispose: (_, connection, reason) => {
        if (reason !== 'evict') return
        this.counts.displaced++
        connection.cut()
      },
    })
  }

  /** Takes over a new stream of any protocol. */
  admit(socket: Socket, peer: Peer): void {
    if (this.#closed !== undefined) {
      socket.destroy()
      return
    }
    const client = clientOf(peer.client)
    const own = this.#perClient.get(client) ?? new Set()
    if (own.size >= this.#service.limits.connectionsPerClient) this.#displaceIdlest(own, peer.client)
    this.#perClient.set(client, own)
    this.counts.accepted++
    this.counts.open++
    const open: Open = {
      connection: new TcpConnection(socket, peer, this.#service, () => {
        open.progress = ++this.#progress
        this.#byProgress.get(open.connection)
      }),
      progress: ++this.#progress,
    }
    own.add(open)
    this.#byProgress.set(open.connection, true)
    socket.on('close', () => this.#forget(open, own, client))
  }

  /** Cuts off the idlest connection of a client that has as many as it may: the client is least likely to miss that. */
  #displaceIdlest(own: Set<Open>, client: Address): void {
    let idlest: Open | undefined
    for (const open of own) if (idlest === undefined || open.progress < idlest.progress) idlest = open
    this.counts.crowded++
    this.counts.crowdedClient = addressText(client.octets.subarray(0, client.length))
    own.delete(idlest!)
    // It makes room at once, so that the new one displaces no other client's.
    this.#byProgress.delete(idlest!.connection)
    idlest!.connection.cut()
  }

  /** Lets nobody in any more, finishes the answers under way and cuts off, after `closeTimeout`, clients that have not closed by then. */
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

  #forget(open: Open, own: Set<Open>, client: string): void {
    this.#byProgress.delete(open.connection)
    own.delete(open)
    if (own.size === 0 && this.#perClient.get(client) === own) this.#perClient.delete(client)
    this.counts.open--
    if (this.counts.open === 0) this.#closed?.()
  }
}

type Open = {
  readonly connection: TcpConnection
  /** Number of its last step. */
  progress: number
}

/** An IPv6 host has a whole /64 to choose addresses from (RFC 4291 §2.5.1): the prefix is the client. */
function clientOf({ family, octets }: Address): string {
  return Buffer.from(octets.subarray(0, family === 4 ? 4 : 8)).toString('latin1')
}

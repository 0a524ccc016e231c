// The batched path as transport/listen.ts knows UDP paths: it opens the sockets; workers read them, not this thread.

import type { Endpoint } from '../endpoint.ts'
import type { UdpListener } from '../udp.ts'
import type { Libc } from './libc.ts'
import { type BatchSocket, openSockets } from './socket.ts'

/** Opens `workers` sockets on every address, and keeps them by worker. */
export class BatchSockets {
  /** One list for each worker. */
  readonly byWorker: readonly (readonly BatchSocket[])[]
  readonly #libc: Libc
  readonly #lists: BatchSocket[][]

  constructor(libc: Libc, workers: number) {
    this.#libc = libc
    this.#lists = Array.from({ length: workers }, () => [])
    this.byWorker = this.#lists
  }

  /** A ListenUdp. The port must be known: TCP has taken it already. Closing is only for when no worker reads any more. */
  readonly listen = async (endpoint: Endpoint, view: number): Promise<UdpListener> => {
    const sockets = openSockets(this.#libc, endpoint, view, this.#lists.length)
    sockets.forEach((socket, i) => {
      this.#lists[i]!.push(socket)
    })
    return {
      endpoint,
      counts: { received: 0, sent: 0, failed: 0 },
      close: async () => {
        for (const { fd } of sockets) this.#libc.close(fd)
      },
    }
  }
}

// Changes of faces as a test writes them, and a server that clients ask over sockets until all of its workers have answered.

import { createSocket, type Socket } from 'node:dgram'
import { nameFromText } from '../../src/dns/name-text.ts'
import type { Change } from '../../src/store/change.ts'
import { diff } from '../../src/zone/diff.ts'
import type { Zone } from '../../src/zone/zone.ts'

/** What makes of one zone the other. */
export function changeTo(view: string, before: Zone, after: Zone): Change {
  return { face: { view, origin: before.apex }, changes: diff(before, after)! }
}

export function faceOf(view: string, origin: string): Change['face'] {
  return { view, origin: nameFromText(origin) }
}

/** Clients on so many ports that every worker of the server has some. */
export class Clients {
  readonly #sockets: readonly Socket[]

  private constructor(sockets: readonly Socket[]) {
    this.#sockets = sockets
  }

  static async to(port: number, count = 16): Promise<Clients> {
    const open = () =>
      new Promise<Socket>((resolve) => {
        const socket = createSocket('udp4')
        socket.connect(port, '127.0.0.1', () => resolve(socket))
      })
    return new Clients(await Promise.all(Array.from({ length: count }, open)))
  }

  /** One answer for each client. */
  ask(query: Uint8Array): Promise<Buffer[]> {
    return Promise.all(this.#sockets.map((socket) => askOnce(socket, query)))
  }

  close(): void {
    for (const socket of this.#sockets) socket.close()
  }
}

let last = 0

/** Asks again for what a busy machine loses, under a number of its own: the answer to an earlier question may come late. */
function askOnce(socket: Socket, query: Uint8Array): Promise<Buffer> {
  const numbered = Buffer.from(query)
  const number = last++ & 0xffff
  numbered.writeUInt16BE(number, 0)
  return new Promise((resolve) => {
    const again = setInterval(() => socket.send(numbered), 2000)
    const take = (answer: Buffer) => {
      if (answer.readUInt16BE(0) !== number) return
      clearInterval(again)
      socket.off('message', take)
      answer.set(query.subarray(0, 2))
      resolve(answer)
    }
    socket.on('message', take)
    socket.send(numbered)
  })
}

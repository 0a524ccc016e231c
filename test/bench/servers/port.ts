// Ports on 127.0.0.1 that nobody has, for UDP and TCP.

import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

/** Above the range from which the kernel takes ports for clients. */
const FIRST = 61_000
const COUNT = 4500
const TRIES = 200

let next = Math.floor(Math.random() * COUNT)

export async function freePort(): Promise<number> {
  for (let i = 0; i < TRIES; i++) {
    const port = FIRST + (next++ % COUNT)
    if ((await freeForTcp(port)) && (await freeForUdp(port))) return port
  }
  throw new Error('cannot find a free port on 127.0.0.1')
}

function freeForTcp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

function freeForUdp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createSocket('udp4')
    probe.once('error', () => resolve(false))
    probe.bind(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

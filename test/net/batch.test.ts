// The batched UDP path over real sockets: queries wait in the kernel, one batch after the other answers them, and then the
// clients look what they have got. All in one thread, because the path blocks it.

import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { Errno, type Libc, loadLibc, Mmsghdr } from '../../src/net/batch/libc.ts'
import { type LoopCounts, serveBatches } from '../../src/net/batch/loop.ts'
import { type BatchSocket, openSockets } from '../../src/net/batch/socket.ts'
import type { Respond } from '../../src/net/peer.ts'
import fc from '../support/properties.ts'
import { until } from '../support/until.ts'
import { query, stub } from './harness.ts'

const libc = await loadLibc()
/** The reason where a machine does not have it. */
const skip = typeof libc === 'string' ? libc : false
const calls = libc as Libc

type Asked = { readonly client: number; readonly length: number }

class Client {
  readonly socket: Socket
  readonly received: { number: number; length: number; from: string; port: number; clean: boolean }[] = []

  constructor(t: Test, family: 4 | 6) {
    this.socket = createSocket(family === 4 ? 'udp4' : 'udp6')
    this.socket.on('message', (message, { address, port }) => {
      const clean = message.subarray(2).every((octet) => octet === 0xaa)
      this.received.push({ number: message.readUInt16BE(0), length: message.length, from: address, port, clean })
    })
    t.teardown(() => this.socket.close())
  }

  async bind(address: string): Promise<this> {
    this.socket.bind(0, address)
    await once(this.socket, 'listening')
    return this
  }

  send(datagram: Uint8Array, port: number, to: string): Promise<void> {
    return new Promise((resolve) => this.socket.send(datagram, port, to, () => resolve()))
  }

  async receive(count: number): Promise<void> {
    while (this.received.length < count) await once(this.socket, 'message')
  }
}

/**
 * To be closed before the next is opened: sockets that share ports may be given the same free one, and then share what comes.
 */
function open(address = '127.0.0.1'): { socket: BatchSocket; port: number } {
  const [socket] = openSockets(calls, { address, port: 0, view: -1 }, 1)
  return { socket: socket!, port: socket!.listener.port }
}

/** Serves until it has received `count` datagrams. */
function serve(socket: BatchSocket, count: number, libc: Libc = calls, respond: Respond = stub): LoopCounts {
  const counts = { received: 0, sent: 0, failed: 0 }
  serveBatches(libc, {
    sockets: [socket],
    counts,
    proxied: { strangers: 0, broken: 0 },
    respond,
    goOn: () => counts.received < count,
  })
  return counts
}

/** The system calls, with note of how many messages each sendmmsg was given and how many datagrams these were. */
function watched(refuses: (segments: number) => number = () => 0): { libc: Libc; messages: () => number } {
  let messages = 0
  let errno = 0
  return {
    messages: () => messages,
    libc: {
      ...calls,
      errno: () => errno || calls.errno(),
      // As the system does it: what stands before a refused message is sent.
      sendmmsg: (fd, vector, count, flags) => {
        let good = 0
        errno = 0
        while (good < count && errno === 0) {
          errno = refuses(segmentsAt(vector + good * Mmsghdr.size))
          if (errno === 0) good++
        }
        if (good === 0) return -1
        errno = 0
        const sent = calls.sendmmsg(fd, vector, good, flags)
        messages += Math.max(sent, 0)
        return sent
      },
    },
  }
}

const { default: koffi } = await import('koffi')

/** How many answers the message whose header is at an address is made of. */
function segmentsAt(header: number): number {
  return Number(koffi.decode(BigInt(header + Mmsghdr.vectorLength), 'size_t'))
}

/** Waits until so many datagrams of one size lie in the queue of the port's socket. */
function isQueued(port: number, count: number): Promise<void> {
  return until(`${count} datagrams`, () => datagramsAt(port) >= count)
}

/** From the octets of memory that /proc/net/udp says they take: the first tells how many each takes. */
function datagramsAt(port: number): number {
  const place = new RegExp(
    `:${port.toString(16).toUpperCase().padStart(4, '0')} [0-9A-F]+:0000 \\d+ [0-9A-F]+:([0-9A-F]+)`,
  )
  const tables = ['/proc/net/udp', '/proc/net/udp6'].map((table) => place.exec(readFileSync(table, 'utf8'))?.[1] ?? '0')
  const octets = Math.max(...tables.map((table) => Number.parseInt(table, 16)))
  if (octets > 0) each ??= octets
  return each === undefined ? 0 : octets / each
}

let each: number | undefined

type Places = { readonly to: string; readonly listen: string }

const here: Places = { to: '127.0.0.1', listen: '127.0.0.1' }

async function ask(t: Test, asked: readonly Asked[], libc: Libc, { to, listen }: Places = here) {
  const family = to.includes(':') ? 6 : 4
  const { socket, port } = open(listen)
  const clients: Client[] = []
  for (const { client } of asked)
    clients[client] ??= await new Client(t, family).bind(family === 4 ? '127.0.0.1' : '::1')
  for (const [i, { client, length }] of asked.entries()) {
    await clients[client]!.send(query(i, length), port, to)
    // The system may hand them over later: in what batches they come must not depend on it.
    await isQueued(port, i + 1)
  }
  const counts = serve(socket, asked.length, libc)
  const wanted = asked.filter(({ length }) => length > 0)
  for (const [c, client] of clients.entries()) await client?.receive(wanted.filter(({ client }) => client === c).length)
  calls.close(socket.fd)
  return { clients, counts, port }
}

/** Every client has got what it asked for and nothing else. */
function isAnswered(t: Test, asked: readonly Asked[], clients: readonly Client[], from: string, port: number): void {
  for (const [c, client] of clients.entries())
    t.same(
      client.received.sort((a, b) => a.number - b.number),
      asked.flatMap(({ client, length }, number) =>
        client === c && length > 0 ? [{ number, length, from, port, clean: true }] : [],
      ),
    )
}

const few = fc.array(fc.record({ client: fc.nat(2), length: fc.constantFrom(0, 12, 13, 512, 1232, 1233, 4000) }), {
  minLength: 1,
  maxLength: 80,
})

t.test('every client gets its own answers, joined or not', { skip }, async (t) => {
  for (const [to, listen] of [
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.2', '0.0.0.0'],
    ['::1', '::1'],
    ['::1', '::'],
  ] as const)
    for (const asked of fc.sample(few, { numRuns: 12, seed: 7 })) {
      const dense = asked.map((one) => ({ ...one, client: one.client % Math.min(3, asked.length) }))
      const present = [...new Set(dense.map(({ client }) => client))]
      const renumbered = dense.map((one) => ({ ...one, client: present.indexOf(one.client) }))
      const { clients, counts, port } = await ask(t, renumbered, calls, { to, listen })
      isAnswered(t, renumbered, clients, to, port)
      t.same(counts, {
        received: asked.length,
        sent: renumbered.filter(({ length }) => length > 0).length,
        failed: 0,
      })
    }
})

t.test('answers of one length to one client leave together', { skip }, async (t) => {
  const asked = Array.from({ length: 64 }, (_, i) => ({ client: i % 2, length: i % 4 < 2 ? 100 : 200 }))
  const { libc, messages } = watched()
  const { clients, port } = await ask(t, asked, libc)
  isAnswered(t, asked, clients, '127.0.0.1', port)
  t.equal(messages(), 4)
})

t.test('answers to many clients in turn leave together, whatever their ports', { skip }, async (t) => {
  const asked = Array.from({ length: 64 }, (_, i) => ({ client: i % 32, length: 100 }))
  const { libc, messages } = watched()
  const { clients, port } = await ask(t, asked, libc)
  isAnswered(t, asked, clients, '127.0.0.1', port)
  t.equal(messages(), 32)
})

t.test('answers too long for the narrowest path leave alone', { skip }, async (t) => {
  const asked = Array.from({ length: 10 }, () => ({ client: 0, length: 1233 }))
  const { libc, messages } = watched()
  const { clients, port } = await ask(t, asked, libc)
  isAnswered(t, asked, clients, '127.0.0.1', port)
  t.equal(messages(), 10)
})

t.test('what is joined fits a datagram', { skip }, async (t) => {
  const asked = Array.from({ length: 64 }, () => ({ client: 0, length: 1232 }))
  const { libc, messages } = watched()
  const { clients, port } = await ask(t, asked, libc)
  isAnswered(t, asked, clients, '127.0.0.1', port)
  t.equal(messages(), 2, '53 of them, and 11')
})

t.test('where the system refuses joined answers, each is sent by itself and none is lost', { skip }, async (t) => {
  for (const errno of [Errno.EIO, Errno.EINVAL, Errno.EMSGSIZE]) {
    const asked = Array.from({ length: 40 }, (_, i) => ({ client: i % 2, length: 100 + (i & 2) }))
    const { libc, messages } = watched((segments) => (segments > 1 ? errno : 0))
    const { clients, counts, port } = await ask(t, asked, libc)
    isAnswered(t, asked, clients, '127.0.0.1', port)
    t.same(counts, { received: 40, sent: 40, failed: 0 })
    t.equal(messages(), 40)
  }
})

t.test('a refused answer is passed over and counted', { skip }, async (t) => {
  const { socket, port } = open()
  t.teardown(() => calls.close(socket.fd))
  const client = await new Client(t, 4).bind('127.0.0.1')
  for (const number of [1, 2, 3]) await client.send(query(number, number + 11), port, '127.0.0.1')
  let messages = 0
  const { libc } = watched(() => (messages++ === 0 ? Errno.EINVAL : 0))
  t.same(serve(socket, 3, libc), { received: 3, sent: 2, failed: 1 })
  await client.receive(2)
  t.same(
    client.received.map(({ number }) => number),
    [2, 3],
  )
})

// Datagrams that the desk answers: so many at a time and no more, each by the way that it came, and none of them in the way of others.

import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import t, { type Test } from 'tap'
import { HandedReader, HandedWriter, handedRing } from '../../src/net/batch/handed.ts'
import { type Libc, loadLibc } from '../../src/net/batch/libc.ts'
import { BatchSockets } from '../../src/net/batch/listener.ts'
import { serveBatches } from '../../src/net/batch/loop.ts'
import { MAX_HANDED } from '../../src/net/datagram-desk.ts'
import { listen, type Transport } from '../../src/net/listen.ts'
import { type Desk, HANDED, type Respond } from '../../src/net/peer.ts'
import { testLimits } from '../support/tcp-limits.ts'
import { query, stub, until } from './harness.ts'

const libc = await loadLibc()
const skip = typeof libc === 'string' ? libc : false

/** Of a query with a number from here on the desk is asked. */
const FOR_DESK = 0x8000
const respond: Respond = (message, from, to, peer, out, at) =>
  message[from]! >= FOR_DESK >> 8 ? HANDED : stub(message, from, to, peer, out, at)

/** Answers with the address that was asked, and of who asks, once it is let. */
class SlowDesk implements Desk {
  asked = 0
  ended = 0
  #go: () => void = () => {}
  readonly #gate = new Promise<void>((resolve) => {
    this.#go = resolve
  })

  let(): void {
    this.#go()
  }

  async *answer(message: Uint8Array, { local, client }: Parameters<Desk['answer']>[1]) {
    this.asked++
    try {
      await this.#gate
      yield Buffer.concat([
        message.subarray(0, 2),
        local.octets.subarray(0, local.length),
        client.octets.subarray(0, 4),
      ])
      yield Buffer.from('nobody reads a second message')
    } finally {
      this.ended++
    }
  }
}

type Served = {
  readonly transport: Transport
  readonly port: number
  serve(datagrams: number): void
  dropped(): number
}

/** Both ways to read datagrams; `serve` waits for so many, where somebody has to. */
const ways: readonly {
  name: string
  skip: string | false
  start(t: Test, desk: Desk, address: string): Promise<Served>
}[] = [
  { name: 'one by one', skip: false, start: portable },
  { name: 'in batches', skip, start: batched },
]

async function portable(t: Test, desk: Desk, address: string): Promise<Served> {
  const transport = await listen([{ address, port: 0, view: -1 }], respond, { tcp: testLimits, desk })
  t.teardown(() => transport.close())
  const { port } = transport.bound[0]!
  return { transport, port, serve: () => {}, dropped: () => transport.datagrams.counts.dropped }
}

/** The worker's loop, in this thread. */
async function batched(t: Test, desk: Desk, address: string): Promise<Served> {
  const calls = libc as Libc
  const sockets = new BatchSockets(calls, 1)
  const options = {
    tcp: { ...testLimits, closeTimeout: 2000 },
    desk,
    wildcards: true,
    instead: { udp: sockets.listen },
  }
  const transport = await listen([{ address, port: 0, view: -1 }], respond, options)
  t.teardown(() => transport.close())
  const writer = new HandedWriter(sockets.rings[0]!)
  return {
    transport,
    port: transport.bound[0]!.port,
    serve: (datagrams) => {
      const counts = { received: 0, sent: 0, failed: 0 }
      serveBatches(calls, {
        sockets: sockets.byWorker[0]!,
        ...{ respond, counts, proxied: { strangers: 0, broken: 0 } },
        handOver: (socket, batch, i) => {
          if (writer.put(socket, batch, i)) sockets.called(0)
        },
        goOn: () => counts.received < datagrams,
      })
    },
    dropped: () => transport.datagrams.counts.dropped + sockets.dropped,
  }
}

type Received = { readonly number: number; readonly from: string; readonly rest: readonly number[] }

async function client(t: Test, from = '127.0.0.1'): Promise<{ socket: Socket; received: Received[] }> {
  const socket = createSocket(from.includes(':') ? 'udp6' : 'udp4')
  const received: Received[] = []
  socket.on('message', (message, { address }) =>
    received.push({ number: message.readUInt16BE(0), from: address, rest: [...message.subarray(2)] }),
  )
  socket.bind(0, from)
  await once(socket, 'listening')
  t.teardown(() => socket.close())
  return { socket, received }
}

/** Resolves when the system has it. */
function send(socket: Socket, message: Uint8Array, port: number, to: string): Promise<void> {
  return new Promise((resolve) => socket.send(message, port, to, () => resolve()))
}

for (const { name, skip, start } of ways) {
  t.test(
    `${name}: the desk's answer leaves from the address that was asked, and only the first`,
    { skip },
    async (t) => {
      const places = name === 'in batches' ? ['127.0.0.1', '127.0.0.7', '0.0.0.0', '::1', '::'] : ['127.0.0.1', '::1']
      for (const listening of places) {
        const desk = new SlowDesk()
        const { port, serve } = await start(t, desk, listening)
        const is6 = listening.includes(':')
        const asked = listening === '0.0.0.0' ? ['127.0.0.1', '127.0.0.8'] : [is6 ? '::1' : listening]
        for (const to of asked) {
          const { socket, received } = await client(t, is6 ? '::1' : '127.0.0.1')
          await send(socket, query(FOR_DESK + 5), port, to)
          serve(1)
          desk.let()
          await until(() => received.length > 0)
          const local = is6 ? [...Array(15).fill(0), 1] : to.split('.').map(Number)
          const from = is6 ? [0, 0, 0, 0] : [127, 0, 0, 1]
          t.same(received, [{ number: FOR_DESK + 5, from: to, rest: [...local, ...from] }], `${to} of ${listening}`)
        }
        await until(() => desk.ended === asked.length)
      }
    },
  )

  t.test(
    `${name}: what comes while the desk is busy is dropped and counted, and others are answered`,
    { skip },
    async (t) => {
      const desk = new SlowDesk()
      const { transport, port, serve, dropped } = await start(t, desk, '127.0.0.1')
      const { socket, received } = await client(t)
      const more = 40
      const sent = MAX_HANDED + more
      for (let i = 0; i < sent; i++) await send(socket, query(FOR_DESK + i), port, '127.0.0.1')
      await send(socket, query(7), port, '127.0.0.1')
      serve(sent + 1)
      await until(() => received.length === 1 && dropped() === more)
      t.equal(received[0]!.number, 7)
      await until(() => desk.asked === MAX_HANDED)
      t.match(transport.datagrams.counts, { handed: MAX_HANDED, open: MAX_HANDED })
      desk.let()
      await until(() => received.length === 1 + MAX_HANDED)
      t.equal(transport.datagrams.counts.open, 0)
      await send(socket, query(FOR_DESK + 9), port, '127.0.0.1')
      serve(1)
      await until(() => received.length === 2 + MAX_HANDED)
    },
  )

  t.test(`${name}: closing waits for what the desk makes, and no longer than it may`, { skip }, async (t) => {
    for (const lets of [true, false]) {
      const desk = new SlowDesk()
      const { transport, port, serve } = await start(t, desk, '127.0.0.1')
      const { socket, received } = await client(t)
      await send(socket, query(FOR_DESK), port, '127.0.0.1')
      serve(1)
      await until(() => desk.asked === 1)
      const closed = transport.close()
      if (lets) desk.let()
      await closed
      if (lets) await until(() => received.length === 1)
      // Its sockets may be another's by now.
      desk.let()
      await until(() => desk.ended === 1)
      t.equal(received.length, lets ? 1 : 0)
    }
  })
}

t.test('where the desk throws nobody is answered, and the next is', async (t) => {
  let broken = true
  const desk: Desk = {
    async *answer(message) {
      if (broken) throw new Error('a fault')
      yield message
    },
  }
  const { port, transport } = await portable(t, desk, '127.0.0.1')
  const { socket, received } = await client(t)
  await send(socket, query(FOR_DESK + 1), port, '127.0.0.1')
  await until(() => transport.datagrams.counts.handed === 1 && transport.datagrams.counts.open === 0)
  broken = false
  await send(socket, query(FOR_DESK + 2), port, '127.0.0.1')
  await until(() => received.length > 0)
  t.match(received, [{ number: FOR_DESK + 2 }])
})

t.test('a ring that was gone round many times gives what was put in, in order', async (t) => {
  const ring = handedRing()
  const writer = new HandedWriter(ring)
  const reader = new HandedReader(ring)
  const bytes = new Uint8Array(4096)
  const batch = {
    ...{ bytes, withControl: false, queryAt: () => 100, nameAt: () => 0, controlAt: () => 50, controlLength: () => 0 },
    ...{ nameLength: () => 16, queryLength: () => 4 },
  }
  let put = 0
  let taken = 0
  for (let round = 0; round < 400; round++) {
    for (let n = round % (MAX_HANDED + 1); n > 0; n--) {
      bytes.set([put >> 8, put & 0xff], 100)
      writer.put(put % 7, batch as never, 0)
      put++
    }
    for (let found = reader.next(); found; found = reader.next(), taken++)
      if (found.socket !== taken % 7 || found.message[1] !== (taken & 0xff) || found.name.length !== 16)
        throw new Error(`what was put in as number ${taken} came out as another`)
  }
  t.equal(taken, put)
  t.equal(reader.dropped, 0)
})

t.test('sockets for datagrams alone share one free port', { skip }, async (t) => {
  const sockets = new BatchSockets(libc as Libc, 3)
  const options = { tcp: testLimits, instead: { udp: sockets.listen } }
  const transport = await listen([{ address: '127.0.0.1', port: 0, view: -1, by: ['udp'] }], respond, options)
  t.teardown(() => transport.close())
  const ports = sockets.byWorker.map(([socket]) => socket!.listener.port)
  t.same(ports, Array(3).fill(transport.bound[0]!.port))
  t.not(ports[0], 0)
})

t.test('an address that is given up leaves its sockets to no worker', { skip }, async (t) => {
  const sockets = new BatchSockets(libc as Libc, 2)
  const options = { tcp: testLimits, instead: { udp: sockets.listen } }
  const taken = await listen([{ address: '127.0.0.1', port: 0, view: -1 }], respond, { tcp: testLimits })
  t.teardown(() => taken.close())
  const addresses = [
    { address: '127.0.0.1', port: 0, view: -1 },
    { address: '127.0.0.1', port: taken.bound[0]!.port, view: -1 },
  ]
  await t.rejects(listen(addresses, respond, options), { message: /the port is in use/ })
  t.same(sockets.byWorker, [[], []])
})

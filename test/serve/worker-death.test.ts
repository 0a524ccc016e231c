// The server replaces a worker that dies, and whoever asks meanwhile asks again and gets an answer.

import { createSocket } from 'node:dgram'
import { setTimeout as pause } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { handedRing } from '../../src/net/batch/handed.ts'
import { type Libc, loadLibc } from '../../src/net/batch/libc.ts'
import { BatchSockets } from '../../src/net/batch/listener.ts'
import { listen } from '../../src/net/listen.ts'
import { onlineWords } from '../../src/serve/online-messages.ts'
import { type Published, stepBetween } from '../../src/serve/published.ts'
import { UdpWorkers } from '../../src/serve/udp-workers.ts'
import type { Generation } from '../../src/views/view.ts'
import { defaultOptions, queryFor } from '../support/ask.ts'
import { deadly } from '../support/deadly.ts'
import { freePort } from '../support/free-port.ts'
import { testLimits } from '../support/tcp-limits.ts'
import { generationOf } from '../support/zones.ts'

const zone = '@ 60 SOA ns hostmaster 1 2 3 4 5\n@ 60 NS ns\nns 60 A 192.0.2.1\n'
const generation = (number: number) => ({
  ...generationOf({ any: { clients: ['any'], zones: { 'example.com.': zone } } }),
  number,
})

const libc = await loadLibc()

const published = (generation: Generation): Published => ({
  generation,
  publicViews: Uint8Array.of(0),
  options: defaultOptions,
})

t.test('a generation that a worker cannot open', { skip: typeof libc === 'string' && libc }, async (t) => {
  if (typeof libc === 'string') return
  const { port, workers, deaths } = await begin(t, libc, published(generation(1)))
  t.ok(await answersFrom(port), 'it answers')
  workers.publish(published(deadly(generation(2))), undefined)
  while (workers.restarts === 0) await pause(20)
  t.match(deaths, [/CellReader/])
  workers.publish(published(generation(3)), undefined)
  while (workers.running === 0) await pause(20)
  t.ok(await answersFrom(port), 'the one that took its place answers')
})

t.test('who takes its place has what came and went before', { skip: typeof libc === 'string' && libc }, async (t) => {
  if (typeof libc === 'string') return
  const names = ['a', 'b', 'c', 'd'].map((name) => `${name}.example.`)
  const serving = (number: number, ...served: readonly number[]) => {
    const zones = Object.fromEntries(served.map((i) => [names[i]!, zone]))
    return { ...generationOf({ any: { clients: ['any'], zones } }), number }
  }
  let now = published(serving(1, 0, 1))
  const { port, workers } = await begin(t, libc, now)
  const publish = (next: Generation) => {
    const { after, change } = stepBetween(now, published(next))!
    now = after
    workers.publish(now, change)
  }
  const served = async () => {
    const found: string[] = []
    for (const name of names) if (await isServed(port, name)) found.push(name[0]!)
    return found.join(' ')
  }
  t.equal(await served(), 'a b')
  publish(serving(2, 2, 1))
  t.equal(await served(), 'b c')
  publish(deadly(serving(3, 2, 1, 3)))
  while (workers.restarts === 0) await pause(20)
  publish(serving(4, 3, 1, 0))
  while (workers.running === 0) await pause(20)
  t.equal(await served(), 'a b d', 'told as a whole')
  publish(serving(5, 0, 2, 3))
  t.equal(await served(), 'a c d', 'and of a change again')
})

/** A worker at a port of its own. */
async function begin(t: Test, batch: Libc, first: Published) {
  const sockets = new BatchSockets(batch, 1)
  const transport = await listen([{ address: '127.0.0.1', port: await freePort(), view: -1 }], () => 0, {
    tcp: testLimits,
    instead: { udp: sockets.listen },
  })
  const deaths: string[] = []
  const workers = await UdpWorkers.start(
    {
      ...{ sockets: sockets.byWorker, rings: sockets.rings, taps: [[]] },
      toSign: [{ ring: handedRing(), words: onlineWords() }],
      onHanded: (worker) => sockets.called(worker),
      onDeath: (reason) => deaths.push(reason),
      onFault: () => {},
    },
    first,
  )
  t.teardown(async () => {
    await workers.close()
    await transport.close()
  })
  return { port: transport.bound[0]!.port, workers, deaths }
}

/** Whoever gets no answer from a worker that dies asks again. */
async function isServed(port: number, name: string): Promise<boolean> {
  for (let i = 0; i < 100; i++) {
    const reply = await replyFrom(port, `${name} SOA`)
    if (reply !== undefined) return (reply[3]! & 0xf) === 0
  }
  throw new Error(`${name} is not answered`)
}

async function answersFrom(port: number): Promise<boolean> {
  for (let i = 0; i < 100; i++) if ((await replyFrom(port, 'example.com SOA')) !== undefined) return true
  return false
}

function replyFrom(port: number, question: string): Promise<Uint8Array | undefined> {
  const socket = createSocket('udp4')
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(undefined), 300)
    const done = (reply: Uint8Array | undefined) => {
      clearTimeout(timer)
      socket.close()
      resolve(reply)
    }
    socket.once('message', done)
    socket.send(queryFor(question), port, '127.0.0.1')
  })
}

// The server replaces a worker that dies, and whoever asks meanwhile asks again and gets an answer.

import { createSocket } from 'node:dgram'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { handedRing } from '../../src/net/batch/handed.ts'
import { loadLibc } from '../../src/net/batch/libc.ts'
import { BatchSockets } from '../../src/net/batch/listener.ts'
import { listen } from '../../src/net/listen.ts'
import { onlineWords } from '../../src/serve/online-messages.ts'
import type { Published } from '../../src/serve/published.ts'
import { UdpWorkers } from '../../src/serve/udp-workers.ts'
import type { Generation } from '../../src/views/view.ts'
import { defaultOptions, queryFor } from '../support/ask.ts'
import { testLimits } from '../support/tcp-limits.ts'
import { generationOf } from '../support/zones.ts'

const zone = '@ 60 SOA ns hostmaster 1 2 3 4 5\n@ 60 NS ns\nns 60 A 192.0.2.1\n'
const generation = (number: number) => ({
  ...generationOf({ any: { clients: ['any'], zones: { 'example.com.': zone } } }),
  number,
})

const libc = await loadLibc()

t.test('a generation that a worker cannot open', { skip: typeof libc === 'string' && libc }, async (t) => {
  if (typeof libc === 'string') return
  const port = 20_000 + (process.pid % 20_000)
  const sockets = new BatchSockets(libc, 1)
  const transport = await listen([{ address: '127.0.0.1', port, view: -1 }], () => 0, {
    tcp: testLimits,
    instead: { udp: sockets.listen },
  })
  const deaths: string[] = []
  const published = (generation: Generation): Published => ({
    generation,
    publicViews: Uint8Array.of(0),
    options: defaultOptions,
  })
  const workers = await UdpWorkers.start(
    {
      ...{ sockets: sockets.byWorker, rings: sockets.rings, taps: [[]] },
      toSign: [{ ring: handedRing(), words: onlineWords() }],
      onHanded: (worker) => sockets.called(worker),
      onDeath: (reason) => deaths.push(reason),
      onFault: () => {},
    },
    published(generation(1)),
  )
  t.teardown(async () => {
    await workers.close()
    await transport.close()
  })
  t.equal(await answersFrom(port), true)
  const damaged = generation(2)
  new Uint8Array(damaged.views[0]!.zones.members[0]!.zone!.image).fill(0xff, 0, 64)
  workers.publish(published(damaged), undefined)
  while (workers.restarts === 0) await pause(20)
  t.match(deaths, [/cannot open the zone image/])
  workers.publish(published(generation(3)), undefined)
  while (workers.running === 0) await pause(20)
  let answered = false
  for (let i = 0; i < 100 && !answered; i++) answered = await answersFrom(port)
  t.ok(answered, 'the one that took its place answers')
})

function answersFrom(port: number): Promise<boolean> {
  const socket = createSocket('udp4')
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(false), 300)
    const done = (answered: boolean) => {
      clearTimeout(timer)
      socket.close()
      resolve(answered)
    }
    socket.once('message', () => done(true))
    socket.send(queryFor('example.com SOA'), port, '127.0.0.1')
  })
}

// Clients of TLS whose handshake is done, and who then ask nothing, half of something, shake hands again and again, or take no answer:
// each is waited for as long as over TCP, and nobody else notices.

import { connect, type TLSSocket } from 'node:tls'
import t, { type Test } from 'tap'
import { askOverTls } from '../../support/tls-client.ts'
import { tlsDoor } from '../../support/tls-door.ts'
import { until } from '../../support/until.ts'
import { frame, query } from '../harness.ts'

/** `closed` counts from when the handshake was done, in milliseconds. */
async function connected(t: Test, port: number, options = {}): Promise<{ socket: TLSSocket; closed: Promise<number> }> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options })
  t.teardown(() => socket.destroy())
  socket.on('error', () => {})
  await new Promise((resolve) => socket.once('secureConnect', resolve))
  const began = performance.now()
  return { socket, closed: new Promise((resolve) => socket.on('close', () => resolve(performance.now() - began))) }
}

const isServed = async (t: Test, port: number) => {
  t.equal((await askOverTls(t, port, [query(9)])).answers.length, 1, 'others are answered')
}

t.test('who asks nothing, and who never ends what he asks, is let go after the idle time', async (t) => {
  const { port, clients } = await tlsDoor(t, { idleTimeout: 500 })
  const all = await Promise.all([1, 2, 3].map(() => connected(t, port)))
  all[1]!.socket.write(frame(query(1)).subarray(0, 3))
  let sent = 0
  const long = frame(new Uint8Array(60_000))
  const drip = setInterval(() => all[2]!.socket.write(long.subarray(sent, ++sent)), 20)
  t.teardown(() => clearInterval(drip))
  for (const { socket } of all) socket.resume()
  await isServed(t, port)
  for (const time of await Promise.all(all.map(({ closed }) => closed))) t.ok(time > 400, `${time}`)
  await until('their ends', () => clients.open === 0)
})

t.test('who takes no answer is let go, whatever he goes on to ask', async (t) => {
  const { port, clients } = await tlsDoor(t, { writeTimeout: 500 })
  const { socket, closed } = await connected(t, port)
  socket.pause()
  const many = Buffer.concat(Array.from({ length: 200 }, (_, i) => frame(query(i, 60_000))))
  for (let i = 0; i < 5; i++) socket.write(many)
  await isServed(t, port)
  await until('its end', () => clients.open === 0)
  socket.resume()
  t.ok((await closed) > 400)
})

t.test('who takes his answers for longer than one may be idle gets them all', async (t) => {
  const { port } = await tlsDoor(t, { idleTimeout: 1000, writeTimeout: 60_000 })
  const { socket, closed } = await connected(t, port)
  socket.pause()
  // More than the system keeps for a client: the rest of it waits, twice.
  const many = Buffer.concat(Array.from({ length: 300 }, (_, i) => frame(query(i, 60_000))))
  const octets = 2 * 300 * 60_002
  let came = 0
  let left = octets / 2
  socket.on('data', (read) => {
    came += read.length
    left -= read.length
    if (left < 0 && came < octets) socket.pause()
  })
  socket.write(many)
  socket.write(many)
  for (let i = 0; i < 2; i++) {
    socket.pause()
    await new Promise((resolve) => setTimeout(resolve, 1500))
    left = i === 0 ? octets / 2 : Number.POSITIVE_INFINITY
    socket.resume()
    if (i === 0) await until('half of it', () => came >= octets / 2)
  }
  await closed
  t.equal(came, octets, 'it was let go when it had all')
})

t.test('nobody shakes hands twice over one connection', async (t) => {
  const { port, clients } = await tlsDoor(t, { idleTimeout: 500 })
  const { socket, closed } = await connected(t, port, { maxVersion: 'TLSv1.2' })
  let again = 0
  socket.renegotiate({}, (error) => {
    if (!error) again++
  })
  socket.resume()
  await isServed(t, port)
  await closed
  t.equal(again, 0)
  await until('its end', () => clients.open === 0)
})

// Questions that come each in a TLS record of its own, as resolvers send them: what is answered together is written together, whoever
// asks, and none is lost where more come than may wait.

import { Socket } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import t, { type Test } from 'tap'
import { Peer } from '../../../src/net/peer.ts'
import { JOINED_ANSWERS, TcpConnection } from '../../../src/net/tcp-connection.ts'
import { Turns } from '../../../src/net/turns.ts'
import { testLimits } from '../../support/tcp-limits.ts'
import { tlsDoor } from '../../support/tls-door.ts'
import { frame, query, stub } from '../harness.ts'

/** The least that TLS lets a record hold. */
const RECORD = 512

/** Each question fills one record; `length` is that of its answer. */
function questions(count: number, length: number): Uint8Array {
  return Buffer.concat(
    Array.from({ length: count }, (_, i) => {
      const padded = new Uint8Array(RECORD - 2)
      padded.set(query(i, length))
      return frame(padded)
    }),
  )
}

async function connected(t: Test, port: number): Promise<TLSSocket> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  t.teardown(() => socket.destroy())
  await new Promise((resolve) => socket.once('secureConnect', resolve))
  socket.setMaxSendFragment(RECORD)
  return socket
}

/** How many records have brought the numbers of how many answers. */
function received(socket: TLSSocket, octets: number): Promise<{ records: number; came: Buffer }> {
  const parts: Buffer[] = []
  let length = 0
  return new Promise((resolve) => {
    const done = () => resolve({ records: parts.length, came: Buffer.concat(parts) })
    socket.on('data', (part: Buffer) => {
      parts.push(part)
      length += part.length
      if (length >= octets) done()
    })
    socket.on('close', done)
  })
}

function numbersIn(came: Buffer, size: number): number[] {
  return Array.from({ length: Math.floor(came.length / size) }, (_, i) => came.readUInt16BE(i * size + 2))
}

t.test('forty questions in as many records are answered in few', async (t) => {
  const socket = await connected(t, (await tlsDoor(t)).port)
  const answers = received(socket, 40 * 14)
  socket.write(questions(40, 12))
  const { records, came } = await answers
  t.same(
    numbersIn(came, 14),
    Array.from({ length: 40 }, (_, i) => i),
  )
  t.ok(records <= 10, `${records} records`)
})

for (const [what, count, length] of [
  ['more than may wait', 5000, 12],
  ['whose answers are longer than they', 400, 4000],
] as const)
  t.test(`questions without end, ${what}: each is answered, in its order`, async (t) => {
    const socket = await connected(t, (await tlsDoor(t)).port)
    const answers = received(socket, count * (2 + length))
    socket.write(questions(count, length))
    const { came } = await answers
    t.same(
      numbersIn(came, 2 + length),
      Array.from({ length: count }, (_, i) => i),
    )
  })

t.test('who says that he has asked all gets every answer before the end', async (t) => {
  const socket = await connected(t, (await tlsDoor(t)).port)
  const answers = received(socket, Number.POSITIVE_INFINITY)
  socket.end(questions(300, 100))
  const { came } = await answers
  t.equal(numbersIn(came, 102).length, 300)
})

t.test('a message may be spread over records as it likes', async (t) => {
  const socket = await connected(t, (await tlsDoor(t)).port)
  const answers = received(socket, 3 * 14)
  const octets = Buffer.concat([questions(1, 12), frame(query(7)), questions(1, 12)])
  for (let at = 0; at < octets.length; at += 301) {
    socket.write(octets.subarray(at, at + 301))
    await new Promise((resolve) => setImmediate(resolve))
  }
  t.same(numbersIn((await answers).came, 14), [0, 7, 0])
})

for (const [octets, records] of [
  [200, 65],
  [1000, 18],
  [16_384, 2],
] as const)
  t.test(
    `of records of ${octets} octets that come at once, ${records} are taken before the client waits`,
    async (t) => {
      const socket = new Socket()
      const service = {
        ...{ respond: stub, desk: { async *answer() {} }, limits: testLimits },
        ...{ out: new Uint8Array(JOINED_ANSWERS), turns: new Turns() },
      }
      new TcpConnection(socket, new Peer('tls'), service, () => {})
      t.teardown(() => socket.destroy())
      const part = new Uint8Array(octets)
      part.set(frame(new Uint8Array(octets - 2)))
      for (let taken = 1; taken < records; taken++) {
        socket.emit('data', part)
        t.notOk(socket.isPaused(), `${taken}`)
      }
      socket.emit('data', part)
      t.ok(socket.isPaused())
    },
  )

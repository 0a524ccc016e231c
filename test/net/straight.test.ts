// Reads that go past Node's streams: in their order with those that do not, none twice, and the end behind them.

import { connect as connectPlain, Socket } from 'node:net'
import { connect } from 'node:tls'
import t from 'tap'
import { Frames } from '../../src/net/frames.ts'
import { takeStraight } from '../../src/net/straight.ts'
import fc from '../support/properties.ts'
import { tlsDoor } from '../support/tls-door.ts'
import { frame, query, start } from './harness.ts'

/** What comes, and by which way. */
function stream(): { socket: Socket; came: string[]; turn: () => Promise<void> } {
  const socket = new Socket()
  const came: string[] = []
  socket.on('data', (read: Buffer) => came.push(`data ${read}`))
  socket.on('end', () => came.push('end'))
  takeStraight(socket, (read) => came.push(`straight ${Buffer.from(read)}`))
  return { socket, came, turn: () => new Promise((resolve) => setImmediate(resolve)) }
}

t.test('while the stream flows, reads go straight', async (t) => {
  const { socket, came, turn } = stream()
  for (const read of ['1', '2', '3']) t.ok(socket.push(Buffer.from(read)), 'read on')
  t.same(came, ['straight 1', 'straight 2', 'straight 3'], 'at once')
  await turn()
  t.equal(came.length, 3, 'and not again')
})

t.test('a stream that is halted keeps what comes, and gives it before all that comes later', async (t) => {
  const { socket, came, turn } = stream()
  socket.push(Buffer.from('1'))
  socket.pause()
  socket.push(Buffer.from('2'))
  await turn()
  t.same(came, ['straight 1'])
  socket.resume()
  // It has not given back the one before yet.
  socket.push(Buffer.from('3'))
  await turn()
  t.same(came.slice(1).join('').replaceAll(/\D/g, ''), '23')
  socket.push(Buffer.from('4'))
  t.same(came.at(-1), 'straight 4')
})

t.test('a stream that is halted says when it has enough', async (t) => {
  const { socket } = stream()
  socket.pause()
  const room = socket.readableHighWaterMark
  t.ok(socket.push(Buffer.alloc(room - 1)))
  t.notOk(socket.push(Buffer.alloc(1)), 'then the system holds back the rest')
})

t.test('what comes in a thousand pieces while the stream is halted is given back as one', async (t) => {
  const { socket, came, turn } = stream()
  socket.pause()
  for (let i = 0; i < 1000; i++) socket.push(Buffer.from(`${i % 10}`))
  socket.resume()
  socket.push(Buffer.from('x'))
  await turn()
  t.same(came, [`data ${'0123456789'.repeat(100)}x`])
  t.equal(socket.readableLength, 0)
})

t.test('what was put back before comes first', async (t) => {
  const { socket, came, turn } = stream()
  socket.pause()
  socket.unshift(Buffer.from('1'))
  socket.push(Buffer.from('2'))
  socket.resume()
  socket.push(Buffer.from('3'))
  await turn()
  socket.push(Buffer.from('4'))
  t.same(came, ['data 1', 'data 23', 'straight 4'])
})

t.test('a stream that is halted again at once loses nothing', async (t) => {
  const { socket, came, turn } = stream()
  socket.pause()
  for (const read of ['1', '2', '3']) {
    socket.push(Buffer.from(read))
    socket.resume()
    socket.pause()
    await turn()
  }
  t.same(came, [])
  socket.push(Buffer.from('4'))
  socket.push(null)
  socket.resume()
  await turn()
  await turn()
  t.equal(came.join('').replaceAll(/\D/g, ''), '1234')
  t.equal(came.at(-1), 'end')
})

t.test('whatever halts it and lets it go on, all comes once and in its order', async () => {
  const steps = fc.array(fc.constantFrom('push', 'pause', 'resume', 'turn'), { maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(steps, async (steps) => {
      const { socket, came, turn } = stream()
      let pushed = ''
      for (const [i, step] of steps.entries()) {
        if (step === 'turn') await turn()
        else if (step !== 'push') socket[step]()
        else {
          const read = String.fromCharCode(0x4e00 + i)
          pushed += read
          socket.push(Buffer.from(read))
        }
      }
      socket.push(null)
      socket.resume()
      await turn()
      await turn()
      return `${pushed}end` === came.map((one) => one.replace(/^(data|straight) /, '')).join('')
    }),
  )
})

t.test('the end comes behind all reads', async (t) => {
  const { socket, came, turn } = stream()
  socket.push(Buffer.from('1'))
  socket.push(null)
  await turn()
  t.same(came, ['straight 1', 'end'])
})

for (const way of ['tcp', 'tls'] as const)
  t.test(`${way}: who takes no answer for long and asks on octet by octet has each answer in the end`, async (t) => {
    const { port } = way === 'tls' ? await tlsDoor(t) : await start(t)
    const socket =
      way === 'tls'
        ? connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
        : connectPlain({ port, host: '127.0.0.1', noDelay: true })
    t.teardown(() => socket.destroy())
    await new Promise<void>((resolve) => socket.once(way === 'tls' ? 'secureConnect' : 'connect', () => resolve()))
    socket.pause()
    // More than the system keeps for a client.
    const [large, small] = [300, 500]
    socket.write(Buffer.concat(Array.from({ length: large }, (_, i) => frame(query(i, 60_000)))))
    for (let i = 0; i < small; i++)
      for (const octet of frame(query(large + i, 4)))
        await new Promise((resolve) => socket.write(Uint8Array.of(octet), resolve))
    const came = numbers(socket, large + small)
    socket.resume()
    t.same(
      await came,
      Array.from({ length: large + small }, (_, i) => i),
    )
  })

function numbers(socket: Socket, count: number): Promise<number[]> {
  const frames = new Frames()
  const all: number[] = []
  return new Promise((resolve) => {
    socket.on('data', (read: Buffer) => {
      frames.push(read)
      while (frames.next() > 0) all.push((frames.bytes[frames.from]! << 8) | frames.bytes[frames.from + 1]!)
      if (all.length === count) resolve(all)
    })
    socket.on('close', () => resolve(all))
  })
}

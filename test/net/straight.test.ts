// Reads that go past Node's streams: in their order with those that do not, none twice, and the end behind them.

import { Socket } from 'node:net'
import t from 'tap'
import { takeStraight } from '../../../src/net/tls/straight.ts'

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

t.test('the end comes behind all reads', async (t) => {
  const { socket, came, turn } = stream()
  socket.push(Buffer.from('1'))
  socket.push(null)
  await turn()
  t.same(came, ['straight 1', 'end'])
})

// What one message cannot answer: message after message, in turns with everybody else, to the end or until the client has gone.

import t from 'tap'
import { type Desk, HANDED, type Respond } from '../../src/net/peer.ts'
import { query, start, stub, TcpClient, until } from './harness.ts'

/** Of a query with a number from here on the desk is asked. */
const FOR_DESK = 0x8000
const respond: Respond = (message, from, to, peer, out, at) =>
  message[from]! >= FOR_DESK >> 8 ? HANDED : stub(message, from, to, peer, out, at)

/** Answers with as many messages as the query wants, each taking so long; counts what it makes and how often it ended. */
function deskOf(size = 2, milliseconds = 0) {
  const made = { messages: 0, ended: 0 }
  const desk: Desk = {
    async *answer(query) {
      try {
        for (let left = (query[2]! << 8) | query[3]!; left > 0; left--) {
          made.messages++
          const until = performance.now() + milliseconds
          while (performance.now() < until);
          const message = new Uint8Array(size)
          message.set(query.subarray(0, 2))
          yield message
        }
      } finally {
        made.ended++
      }
    },
  }
  return { desk, made }
}

t.test('what is asked before, between and behind is answered in order', async (t) => {
  const { desk } = deskOf()
  const { port } = await start(t, {}, { respond, desk })
  const client = new TcpClient(t, port).ask(
    query(1),
    query(FOR_DESK, 3),
    query(2),
    query(FOR_DESK + 1, 0),
    query(FOR_DESK + 2, 2),
    query(3),
  )
  const [a, b] = [FOR_DESK, FOR_DESK + 2]
  t.same(await client.receive(8), [1, a, a, a, 2, b, b, 3])
  client.ask(query(4))
  t.same((await client.receive(9)).at(-1), 4, 'and the connection is read on')
})

t.test('who has closed its sending side gets all messages, and what it asked behind them, then the end', async (t) => {
  const { desk } = deskOf(16_384)
  const { port } = await start(t, {}, { respond, desk })
  const client = new TcpClient(t, port).ask(query(FOR_DESK, 50), query(7))
  client.socket.end()
  await client.closed
  t.equal(client.answers.length, 51)
  t.same((await client.receive(51)).at(-1), 7)
})

t.test('who asks beside sixty that fetch as fast as they can waits for a few of their messages', async (t) => {
  const { desk, made } = deskOf(16_384, 1)
  const { port } = await start(t, { connectionsPerClient: 100 }, { respond, desk })
  const fetching = Array.from({ length: 60 }, () => new TcpClient(t, port).ask(query(FOR_DESK, 0xffff)))
  await until(() => fetching.every(({ answers }) => answers.length > 0))
  const client = new TcpClient(t, port)
  const waits: number[] = []
  for (let asked = 1; asked <= 9; asked++) {
    const before = made.messages
    await client.ask(query(asked)).receive(asked)
    waits.push(made.messages - before)
  }
  for (const { socket } of fetching) socket.destroy()
  const median = waits.sort((a, b) => a - b)[4]!
  t.ok(median <= 20, `${median} messages came before the answer`)
})

t.test('a client that goes away ends what the desk makes for it, wherever that stands', async (t) => {
  const { desk, made } = deskOf(16_384)
  const { port } = await start(t, {}, { respond, desk })
  const stuck = new TcpClient(t, port).ask(query(FOR_DESK, 0xffff))
  await stuck.connected()
  stuck.socket.pause()
  const reading = new TcpClient(t, port).ask(query(FOR_DESK, 0xffff))
  await until(() => reading.answers.length > 100)
  reading.socket.destroy()
  await until(() => made.ended === 1)
  stuck.socket.destroy()
  await until(() => made.ended === 2)
})

t.test('where the desk throws the client is cut off, and nobody else', async (t) => {
  const desk: Desk = {
    async *answer() {
      yield Uint8Array.of(1, 2)
      throw new Error('a fault')
    },
  }
  const { port } = await start(t, {}, { respond, desk })
  const other = new TcpClient(t, port)
  const client = new TcpClient(t, port).ask(query(FOR_DESK), query(1))
  await client.closed
  t.equal(client.answers.length, 1)
  t.same(await other.ask(query(2)).receive(1), [2])
})

t.test('a transport that is closed waits for what the desk makes as long as for everything else', async (t) => {
  const { desk, made } = deskOf(16_384)
  const patient = await start(t, { closeTimeout: 3_600_000 }, { respond, desk })
  const short = new TcpClient(t, patient.port).ask(query(FOR_DESK, 20))
  short.socket.on('end', () => short.socket.end())
  await short.receive(1)
  await patient.close()
  await short.closed
  t.equal(short.answers.length, 20)
  const { port, close } = await start(t, { closeTimeout: 50 }, { respond, desk })
  const stuck = new TcpClient(t, port).ask(query(FOR_DESK, 0xffff))
  await stuck.receive(1)
  stuck.socket.pause()
  await close()
  await until(() => made.ended === 2)
})

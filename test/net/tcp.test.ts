// TCP over real sockets: what RFC 7766 promises to good clients, and what bad ones may not do.

import t from 'tap'
import { HANDED, type Respond } from '../../src/net/peer.ts'
import type { TcpLimits } from '../../src/net/tcp-limits.ts'
import { ROUND } from '../../src/net/turns.ts'
import { frame, query, start, stub, TcpClient, until } from './harness.ts'

const HOUR = 3_600_000

const range = (count: number) => Array.from({ length: count }, (_, i) => i)

t.test('thousands of queries in one write are all answered, in order', async (t) => {
  const { port } = await start(t)
  const client = new TcpClient(t, port).ask(...range(20_000).map((i) => query(i)))
  t.same(await client.receive(20_000), range(20_000))
})

t.test('answers to queries read together leave in one write', async (t) => {
  const { port } = await start(t)
  const client = new TcpClient(t, port)
  let reads = 0
  client.socket.on('data', () => reads++)
  await client.connected()
  client.ask(...range(100).map((i) => query(i)))
  await client.receive(100)
  t.equal(reads, 1)
})

t.test('a query that comes octet by octet is answered', async (t) => {
  const { port } = await start(t)
  const client = new TcpClient(t, port)
  for (const octet of Buffer.concat([frame(query(7)), frame(query(8))])) {
    client.socket.write(Uint8Array.of(octet))
    await new Promise((resolve) => setImmediate(resolve))
  }
  t.same(await client.receive(2), [7, 8])
})

t.test('a client that has closed its sending side gets its answers, then the end', async (t) => {
  const { port } = await start(t)
  const client = new TcpClient(t, port).ask(...range(5000).map((i) => query(i, 500)))
  client.socket.end()
  await client.closed
  t.equal(client.answers.length, 5000)
})

t.test('half a frame, then the end: closed', async (t) => {
  const transport = await start(t)
  const client = new TcpClient(t, transport.port)
  client.socket.end(frame(query(1)).subarray(0, 3))
  await client.closed
  t.equal(client.answers.length, 0)
  await until(() => transport.tcpCounts.open === 0)
})

t.test('an empty frame: what came before it is answered, then closed', async (t) => {
  const { port } = await start(t)
  const client = new TcpClient(t, port).ask(query(1), new Uint8Array(0), query(2))
  await client.closed
  t.same(await client.receive(1), [1])
})

t.test('a message that gets no answer leaves the connection open', async (t) => {
  const { port } = await start(t)
  const client = new TcpClient(t, port).ask(query(1, 0), query(2))
  t.same(await client.receive(1), [2])
})

t.test('an answer of 65,535 octets arrives whole', async (t) => {
  const { port } = await start(t)
  const client = new TcpClient(t, port).ask(query(1, 65_535), query(2, 65_535), query(3))
  t.same(await client.receive(3), [1, 2, 3])
  t.equal(client.answers[0]!.length, 65_535)
})

t.test('an idle client is closed', async (t) => {
  const { port } = await start(t, { idleTimeout: 2000 })
  const client = new TcpClient(t, port).ask(query(1))
  await client.closed
  t.same(await client.receive(1), [1])
})

t.test('a slow writer is closed: parts of a message do not prolong its time', async (t) => {
  const { port } = await start(t, { idleTimeout: 150 })
  const client = new TcpClient(t, port)
  client.socket.write(Uint8Array.of(1, 0))
  const timer = setInterval(() => client.socket.write(Uint8Array.of(0)), 20)
  await client.closed
  clearInterval(timer)
  t.equal(client.answers.length, 0)
})

t.test('a slow reader is bounded in memory: its queries are not answered before it takes the answers', async (t) => {
  const count = 5000
  let answered = 0
  let ahead = 0
  let client: TcpClient | undefined
  const respond: Respond = (...args) => {
    answered++
    ahead = Math.max(ahead, answered - (client?.answers.length ?? 0))
    return stub(...args)
  }
  const { port } = await start(t, {}, { respond })
  client = new TcpClient(t, port)
  client.socket.pause()
  // All queries come in one or two reads, and the answers are 328 MB.
  client.ask(...range(count).map((i) => query(i, 65_535)))
  await until(() => answered > 0)
  client.socket.resume()
  await client.receive(count)
  t.equal(answered, count)
  t.ok(ahead < 500, `never more than ${ahead} answers ahead: what the kernel keeps, and a few`)
})

t.test('a slow reader is bounded in time, and others notice nothing', async (t) => {
  const transport = await start(t, { writeTimeout: 50 })
  const slow = new TcpClient(t, transport.port)
  slow.socket.pause()
  slow.ask(...range(2000).map((i) => query(i, 65_535)))
  await until(() => transport.tcpCounts.open === 1)
  const other = new TcpClient(t, transport.port).ask(query(1))
  t.same(await other.receive(1), [1])
  other.socket.destroy()
  await until(() => transport.tcpCounts.open === 0)
  t.pass('the slow reader is gone')
})

t.test(
  'who takes what the desk says may stand still for longer than who takes answers, and not for ever',
  async (t) => {
    const desk = {
      async *answer() {
        for (let i = 0; i < 2000; i++) yield new Uint8Array(65_535)
      },
    }
    const respond: Respond = (message, from, to, ...rest) =>
      message[from] === 0xff ? HANDED : stub(message, from, to, ...rest)
    const both = async (limits: Partial<TcpLimits>) => {
      const transport = await start(t, limits, { respond, desk })
      const [reader, taker] = [new TcpClient(t, transport.port), new TcpClient(t, transport.port)]
      for (const { socket } of [reader, taker]) socket.pause()
      await Promise.all([reader.connected(), taker.connected()])
      reader.ask(...range(2000).map((i) => query(i, 65_535)))
      taker.ask(Uint8Array.of(0xff, 0, 0, 0))
      await until(() => transport.tcpCounts.accepted === 2 && transport.tcpCounts.open === 1)
      return { reader, taker, counts: transport.tcpCounts }
    }
    const first = await both({ writeTimeout: 50, deskTimeout: HOUR })
    first.reader.socket.resume()
    await first.reader.closed
    t.ok(first.reader.answers.length < 2000, 'the reader is gone')
    t.equal(first.counts.open, 1, 'and the taker is not')
    const second = await both({ writeTimeout: HOUR, deskTimeout: 50 })
    second.taker.socket.resume()
    await second.taker.closed
    t.ok(second.taker.answers.length < 2000, 'the taker is not waited for longer than it is written')
    t.equal(second.counts.open, 1, 'nor is the reader taken for one')
  },
)

t.test('a new connection displaces the one without progress for longest', async (t) => {
  const transport = await start(t, { connections: 3 })
  const clients: TcpClient[] = []
  for (const i of range(3)) {
    const client = new TcpClient(t, transport.port).ask(query(i))
    await client.receive(1)
    clients.push(client)
  }
  await clients[0]!.ask(query(10)).receive(2)
  // Parts of a message are no progress.
  clients[1]!.socket.write(Uint8Array.of(0))
  await new Promise((resolve) => setTimeout(resolve, 20))

  const fourth = new TcpClient(t, transport.port).ask(query(4))
  t.same(await fourth.receive(1), [4])
  await clients[1]!.closed
  t.same(await clients[0]!.ask(query(11)).receive(3), [0, 10, 11])
  t.same(await clients[2]!.ask(query(12)).receive(2), [2, 12])
  t.match(transport.tcpCounts, { accepted: 4, displaced: 1, crowded: 0 })
})

t.test('a client that has all its connections gets a new one for its idlest, and nobody else loses one', async (t) => {
  const transport = await start(t, { connections: 4, connectionsPerClient: 2 })
  const others = [new TcpClient(t, transport.port, { from: '127.0.0.2' }).ask(query(8))]
  await others[0]!.receive(1)
  const [first, second] = [new TcpClient(t, transport.port), new TcpClient(t, transport.port)]
  await first.ask(query(1)).receive(1)
  await second.ask(query(2)).receive(1)
  await first.ask(query(3)).receive(2)

  const third = new TcpClient(t, transport.port).ask(query(4))
  t.same(await third.receive(1), [4])
  await second.closed
  t.same(await first.ask(query(5)).receive(3), [1, 3, 5])
  t.same(await others[0]!.ask(query(9)).receive(2), [8, 9], 'longer idle, but another client')
  t.match(transport.tcpCounts, { accepted: 4, displaced: 0, crowded: 1, crowdedClient: '127.0.0.1' })

  for (const i of range(20)) {
    const next = new TcpClient(t, transport.port).ask(query(i))
    t.same(await next.receive(1), [i])
  }
  await until(() => transport.tcpCounts.open === 3)
  t.match(transport.tcpCounts, { displaced: 0, crowded: 21 })
})

t.test('whoever pipelines as fast as it can waits after a share for the others', async (t) => {
  const order: number[] = []
  const { port } = await start(
    t,
    {},
    {
      respond: (message, from, to, peer, out, at) => {
        order.push(message[from]!)
        return stub(message, from, to, peer, out, at)
      },
    },
  )
  const clients = range(3).map(() => new TcpClient(t, port))
  await Promise.all(clients.map((client) => client.connected()))
  // Each client's queries come in one read: 250 numbers a client.
  clients.forEach((client, i) => {
    client.ask(...range(20_000).map((k) => query((i << 8) | (k % 250))))
  })
  await Promise.all(clients.map((client) => client.receive(20_000)))
  const longest = Math.max(...runs(order.slice(0, 40_000)))
  t.ok(longest <= 2 * ROUND, `at most ${longest} answers to one client while others wait`)
  for (const client of clients)
    t.same(
      (await client.receive(20_000)).map((id) => id & 0xff),
      range(20_000).map((k) => k % 250),
    )
})

/** How long the stretches of equal numbers are. */
function runs(numbers: readonly number[]): number[] {
  const lengths = [0]
  numbers.forEach((number, i) => {
    if (i > 0 && number !== numbers[i - 1]) lengths.push(0)
    lengths[lengths.length - 1]!++
  })
  return lengths
}

t.test('timers and new connections have their turn while a client pipelines large answers', async (t) => {
  let large = 0
  let longest = 0
  const { port } = await start(
    t,
    { unsentOctets: 1 << 30 },
    {
      respond: (message, from, to, peer, out, at) => {
        if (message[from + 2] === 0xff) longest = Math.max(longest, ++large)
        return stub(message, from, to, peer, out, at)
      },
    },
  )
  const client = new TcpClient(t, port)
  await client.connected()
  const timer = setInterval(() => {
    large = 0
  })
  client.ask(...range(1000).map((i) => query(i, 0xffff)))
  const other = new TcpClient(t, port).ask(query(1))
  t.same(await other.receive(1), [1])
  await client.receive(1000)
  clearInterval(timer)
  t.ok(longest < 500, `${longest} answers of 64 kB between two turns of the event loop`)
})

t.test('connections that break in every way leave nothing behind', async (t) => {
  const transport = await start(t)
  for (const i of range(50)) {
    const client = new TcpClient(t, transport.port)
    await client.connected()
    if (i % 2) client.ask(query(i, 65_535), query(i, 65_535))
    if (i % 3) client.socket.resetAndDestroy()
    else client.socket.destroy()
  }
  await until(() => transport.tcpCounts.open === 0 && transport.tcpCounts.accepted > 0)
  t.same(await new TcpClient(t, transport.port).ask(query(1)).receive(1), [1])
})

t.test('closing finishes the answers under way', async (t) => {
  let asked = 0
  const respond: Respond = (...args) => {
    asked++
    return stub(...args)
  }
  const transport = await start(t, { closeTimeout: HOUR }, { respond })
  const client = new TcpClient(t, transport.port)
  client.socket.pause()
  client.ask(...range(400).map((i) => query(i, 65_535)))
  await until(() => asked > 0)
  const closed = transport.close()
  client.socket.resume()
  client.socket.on('end', () => client.socket.end())
  await closed
  t.ok(client.answers.length > 0)
  t.ok(
    client.answers.every((answer) => answer.length === 65_535),
    'the last answer is whole too',
  )
  t.equal(client.socket.readableEnded, true, 'ended, not reset')
})

t.test('closing does not wait for ever for clients that stay', async (t) => {
  const transport = await start(t, { closeTimeout: 30 })
  const idle = new TcpClient(t, transport.port).ask(query(1))
  const slow = new TcpClient(t, transport.port)
  slow.socket.pause()
  slow.ask(...range(1000).map((i) => query(i, 65_535)))
  await idle.receive(1)
  await until(() => transport.tcpCounts.open === 2)
  await transport.close()
  t.equal(transport.tcpCounts.open, 0)
})

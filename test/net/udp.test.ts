import { createSocket } from 'node:dgram'
import t from 'tap'
import type { Respond } from '../../src/net/peer.ts'
import { query, start, until } from './harness.ts'

/** Sends the datagrams and gives what comes back until there are `count` answers. */
function ask(port: number, datagrams: Uint8Array[], { to = '127.0.0.1', from = '127.0.0.1', count = 1 } = {}) {
  const socket = createSocket(to.includes(':') ? 'udp6' : 'udp4')
  const answers: { number: number; length: number; from: string }[] = []
  return new Promise<typeof answers>((resolve) => {
    socket.on('message', (message, source) => {
      answers.push({ number: message.readUInt16BE(0), length: message.length, from: source.address })
      if (answers.length === count) socket.close(() => resolve(answers))
    })
    socket.bind(0, from, () => {
      for (const datagram of datagrams) socket.send(datagram, port, to)
    })
  })
}

t.test('a query is answered from the address that it came to', async (t) => {
  const { bound } = await start(t, {}, { addresses: ['127.0.0.1', '127.0.0.2'] })
  for (const { address, port } of bound) {
    t.same(await ask(port, [query(5, 100)], { to: address }), [{ number: 5, length: 100, from: address }])
  }
})

t.test('IPv6 is served', async (t) => {
  const { port } = await start(t, {}, { addresses: ['::1'] })
  t.same(await ask(port, [query(6)], { to: '::1', from: '::1' }), [{ number: 6, length: 12, from: '::1' }])
})

t.test('each of many answers carries its own octets', async (t) => {
  const transport = await start(t)
  const numbers = Array.from({ length: 100 }, (_, i) => i)
  const answers = await ask(
    transport.port,
    numbers.map((i) => query(i, 12 + i)),
    { count: 100 },
  )
  t.same(
    answers.map(({ number, length }) => [number, length]).sort((a, b) => a[0]! - b[0]!),
    numbers.map((i) => [i, 12 + i]),
  )
  await until(() => transport.udpCounts[0]!.sent === 100)
  t.match(transport.udpCounts[0]!, { received: 100, failed: 0 })
})

t.test('a datagram that gets no answer gets none', async (t) => {
  const { port } = await start(t)
  t.match(await ask(port, [Uint8Array.of(1), new Uint8Array(0), query(1, 0), query(2)]), [{ number: 2 }])
})

t.test('the responder is told who asks', async (t) => {
  const peers: object[] = []
  const respond: Respond = (message, from, _to, peer, out, at) => {
    peers.push({
      family: peer.client.family,
      local: [...peer.local.octets.subarray(0, 4)],
      listener: peer.listener,
      protocol: peer.protocol,
      ...{ stream: peer.stream, encrypted: peer.encrypted, proven: peer.proven },
    })
    out.set(peer.client.octets.subarray(0, 4), at)
    out.set(message.subarray(from, from + 2), at)
    out.set(peer.client.octets.subarray(0, 4), at + 2)
    return 6
  }
  const { port } = await start(t, {}, { respond })
  await ask(port, [query(1)], { from: '127.0.0.3' })
  const listener = { address: '127.0.0.1', port: 0, view: -1 }
  t.same(peers, [
    {
      ...{ family: 4, local: [127, 0, 0, 1], listener: { ...listener, port }, protocol: 'udp' },
      ...{ stream: false, encrypted: false, proven: false },
    },
  ])
})

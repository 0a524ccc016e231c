// Listeners behind proxies, against whoever is none, and against proxies that say nothing, half of it, or something else.

import { createSocket } from 'node:dgram'
import t, { type Test } from 'tap'
import { addressText } from '../../../src/dns/address.ts'
import { loadLibc } from '../../../src/net/batch/libc.ts'
import { serveBatches } from '../../../src/net/batch/loop.ts'
import { openSockets } from '../../../src/net/batch/socket.ts'
import { listen, type Transport } from '../../../src/net/listen.ts'
import type { Respond } from '../../../src/net/peer.ts'
import type { Prefix } from '../../../src/views/prefix.ts'
import { proxyHeader } from '../../support/proxy-header.ts'
import { testLimits } from '../../support/tcp-limits.ts'
import { frame, query, stub, TcpClient, until } from '../harness.ts'

const PROXY = '127.0.0.5'
const HOUR = 3_600_000
const proxies: readonly Prefix[] = [{ family: 4, octets: Uint8Array.of(127, 0, 0, 5), bits: 32 }]

/** Who asked, as the answering side knows it. */
async function behindProxy(t: Test, limits = {}): Promise<Transport & { port: number; asked: string[] }> {
  const asked: string[] = []
  const noted: Respond = (message, from, to, peer, out, at) => {
    asked.push(`${addressText(peer.client.octets.subarray(0, peer.client.length))}${peer.proven ? ' proven' : ''}`)
    return stub(message, from, to, peer, out, at)
  }
  const transport = await listen([{ address: '127.0.0.1', port: 0, view: -1, proxies }], noted, {
    tcp: { ...testLimits, closeTimeout: 200, ...limits },
  })
  t.teardown(() => transport.close())
  return { ...transport, port: transport.bound[0]!.port, asked }
}

const stream = (from: string) => proxyHeader({ from, stream: true })

t.test('a header may come octet by octet, and what is behind it is not lost', async (t) => {
  const { port, asked, proxied } = await behindProxy(t)
  const whole = Buffer.concat([stream('192.0.2.7'), frame(query(7))])
  const client = new TcpClient(t, port, { from: PROXY })
  client.socket.setNoDelay(true)
  for (const octet of whole) {
    client.socket.write(Uint8Array.of(octet))
    await new Promise(setImmediate)
  }
  t.same(await client.receive(1), [7])
  t.same(asked, ['192.0.2.7 proven'])
  t.same(proxied, { strangers: 0, broken: 0 })
})

t.test('it may be split at each octet', async (t) => {
  const { port, asked } = await behindProxy(t, { connectionsPerClient: 100 })
  const whole = Buffer.concat([stream('2001:db8::7'), frame(query(1)), frame(query(2))])
  for (let at = 1; at < whole.length; at += 3) {
    const client = new TcpClient(t, port, { from: PROXY })
    client.socket.setNoDelay(true)
    client.socket.write(whole.subarray(0, at))
    await new Promise((resolve) => setTimeout(resolve, 1))
    client.socket.write(whole.subarray(at))
    t.same(await client.receive(2), [1, 2], `at ${at}`)
    client.socket.destroy()
  }
  t.same([...new Set(asked)], ['2001:db8::7 proven'])
})

t.test('who is no proxy is cut off, header or not, and who is one needs it', async (t) => {
  const { port, asked, proxied } = await behindProxy(t)
  const stranger = new TcpClient(t, port, { from: '127.0.0.6' })
  stranger.socket.write(stream('10.0.0.1'))
  stranger.ask(query(1))
  t.same(await stranger.receive(1), [])
  const bare = new TcpClient(t, port, { from: PROXY })
  bare.ask(query(2))
  t.same(await bare.receive(1), [])
  const garbage = new TcpClient(t, port, { from: PROXY })
  garbage.socket.write(Buffer.concat([stream('10.0.0.1'), Buffer.alloc(3)]))
  t.same(await garbage.receive(1), [], 'an empty frame behind a header is one')
  t.same(asked, [])
  t.same(proxied, { strangers: 1, broken: 1 })
})

t.test('the limit of one client counts the clients, and not the proxy', async (t) => {
  const { port, tcpCounts } = await behindProxy(t, { connectionsPerClient: 2 })
  const open = async (from: string, number: number) => {
    const client = new TcpClient(t, port, { from: PROXY })
    client.socket.write(stream(from))
    t.same(await client.ask(query(number)).receive(1), [number])
  }
  for (let i = 1; i <= 5; i++) await open(`192.0.2.${i}`, i)
  t.equal(tcpCounts.crowded, 0)
  for (let i = 6; i <= 8; i++) await open('192.0.2.9', i)
  t.equal(tcpCounts.crowded, 1)
  t.equal(tcpCounts.crowdedClient, '192.0.2.9')
})

t.test('closing does not wait for headers, nor does a proxy that goes away leave anything', async (t) => {
  // Would it wait, nobody would live to see the end.
  const { port, close, tcpCounts } = await behindProxy(t, { closeTimeout: HOUR })
  for (let i = 0; i < 100; i++) {
    const gone = new TcpClient(t, port, { from: PROXY })
    await gone.connected()
    gone.socket.write(stream('192.0.2.7').subarray(0, i % 28))
    gone.socket.destroy()
  }
  const waiting = new TcpClient(t, port, { from: PROXY })
  waiting.socket.write(stream('192.0.2.7').subarray(0, 20))
  await waiting.connected()
  await new Promise((resolve) => setTimeout(resolve, 20))
  await close()
  await waiting.closed
  t.equal(tcpCounts.open, 0)
})

t.test('datagrams: a header in each, from proxies alone', async (t) => {
  const { port, asked, proxied } = await behindProxy(t)
  const send = async (from: string, ...messages: readonly Uint8Array[]) => {
    const socket = createSocket('udp4')
    t.teardown(() => socket.close())
    await new Promise<void>((resolve) => socket.bind(0, from, resolve))
    for (const message of messages) socket.send(message, port, '127.0.0.1')
  }
  await send('127.0.0.6', query(1), Buffer.concat([proxyHeader({ from: '10.0.0.1', to: PROXY }), query(1)]))
  await send(PROXY, query(2), Buffer.alloc(0), proxyHeader({ from: '10.0.0.1', to: PROXY }).subarray(0, 20))
  await until(() => proxied.strangers === 2 && proxied.broken === 3)
  t.same(asked, [])
  await send(
    PROXY,
    Buffer.concat([proxyHeader({ from: '10.0.0.1', to: PROXY }), query(3)]),
    Buffer.concat([proxyHeader({ from: '10.0.0.2', to: PROXY, stream: true }), query(4)]),
    Buffer.concat([proxyHeader({}), query(5)]),
  )
  await until(() => asked.length === 3)
  t.same(asked, ['10.0.0.1', '10.0.0.2 proven', PROXY])
})

t.test('what one proxy sends from one port is spread over the workers', async (t) => {
  const libc = await loadLibc()
  if (typeof libc === 'string') return t.pass('spread', { skip: libc })
  const sockets = openSockets(libc, { address: '127.0.0.1', port: 0, view: -1, proxies }, 3)
  t.teardown(() => {
    for (const { fd } of sockets) libc.close(fd)
  })
  const sender = createSocket('udp4')
  t.teardown(() => sender.close())
  await new Promise<void>((resolve) => sender.bind(0, PROXY, resolve))
  const message = Buffer.concat([proxyHeader({ from: '10.0.0.1', to: PROXY }), query(1, 0)])
  for (let i = 0; i < 300; i++)
    await new Promise((resolve) => sender.send(message, sockets[0]!.listener.port, '127.0.0.1', resolve))
  const each = sockets.map((socket) => {
    const counts = { received: 0, sent: 0, failed: 0 }
    serveBatches(libc, {
      sockets: [socket],
      counts,
      proxied: { strangers: 0, broken: 0 },
      respond: stub,
      goOn: () => false,
    })
    return counts.received
  })
  t.equal(
    each.reduce((sum, count) => sum + count, 0),
    300,
  )
  t.ok(
    each.every((count) => count > 50),
    each.join(' '),
  )
})

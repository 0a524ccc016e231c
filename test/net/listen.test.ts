import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import t from 'tap'
import { ListenError, listen } from '../../src/net/listen.ts'
import { localAddresses } from '../../src/net/wildcard.ts'
import { freePort } from '../support/free-port.ts'
import { testLimits } from '../support/tcp-limits.ts'
import { query, start, stub, TcpClient } from './harness.ts'

const entry = (address: string, port: number) => ({ address, port, view: -1 })

t.test('UDP and TCP share one port where any will do', async (t) => {
  const transport = await start(t)
  t.not(transport.port, 0)
  const socket = createSocket('udp4')
  t.teardown(() => socket.close())
  const answered = once(socket, 'message')
  socket.send(query(7), transport.port, '127.0.0.1')
  await answered
  t.same(await new TcpClient(t, transport.port).ask(query(8)).receive(1), [8])
})

t.test('a port in use is told in one sentence, and nothing stays bound', async (t) => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  t.teardown(() => taken.close())
  const { port } = taken.address() as { port: number }
  const free = await freePort()

  const error = await listen([entry('127.0.0.1', free), entry('127.0.0.1', port)], stub, {
    tcp: testLimits,
  }).catch((error) => error)
  t.type(error, ListenError)
  t.match(
    error.message,
    `cannot listen on 127.0.0.1:${port} (TCP): the port is in use by node listen.test.ts (process ${process.pid}, `,
  )
  t.notMatch(error.message, '\n')

  const again = await listen([entry('127.0.0.1', free)], stub, { tcp: testLimits })
  await again.close()
})

t.test('a port in use for UDP alone is found too', async (t) => {
  const free = await freePort()
  const taken = createSocket('udp4')
  await new Promise<void>((resolve) => taken.bind(free, '127.0.0.1', resolve))
  t.teardown(() => taken.close())
  await t.rejects(listen([entry('127.0.0.1', free)], stub, { tcp: testLimits }), {
    message: `cannot listen on 127.0.0.1:${free} (UDP): the port is in use`,
  })
})

t.test('an address of another machine is told in one sentence', async (t) => {
  await t.rejects(listen([entry('192.0.2.1', 5300)], stub, { tcp: testLimits }), {
    message: 'cannot listen on 192.0.2.1:5300 (TCP): this machine does not have the address',
  })
  await t.rejects(listen([entry('2001:db8::1', 5300)], stub, { tcp: testLimits }), {
    message: 'cannot listen on [2001:db8::1]:5300 (TCP)',
  })
})

t.test('a port below 1024 without permission is told in one sentence', async (t) => {
  const denied = async () => {
    throw Object.assign(new Error('bind EACCES'), { code: 'EACCES' })
  }
  const error = await listen([entry('127.0.0.1', 0)], stub, { tcp: testLimits, instead: { udp: denied } }).catch(
    (error) => error,
  )
  t.match(error.message, /^cannot listen on 127\.0\.0\.1:0 \(UDP\): permission denied/)
})

t.test('a wildcard address stands for all local ones but those listed by themselves', (t) => {
  const expanded = localAddresses([entry('0.0.0.0', 53), entry('127.0.0.1', 53), entry('192.0.2.7', 53)])
  t.equal(expanded.filter(({ address }) => address === '127.0.0.1').length, 1)
  t.equal(expanded.at(-1)?.address, '192.0.2.7')
  t.notOk(expanded.some(({ address }) => address === '0.0.0.0'))
  t.ok(localAddresses([entry('::', 53)]).some(({ address }) => address === '::1'))
  t.ok(
    localAddresses([entry('0.0.0.0', 53), entry('127.0.0.1', 54)]).some(
      ({ address, port }) => address === '127.0.0.1' && port === 53,
    ),
  )
  t.end()
})

t.test('closing frees the port', async (t) => {
  const port = await freePort()
  for (const time of ['first', 'second']) {
    const transport = await listen([entry('127.0.0.1', port)], stub, { tcp: testLimits })
    await transport.close()
    t.equal(transport.bound[0]?.port, port, time)
  }
})

t.test('an address speaks what it is to speak and nothing else', async (t) => {
  const port = await freePort()
  const transport = await listen([{ ...entry('127.0.0.1', port), by: ['tcp'] }], stub, { tcp: testLimits })
  t.teardown(() => transport.close())
  t.same(await new TcpClient(t, port).ask(query(8)).receive(1), [8])
  t.same(transport.udpCounts, [])
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', resolve))
  socket.close()
})

// HTTP connections are bounded, and idle ones keep nobody out: over real sockets.

import { createServer, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import t, { type Test } from 'tap'
import { selfSigned } from '../../../src/net/tls/self-signed.ts'
import { HttpConnections } from '../../../src/operate/http/connections.ts'

async function served(t: Test, limit: number, held: ServerResponse[] = []) {
  const connections = new HttpConnections(limit)
  const server = createServer(({ url }, response) => {
    if (url === '/held') held.push(response)
    else response.end('here')
  })
  connections.watch(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const open = async () => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    t.teardown(() => socket.destroy())
    await new Promise<void>((resolve) => socket.once('connect', resolve))
    return socket
  }
  return { connections, open }
}

function ask(socket: Socket, path = '/'): Promise<string> {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
  return new Promise((resolve) => {
    socket.once('data', (data) => resolve(String(data)))
    socket.once('close', () => resolve('closed'))
  })
}

t.test('idle connections do not grow beyond the limit, and who comes anew is answered', async (t) => {
  const { connections, open } = await served(t, 5)
  for (let i = 0; i < 40; i++) await open()
  t.match(await ask(await open()), /200 OK/)
  t.equal(connections.open, 5)
  t.equal(connections.displaced, 36)
})

t.test('who has asked a while ago makes room before who asks now', async (t) => {
  const { open } = await served(t, 3)
  const [first, second, third] = [await open(), await open(), await open()]
  for (const socket of [second, third, first]) t.match(await ask(socket!), /200 OK/)
  const closed = new Promise((resolve) => second!.once('close', resolve))
  t.match(await ask(await open()), /200 OK/)
  second!.resume()
  await closed
  for (const socket of [first, third]) t.match(await ask(socket!), /200 OK/)
})

t.test('who waits for an answer is not cut off, as long as others lie idle', async (t) => {
  const held: ServerResponse[] = []
  const { open, connections } = await served(t, 3, held)
  const waiting = ask(await open(), '/held')
  while (held.length === 0) await new Promise((resolve) => setImmediate(resolve))
  for (let i = 0; i < 10; i++) t.match(await ask(await open()), /200 OK/)
  t.equal(connections.displaced, 8)
  held[0]!.end('at last')
  t.match(await waiting, /at last/)
})

t.test('the same over TLS', async (t) => {
  const connections = new HttpConnections(3)
  const held: ServerResponse[] = []
  const { certificate: cert, key } = selfSigned('ns1')
  const server = createSecureServer({ cert, key }, ({ url }, response) => {
    if (url === '/held') held.push(response)
    else response.end('here')
  })
  connections.watch(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const open = async () => {
    const socket = connectSecurely({ port, host: '127.0.0.1', ca: cert, checkServerIdentity: () => undefined })
    socket.on('error', () => {})
    t.teardown(() => socket.destroy())
    await new Promise<void>((resolve) => socket.once('secureConnect', resolve))
    return socket
  }
  const waiting = ask(await open(), '/held')
  while (held.length === 0) await new Promise((resolve) => setImmediate(resolve))
  for (let i = 0; i < 6; i++) t.match(await ask(await open()), /200 OK/)
  t.equal(connections.displaced, 4)
  held[0]!.end('at last')
  t.match(await waiting, /at last/)
})

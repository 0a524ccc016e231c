// A connection that is kept for the next request: who sends one in time is answered, however long the server was at work meanwhile.

import { createServer as createPlain, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import t, { type Test } from 'tap'
import { selfSigned } from '../../../src/net/tls/self-signed.ts'
import { serverOf } from '../../../src/operate/http/server-of.ts'

/** So long that no busy machine stands still between an answer and the next request. */
const IDLE = 800
const pair = selfSigned('ns1')

/** As the app has it, but for its times. */
async function served(t: Test, way: string, make = serverOf) {
  const server = make((_, response) => response.end('here'), way === 'https' ? pair : undefined)
  server.setTimeout(IDLE)
  Object.assign(server, { keepAliveTimeout: IDLE, keepAliveTimeoutBuffer: 0 })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const socket =
    way === 'https'
      ? connectSecurely({ port, host: '127.0.0.1', ca: pair.certificate, checkServerIdentity: () => undefined })
      : connect(port, '127.0.0.1')
  socket.on('error', () => {})
  t.teardown(() => socket.destroy())
  await new Promise<void>((resolve) => socket.once(way === 'https' ? 'secureConnect' : 'connect', () => resolve()))
  return socket
}

function ask(socket: Socket): Promise<string> {
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  return new Promise((resolve) => {
    socket.once('data', (data) => resolve(String(data)))
    socket.once('close', () => resolve('closed'))
  })
}

/** Nothing else has its turn. */
function work(milliseconds: number): void {
  for (const end = performance.now() + milliseconds; performance.now() < end; );
}

for (const way of ['http', 'https'])
  t.test(way, async (t) => {
    const socket = await served(t, way)
    for (let i = 0; i < 3; i++) {
      const answer = ask(socket)
      work(IDLE + 100)
      t.match(await answer, /200 OK/, 'it lay there when the time was over')
    }
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.resume()
    await closed
    t.pass('who says nothing is let go')
  })

t.test('a server that closes by the clock alone is gone for who has asked', async (t) => {
  const socket = await served(t, 'http', (handler) => createPlain(handler) as Server)
  t.match(await ask(socket), /200 OK/)
  const answer = ask(socket)
  work(IDLE + 100)
  t.equal(await answer, 'closed', 'so this is what is looked for')
})

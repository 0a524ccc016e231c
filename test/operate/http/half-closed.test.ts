// Clients that close their half behind their requests, in the clear and over TLS.

import { type AddressInfo, connect, type Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import t, { type Test } from 'tap'
import { selfSigned } from '../../../src/net/tls/self-signed.ts'
import { serverOf } from '../../../src/operate/http/server-of.ts'

const pair = selfSigned('ns1')

/** Gives back what a request brings, `later`: after a turn of work. */
async function served(t: Test, way: 'http' | 'https', later: boolean): Promise<number> {
  const server = serverOf(
    (request, response) => {
      let body = ''
      request.on('data', (piece) => {
        body += piece
      })
      request.on('end', () => (later ? setTimeout(() => response.end(body), 20) : response.end(body)))
    },
    way === 'https' ? pair : undefined,
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

async function connected(way: 'http' | 'https', port: number): Promise<Socket> {
  const ends = { port, host: '127.0.0.1', allowHalfOpen: true }
  const socket = way === 'https' ? connectSecurely({ ...ends, rejectUnauthorized: false }) : connect(ends)
  await new Promise<void>((resolve) => socket.once(way === 'https' ? 'secureConnect' : 'connect', () => resolve()))
  return socket
}

const request = (body: string) => `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`

for (const way of ['http', 'https'] as const)
  for (const later of [false, true])
    t.test(`${way}: who has said all hears all${later ? ', however late' : ''}`, async (t) => {
      const socket = await connected(way, await served(t, way, later))
      t.teardown(() => socket.destroy())
      let text = ''
      socket.on('data', (piece) => {
        text += piece
      })
      const ended = new Promise((resolve) => socket.once('end', resolve))
      socket.end(request('first') + request('second'))
      await ended
      t.equal(text.match(/ 200 OK/g)?.length, 2)
      t.match(text, /first[\s\S]*second$/)
    })

t.test('https: who goes before hands are shaken is let go at once', async (t) => {
  const port = await served(t, 'https', false)
  for (const octets of [0, 3, 7]) {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    t.teardown(() => socket.destroy())
    const ended = new Promise((resolve) => socket.once('end', resolve))
    socket.resume().end(Buffer.from('16030102000100', 'hex').subarray(0, octets))
    await ended
  }
})

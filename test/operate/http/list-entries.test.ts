// Entries of lists over HTTP, as programs write them into paths: what is one, what is refused and why, and ten thousand in one
// connection, which its client closes before it has heard the answers.

import { connect, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { readMessage } from '../../../src/wire/message.ts'
import { queryFor, summary } from '../../support/ask.ts'
import { changeable } from '../../support/changeable.ts'
import { exchange } from '../../support/exchange.ts'
import { folderOf, type Janus, serve } from '../../support/janus.ts'

const files = {
  ...changeable,
  'janus.yaml': changeable['janus.yaml'].replace('leases: 1h', 'leases: 1h, max-entries: 50000'),
}
const PATH = '/api/janus/v1/lists/pop.example'

async function started(t: Test): Promise<{ janus: Janus; port: number }> {
  const janus = await serve(t, folderOf(t, files))
  const { listen } = await janus.logged('HTTP is served')
  return { janus, port: Number(/\d+$/.exec((listen as string[])[0]!)![0]) }
}

async function connected(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => {})
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()))
  return socket
}

/** All that comes until the other side ends, or `count` answers. */
function heard(socket: Socket, count: number): Promise<string> {
  let text = ''
  return new Promise((resolve) => {
    socket.on('data', (piece) => {
      text += piece.toString('latin1')
      if (statuses(text).length >= count) resolve(text)
    })
    socket.on('end', () => resolve(text))
    socket.on('close', () => resolve(text))
  })
}

function statuses(text: string): number[] {
  return Array.from(text.matchAll(/HTTP\/1\.1 (\d{3}) /g), ([, status]) => Number(status))
}

const request = (method: string, target: string, more = '') =>
  `${method} ${target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer secret\r\n${more}\r\n`

t.test('entries in the path', async (t) => {
  const { janus, port } = await started(t)
  const one = async (method: string, target: string, more = '') => {
    const socket = await connected(port)
    socket.write(request(method, target, `Connection: close\r\n${more}`))
    const text = await heard(socket, 2)
    socket.destroy()
    return { status: statuses(text)[0], body: text.slice(text.indexOf('\r\n\r\n') + 4) }
  }
  const asked = async (name: string) => {
    const way = { port: janus.port(), from: '127.0.0.1', transport: 'udp' } as const
    return summary(readMessage(await exchange(t, queryFor(`${name}.pop.example A`), way))!)
  }

  /** As it is written, as it is told, and how it is asked for. */
  const good: readonly (readonly [string, string, string])[] = [
    ['192.0.2.7', '192.0.2.7', '7.2.0.192'],
    ['%31%39%32.0.2.8', '192.0.2.8', '8.2.0.192'],
    ['192%2E0%2E2%2E9', '192.0.2.9', '9.2.0.192'],
    ['::ffff:192.0.2.10', '192.0.2.10', '10.2.0.192'],
    ['%3A%3Affff%3Ac000:20b', '192.0.2.11', '11.2.0.192'],
    ['2001:DB8::1', '2001:db8::1', `1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2`],
    ['2001:db8:0:0:0:0:0:2', '2001:db8::2', `2.${'0.'.repeat(23)}8.b.d.0.1.0.0.2`],
    ['2001%3Adb8%3A%3A192.0.2.1', '2001:db8::c000:201', `1.0.2.0.0.0.0.c.${'0.'.repeat(16)}8.b.d.0.1.0.0.2`],
    ['Host.Example', 'host.example', 'host.example'],
    ['host.example.', 'host.example', 'HOST.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['a%5C.b.example', 'a\\.b.example', 'a\\.b.example'],
    ['%5C032.example', '\\032.example', '\\032.example'],
    [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`],
    ['a%2Fb.example', 'a/b.example', 'a/b.example'],
    ['%252e.example', '%2e.example', '%2e.example'],
  ]
  for (const [written, told, name] of good) {
    const put = await one('PUT', `${PATH}/${written}?for=10m`)
    t.match(put, { status: 200 }, `PUT ${written}`)
    t.equal(JSON.parse(put.body).entries[0].entry, told, written)
    t.equal(await asked(name), '127.0.0.2', `${name} is listed`)
    t.match((await one('GET', `${PATH}/${written}`)).body, `"entry":${JSON.stringify(told)}`)
    t.match(await one('DELETE', `${PATH}/${written}`), { status: 200 })
    t.equal(await asked(name), 'NXDOMAIN', `${name} is gone`)
  }

  const bad: readonly (readonly [string, number, RegExp])[] = [
    ['', 400, /must be an address or a name/],
    ['/192.0.2.7', 404, /no-zone|nothing|no list|"status":404/],
    ['..', 422, /it is not an address/],
    ['%2e%2e', 422, /it is not an address/],
    ['.', 422, /it is not an address/],
    ['192.0.2.7%20', 422, /a blank or a control character/],
    ['192.0.2.7%0A', 422, /a blank or a control character/],
    ['192.0.2.7%0D%0A', 422, /a blank or a control character/],
    ['%20192.0.2.7', 422, /a blank or a control character/],
    ['192.0.2.7+192.0.2.8', 422, /it is not an address/],
    ['192.0.2.7,192.0.2.8', 422, /it is not an address/],
    ['192.0.2.7-9', 422, /it is not an address/],
    ['192.0.2.7%00', 422, /a blank or a control character/],
    ['192.0.2.07', 422, /it is not an address/],
    ['192.0.2', 422, /it is not an address/],
    ['3221225991', 422, /it is not an address/],
    ['%5B2001:db8::1%5D', 422, /it is not an address/],
    ['2001:db8::1%25eth0', 422, /it is not an address/],
    ['2001:db8::g', 422, /it is not an address/],
    ['7.2.0.192', 200, /./],
    ['b%C3%BCcher.example', 422, /write xn--bcher-kva\.example/],
    ['b%FCcher.example', 400, /its path is not valid/],
    ['%zz', 400, /its path is not valid/],
    ['a..b', 422, /neither an address nor a name/],
    ['*.example', 422, /belong in a file/],
    ['a%2F..%2Fb', 422, /./],
    [`${'a'.repeat(64)}.example`, 422, /63/],
    [`${'a.'.repeat(130)}example`, 422, /255/],
    ['a'.repeat(3000), 414, /too long/],
  ]
  for (const [written, status, told] of bad) {
    const put = await one('PUT', `${PATH}/${written}`)
    t.equal(put.status, status, `PUT ${written.slice(0, 40)}`)
    t.match(put.body, told, `PUT ${written.slice(0, 40)}`)
  }

  const tokens: readonly (readonly [string, number])[] = [
    ['Authorization: Bearer secret', 200],
    ['authorization: bearer secret', 200],
    ['Authorization: Bearer   secret', 200],
    ['Authorization: Bearer secret ', 200],
    ['Authorization: Bearer', 401],
    ['Authorization: secret', 401],
    ['Authorization: Basic c2VjcmV0', 401],
    ['Authorization: Bearer secret, Bearer secret', 401],
    ['Authorization: Bearer Secret', 401],
    ['X-API-Key: secret', 200],
    ['Authorization: Bearer wrong\r\nAuthorization: Bearer secret', 401],
    ['X-Token: secret', 401],
  ]
  for (const [header, status] of tokens) {
    const socket = await connected(port)
    socket.write(`GET ${PATH} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${header}\r\n\r\n`)
    t.equal(statuses(await heard(socket, 2))[0], status, JSON.stringify(header))
    socket.destroy()
  }
  for (const target of [`${PATH}/192.0.2.7?token=secret`, `${PATH}/192.0.2.7?access_token=secret`]) {
    const socket = await connected(port)
    socket.write(`PUT ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
    t.equal(statuses(await heard(socket, 2))[0], 401, target)
    socket.destroy()
  }
})

t.test('ten thousand in one connection, and the client has nothing more to say', async (t) => {
  const { janus, port } = await started(t)
  const COUNT = 10_000
  const socket = await connected(port)
  const answers = heard(socket, COUNT)
  for (let i = 0; i < COUNT; i++)
    if (!socket.write(request('PUT', `${PATH}/10.1.${i >> 8}.${i & 255}`)))
      await new Promise((resolve) => socket.once('drain', resolve))
  socket.end()
  const all = statuses(await answers)
  t.equal(all.length, COUNT, 'each is answered, though the client has closed its half')
  t.same([...new Set(all)], [200])
  const way = { port: janus.port(), from: '127.0.0.1', transport: 'udp' } as const
  for (const i of [0, 4999, COUNT - 1]) {
    const question = `${i & 255}.${i >> 8}.1.10.pop.example A`
    t.equal(summary(readMessage(await exchange(t, queryFor(question), way))!), '127.0.0.2')
  }
})

t.test('clients that go in the middle: what came whole is done or not, and others are served', async (t) => {
  const { port } = await started(t)
  const lines = Array.from({ length: 50 }, (_, i) => request('PUT', `${PATH}/10.2.0.${i}`)).join('')
  for (const cut of [10, 100, lines.length >> 1, lines.length - 5]) {
    const [reset, closed] = [await connected(port), await connected(port)]
    reset.write(lines.slice(0, cut))
    closed.write(lines.slice(0, cut))
    closed.end()
    await heard(closed, 50)
    reset.resetAndDestroy()
    closed.destroy()
  }
  const socket = await connected(port)
  socket.write(request('PUT', `${PATH}/10.3.0.1`, 'Connection: close\r\n'))
  t.same(statuses(await heard(socket, 2)), [200])
  socket.destroy()
})

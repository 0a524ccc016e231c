// Octets that no client of ours would send, over real connections: each is answered with its status or cut off, nothing is done, and
// whoever comes next is served.

import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { HttpConnections } from '../../../src/operate/http/connections.ts'
import { openHttp } from '../../../src/operate/http/listeners.ts'
import { folderOf } from '../../support/janus.ts'
import { NO_HTTP, operatedOf } from '../../support/operated.ts'
import { Site } from '../../support/site.ts'
import { campus } from '../../support/small-campus.ts'

const TOKEN = 'the token of the test, long enough'
const RELOAD = '/api/janus/v1/reload'

const lines = (...all: readonly string[]) => all.map((line) => `${line}\r\n`).join('')
const known = `Authorization: Bearer ${TOKEN}`
const head = (first: string, ...more: readonly string[]) => lines(first, 'Host: 127.0.0.1', known, ...more, '')
const JSON_BODY = 'Content-Type: application/json'
const inner = head(`POST ${RELOAD} HTTP/1.1`, JSON_BODY, 'Content-Length: 2')

/** `status`: of the first answer; undefined where the connection may be closed without one. */
const rows: readonly (readonly [about: string, octets: string | Buffer, status: readonly number[]])[] = [
  ['no HTTP', 'hello\r\n\r\n', [400]],
  ['TLS in the clear', Buffer.from('16030100050100000100', 'hex'), [400]],
  ['HTTP/2 without having asked', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400]],
  ['an old HTTP without a name', lines(`GET /api/janus/v1/zones HTTP/1.0`, known, ''), [403]],
  ['no name', lines('GET /api/janus/v1/zones HTTP/1.1', known, ''), [400]],
  ['two names', head('GET /api/janus/v1/zones HTTP/1.1', 'Host: evil.example'), [400]],
  ['a target of another host', head('GET http://evil.example/api/janus/v1/reload HTTP/1.1'), [404]],
  ['an authority as target', head('CONNECT evil.example:443 HTTP/1.1'), []],
  ['a method that gives back what was sent', head('TRACE /api/janus/v1/zones HTTP/1.1'), [404]],
  [
    'a method that asks which there are',
    head('OPTIONS /api/janus/v1/zones HTTP/1.1', 'Origin: https://evil.example'),
    [404],
  ],
  ['a method of nobody', head('STEAL /api/janus/v1/zones HTTP/1.1'), [400]],
  ['another protocol', head('GET /api/janus/v1/zones HTTP/1.1', 'Connection: Upgrade', 'Upgrade: websocket'), [200]],
  ['a head without end', `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${'x'.repeat(20_000)}`, [431]],
  [
    'too many headers in all',
    head('GET / HTTP/1.1', ...Array.from({ length: 900 }, (_, i) => `X-${i}: ${'y'.repeat(20)}`)),
    [431],
  ],
  ['a target too long', head(`GET /${'a'.repeat(20_000)} HTTP/1.1`), [431]],
  ['a header without a name', head('GET /api/janus/v1/zones HTTP/1.1', ': x'), [400]],
  ['a header with a line in it', head('GET /api/janus/v1/zones HTTP/1.1', 'X: a\rb'), [400]],
  ['a header with a zero octet', head('GET /api/janus/v1/zones HTTP/1.1', 'X: a\0b'), [400]],
  ['a space before the colon', head('GET /api/janus/v1/zones HTTP/1.1', 'X : a'), [400]],
  ['a header that goes on in the next line', head('GET /api/janus/v1/zones HTTP/1.1', 'X: a', ' b'), [400, 200]],
  ['a token twice', head('GET /api/janus/v1/zones HTTP/1.1', 'Authorization: Bearer wrong'), [200, 401]],
  ['two lengths', `${head(`POST ${RELOAD} HTTP/1.1`, JSON_BODY, 'Content-Length: 2', 'Content-Length: 3')}{}`, [400]],
  [
    'a length and pieces',
    `${head(`POST ${RELOAD} HTTP/1.1`, JSON_BODY, 'Content-Length: 4', 'Transfer-Encoding: chunked')}0\r\n\r\n${inner}{}`,
    [400],
  ],
  ['a length below nothing', `${head(`POST ${RELOAD} HTTP/1.1`, JSON_BODY, 'Content-Length: -1')}{}`, [400]],
  ['a length with a sign', `${head(`POST ${RELOAD} HTTP/1.1`, JSON_BODY, 'Content-Length: +2')}{}`, [400]],
  ['a length beyond all', head(`POST ${RELOAD} HTTP/1.1`, JSON_BODY, 'Content-Length: 99999999999999999999'), [400]],
  [
    'a length over the limit, and no body',
    head(`POST ${RELOAD} HTTP/1.1`, JSON_BODY, 'Content-Length: 1000000'),
    [413],
  ],
  [
    'pieces over the limit',
    `${head(`POST ${RELOAD} HTTP/1.1`, JSON_BODY, 'Transfer-Encoding: chunked')}11000\r\n${'x'.repeat(0x11000)}\r\n0\r\n\r\n`,
    [413],
  ],
  [
    'pieces whose length is none',
    `${head(`POST ${RELOAD} HTTP/1.1`, JSON_BODY, 'Transfer-Encoding: chunked')}zz\r\n{}\r\n0\r\n\r\n`,
    [400],
  ],
  [
    'pieces with a long remark',
    `${head(`POST ${RELOAD} HTTP/1.1`, JSON_BODY, 'Transfer-Encoding: chunked')}2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
    [413, 400],
  ],
  ['pieces in a coding of nobody', head(`POST ${RELOAD} HTTP/1.1`, JSON_BODY, 'Transfer-Encoding: gzip'), [400, 501]],
  [
    'a body that is packed',
    `${head(`POST ${RELOAD} HTTP/1.1`, JSON_BODY, 'Content-Encoding: gzip', 'Content-Length: 20')}${'\x1f\x8b'.padEnd(20, '\0')}`,
    [400, 415],
  ],
  [
    'JSON in another set of characters',
    `${head(`POST ${RELOAD} HTTP/1.1`, 'Content-Type: application/json; charset=utf-16', 'Content-Length: 4')}\0{\0}`,
    [400],
  ],
  [
    'JSON as deep as a well',
    `${head(`POST ${RELOAD} HTTP/1.1`, JSON_BODY, 'Content-Length: 60000')}${'['.repeat(30_000)}${']'.repeat(30_000)}`,
    [400],
  ],
  [
    'a body where none is wanted',
    `${head('GET /api/janus/v1/zones HTTP/1.1', JSON_BODY, 'Content-Length: 40')}${inner.slice(0, 40)}`,
    [200, 400],
  ],
  [
    'what waits to be told to go on, and is too much',
    head(`POST ${RELOAD} HTTP/1.1`, JSON_BODY, 'Content-Length: 1000000', 'Expect: 100-continue'),
    [100, 413],
  ],
  [
    'what expects something else',
    head(`POST ${RELOAD} HTTP/1.1`, JSON_BODY, 'Content-Length: 2', 'Expect: the unexpected'),
    [417],
  ],
  [
    'half of a request, and then the end',
    `POST ${RELOAD} HTTP/1.1\r\nHost: 127.0.0.1\r\n${known}\r\nContent-Length: 20\r\n\r\n{`,
    [400, 415],
  ],
  ['a path with dots', head('GET /api/janus/v1/../../../etc/passwd HTTP/1.1'), [404]],
  ['a path with dots in it that are hidden', head('GET /console/%2e%2e/%2e%2e/etc/passwd HTTP/1.1'), [404]],
  ['a path with a zero octet', head('GET /console/docs/%00 HTTP/1.1'), [404]],
  ['a path of another system', head('GET /console/docs/..%5c..%5cpackage.json HTTP/1.1'), [404]],
  ['a path that ends in the middle of an escape', head('GET /console/docs/% HTTP/1.1'), [400, 404]],
]

t.test('each is refused as what it is, does nothing, and hinders nobody', async (t) => {
  const site = new Site(folderOf(t, { ...campus(), token: TOKEN }))
  await site.start()
  t.teardown(() => site.stop())
  let reloads = 0
  const operated = operatedOf(site.server, {
    reload: (begin) => {
      reloads++
      return site.server.reload(begin)
    },
  })
  const settings = { ...NO_HTTP, listen: [{ address: '127.0.0.1', port: 0 }], console: true }
  const http = await openHttp({ ...settings, tokenFile: join(site.folder, 'token') }, operated, {
    connections: new HttpConnections(),
    warn: () => {},
  })
  t.teardown(() => http.close())
  const port = Number(http.listen[0]!.split(':').at(-1))
  /** Sends nothing more once something has come, or at once where `isAll`. */
  const sent = async (octets: string | Buffer, isAll = false): Promise<string> => {
    const socket = connect(port, '127.0.0.1')
    const heard: Uint8Array[] = []
    socket.on('data', (data) => {
      heard.push(Buffer.from(data))
      socket.end()
    })
    socket.on('error', () => {})
    await once(socket, 'connect')
    socket.write(typeof octets === 'string' ? Buffer.from(octets, 'latin1') : octets)
    if (isAll) socket.end()
    await once(socket, 'close')
    return Buffer.concat(heard).toString('latin1')
  }
  const ok = head('GET /api/janus/v1/zones HTTP/1.1', 'Connection: close')
  for (const [about, octets, statuses] of rows) {
    const answer = await sent(octets, about.startsWith('half'))
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? 0)
    if (statuses.length === 0) t.equal(answer, '', about)
    else t.ok(statuses.includes(status), `${about}: ${answer.slice(0, 200)}`)
    t.notMatch(answer, /access-control-allow|root:|node_modules|\.ts:\d|\bat .*\(/i, about)
    if (status !== 200) t.notMatch(answer, TOKEN, about)
    t.match(await sent(ok), /^HTTP\/1\.1 200 /, `after: ${about}`)
  }
  t.equal(reloads, 0, 'none of them came as far as what it names')
  t.match(await sent(`${inner.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')}{}`), /^HTTP\/1\.1 200 /)
  t.equal(reloads, 1, 'what is right does')
})

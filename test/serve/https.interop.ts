// DNS over HTTPS in front of the real server: what is asked how, what caches may keep, and whoever breaks off more than he asks.

import { type ClientHttp2Session, connect, constants, type IncomingHttpHeaders } from 'node:http2'
import { connect as connectTls } from 'node:tls'
import t, { type Test } from 'tap'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { readMessage } from '../../src/wire/message.ts'
import { signRequest } from '../../src/wire/tsig/sign.ts'
import { queryFor } from '../support/ask.ts'
import { folderOf, missing, run, serve } from '../support/janus.ts'
import { tsigKey } from '../support/tsig.ts'

const zone = (address: string) => `$TTL 300
@ SOA ns hostmaster 7 1h 10m 1d 60
  NS ns
ns A ${address}
ns 20 TXT x
alias 200 CNAME short
short 10 A ${address}
sub NS ns
`
const files = { 'inside.zone': zone('10.0.0.1'), 'outside.zone': zone('192.0.2.1') }
const TWO = `views: {inside: [127.0.0.1/32], outside: [any]}\nzones: {univ.example: {inside: inside.zone, outside: outside.zone}}\n`
const ONE = 'zones: {univ.example: outside.zone}\n'
const start = (t: Test, config: string) =>
  serve(
    t,
    folderOf(t, { ...files, 'janus.yaml': `listen: [{address: "127.0.0.1:0", https: {}}]\nworkers: 1\n${config}` }),
  )

type Reply = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer }

function session(t: Test, port: number, from = '127.0.0.1'): ClientHttp2Session {
  const options = { rejectUnauthorized: false, localAddress: from }
  const client = connect(`https://127.0.0.1:${port}`, options)
  client.on('error', () => {})
  t.teardown(() => client.destroy())
  return client
}

function request(client: ClientHttp2Session, headers: Record<string, string>, body?: Uint8Array): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const stream = client.request(headers, { endStream: body === undefined })
    const parts: Buffer[] = []
    let answered: IncomingHttpHeaders = {}
    stream.on('response', (given) => {
      answered = given
    })
    stream.on('data', (part: Buffer) => parts.push(part))
    stream.on('end', () =>
      resolve({ status: Number(answered[':status']), headers: answered, body: Buffer.concat(parts) }),
    )
    stream.on('error', reject)
    if (body !== undefined) stream.end(body)
  })
}

const get = (message: Uint8Array, more = {}) => ({
  ':path': `/dns-query?dns=${Buffer.from(message).toString('base64url')}`,
  ...more,
})
const question = queryFor('ns.univ.example. A')
const base64url = Buffer.from(question).toString('base64url')
const escaped = `%${base64url.charCodeAt(0).toString(16)}${base64url.slice(1)}`
const post = { ':path': '/dns-query', ':method': 'POST', 'content-type': 'application/dns-message' }
const signedBy = (message: Uint8Array) =>
  signRequest(tsigKey('hmac-sha256', 'nobody', 'AAECAwQFBgcICQoLDA0ODw=='), message, Math.floor(Date.now() / 1000))
    .message

function told({ status, body }: Reply): string {
  if (status !== 200) return String(status)
  const message = readMessage(body)!
  const [record] = message.answer
  return record === undefined ? rcodeName(message.rcode) : record.rdata[0] === 10 ? 'inside' : 'outside'
}

t.test('what is asked how', async (t) => {
  const janus = await start(t, TWO)
  const client = session(t, janus.port())
  const opcode = (code: number) => queryFor('univ.example. SOA', { flags: code << 11, edns: 1232 })
  const rows: readonly (readonly [what: string, told: string, headers: Record<string, string>, body?: Uint8Array])[] = [
    ['GET', 'inside', get(question)],
    ['POST', 'inside', post, question],
    [
      'POST with parameters of the type',
      'inside',
      { ...post, 'content-type': 'Application/DNS-Message; x=1' },
      question,
    ],
    ['another path', '404', { ...get(question), ':path': '/' }],
    ['a path below it', '404', { ...get(question), ':path': '/dns-query/x' }],
    ['no question', '400', { ':path': '/dns-query' }],
    ['other parameters beside it', 'inside', { ':path': `/dns-query?x=1&dns=${base64url}&dns=AA` }],
    ['octets that need no escape escaped', 'inside', { ':path': `/dns-query?%64ns=${escaped}` }],
    ['no base64url', '400', { ':path': '/dns-query?dns=a+b=' }],
    ['another question mark', '400', { ':path': `/dns-query?dns=${base64url}?` }],
    ['an empty question', '400', { ':path': '/dns-query?dns=' }],
    ['no message', '400', get(Buffer.from('hello'))],
    ['an answer', '400', get(queryFor('ns.univ.example. A', { flags: 0x8000 }))],
    ['an empty body', '400', post, Buffer.alloc(0)],
    ['another type', '415', { ...post, 'content-type': 'application/json' }, question],
    ['no type', '415', { ':path': '/dns-query', ':method': 'POST' }, question],
    ['a body too long', '413', post, Buffer.alloc(65_536)],
    ['HEAD', '405', { ...get(question), ':method': 'HEAD' }],
    ['PUT', '405', { ...post, ':method': 'PUT' }, question],
    ['OPTIONS', '405', { ':path': '/dns-query', ':method': 'OPTIONS', origin: 'https://elsewhere.example' }],
    ['a whole zone', 'REFUSED', get(queryFor('univ.example. AXFR'))],
    ['a whole zone by a key', 'REFUSED', post, signedBy(queryFor('univ.example. AXFR'))],
    ['an UPDATE by a key', 'REFUSED', post, signedBy(opcode(5))],
    ['a question by a key that nobody has', 'NOTAUTH', post, signedBy(question)],
    ['NOTIFY', 'REFUSED', get(opcode(4))],
    ['UPDATE', 'REFUSED', post, opcode(5)],
    [
      'a word about another client',
      'inside',
      { ...get(question), 'x-forwarded-for': '192.0.2.9', forwarded: 'for=192.0.2.9' },
    ],
  ]
  for (const [what, wanted, headers, body] of rows) {
    const reply = await request(client, headers, body)
    t.equal(told(reply), wanted, what)
    if (reply.status !== 200) {
      t.match(reply.headers, { 'content-type': /^text\/plain/, 'x-content-type-options': 'nosniff' }, what)
      t.match(String(reply.body), what === 'HEAD' ? /^$/ : /^[a-z].*\n$/i, `${what}: it is said why`)
    }
    t.match(reply.headers['cache-control'], /^private, /, `${what}: no cache passes it on`)
    t.notOk(
      Object.keys(reply.headers).some((name) => name.startsWith('access-control')),
      what,
    )
  }
  t.match(String((await request(client, { ':path': '/dns-query' })).body), /give it as "\?dns=", in base64url/)
  const outside = session(t, janus.port(), '127.0.0.9')
  t.equal(told(await request(outside, { ...get(question), 'x-forwarded-for': '127.0.0.1' })), 'outside')
  const refused = readMessage((await request(client, get(opcode(4)))).body)!
  t.same(
    refused.opt?.options.map(({ code, data }) => [code, ...data]),
    [[15, 0, 21]],
  )
})

t.test('who speaks HTTP/1.1 is told so, and nobody keeps even that', async (t) => {
  for (const [config, kept] of [
    [ONE, 'no-store'],
    [TWO, 'private, no-store'],
  ] as const) {
    const port = (await start(t, config)).port()
    // Nothing named, as old clients have it: Node itself refuses those who name HTTP/1.1.
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
    t.teardown(() => socket.destroy())
    socket.on('error', () => {})
    socket.write(`GET ${get(question)[':path']} HTTP/1.1\r\nhost: dns.example\r\n\r\n`)
    const parts: Buffer[] = []
    socket.on('data', (part: Buffer) => parts.push(part))
    await new Promise((resolve) => socket.once('end', resolve))
    const lines = Buffer.concat(parts).toString().split('\r\n')
    t.equal(lines[0], 'HTTP/1.1 505 HTTP Version Not Supported')
    t.ok(lines.includes(`cache-control: ${kept}`), lines.join(' | '))
    const named = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] })
    const refused = new Promise<NodeJS.ErrnoException>((resolve) => named.once('error', resolve))
    t.equal((await refused).code, 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL')
  }
})

t.test('what may be kept, and for how long', async (t) => {
  const rows = [
    ['ns.univ.example. A', 'max-age=300'],
    ['ns.univ.example. TXT', 'max-age=20'],
    ['alias.univ.example. A', 'max-age=10'],
    ['x.univ.example. A', 'max-age=60'],
    ['ns.univ.example. MX', 'max-age=60'],
    ['x.sub.univ.example. A', 'no-store'],
    ['example.net. A', 'no-store'],
  ] as const
  for (const [config, before] of [
    [ONE, ''],
    [TWO, 'private, '],
    // One view, and those who have none: a cache would hand them what it shows.
    ['views: {inside: [127.0.0.0/8]}\nzones: {univ.example: {inside: inside.zone}}\n', 'private, '],
    ['views: {inside: [127.0.0.0/8, "0.0.0.0/0"]}\nzones: {univ.example: {inside: inside.zone}}\n', 'private, '],
    ['views: {everybody: [any, 127.0.0.0/8]}\nzones: {univ.example: {everybody: inside.zone}}\n', ''],
  ] as const) {
    const client = session(t, (await start(t, config)).port())
    for (const [name, kept] of rows) {
      const { headers } = await request(client, get(queryFor(name)))
      t.equal(headers['cache-control'], `${before}${kept}`, name)
    }
  }
})

t.test('who breaks off more than he asks is noticed by nobody else', async (t) => {
  const janus = await start(t, TWO)
  const rude = session(t, janus.port(), '127.0.0.9')
  for (let i = 0; i < 200 && !rude.destroyed && !rude.closed; i++) {
    const stream = rude.request(post)
    stream.on('error', () => {})
    stream.write(question.subarray(0, 5))
    stream.close(constants.NGHTTP2_CANCEL)
    await new Promise(setImmediate)
  }
  t.equal(told(await request(session(t, janus.port()), get(question))), 'inside')
  const many = session(t, janus.port())
  const replies = await Promise.all(Array.from({ length: 300 }, () => request(many, get(question))))
  t.same([...new Set(replies.map(told))], ['inside'], 'many at once')
  janus.signal('SIGTERM')
  t.match(await janus.ended, { code: 0 })
  t.same(
    janus.log.filter(({ level }) => level >= 50),
    [],
  )
})

t.test('a body that goes on after its answer is not read', async (t) => {
  const janus = await start(t, TWO)
  const client = session(t, janus.port())
  const stream = client.request(post)
  stream.on('error', () => {})
  stream.on('data', () => {})
  const status = new Promise<number>((resolve) => {
    stream.on('response', (headers) => resolve(Number(headers[':status'])))
  })
  // It is never ended.
  stream.write(Buffer.alloc(70_000))
  t.equal(await status, 413)
  t.equal(told(await request(client, get(question))), 'inside', 'and the connection goes on')
})

t.test('who breaks off as if all were well hurts nobody', async (t) => {
  const janus = await start(t, TWO)
  const rude = session(t, janus.port(), '127.0.0.9')
  for (let i = 0; i < 100; i++) {
    const stream = rude.request(post)
    stream.on('error', () => {})
    stream.write(i % 2 ? question : Buffer.alloc(70_000))
    stream.close(constants.NGHTTP2_NO_ERROR)
    await new Promise(setImmediate)
  }
  t.equal(told(await request(session(t, janus.port()), get(question))), 'inside')
  janus.signal('SIGTERM')
  t.match(await janus.ended, { code: 0 })
  t.same(
    janus.log.filter(({ level }) => level >= 50),
    [],
  )
})

t.test('who breaks off request after request is cut off, whatever he calls it', async (t) => {
  const janus = await start(t, TWO)
  // Ours, or that of HTTP/2 over all that is taken back.
  for (const code of [constants.NGHTTP2_CANCEL, constants.NGHTTP2_NO_ERROR])
    t.ok(
      [constants.NGHTTP2_ENHANCE_YOUR_CALM, constants.NGHTTP2_INTERNAL_ERROR].includes(
        await brokenOff(t, janus.port(), code),
      ),
    )
})

/** Sends requests and takes each back at once, until the server has enough; why it says that it has. */
async function brokenOff(t: Test, port: number, code: number): Promise<number> {
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['h2'] })
  t.teardown(() => socket.destroy())
  socket.on('error', () => {})
  let told = -1
  let isOver = false
  let rest: Buffer = Buffer.alloc(0)
  socket.on('close', () => {
    isOver = true
  })
  socket.on('data', (read: Buffer) => {
    rest = Buffer.concat([rest, read])
    while (rest.length >= 9 && rest.length >= 9 + rest.readUIntBE(0, 3)) {
      if (rest[3] === GOAWAY) told = rest.readUInt32BE(13)
      rest = rest.subarray(9 + rest.readUIntBE(0, 3))
    }
  })
  socket.write(
    Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), http2Frame(SETTINGS, 0, 0, Buffer.alloc(0))]),
  )
  const path = Buffer.from(get(question)[':path'])
  // RFC 7541: GET, https, and a path and an authority in full.
  const headers = Buffer.concat([Buffer.from([0x82, 0x87, 0x44, path.length]), path, Buffer.from([0x41, 1, 0x6e])])
  const reset = Buffer.alloc(4)
  reset.writeUInt32BE(code)
  for (let id = 1; !isOver; id += 2) {
    socket.write(Buffer.concat([http2Frame(HEADERS, 5, id, headers), http2Frame(RST_STREAM, 0, id, reset)]))
    if (id % 20 === 1) await new Promise((resolve) => setTimeout(resolve, 1))
  }
  return told
}

const [HEADERS, RST_STREAM, SETTINGS, GOAWAY] = [1, 3, 4, 7]

function http2Frame(type: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

t.test('who asks again and again over one connection is answered each time', async (t) => {
  const janus = await start(t, TWO)
  for (const ask of [
    (client: ClientHttp2Session) => request(client, get(question)),
    (client: ClientHttp2Session) => request(client, post, question),
  ]) {
    const client = session(t, janus.port())
    for (let i = 0; i < 10; i++) {
      const replies = await Promise.all(Array.from({ length: 20 }, () => ask(client)))
      t.same([...new Set(replies.map(told))], ['inside'])
    }
  }
})

t.test('who breaks off now and then is not', async (t) => {
  const janus = await start(t, TWO)
  const client = session(t, janus.port())
  for (let i = 0; i < 120; i++) {
    const stream = client.request(get(question))
    stream.on('error', () => {})
    stream.close(constants.NGHTTP2_CANCEL)
    const replies = await Promise.all([request(client, get(question)), request(client, get(question))])
    t.same(replies.map(told), ['inside', 'inside'])
  }
})

t.test('kdig and curl', { skip: await missing('kdig', 'curl') }, async (t) => {
  const janus = await start(t, TWO)
  const words = ['@127.0.0.1', '-p', String(janus.port()), 'ns.univ.example', 'A', '+short']
  t.equal((await run('kdig', [...words, '+https'])).stdout.trim(), '10.0.0.1')
  t.equal((await run('kdig', [...words, '+https-get', '-b', '127.0.0.9'])).stdout.trim(), '192.0.2.1')
  const url = `https://127.0.0.1:${janus.port()}${get(question)[':path']}`
  const { stdout } = await run('curl', [
    '-sk',
    '--http2',
    '-o',
    '/dev/null',
    '-w',
    '%{http_code} %{http_version} %{content_type}',
    url,
  ])
  t.equal(stdout, '200 2 application/dns-message')
})

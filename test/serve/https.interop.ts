// DNS over HTTPS in front of the real server: what is asked how, and what caches may keep.

import { chmodSync } from 'node:fs'
import type { ClientHttp2Session } from 'node:http2'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import t from 'tap'
import { readMessage } from '../../src/wire/message.ts'
import { signRequest } from '../../src/wire/tsig/sign.ts'
import { queryFor } from '../support/ask.ts'
import { files, get, ONE, post, question, request, session, start, TWO, told } from '../support/https-client.ts'
import { folderOf, missing, run, serve } from '../support/janus.ts'
import { tsigKey } from '../support/tsig.ts'

const base64url = Buffer.from(question).toString('base64url')
const escaped = `%${base64url.charCodeAt(0).toString(16)}${base64url.slice(1)}`
const signedBy = (message: Uint8Array) =>
  signRequest(tsigKey('hmac-sha256', 'nobody', 'AAECAwQFBgcICQoLDA0ODw=='), message, Math.floor(Date.now() / 1000))
    .message

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
  t.match(String((await request(client, { ':path': '/dns-query' })).body), /send it as "\?dns=", in base64url/)
  const japanese = await request(client, { ':path': '/', 'accept-language': 'ja,en;q=0.5' })
  t.match(japanese.headers, { 'content-language': 'ja', vary: 'accept-language' })
  t.equal(String(japanese.body), 'ここには何もありません: /dns-query に問い合わせてください\n')
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

t.test('what tells of an error, or is signed, is kept by nobody', async (t) => {
  const secret = Buffer.alloc(32, 7).toString('base64')
  const key = tsigKey('hmac-sha256', 'inner', secret)
  const more = `tsig: {inner: {}}
primaries: {gone: {address: ["127.0.0.1:1"]}}
state: state
`
  for (const [views, before] of [
    ['views: {everybody: [any]}\n', ''],
    ['views: {inside: [127.0.0.1/32], everybody: [any]}\n', 'private, '],
  ] as const) {
    const folder = folderOf(t, {
      ...files,
      'keys/tsig/inner.key': `key "inner" {\n\talgorithm hmac-sha256;\n\tsecret "${secret}";\n};\n`,
      'janus.yaml': `listen: [{address: "127.0.0.1:0", https: {}}]
workers: 1
${more.replace('inner: {}', 'inner: {views: [everybody]}')}${views}zones:
  univ.example: {everybody: outside.zone, ${before && 'inside: inside.zone'}}
  gone.example: {everybody: {primary: gone}, ${before && 'inside: inside.zone'}}
`.replaceAll(', }', '}'),
    })
    for (const its of ['keys', 'keys/tsig']) chmodSync(join(folder, its), 0o700)
    chmodSync(join(folder, 'keys/tsig/inner.key'), 0o600)
    const client = session(t, (await serve(t, folder)).port(), '127.0.0.9')
    const two = queryFor('ns.univ.example. A')
    two[5] = 2
    const otherVersion = queryFor('ns.univ.example. A', { edns: 1232 })
    otherVersion[otherVersion.length - 5] = 1
    const bySigned = (name: string) =>
      signRequest(key, queryFor(name, { edns: 1232 }), Math.floor(Date.now() / 1000)).message
    const rows: readonly (readonly [what: string, told: string, message: Uint8Array])[] = [
      ['two questions', 'FORMERR', two],
      ['another version of EDNS', 'BADVERS', otherVersion],
      ['a zone that has not come', 'SERVFAIL', queryFor('x.gone.example. A')],
      ['a zone of nobody', 'REFUSED', queryFor('example.net. A')],
      ['STATUS', 'NOTIMP', queryFor('univ.example. SOA', { flags: 2 << 11 })],
      ['a key that nobody has', 'NOTAUTH', signedBy(question)],
      ['a key', 'outside', bySigned('ns.univ.example. A')],
      ['a key, and no such name', 'NXDOMAIN', bySigned('x.univ.example. A')],
    ]
    for (const [what, wanted, message] of rows)
      for (const how of [() => request(client, get(message)), () => request(client, post, message)]) {
        const reply = await how()
        t.equal(told(reply), wanted, what)
        t.equal(reply.headers['cache-control'], `${before}no-store`, what)
      }
    for (const headers of [{ ':path': '/' }, { ...post, 'content-type': 'text/plain' }, { ...post, ':method': 'PUT' }])
      t.equal((await request(client, headers, question)).headers['cache-control'], `${before}no-store`)
  }
})

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

// What nobody should send: forged and broken PROXY headers, headers of HTTP that speak of other clients, handshakes of something else.
// None of it leads to a view, or keeps a door from those who come after.

import { createSocket } from 'node:dgram'
import { connect as connectHttp } from 'node:http2'
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import t, { type Test } from 'tap'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { readMessage } from '../../src/wire/message.ts'
import { queryFor } from '../support/ask.ts'
import { askBy, DOORS, type Door, listenKey, PROXY } from '../support/doors.ts'
import { type EdnsOption, withOptions } from '../support/edns-options.ts'
import { folderOf, serve } from '../support/janus.ts'
import { proxyHeader, value } from '../support/proxy-header.ts'
import { helloOf } from '../support/tls-client.ts'

const zone = (address: string) =>
  `$TTL 300\n@ SOA ns hostmaster 7 1h 10m 1d 60\n  NS ns\nns A ${address}\nsecret A ${address}\n`
const LISTENS = [...new Set(DOORS.map(listenKey))]
const INSIDE = '127.0.0.1'
const STRANGER = '127.0.0.9'
/** A resolver whose word about its clients counts. */
const BELIEVED = '127.0.0.7'

const janus = await serve(
  t,
  folderOf(t, {
    'inside.zone': zone('10.0.0.1'),
    'outside.zone': zone('192.0.2.1'),
    'janus.yaml': `listen: [${LISTENS.map((door) => `{address: "127.0.0.1:0"${door && `, ${door}`}}`)}]
workers: 1
cookies: false
tcp: {handshakes-per-network: 0}
ecs-from: [${BELIEVED}]
views: {inside: [127.0.0.1/32, 127.0.0.7/32], outside: [any]}
zones: {univ.example: {inside: inside.zone, outside: outside.zone}}
`,
  }),
)
const portOf = (door: Door) => Number(janus.listen[LISTENS.indexOf(listenKey(door))]!.split(':')[1])

const question = queryFor('ns.univ.example. A')
const framed = (message: Uint8Array) => Buffer.concat([Uint8Array.of(message.length >> 8, message.length), message])
const about = (octets: Uint8Array) => {
  const message = readMessage(octets)
  if (message === undefined) return 'garbage'
  const [record] = message.answer
  return record === undefined ? rcodeName(message.rcode) : record.rdata[0] === 10 ? 'inside' : 'outside'
}

const good = (stream: boolean) => proxyHeader({ from: INSIDE, stream })
function changed(stream: boolean, at: number, octet: number): Buffer {
  const header = Buffer.from(good(stream))
  header[at] = octet
  return header
}
const v1 = Buffer.from(`PROXY TCP4 ${INSIDE} 127.0.0.1 40000 53\r\n`)

/** Before the message, from the proxy itself; nobody answers. */
const headers: readonly (readonly [what: string, octets: (stream: boolean) => Buffer])[] = [
  ['none', () => Buffer.alloc(0)],
  ['version 1', () => v1],
  ['version 3', (stream) => changed(stream, 12, 0x31)],
  ['no version', (stream) => changed(stream, 12, 0x01)],
  ['a command of nobody', (stream) => changed(stream, 12, 0x22)],
  ['of no family', (stream) => changed(stream, 13, 0x00)],
  ['of a Unix socket', (stream) => changed(stream, 13, 0x31)],
  ['of a family of nobody', (stream) => changed(stream, 13, 0x41)],
  ['over no transport', (stream) => changed(stream, 13, 0x10)],
  ['IPv6 in the octets of IPv4', (stream) => changed(stream, 13, 0x21)],
  ['no addresses', (stream) => changed(stream, 15, 0).subarray(0, 16)],
  ['half of the addresses', (stream) => changed(stream, 15, 4).subarray(0, 20)],
  [
    'longer than a header may be',
    (stream) => proxyHeader({ from: INSIDE, stream, values: [value(4, Buffer.alloc(600))] }),
  ],
  ['longer than a header may be, by its length alone', (stream) => changed(stream, 14, 0xff)],
  [
    'a wrong checksum',
    (stream) => proxyHeader({ from: INSIDE, stream, values: [value(3, Buffer.from('deadbeef', 'hex'))] }),
  ],
  ['half a checksum', (stream) => proxyHeader({ from: INSIDE, stream, values: [value(3, Buffer.alloc(2))] })],
  [
    'a value that goes on behind the end',
    (stream) => proxyHeader({ from: INSIDE, stream, values: [Buffer.of(4, 0, 9, 1)] }),
  ],
  ['another signature', (stream) => changed(stream, 11, 0x0b)],
]

/** All that comes back until the server closes, or until there is enough. */
function allFrom(t: Test, socket: ReturnType<typeof connect>, octets: readonly Uint8Array[]): Promise<Buffer> {
  t.teardown(() => socket.destroy())
  const parts: Buffer[] = []
  socket.on('error', () => {})
  socket.on('data', (part: Buffer) => parts.push(part))
  for (const part of octets) socket.write(part)
  // Who says that he is done is answered what there is to answer, and closed.
  socket.end()
  return new Promise((resolve) => socket.on('close', () => resolve(Buffer.concat(parts))))
}

const at = (door: Door, from: string) =>
  connect({ port: portOf(door), host: '127.0.0.1', localAddress: from, allowHalfOpen: true })

t.test('headers that nobody should send lead to nothing', async (t) => {
  for (const [what, octets] of headers) {
    const overTcp = await allFrom(t, at('proxied tcp', PROXY), [octets(true), framed(question)])
    t.equal(overTcp.length, 0, `over TCP, ${what}`)
    const inside = connectTls({ socket: at('inside tls', PROXY), rejectUnauthorized: false, ALPNProtocols: ['dot'] })
    t.equal((await allFrom(t, inside, [octets(true), framed(question)])).length, 0, `inside TLS, ${what}`)
    const before = at('proxied tls', PROXY)
    before.write(octets(true))
    const tls = connectTls({ socket: before, rejectUnauthorized: false, ALPNProtocols: ['dot'] })
    t.equal((await allFrom(t, tls, [framed(question)])).length, 0, `before TLS, ${what}`)
  }
})

t.test('the same in datagrams', async (t) => {
  const socket = createSocket('udp4')
  t.teardown(() => socket.close())
  await new Promise<void>((resolve) => socket.bind(0, PROXY, resolve))
  const came: Buffer[] = []
  const marked = Buffer.from(question)
  marked.writeUInt16BE(0xffff)
  const last = new Promise<void>((resolve) => {
    socket.on('message', (answer) => {
      came.push(answer)
      if (answer.readUInt16BE(0) === 0xffff) resolve()
    })
  })
  for (const [, octets] of headers)
    socket.send(Buffer.concat([octets(false), question]), portOf('proxied udp'), '127.0.0.1')
  const again = setInterval(
    () => socket.send(Buffer.concat([good(false), marked]), portOf('proxied udp'), '127.0.0.1'),
    200,
  )
  await last
  clearInterval(again)
  t.same(
    came.filter((answer) => answer.readUInt16BE(0) !== 0xffff),
    [],
  )
})

t.test('good headers from strangers, at the wrong door, or twice', async (t) => {
  t.equal((await allFrom(t, at('proxied tcp', STRANGER), [good(true), framed(question)])).length, 0, 'a stranger')
  t.equal((await allFrom(t, at('inside tls', STRANGER), [good(true)])).length, 0, 'a stranger before TLS')
  for (const door of ['tcp', 'tls', 'https', 'inside tls'] as const) {
    const got = await allFrom(t, at(door, door === 'inside tls' ? PROXY : STRANGER), [good(true), framed(question)])
    t.notOk(got.includes(Buffer.of(10, 0, 0, 1)), `${door}: no header is expected`)
  }
  const twice = await allFrom(t, at('proxied tcp', PROXY), [
    proxyHeader({ from: STRANGER, stream: true }),
    good(true),
    framed(question),
  ])
  t.notOk(twice.includes(Buffer.of(10, 0, 0, 1)), 'what a client wrote behind the header of its proxy')
})

t.test('words of HTTP about other clients decide nothing', async (t) => {
  const from = { rejectUnauthorized: false, localAddress: STRANGER }
  const session = connectHttp(`https://127.0.0.1:${portOf('https')}`, from)
  t.teardown(() => session.destroy())
  const path = `/dns-query?dns=${Buffer.from(question).toString('base64url')}`
  for (const [name, said] of [
    ...[
      'x-forwarded-for',
      'x-real-ip',
      'true-client-ip',
      'cf-connecting-ip',
      'x-client-ip',
      'x-original-forwarded-for',
    ].map((name) => [name, INSIDE]),
    ['forwarded', `for=${INSIDE};by=${PROXY}`],
    ['x-forwarded-host', 'inside.univ.example'],
    ['via', '2 inside'],
    ['origin', 'https://inside.univ.example'],
    [':authority', 'inside.univ.example'],
    ['cookie', 'view=inside'],
    ['authorization', 'Basic aW5zaWRlOmluc2lkZQ=='],
  ] as [string, string][]) {
    const stream = session.request({ ':path': path, [name]: said })
    const answer = await new Promise<Buffer>((resolve) => stream.once('data', resolve))
    t.equal(about(answer), 'outside', `${name}: ${said}`)
  }
})

const ECS = 8
const inFull = [0, 1, 32, 0, 127, 0, 0, 1]
const subnet = (...octets: number[]): EdnsOption => [ECS, Buffer.from(octets)]

/** RFC 7871 §6, §7.1: what a resolver that is believed gets; of everybody else none of it is looked at. */
const options: readonly (readonly [what: string, options: readonly EdnsOption[], believed: string])[] = [
  ['a subnet as it should be', [subnet(...inFull)], 'inside'],
  ['of no octets', [subnet()], 'FORMERR'],
  ['cut in its lengths', [subnet(0, 1, 24)], 'FORMERR'],
  ['without the address that it counts', [subnet(0, 1, 32, 0)], 'FORMERR'],
  ['an address cut short', [subnet(0, 1, 32, 0, 127, 0, 0)], 'FORMERR'],
  ['an address that goes on', [subnet(...inFull, 1)], 'FORMERR'],
  ['a family of nobody', [subnet(0, 3, 32, 0, 127, 0, 0, 1)], 'FORMERR'],
  ['more bits than IPv4 has', [subnet(0, 1, 33, 0, 127, 0, 0, 1, 0)], 'FORMERR'],
  ['more bits than IPv6 has', [subnet(0, 2, 129, 0, ...Array<number>(17).fill(0))], 'FORMERR'],
  ['bits behind its length', [subnet(0, 1, 31, 0, 127, 0, 0, 1)], 'FORMERR'],
  ['a scope, which answers alone have', [subnet(0, 1, 32, 32, 127, 0, 0, 1)], 'FORMERR'],
  ['two of them', [subnet(...inFull), subnet(...inFull)], 'FORMERR'],
  ['two that differ', [subnet(0, 1, 32, 0, 127, 0, 0, 9), subnet(...inFull)], 'FORMERR'],
  ['IPv4 in the form of IPv6', [subnet(0, 2, 128, 0, ...Array<number>(10).fill(0), 255, 255, 127, 0, 0, 1)], 'outside'],
  ['of length 0: do not tell', [subnet(0, 1, 0, 0)], 'outside'],
  ['one that is good, behind what nobody knows', [[65_001, Buffer.alloc(9, 1)], subnet(...inFull)], 'inside'],
  ['the number that it had before (RFC 7871 §6: 8, and none else)', [[0x50fa, Buffer.from(inFull)]], 'outside'],
]

t.test('options that nobody should send, by every door', async (t) => {
  const messages = options.map(([, its], id) => {
    const message = withOptions(queryFor('ns.univ.example. A', { edns: 1232 }), ...its)
    message.set([id >> 8, id & 255])
    return message
  })
  for (const door of DOORS)
    for (const client of [BELIEVED, STRANGER]) {
      const answers = await askBy(t, { door, to: '127.0.0.1', port: portOf(door), client }, messages)
      for (const [id, [what, , believed]] of options.entries()) {
        const answer = answers.get(id)!
        t.equal(about(answer), client === BELIEVED ? believed : 'outside', `${door} for ${client}: ${what}`)
        const told = readMessage(answer)!.opt?.options.some(({ code }) => code === ECS) ?? false
        t.notOk(told && client === STRANGER, `${door}: a stranger is told no scope`)
      }
    }
})

t.test('handshakes that end in the middle, at every door that encrypts', async (t) => {
  const hello = await helloOf()
  // A handshake that goes on no further is waited for, for five seconds.
  const waiting: Promise<unknown>[] = []
  const cuts = [1, 4, 5, 6, 43, 100, hello.length - 1, hello.length]
  for (const door of ['tls', 'https', 'proxied tls', 'proxied https', 'inside tls'] as const) {
    const from = door.includes(' ') ? PROXY : STRANGER
    const before = door.startsWith('proxied') ? [good(true)] : []
    const endings: readonly (readonly [string, readonly Uint8Array[]])[] = [
      ...cuts.map((length) => [`after ${length} octets`, [hello.subarray(0, length)]] as const),
      ['two hellos', [hello, hello]],
      ['a hello, and data in the clear', [hello, framed(question)]],
      ['a hello, and an alert', [hello, Buffer.from('15030300020100', 'hex')]],
      ['a hello, and a finish of nobody', [hello, Buffer.from('1703030013', 'hex'), Buffer.alloc(19, 9)]],
      ['a hello with another length', [Buffer.concat([hello.subarray(0, 3), Buffer.of(0, 9), hello.subarray(5)])]],
    ]
    for (const [what, octets] of endings)
      waiting.push(
        allFrom(t, at(door, from), [...before, ...octets]).then((got) =>
          t.notOk(got.includes(Buffer.of(10, 0, 0, 1)), `${door}, ${what}`),
        ),
      )
    const gone = await Promise.all(
      cuts.map((length) => {
        const socket = at(door, from)
        socket.on('error', () => {})
        socket.on('connect', () => {
          for (const octets of [...before, hello.subarray(0, length)]) socket.write(octets)
          socket.resetAndDestroy()
        })
        return new Promise((resolve) => socket.on('close', resolve))
      }),
    )
    t.equal(gone.length, cuts.length, `${door}: connections are reset`)
  }
  await Promise.all(waiting)
})

t.test('handshakes of something else come to nothing', async (t) => {
  const rows: readonly (readonly [what: string, door: Door, octets: Uint8Array])[] = [
    ['plain DNS where TLS is spoken', 'tls', framed(question)],
    ['plain DNS where HTTPS is spoken', 'https', framed(question)],
    ['HTTP in the clear where HTTPS is spoken', 'https', Buffer.from('GET /dns-query HTTP/1.1\r\nhost: a\r\n\r\n')],
    ['HTTP/2 in the clear', 'https', Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
    ['a hello of SSL 2', 'tls', Buffer.from('802e0100020015000000100100800200800300800600400400800500800700c0', 'hex')],
    ['a record of no length', 'tls', Buffer.from('1603010000', 'hex')],
    ['a record longer than any', 'tls', Buffer.concat([Buffer.from('160301ffff', 'hex'), Buffer.alloc(70_000)])],
    ['an alert', 'tls', Buffer.from('15030100020228', 'hex')],
    ['data before any hello', 'tls', Buffer.from('1703030005aaaaaaaaaa', 'hex')],
    ['zeros', 'tls', Buffer.alloc(4096)],
    ['zeros over HTTPS', 'https', Buffer.alloc(4096)],
    ['a hello of TLS where plain DNS is spoken', 'tcp', Buffer.from('16030100c8010000c40303', 'hex')],
  ]
  for (const [what, door, octets] of rows) {
    const got = await allFrom(t, at(door, INSIDE), [octets])
    t.notOk(got.includes(Buffer.of(10, 0, 0, 1)), what)
  }
  for (const [what, options] of [
    ['a protocol of nobody', { ALPNProtocols: ['smtp'] }],
    ['HTTP/2 where TLS is spoken', { ALPNProtocols: ['h2'] }],
    ['TLS 1.0', { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }],
  ] as const) {
    const tls = connectTls({ socket: at('tls', INSIDE), rejectUnauthorized: false, ...options })
    t.equal((await allFrom(t, tls, [framed(question)])).length, 0, what)
  }
})

t.test('and all doors are open to those who come after', async (t) => {
  for (const door of DOORS)
    for (const [client, view] of [
      [INSIDE, 'inside'],
      [STRANGER, 'outside'],
    ] as const) {
      const [answer] = (await askBy(t, { door, to: '127.0.0.1', port: portOf(door), client }, [question])).values()
      t.equal(answer && about(answer), view, `${door} for ${client}`)
    }
  janus.signal('SIGTERM')
  t.match(await janus.ended, { code: 0 })
  t.same(
    janus.log.filter(({ level }) => level >= 50),
    [],
  )
})

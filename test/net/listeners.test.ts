// One table of cases over every listener: whatever it speaks, who asks gets the octets that the responder gives, from the address
// that was asked. A new listener is one more line in `doors`.

import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { addressFromText } from '../../src/dns/address.ts'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { peerAt } from '../../src/net/peer.ts'
import type { Protocol } from '../../src/net/protocols.ts'
import { Responder } from '../../src/serve/responder.ts'
import { readMessage } from '../../src/wire/message.ts'
import { defaultOptions, queryFor } from '../support/ask.ts'
import { askBy, listenKey, PROXY } from '../support/doors.ts'
import { folderOf, type Janus, serve } from '../support/janus.ts'
import { proxyHeader } from '../support/proxy-header.ts'
import { signed } from '../support/query.ts'
import { generationOf } from '../support/zones.ts'
import { frame, TcpClient } from './harness.ts'

const long = `("${'x'.repeat(250)}" "${'y'.repeat(250)}" "${'z'.repeat(250)}")`
const zoneText = (address: string) => `$TTL 300
@ SOA ns hostmaster 7 1h 10m 1d 1m
  NS ns
ns A ${address}
long TXT ${long}
longer TXT ( ${'"'.concat('a'.repeat(250), '" ').repeat(8)})
`
const zones = { inside: zoneText('10.0.0.1'), outside: zoneText('192.0.2.1') }

/** 127.0.0.9 is outside. */
const clients = { inside: ['127.0.0.1/32', '::1/128'], outside: ['any'] }
const responder = new Responder(
  generationOf({
    inside: { clients: clients.inside, zones: { 'example.com.': zones.inside } },
    outside: { clients: clients.outside, zones: { 'example.com.': zones.outside } },
  }),
  // As the configuration has it where it says nothing.
  { ...defaultOptions, identity: { name: 'gw1', version: '' }, policies: { inside: { identify: true } } },
)

const config = (udp: string, listen: string) => `listen: ${listen}
udp: ${udp}
workers: 2
tcp: {handshakes-per-network: 0}
cookies: false
identity: gw1
views: ${JSON.stringify(clients)}
zones: {example.com: {inside: inside.zone, outside: outside.zone}}
`

type Asked = { readonly port: number; readonly to: string; readonly from: string }

/** What comes back to the messages first, and from where. */
type Ask = (t: Test, asked: Asked, messages: readonly Uint8Array[]) => Promise<{ answer: Uint8Array; from: string }>

const overUdp: Ask = (t, { port, to, from }, messages) => {
  const socket = createSocket(to.includes(':') ? 'udp6' : 'udp4')
  let isOpen = true
  const close = () => {
    if (isOpen) socket.close()
    isOpen = false
  }
  // A datagram may be lost: nobody waits for ever.
  t.teardown(close)
  return new Promise((resolve) => {
    socket.once('message', (answer, { address }) => {
      close()
      resolve({ answer, from: address })
    })
    socket.bind(0, from, () => {
      for (const message of messages) socket.send(message, port, to)
    })
  })
}

const overTcp: Ask = async (t, { port, to, from }, messages) => {
  const client = new TcpClient(t, port, { address: to, from })
  client.ask(...messages)
  await client.receive(1)
  client.socket.destroy()
  return { answer: client.answers[0]!, from: to }
}

/** Through a proxy, at 127.0.0.5 or ::1, which asks for a client that is somewhere else. */
const PROXIES = ['127.0.0.5/32', '::1/128']
const proxyAt = (to: string) => (to.includes(':') ? '::1' : '127.0.0.5')

const overProxiedUdp: Ask = (t, { port, to, from }, messages) => {
  const header = proxyHeader({ from, to })
  const whole = messages.map((message) => Buffer.concat([header, message]))
  return overUdp(t, { port, to, from: proxyAt(to) }, whole)
}

const overProxiedTcp: Ask = async (t, { port, to, from }, messages) => {
  const client = new TcpClient(t, port, { address: to, from: proxyAt(to) })
  client.socket.write(proxyHeader({ from, to, stream: true }))
  client.ask(...messages)
  await client.receive(1)
  client.socket.destroy()
  return { answer: client.answers[0]!, from: to }
}

/** How many of so many questions, all sent at once, have an answer. `sent` is called when they are out, or most of them. */
type Burst = (t: Test, asked: Asked, messages: readonly Uint8Array[], sent: () => void) => Promise<number>

const burstOverUdp: Burst = (t, { port, to, from }, messages, sent) => {
  const socket = createSocket({ type: to.includes(':') ? 'udp6' : 'udp4', recvBufferSize: 1 << 20 })
  t.teardown(() => socket.close())
  const answered = new Set<number>()
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined
    const wait = () => {
      clearTimeout(timer)
      // Of several the last is waited for as long as a busy machine takes; that one gets nothing is seen sooner.
      timer = setTimeout(() => resolve(answered.size), messages.length > 1 ? 40 * QUIET : QUIET)
    }
    socket.on('message', (answer) => {
      answered.add(answer.readUInt16BE(0))
      if (answered.size < messages.length) return wait()
      clearTimeout(timer)
      resolve(answered.size)
    })
    socket.bind(0, from, () => {
      let left = messages.length
      for (const message of messages)
        socket.send(message, port, to, () => {
          if (--left === 0) sent()
        })
      wait()
    })
  })
}

const burstOverTcp: Burst = async (t, { port, to, from }, messages, sent) => {
  const client = new TcpClient(t, port, { address: to, from })
  client.ask(...messages)
  // The first answer tells that the connection is the server's, and no longer only the system's.
  await client.receive(1)
  sent()
  await client.closed
  return new Set(client.answers.map((answer) => (answer[0]! << 8) | answer[1]!)).size
}

/** Nothing more has come for so long: nothing more does. */
const QUIET = 1500

const LAST = queryFor('last.example.com. A')
LAST.set([0xff, 0xff])

const doors = [
  { name: 'udp in batches', udp: 'auto', protocol: 'udp', ask: overUdp, burst: burstOverUdp },
  { name: 'udp one by one', udp: 'portable', protocol: 'udp', ask: overUdp, burst: burstOverUdp },
  { name: 'tcp', udp: 'auto', protocol: 'tcp', ask: overTcp, burst: burstOverTcp },
] as const

/** Doors that differ in who is taken for the client. */
const proxied = [
  { name: 'udp in batches, behind a proxy', udp: 'auto', protocol: 'udp', ask: overProxiedUdp, proxy: PROXIES },
  { name: 'udp one by one, behind a proxy', udp: 'portable', protocol: 'udp', ask: overProxiedUdp, proxy: PROXIES },
  { name: 'tcp, behind a proxy', udp: 'auto', protocol: 'tcp', ask: overProxiedTcp, proxy: PROXIES },
] as const

/** Doors in threads of their own. A handshake for each message would take long: all go over one connection. */
const secured = ['tls', 'https', 'proxied tls', 'proxied https', 'inside tls'] as const

const opcode = (code: number, more = 0) => ({ flags: (code << 11) | more })
const RD = 0x0100

/**
 * `rcode`: the answer's; `-` where there is none. Two where it makes a difference: datagram / stream, or inside | outside; and behind
 * a semicolon that over HTTPS, by which nobody does anything but ask (EDE 21).
 */
const cases: readonly (readonly [what: string, rcode: string, message: Uint8Array])[] = [
  ['a name', 'NOERROR', queryFor('ns.example.com. A')],
  ['a name that does not exist', 'NXDOMAIN', queryFor('x.example.com. A', { flags: RD })],
  ['an answer too long without EDNS', 'NOERROR TC / NOERROR', queryFor('long.example.com. TXT')],
  ['the same with EDNS', 'NOERROR', queryFor('long.example.com. TXT', { edns: 4096 })],
  [
    'an answer too long for any datagram of ours',
    'NOERROR TC / NOERROR',
    queryFor('longer.example.com. TXT', { edns: 4096 }),
  ],
  ['EDNS with DO', 'NOERROR', queryFor('ns.example.com. A', { dnssec: true })],
  ['another version of EDNS', 'BADVERS', withOctet(queryFor('ns.example.com. A', { edns: 1232 }), -5, 1)],
  ...[2, 4, 5].map((code) => {
    const message = queryFor('example.com. SOA', { ...opcode(code), edns: 1232 })
    return [`another version of EDNS, opcode ${code}`, 'BADVERS', withOctet(message, -5, 1)] as const
  }),
  [
    'a whole zone by another version of EDNS',
    'BADVERS',
    withOctet(queryFor('example.com. AXFR', { edns: 1232 }), -5, 1),
  ],
  ['two questions', 'FORMERR', withOctet(queryFor('ns.example.com. A'), 5, 2)],
  ['octets behind the message', 'FORMERR', Buffer.concat([queryFor('ns.example.com. A'), Buffer.alloc(3)])],
  ['an answer', '-', queryFor('ns.example.com. A', { flags: 0x8000 })],
  ['half a header', '-', queryFor('ns.example.com. A').subarray(0, 7)],
  ['a zone of nobody here', 'REFUSED', queryFor('example.net. A', { edns: 1232 })],
  ['class HS', 'REFUSED', queryFor('example.com. A', { class: 4 })],
  ['who this is', 'NOERROR | REFUSED', queryFor('hostname.bind. TXT', { class: 3 })],
  ['a whole zone', 'REFUSED', queryFor('example.com. AXFR')],
  ['STATUS', 'NOTIMP', queryFor('example.com. SOA', opcode(2))],
  ['NOTIFY', 'NOTIMP; REFUSED', queryFor('example.com. SOA', opcode(4, RD))],
  ['NOTIFY with EDNS', 'NOTIMP; REFUSED', queryFor('example.com. SOA', { ...opcode(4), edns: 1232 })],
  ['UPDATE', 'NOTIMP; REFUSED', queryFor('example.com. SOA', opcode(5))],
  ['half a NOTIFY', 'FORMERR; REFUSED', queryFor('example.com. SOA', opcode(4)).subarray(0, 20)],
  ['a query with a key', 'NOTAUTH', signed(queryFor('ns.example.com. A'))],
  ['a query with a key, with EDNS', 'NOTAUTH', signed(queryFor('ns.example.com. A', { edns: 1232 }))],
  ['a key at a whole zone', 'NOTAUTH; REFUSED', signed(queryFor('example.com. AXFR'))],
  ['a NOTIFY with a key', 'NOTAUTH; REFUSED', signed(queryFor('example.com. SOA', opcode(4)))],
]

const places = [
  { addresses: ['127.0.0.1:0', '127.0.0.2:0', '[::1]:0'], asked: ['127.0.0.1', '127.0.0.2', '::1'] },
  { addresses: ['0.0.0.0:0', '[::]:0'], asked: ['127.0.0.1', '127.0.0.2', '::1'] },
]

/** What is behind a proxy alone has no more to do with where it listens. */
const proxiedPlaces = [{ addresses: ['127.0.0.1:0', '[::1]:0'], asked: ['127.0.0.1', '::1'] }]

const everywhere = [
  ...places.flatMap((place) => doors.map((door) => ({ ...door, ...place, beside: undefined }))),
  ...proxiedPlaces.flatMap((place) => proxied.map(({ proxy, ...door }) => ({ ...door, ...place, beside: { proxy } }))),
]

for (const { name, udp, protocol, ask, beside, addresses, asked } of everywhere) {
  const listen = JSON.stringify(beside ? addresses.map((address) => ({ address, ...beside })) : addresses)
  t.test(`${name}, listening on ${addresses.join(' ')}`, async (t) => {
    const files = { 'inside.zone': zones.inside, 'outside.zone': zones.outside }
    const janus = await serve(t, folderOf(t, { ...files, 'janus.yaml': config(udp, listen) }))
    for (const to of asked) {
      const port = portFor(janus, to)
      // One socket for each address of a card, and 127.0.0.2 is none: only batches listen on all at once.
      if (port === undefined) continue
      for (const from of to === '::1' ? ['::1'] : ['127.0.0.1', '127.0.0.9'])
        for (const [what, rcodes, message] of cases) {
          const [datagram, stream = datagram] = byView(rcodes.split('; ')[0]!, from).split(' / ')
          const wanted = expected(message, from, protocol)
          // A query behind it tells that nothing came back.
          const got = await ask(t, { port, to, from }, wanted === undefined ? [message, LAST] : [message])
          const said = `${what}, ${from} to ${to}`
          t.equal(got.from, to, said)
          t.equal(hex(got.answer), hex(wanted ?? expected(LAST, from, protocol)!), said)
          t.equal(wanted === undefined ? '-' : rcodeOf(wanted), protocol === 'udp' ? datagram : stream, said)
        }
    }
  })
}

t.test('the doors that encrypt', async (t) => {
  const listen = secured.flatMap((door) =>
    ['127.0.0.1', '[::1]'].map(
      (address) => `{address: "${address}:0", ${listenKey(door).replace(PROXY, PROXIES.join(', '))}}`,
    ),
  )
  const files = { 'inside.zone': zones.inside, 'outside.zone': zones.outside }
  const janus = await serve(t, folderOf(t, { ...files, 'janus.yaml': config('auto', `[${listen}]`) }))
  for (const [i, door] of secured.entries())
    for (const [to, client] of [
      ['127.0.0.1', '127.0.0.1'],
      ['127.0.0.1', '127.0.0.9'],
      ['::1', '::1'],
    ] as const) {
      const protocol = door.endsWith('https') ? 'https' : 'tls'
      const port = Number(janus.listen[2 * i + (to === '::1' ? 1 : 0)]!.replace(/^.*:/, ''))
      const asked = cases.map(([what, rcodes, message], id) => {
        const numbered = Uint8Array.from(message)
        numbered.set([0, id])
        const [common, overHttps = common] = rcodes.split('; ')
        const [datagram, stream = datagram] = byView(protocol === 'https' ? overHttps! : common!, client).split(' / ')
        return {
          what: `${what}, ${door} for ${client}`,
          id,
          rcode: stream,
          numbered,
          wanted: expected(numbered, client, protocol),
        }
      })
      const messages = [...asked.map(({ numbered }) => numbered), LAST]
      const count = asked.filter(({ wanted }) => wanted).length + 1
      const answers = await askBy(t, { door, to, port, client }, messages, count)
      for (const { what, id, wanted, rcode } of asked) {
        const answer = answers.get(id)
        t.equal(answer && hex(answer), wanted && hex(wanted), what)
        t.equal(wanted === undefined ? '-' : rcodeOf(wanted), rcode, what)
      }
      t.equal(hex(answers.get(0xffff)!), hex(expected(LAST, client, protocol)!), `${door} for ${client}: and goes on`)
    }
})

for (const { name, udp, burst, ask, protocol } of doors) {
  t.test(`${name}: what came before the server was told to stop is answered, and nothing after`, async (t) => {
    const files = { 'inside.zone': zones.inside, 'outside.zone': zones.outside }
    const janus = await serve(t, folderOf(t, { ...files, 'janus.yaml': config(udp, '["127.0.0.1:0"]') }))
    const asked = { port: janus.port(), to: '127.0.0.1', from: '127.0.0.1' }
    const questions = numbered(100)
    // Every one has come where the last is answered: none of them is lost by the stop.
    const answered = await burst(t, asked, questions, () => janus.signal('SIGTERM'))
    t.equal(answered, questions.length)
    t.match(await janus.ended, { code: 0 })
    if (protocol === 'tcp') await t.rejects(connected(asked.port), { code: 'ECONNREFUSED' })
    else t.equal(await burst(t, asked, numbered(1), () => {}), 0)
  })

  t.test(`${name}: one who asks without end, and reads nothing, keeps nobody else from an answer`, async (t) => {
    const files = { 'inside.zone': zones.inside, 'outside.zone': zones.outside }
    const janus = await serve(t, folderOf(t, { ...files, 'janus.yaml': config(udp, '["127.0.0.1:0"]') }))
    const asked = { port: janus.port(), to: '127.0.0.1', from: '127.0.0.1' }
    const stop = await flood(protocol, asked)
    const question = queryFor('ns.example.com. A')
    for (let i = 0; i < 5; i++) {
      const got = await patiently(() => ask(t, { ...asked, from: '127.0.0.9' }, [question]))
      t.equal(hex(got.answer), hex(expected(question, '127.0.0.9', protocol)!))
    }
    stop()
    const after = await patiently(() => ask(t, asked, [question]))
    t.equal(hex(after.answer), hex(expected(question, asked.from, protocol)!), 'and he is answered, once he reads')
    janus.signal('SIGTERM')
    t.match(await janus.ended, { code: 0 })
  })
}

function numbered(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => {
    const message = queryFor('ns.example.com. A')
    message.set([i >> 8, i & 255])
    return message
  })
}

function connected(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    connect(port, '127.0.0.1', resolve).on('error', reject)
  })
}

/** Asks from then on as fast as it can, until it is stopped, and reads nothing. */
async function flood(protocol: 'udp' | 'tcp', { port, to, from }: Asked): Promise<() => void> {
  const questions = numbered(200)
  let isOver = false
  if (protocol === 'udp') {
    const socket = createSocket('udp4')
    await new Promise<void>((resolve) => socket.bind(0, from, resolve))
    const again = () => {
      if (isOver) return void socket.close()
      for (const message of questions) socket.send(message, port, to)
      setTimeout(again, 1)
    }
    again()
  } else {
    const socket = connect({ port, host: to, localAddress: from })
    socket.on('error', () => {})
    socket.pause()
    const again = () => {
      if (isOver) return void socket.destroy()
      if (socket.writableLength < 1 << 20) for (const message of questions) socket.write(frame(message))
      setTimeout(again, 1)
    }
    again()
  }
  return () => {
    isOver = true
  }
}

/** As a resolver does: who hears nothing for a while asks again. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 20; ; tries--) {
    const got = await Promise.race([ask(), pause(1000, undefined)])
    if (got !== undefined) return got
    if (tries === 0) throw new Error('no answer')
  }
}

function byView(rcodes: string, from: string): string {
  const [inside, outside = inside] = rcodes.split(' | ')
  return from === '127.0.0.9' ? outside! : inside!
}

function portFor(janus: Janus, to: string): number | undefined {
  const places = to === '::1' ? ['[::1]:', '[::]:'] : [`${to}:`, '0.0.0.0:']
  const found = janus.listen.find((text) => places.some((place) => text.startsWith(place)))
  return found === undefined ? undefined : Number(found.slice(found.lastIndexOf(':') + 1))
}

function expected(message: Uint8Array, from: string, protocol: Protocol): Uint8Array | undefined {
  const out = new Uint8Array(0xffff)
  const length = responder.respond(message, 0, message.length, peerAt(addressFromText(from)!, protocol), out, 0)
  return length === 0 ? undefined : out.slice(0, length)
}

function rcodeOf(answer: Uint8Array): string {
  const { rcode } = readMessage(answer)!
  return answer[2]! & 2 ? `${rcodeName(rcode)} TC` : rcodeName(rcode)
}

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex')
}

/** With another octet at `at`, from the end where it is negative. */
function withOctet(message: Uint8Array, at: number, octet: number): Uint8Array {
  message[at < 0 ? message.length + at : at] = octet
  return message
}

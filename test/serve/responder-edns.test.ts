// What an OPT record asks for and what comes back in ours: versions, cookies, NSID, extended errors, ZONEVERSION, keepalive.

import t from 'tap'
import { Class } from '../../src/dns/classes.ts'
import { Rcode } from '../../src/dns/rcodes.ts'
import { HANDED, peerAt } from '../../src/net/peer.ts'
import { rateTable } from '../../src/serve/policy/rate-limit.ts'
import { Responder } from '../../src/serve/responder.ts'
import { Bit } from '../../src/wire/header.ts'
import type { Message } from '../../src/wire/message.ts'
import { readMessage } from '../../src/wire/message.ts'
import { type AskOptions, defaultOptions, queryFor, summary, TestServer } from '../support/ask.ts'
import { octets } from '../support/hex.ts'
import { generationOf } from '../support/zones.ts'

const zone = `$TTL 3600
@ SOA ns hostmaster 2023073001 2h 1h 2w 5m
  NS ns
ns A 192.0.2.53
www A 192.0.2.1
alias CNAME www.other.example.
tree DNAME ${'x'.repeat(60)}.${'y'.repeat(60)}.${'z'.repeat(60)}.example.
sub NS ns.sub
ns.sub A 192.0.2.54
big ${Array.from({ length: 12 }, (_, i) => `TXT "${String(i).padStart(150, 'x')}"`).join('\n    ')}
`
const zones = { 'example.com.': zone, 'other.example.': zone.replace('2023073001', '7'), 'broken.example.': undefined }
const generation = generationOf({
  inside: { clients: ['10.0.0.0/8'], zones },
  outside: { clients: ['192.0.2.0/24'], zones },
})

const secret = octets('e5e973e5a6b2a43f48e7dc849e37bfcf')
const NOW = 1559731985
/** RFC 9018 appendix A.1. */
const client = '198.51.100.100'
const proven = '2464c4abcf10c957 010000005cf79f11 1f8130c3eee29480'
const rfc9018 = generationOf({ all: { clients: ['any'], zones } })

t.test('the OPT record of an answer has our size, version 0 and DO as sent', async (t) => {
  const server = new TestServer(generation)
  t.match(server.ask('www.example.com. A', { edns: 4096 }).opt, {
    udpSize: 1232,
    version: 0,
    dnssecOk: false,
    options: [],
  })
  t.match(server.ask('www.example.com. A', { edns: 512, dnssec: true }).opt, { udpSize: 1232, dnssecOk: true })
  t.equal(server.ask('www.example.com. A').opt, undefined, 'none without')
})

t.test('another version gets BADVERS, ours, and no answer; what it says besides is not read', async (t) => {
  const server = new TestServer(generation, { nsid: Buffer.from('gw1'), cookies: { secret, accept: [] } })
  for (const version of [1, 2, 255]) {
    const message = send(server, 'www.example.com. A', `0003 0000 000a 0001 ff`, { version })
    t.match(message, { rcode: Rcode.BADVERS, answer: [], opt: { version: 0, options: [] }, questions: { length: 1 } })
  }
})

t.test('unknown options, flags and sizes change nothing', async (t) => {
  const server = new TestServer(generation)
  const plain = server.ask('www.example.com. A', { edns: 1232 })
  for (const options of [
    '0064 0000',
    'fde9 0003 010203',
    '0064 0000 0064 0001 00 ffff 0000',
    '0008 0007 0001 18 00 0a 00 00',
  ])
    t.same(send(server, 'www.example.com. A', options), plain, options)
  t.same(send(server, 'www.example.com. A', '', { flags: 0x7fff }), plain, 'all flags but DO')
})

t.test('options that are cut off get FORMERR', async (t) => {
  const server = new TestServer(generation)
  for (const options of ['00', '0064', '0064 00', '0064 0001', '0064 0002 00', '000a 0008 0102'])
    t.match(
      send(server, 'www.example.com. A', options),
      { rcode: Rcode.FORMERR, opt: { options: [] }, answer: [] },
      options,
    )
})

t.test('a COOKIE of an impossible length gets FORMERR; others a server cookie', async (t) => {
  const server = cookieServer()
  for (const length of [0, 1, 7, 9, 15, 41, 100]) {
    const option = `000a ${hex16(length)} ${'11'.repeat(length)}`
    t.match(send(server, 'www.example.com. A', option), { rcode: Rcode.FORMERR, answer: [] }, `${length} octets`)
    t.same(send(new TestServer(generation), 'www.example.com. A', option).rcode, 0, 'unless cookies are not understood')
  }
  for (const length of [8, 16, 24, 40]) {
    const message = send(server, 'www.example.com. A', `000a ${hex16(length)} ${'11'.repeat(length)}`)
    t.equal(message.rcode, Rcode.NOERROR, 'an unproven address is no reason to refuse')
    t.match(optionsOf(message), [[10, /^1{16}01000000/]], `${length} octets`)
    t.equal(optionsOf(message)[0]![1].length, 48)
  }
})

t.test('of several COOKIE options the first counts', async (t) => {
  const message = send(cookieServer(), 'www.example.com. A', `000a 0008 ${'22'.repeat(8)} 000a 0001 33`)
  t.equal(message.rcode, Rcode.NOERROR)
  t.match(optionsOf(message), [[10, /^2{16}/]])
})

t.test('a cookie that holds comes back as it came, over UDP and TCP', async (t) => {
  for (const stream of [false, true]) {
    const message = send(cookieServer(), 'www.example.com. A', `000a 0018 ${proven}`, { from: client, stream })
    t.same(optionsOf(message), [[10, proven.replaceAll(' ', '')]])
  }
})

t.test('a query without a question asks for a cookie, or whether one holds', async (t) => {
  const server = cookieServer()
  const ask = (options: string) => send(server, undefined, options, { from: client })
  t.match(ask('000a 0008 2464c4abcf10c957'), { rcode: Rcode.NOERROR, questions: [], answer: [], authority: [] })
  t.same(optionsOf(ask('000a 0008 2464c4abcf10c957')), [[10, proven.replaceAll(' ', '')]])
  t.equal(ask(`000a 0018 ${proven}`).rcode, Rcode.NOERROR)
  t.equal(ask(`000a 0018 ${proven.replace(/80$/, '81')}`).rcode, Rcode.BADCOOKIE)
  t.same(optionsOf(ask(`000a 0018 ${proven.replace(/80$/, '81')}`)), [[10, proven.replaceAll(' ', '')]])
  t.equal(ask('000a 0009 2464c4abcf10c95701').rcode, Rcode.FORMERR)
  t.equal(ask('0003 0000').rcode, Rcode.FORMERR, 'for nothing else')
  t.equal(
    send(new TestServer(generation), undefined, '000a 0008 2464c4abcf10c957').rcode,
    Rcode.FORMERR,
    'nor without cookies',
  )
})

t.test('NSID is told to those who ask, where there is one', async (t) => {
  const server = new TestServer(generation, { nsid: Buffer.from('gw1') })
  t.same(optionsOf(send(server, 'www.example.com. A', '0003 0000')), [[3, '677731']])
  t.same(optionsOf(send(server, 'nowhere.test. A', '0003 0000', { from: '203.0.113.1' })), [
    [3, '677731'],
    [15, '0012'],
  ])
  t.same(optionsOf(send(server, 'www.example.com. A', '')), [])
  t.same(optionsOf(send(new TestServer(generation), 'www.example.com. A', '0003 0000')), [])
})

t.test('keepalive is answered on streams with the idle timeout, and ignored over UDP', async (t) => {
  const server = new TestServer(generation, { idleTimeout: 12_345 })
  t.same(optionsOf(send(server, 'www.example.com. A', '000b 0000', { stream: true })), [[11, hex16(123)]])
  t.same(optionsOf(send(server, 'www.example.com. A', '', { stream: true })), [])
  for (const option of ['000b 0000', '000b 0002 ffff']) {
    const message = send(server, 'www.example.com. A', option)
    t.same([message.rcode, optionsOf(message)], [0, []], option)
  }
  const long = new TestServer(generation, { idleTimeout: 1e9 })
  t.same(optionsOf(send(long, 'www.example.com. A', '000b 0000', { stream: true })), [[11, 'ffff']])
})

t.test('no padding where nothing is encrypted', async (t) => {
  const server = new TestServer(generation)
  t.same(optionsOf(send(server, 'www.example.com. A', '000c 0004 00000000', { stream: true })), [])
})

t.test('ZONEVERSION is the serial of the zone that answers, by its labels', async (t) => {
  const server = new TestServer(generation)
  const rows: readonly (readonly [question: string, version: string | undefined, saying: string])[] = [
    ['www.example.com. A', '0200 7895a4e9', '192.0.2.1'],
    ['www.other.example. A', '0200 00000007', '192.0.2.1'],
    ['example.com. NS', '0200 7895a4e9', 'ns.example.com.'],
    ['none.www.example.com. A', '0200 7895a4e9', 'NXDOMAIN'],
    ['www.example.com. AAAA', '0200 7895a4e9', 'NODATA'],
    ['host.sub.example.com. A', '0200 7895a4e9', 'referral sub.example.com.'],
    ['alias.example.com. A', '0200 7895a4e9', 'CNAME www.other.example. 192.0.2.1'],
    ['www.broken.example. A', undefined, 'SERVFAIL'],
    ['www.elsewhere.test. A', undefined, 'REFUSED'],
  ]
  for (const [question, version, saying] of rows)
    for (const asked of ['once', 'again, when the answer has been kept']) {
      const message = send(server, question, '0013 0000')
      t.equal(summary(message), saying, question)
      t.same(optionOf(message, 19), version?.replace(' ', ''), `${question}, ${asked}`)
      t.equal(optionOf(send(server, question, ''), 19), undefined, 'only where asked for')
    }
})

t.test('ZONEVERSION with data, or twice, gets FORMERR', async (t) => {
  const server = new TestServer(generation)
  for (const options of ['0013 0001 00', '0013 0006 0200 7895a4e9', '0013 0000 0013 0000'])
    t.equal(send(server, 'www.example.com. A', options).rcode, Rcode.FORMERR, options)
})

t.test('extended errors say why, in numbers', async (t) => {
  const server = new TestServer(generation)
  const rows: readonly (readonly [question: string, options: AskOptions, code: number | undefined])[] = [
    ['www.example.com. A', {}, undefined],
    ['none.example.com. A', {}, undefined],
    ['www.elsewhere.test. A', {}, 20],
    ['www.example.com. A', { from: '203.0.113.1' }, 18],
    ['www.broken.example. A', {}, 14],
    ['example.com. AXFR', {}, 18],
    ['example.com. MAILB', {}, 21],
    ['www.example.com. A', { class: 4 }, 20],
    [`${'a'.repeat(60)}.${'b'.repeat(60)}.tree.example.com. A`, {}, 0],
  ]
  for (const [question, options, code] of rows)
    for (const asked of ['once', 'again'])
      t.equal(
        optionOf(server.ask(question, { edns: 1232, ...options }), 15),
        code === undefined ? undefined : hex16(code),
        `${question} ${JSON.stringify(options)} ${asked}`,
      )
})

t.test('extended errors have a text only in views that want one, and never for strangers', async (t) => {
  const server = new TestServer(generation, { policies: { inside: { errorTexts: true } } })
  const text = (from: string) => {
    const option = optionOf(server.ask('www.elsewhere.test. A', { edns: 1232, from }), 15)!
    return Buffer.from(option.slice(4), 'hex').toString()
  }
  t.equal(text('10.0.0.1'), 'the name is in no zone served here')
  t.equal(text('192.0.2.1'), '')
  t.equal(text('203.0.113.1'), '')
  t.equal(text('10.0.0.1'), 'the name is in no zone served here')
  t.equal(text('203.0.113.1'), '', 'whoever asked before')
})

t.test('what is no name of ours is limited by itself, whatever was asked before', async (t) => {
  const rows = {
    'version.bind': queryFor('version.bind. TXT', { class: Class.CH }),
    'a query for a cookie alone': withOptions(undefined, '000a 0008 0102030405060708', {}),
  }
  for (const [what, query] of Object.entries(rows)) {
    const perSecond = [2, 2, 2, 2, 2, 0] as const
    const rateLimits = { perSecond, window: 1, slip: 0, ipv4PrefixLength: 24, ipv6PrefixLength: 56, logOnly: false }
    const server = new TestServer(generation, {
      policies: { outside: { rateLimits, identify: true, errorTexts: false } },
      identity: { name: 'gw1', version: 'Janus' },
      cookies: { secret, accept: [] },
      rateTable: rateTable(),
    })
    const answered = ['www', 'ns', 'big', 'missing'].map((label) => {
      server.ask(`${label}.example.com. TXT`)
      return server.send(query).length > 0
    })
    t.same(answered, [true, true, false, false], what)
  }
})

t.test('a malformed cookie is a malformed cookie where a zone is asked for as well', async (t) => {
  const options = { ...defaultOptions, cookies: { secret, accept: [] } }
  const responder = new Responder(generation, options, undefined, () => true)
  const peer = peerAt(Uint8Array.of(192, 0, 2, 1), 'tcp')
  const out = new Uint8Array(65_535)
  const ask = (cookie: string) => {
    const query = withOptions('example.com. AXFR', cookie, {})
    return responder.respond(query, 0, query.length, peer, out, 0)
  }
  t.equal(ask('000a 0008 0102030405060708'), HANDED)
  const length = ask('000a 0002 0102')
  t.match(readMessage(out.slice(0, Math.max(length, 0))), { rcode: Rcode.FORMERR })
})

t.test('options never push an answer over its limit', async (t) => {
  const server = new TestServer(generation, { nsid: new Uint8Array(128), cookies: { secret, accept: [] } })
  const options = `0003 0000 000a 0008 ${'11'.repeat(8)} 0013 0000`
  for (let size = 512; size <= 1232; size += 16) {
    const query = withOptions('big.example.com. TXT', options, { size })
    const answer = server.send(query)
    t.ok(answer.length <= size, `${answer.length} of ${size}`)
    const message = readMessage(answer)!
    t.ok(message.opt)
    t.equal((message.flags & Bit.TC) !== 0, true)
  }
})

function cookieServer(): TestServer {
  const server = new TestServer(rfc9018, { cookies: { secret, accept: [] } })
  server.responder.tick({ wall: NOW * 1000, steady: 0 })
  return server
}

type Sent = AskOptions & { readonly version?: number; readonly flags?: number; readonly size?: number }

/** A query with these EDNS options; without a question where there is no name. */
function withOptions(
  question: string | undefined,
  options: string,
  { version = 0, flags = 0, size = 1232 }: Sent,
): Uint8Array {
  const data = octets(options)
  const plain = question === undefined ? octets('1234 0000 0000 0000 0000 0000') : queryFor(question)
  const opt = octets(`00 0029 ${hex16(size)} 00 ${hex16(version).slice(2)} ${hex16(flags)} ${hex16(data.length)}`)
  const query = Uint8Array.from([...plain, ...opt, ...data])
  query[11] = 1
  return query
}

function send(server: TestServer, question: string | undefined, options: string, sent: Sent = {}): Message {
  return readMessage(server.send(withOptions(question, options, sent), sent))!
}

function optionsOf(message: Message): [code: number, data: string][] {
  return message.opt!.options.map(({ code, data }) => [code, Buffer.from(data).toString('hex')])
}

function optionOf(message: Message, code: number): string | undefined {
  return optionsOf(message).find(([found]) => found === code)?.[1]
}

function hex16(value: number): string {
  return value.toString(16).padStart(4, '0')
}

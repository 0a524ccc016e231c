// What an answer leaves out where it does not fit, and when it says so (RFC 2181 §9, RFC 9471 §3).

import t from 'tap'
import type { ResponderOptions } from '../../src/serve/responder.ts'
import { Bit } from '../../src/wire/header.ts'
import { readMessage } from '../../src/wire/message.ts'
import { type AskOptions, queryFor, rcodeOf, recordText, TestServer } from '../support/ask.ts'
import { generationOf } from '../support/zones.ts'

const QUESTION = 12 + 'x.example.com'.length + 2 + 4
const OPT = 11

/** A zone whose `x TXT` makes a message of so many octets without OPT: question, pointer, ten fixed octets, strings. */
function ofSize(octets: number, options: Partial<ResponderOptions> = {}): TestServer {
  const strings: string[] = []
  for (let rest = octets - QUESTION - 12; rest > 0; ) {
    // A string of one octet is an empty one; 2 octets must never be left where 256 were taken.
    const take = rest <= 256 ? rest : Math.min(255, rest - 2)
    strings.push(`"${'t'.repeat(take - 1)}"`)
    rest -= take
  }
  return serverOf(`x TXT ${strings.join(' ')}`, options)
}

const limits = [
  { manner: {}, limit: 512, how: 'without EDNS' },
  { manner: { edns: 512 }, limit: 512 - OPT, how: 'with EDNS and a buffer of 512' },
  { manner: { edns: 0 }, limit: 512 - OPT, how: 'with EDNS and a buffer of 0, which counts as 512' },
  { manner: { edns: 900 }, limit: 900 - OPT, how: 'with EDNS and a buffer of 900' },
  { manner: { edns: 4096 }, limit: 1232 - OPT, how: 'with EDNS and a larger buffer than ours' },
] as const satisfies readonly { manner: AskOptions; limit: number; how: string }[]

for (const { manner, limit, how } of limits)
  t.test(`${how} an answer of ${limit} octets beside OPT comes whole, and one more is truncated`, async (t) => {
    const opt = 'edns' in manner ? OPT : 0
    const query = queryFor('x.example.com TXT', manner)
    const whole = ofSize(limit)
    const longer = ofSize(limit + 1)
    for (const turn of ['composed', 'asked again']) {
      t.equal(whole.send(query, manner).length, limit + opt, `${turn}: fits`)
      t.same(shape(whole, manner), { tc: false, answer: 1, opt: opt > 0 })
      t.same(shape(longer, manner), { tc: true, answer: 0, opt: opt > 0 })
    }
  })

const streams = [
  { manner: { stream: true }, limit: 65_535, how: 'over TCP' },
  { manner: { stream: true, edns: 512 }, limit: 65_535 - OPT, how: 'over TCP, whatever the buffer' },
] as const satisfies readonly { manner: AskOptions; limit: number; how: string }[]

for (const { manner, limit, how } of streams)
  t.test(
    `${how} an answer of ${limit} octets comes whole, and one more is SERVFAIL: there is nowhere to go`,
    async (t) => {
      const query = queryFor('x.example.com TXT', manner)
      t.equal(ofSize(limit).send(query, manner).length, 65_535)
      const message = ofSize(limit + 1).ask('x.example.com TXT', manner)
      t.same(
        [rcodeOf(message), message.flags & Bit.TC, message.answer.length, message.opt !== undefined],
        ['SERVFAIL', 0, 0, 'edns' in manner],
      )
      if (message.opt) t.same(message.opt.options, [{ code: 15, data: Uint8Array.of(0, 24) }])
    },
  )

t.test('options that go with an answer give way to it', async (t) => {
  const server = ofSize(65_535 - OPT, { nsid: Buffer.from('a name of this server') })
  const nsidOf = (question: string) => {
    const query = Uint8Array.from([...queryFor(question, { edns: 1232 }), 0, 3, 0, 0])
    query[query.length - 5] = 4
    const sent = server.send(query, { stream: true })
    return { length: sent.length, options: readMessage(sent)!.opt!.options.map(({ code }) => code) }
  }
  t.strictSame(nsidOf('x.example.com TXT'), { length: 65_535, options: [] })
  t.strictSame(nsidOf('ns.example.com A').options, [3], 'where there is room they are told')
})

t.test('ANY over TCP gets what fits, whichever rrset is too long for a message', async (t) => {
  const addresses = Array.from({ length: 5000 }, (_, i) => `x A 10.0.${i >> 8}.${i & 255}`).join('\n')
  const server = serverOf(`${addresses}\nx TXT small\nx MX 10 ns`)
  const message = server.ask('x.example.com ANY', { stream: true })
  t.same(message.answer.map(recordText).sort(), [
    'x.example.com. 300 MX 10 ns.example.com.',
    'x.example.com. 300 TXT "small"',
  ])
  t.same([rcodeOf(message), message.flags & Bit.TC], ['NOERROR', 0])
  const alone = serverOf(addresses).ask('x.example.com ANY', { stream: true })
  t.same([rcodeOf(alone), alone.flags & Bit.TC], ['SERVFAIL', 0])
})

t.test('an alias to what no message can hold is SERVFAIL, not half of an answer', async (t) => {
  const addresses = Array.from({ length: 5000 }, (_, i) => `x A 10.0.${i >> 8}.${i & 255}`).join('\n')
  const message = serverOf(`${addresses}\ny CNAME x`).ask('y.example.com A', { stream: true })
  t.same([rcodeOf(message), message.flags & Bit.TC, message.answer.length], ['SERVFAIL', 0, 0])
})

t.test('over TCP a delegation comes with the glue that fits, and without TC', async (t) => {
  const addresses = Array.from({ length: 5000 }, (_, i) => `ns1.sub A 10.0.${i >> 8}.${i & 255}`).join('\n')
  const server = serverOf(`sub NS ns1.sub\nsub NS ns2.sub\n${addresses}\nns2.sub A 192.0.2.2`)
  const message = server.ask('x.sub.example.com A', { stream: true })
  t.same(message.additional.map(recordText), ['ns2.sub.example.com. 300 A 192.0.2.2'])
  t.same([rcodeOf(message), message.flags & Bit.TC, message.authority.length], ['NOERROR', 0, 2])
})

t.test('what is in the additional section for convenience goes without TC', async (t) => {
  const hosts = Array.from({ length: 30 }, (_, i) => `x MX 10 mx${i}\nmx${i} A 192.0.2.${i}`).join('\n')
  const server = serverOf(hosts)
  const message = server.ask('x.example.com MX', { edns: 800 })
  t.equal(message.flags & Bit.TC, 0)
  t.equal(message.answer.length, 30)
  t.ok(message.additional.length < 30)
  t.equal(server.ask('x.example.com MX', { stream: true }).additional.length, 30)
})

t.test('an rrset is there whole or not at all', async (t) => {
  const server = serverOf(Array.from({ length: 40 }, (_, i) => `x A 192.0.2.${i}`).join('\n'))
  const message = server.ask('x.example.com A')
  t.not(message.flags & Bit.TC, 0)
  t.equal(message.answer.length, 0)
})

const manyServers = (glueBelow: 'sub' | 'sibling') =>
  Array.from({ length: 13 }, (_, i) => {
    const ns = `${'long-label-of-a-server'.padEnd(40, 'x')}${i}.${glueBelow}`
    return `sub NS ${ns}\n${ns} A 192.0.2.${i}\n${ns} AAAA 2001:db8::${i}`
  }).join('\n')

t.test('glue of servers inside the delegated domain must be there, or TC is set', async (t) => {
  const server = serverOf(manyServers('sub'))
  const message = server.ask('x.sub.example.com A', { edns: 1232 })
  t.not(message.flags & Bit.TC, 0)
  t.equal(message.authority.length, 13)
  const whole = server.ask('x.sub.example.com A', { stream: true })
  t.equal(whole.flags & Bit.TC, 0)
  t.equal(whole.additional.length, 26)
})

t.test('glue of one family alone is not enough', async (t) => {
  const server = serverOf(`sub NS ns.sub\nns.sub A 192.0.2.1\n${manyAaaa('ns.sub', 20)}`)
  const message = server.ask('x.sub.example.com A')
  t.not(message.flags & Bit.TC, 0)
  t.same(message.additional.map(recordText), ['ns.sub.example.com. 300 A 192.0.2.1'])
})

t.test('sibling glue is left out without TC', async (t) => {
  const server = serverOf(`sibling NS ns.elsewhere.example.\n${manyServers('sibling')}`)
  const message = server.ask('x.sub.example.com A', { edns: 1232 })
  t.equal(message.flags & Bit.TC, 0)
  t.equal(message.authority.length, 13)
  t.ok(message.additional.length < 26)
})

function manyAaaa(owner: string, count: number): string {
  return Array.from({ length: count }, (_, i) => `${owner} AAAA 2001:db8::${i}`).join('\n')
}

function shape(server: TestServer, manner: AskOptions) {
  const { flags, answer, opt } = readMessage(server.send(queryFor('x.example.com TXT', manner), manner))!
  return { tc: (flags & Bit.TC) !== 0, answer: answer.length, opt: opt !== undefined }
}

function serverOf(lines: string, options: Partial<ResponderOptions> = {}): TestServer {
  const text = `$TTL 300\n@ SOA ns hostmaster 1 7200 900 604800 300\n@ NS ns\nns A 192.0.2.53\n${lines}\n`
  return new TestServer(generationOf({ any: { clients: ['any'], zones: { 'example.com': text } } }), options)
}

// What is left out where it does not fit, and when the client is told so (RFC 2181 §9, RFC 9471 §3).

import t from 'tap'
import { Bit } from '../../src/wire/header.ts'
import { readMessage } from '../../src/wire/message.ts'
import { type AskOptions, queryFor, recordText, TestServer } from '../support/ask.ts'
import { generationOf } from '../support/zones.ts'

const QUESTION = 12 + 'x.example.com'.length + 2 + 4
const OPT = 11

/** A zone whose `x TXT` makes a message of so many octets without OPT: question, pointer, ten fixed octets, strings. */
function ofSize(octets: number): TestServer {
  const strings: string[] = []
  for (let rest = octets - QUESTION - 12; rest > 0; ) {
    // A string of one octet is an empty one; 2 octets must never be left where 256 were taken.
    const take = rest <= 256 ? rest : Math.min(255, rest - 2)
    strings.push(`"${'t'.repeat(take - 1)}"`)
    rest -= take
  }
  return serverOf(`x TXT ${strings.join(' ')}`)
}

const limits = [
  { manner: {}, limit: 512, how: 'without EDNS' },
  { manner: { edns: 512 }, limit: 512 - OPT, how: 'with EDNS and a buffer of 512' },
  { manner: { edns: 0 }, limit: 512 - OPT, how: 'with EDNS and a buffer of 0, which counts as 512' },
  { manner: { edns: 900 }, limit: 900 - OPT, how: 'with EDNS and a buffer of 900' },
  { manner: { edns: 4096 }, limit: 1232 - OPT, how: 'with EDNS and a larger buffer than ours' },
  { manner: { stream: true }, limit: 65_535, how: 'over TCP' },
  { manner: { stream: true, edns: 512 }, limit: 65_535 - OPT, how: 'over TCP, whatever the buffer' },
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

function serverOf(lines: string): TestServer {
  const text = `$TTL 300\n@ SOA ns hostmaster 1 7200 900 604800 300\n@ NS ns\nns A 192.0.2.53\n${lines}\n`
  return new TestServer(generationOf({ any: { clients: ['any'], zones: { 'example.com': text } } }))
}

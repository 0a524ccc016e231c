// How long the answer with an rrset is: the rule's number is the length of the answer that the server sends.

import t from 'tap'
import { messageSize } from '../../src/check/message-size.ts'
import { rulesFor } from '../../src/check/ruleset.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Suffixes } from '../../src/dns/suffixes.ts'
import { typeCode } from '../../src/dns/types.ts'
import { queryFor, TestServer } from '../support/ask.ts'
import { generationOf, zoneOf } from '../support/zones.ts'
import { heading, problemsOf } from './harness.ts'

const numbered = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i))
const address = (i: number) => `10.0.${i >> 8}.${i & 255}`
const rrsig = (type: string, octets: number) =>
  `x RRSIG ${type} 13 3 3600 20260131000000 20260101000000 36244 example.com. ${'A'.repeat(octets)}`

const sets: [what: string, type: string, lines: string[]][] = [
  ['one address', 'A', ['x A 192.0.2.1']],
  ['addresses', 'A', numbered(4000, (i) => `x A ${address(i)}`)],
  ['names below one another', 'MX', numbered(3000, (i) => `x MX 10 h${i}.mail.example.net.`)],
  ['names that share nothing', 'NS', numbered(900, (i) => `x NS ns.a${i}.example.`)],
  ['names that are never compressed', 'SRV', numbered(300, (i) => `x SRV 0 0 80 h${i}`)],
  ['text', 'TXT', numbered(200, (i) => `x TXT "${'t'.repeat(200)} ${i}"`)],
  ['addresses and signatures', 'A', [...numbered(20, (i) => `x A ${address(i)}`), rrsig('A', 88), rrsig('A', 344)]],
]

for (const [what, type, lines] of sets)
  t.test(`an answer of ${what} is as long as is said`, async (t) => {
    const text = `${[...heading, ...lines].join('\n')}\n`
    const zone = zoneOf('example.com', text)
    const node = zone.find(new Suffixes().set(nameFromText('x.example.com.'), 0), 0)
    const told = messageSize(zone, node, zone.rrset(node, typeCode(type)!))
    const server = new TestServer(generationOf({ any: { clients: ['any'], zones: { 'example.com': text } } }))
    const manner = { stream: true, edns: 1232, dnssec: true }
    const sent = server.send(queryFor(`x.example.com. ${type}`, manner), manner)
    t.equal(told, sent.length)
  })

const verdicts: [what: string, lines: string[], atZonecheck: string[], atLoad: string[]][] = [
  ['99 records', numbered(99, (i) => `x A ${address(i)}`), [], []],
  ['100 records', numbered(100, (i) => `x A ${address(i)}`), ['warning rrset-large'], []],
  ['the most that a message can hold', numbered(4093, (i) => `x A ${address(i)}`), ['warning rrset-large'], []],
  ['one more', numbered(4094, (i) => `x A ${address(i)}`), ['error rrset-too-large'], ['error rrset-too-large']],
  [
    'one record that is too long',
    [`x TXT ${numbered(257, () => `"${'t'.repeat(254)}"`).join(' ')}`],
    ['error rrset-too-large'],
    ['error rrset-too-large'],
  ],
  [
    'records that fit, with signatures that do not',
    [...numbered(3900, (i) => `x A ${address(i)}`), ...numbered(16, (i) => rrsig('A', 344 + 4 * i))],
    ['error rrset-too-large'],
    ['error rrset-too-large'],
  ],
  [
    'few records with signatures that fit into no message',
    ['x A 192.0.2.1', ...numbered(60, (i) => rrsig('A', 1600 + 4 * i))],
    ['error rrset-too-large'],
    ['error rrset-too-large'],
  ],
  [
    'data below a delegation that is never sent',
    ['d NS ns', 'd NS ns.example.net.', ...numbered(5000, (i) => `h.d TXT "${i}"`)],
    [],
    [],
  ],
  [
    'addresses of a name server below a delegation',
    ['d NS ns.d', 'd NS ns.example.net.', ...numbered(5000, (i) => `ns.d A ${address(i)}`)],
    ['error rrset-too-large'],
    ['error rrset-too-large'],
  ],
]

for (const [what, lines, atZonecheck, atLoad] of verdicts)
  t.test(`what is said of ${what}`, async (t) => {
    const text = `${[...heading, ...lines].join('\n')}\n`
    const found = (stage: 'zonecheck' | 'load') =>
      problemsOf(text, { rules: rulesFor(stage) })
        .filter(({ rule }) => rule.startsWith('rrset-'))
        .map(({ severity, rule }) => `${severity} ${rule}`)
    t.strictSame(found('zonecheck'), atZonecheck)
    t.strictSame(found('load'), atLoad)
  })

t.test('five thousand addresses are told with the octets that they take', async (t) => {
  const text = `${[...heading, ...numbered(5000, (i) => `big A ${address(i)}`)].join('\n')}\n`
  const [problem] = problemsOf(text, { rules: rulesFor('load') })
  t.equal(
    problem?.message,
    'cannot serve A at "big.example.com.": an answer with all its data is 80044 octets long, and no message has more than 65535',
  )
})

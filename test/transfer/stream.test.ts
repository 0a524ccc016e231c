// Streams that primaries send: which are taken, which are not and why, and that nothing comes of half of one.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Rcode } from '../../src/dns/rcodes.ts'
import { Type } from '../../src/dns/types.ts'
import { netDifference } from '../../src/transfer/net-difference.ts'
import { type StreamStep, ZoneStream } from '../../src/transfer/stream.ts'
import { diff } from '../../src/zone/diff.ts'
import { Editor } from '../../src/zone/editor.ts'
import { fold } from '../../src/zone/fold.ts'
import { roomFor } from '../../src/zone/room.ts'
import type { Zone } from '../../src/zone/zone.ts'
import fc from '../support/properties.ts'
import { zoneOf } from '../support/zones.ts'
import { APEX, askedFor, ID, linesOf, message, messagesOf, NO_LIMITS, record, recordsOf, taken } from './streams.ts'

const soa = (serial: number, rest = '1d 2h 4w 1h') => `@ SOA ns hostmaster ${serial} ${rest}`
const zone = ['@ NS ns', 'ns A 192.0.2.1', 'www A 192.0.2.2', 'www A 192.0.2.3', '_ldap._tcp.dc SRV 0 0 389 ns']

/** What came of it, in a word or two. */
function outcome(step: StreamStep): string {
  if (step.kind === 'more') return 'waits'
  if (step.kind === 'done') return `${step.delivered.kind} ${step.delivered.serial}`
  return step.fault.kind
}

const cases: readonly {
  readonly name: string
  readonly ours?: number
  readonly lines: readonly string[]
  readonly gives: string
}[] = [
  // RFC 5936 §2.2
  { name: 'a whole zone', lines: [soa(7), ...zone, soa(7)], gives: 'zone 7' },
  { name: 'a zone of one SOA', lines: [soa(7), soa(7)], gives: 'zone 7' },
  { name: 'a record twice', lines: [soa(7), ...zone, ...zone, soa(7)], gives: 'zone 7' },
  { name: 'another SOA at the end, by its serial', lines: [soa(7), ...zone, soa(8)], gives: 'soa-differs' },
  { name: 'by its refresh', lines: [soa(7), ...zone, soa(7, '1h 2h 4w 1h')], gives: 'soa-differs' },
  { name: 'by its TTL', lines: [soa(7), ...zone, soa(7).replace('SOA', '61 SOA')], gives: 'soa-differs' },
  { name: 'by nothing but case', lines: [soa(7), ...zone, soa(7).replace('ns', 'NS')], gives: 'zone 7' },
  { name: 'an SOA in the middle', lines: [soa(7), ...zone, soa(6), 'x A 192.0.2.9', soa(7)], gives: 'soa-differs' },
  { name: 'records behind the end', lines: [soa(7), ...zone, soa(7), 'x A 192.0.2.9'], gives: 'after-end' },
  { name: 'a third SOA', lines: [soa(7), ...zone, soa(7), soa(7)], gives: 'after-end' },
  { name: 'no SOA first', lines: [...zone, soa(7)], gives: 'no-soa-first' },
  { name: 'no end', lines: [soa(7), ...zone], gives: 'waits' },
  { name: 'an SOA below the apex', lines: [soa(7), soa(7).replace('@', 'sub')], gives: 'soa-not-apex' },
  { name: 'an SOA above the apex', lines: [soa(7).replace('@', 'com.')], gives: 'soa-not-apex' },
  { name: 'names elsewhere are left out', lines: [soa(7), 'x.example.org. A 192.0.2.1', soa(7)], gives: 'zone 7' },
  // RFC 1995 §4
  { name: 'nothing newer', ours: 7, lines: [soa(7)], gives: 'one-soa 7' },
  { name: 'a primary that is behind', ours: 7, lines: [soa(6)], gives: 'one-soa 6' },
  { name: 'a lone newer SOA', ours: 7, lines: [soa(8)], gives: 'waits' },
  { name: 'no history', ours: 7, lines: [soa(8), ...zone, soa(8)], gives: 'zone 8' },
  { name: 'a zone of one SOA instead of changes', ours: 7, lines: [soa(8), soa(8)], gives: 'zone 8' },
  {
    name: 'one change',
    ours: 7,
    lines: [soa(8), soa(7), 'www A 192.0.2.2', soa(8), 'www A 192.0.2.4', soa(8)],
    gives: 'changes 8',
  },
  { name: 'a change of the SOA alone', ours: 7, lines: [soa(8), soa(7), soa(8), soa(8)], gives: 'changes 8' },
  {
    name: 'two changes',
    ours: 7,
    lines: [soa(9), soa(7), 'www A 192.0.2.2', soa(8), soa(8), soa(9), 'x A 192.0.2.5', soa(9)],
    gives: 'changes 9',
  },
  {
    name: 'over the wrap',
    ours: 4294967295,
    lines: [soa(1), soa(4294967295), soa(0), soa(0), soa(1), soa(1)],
    gives: 'changes 1',
  },
  { name: 'changes that begin elsewhere', ours: 7, lines: [soa(9), soa(8), soa(9), soa(9)], gives: 'soa-differs' },
  { name: 'a gap', ours: 7, lines: [soa(10), soa(7), soa(8), soa(9), soa(10), soa(10)], gives: 'chain' },
  { name: 'backwards', ours: 7, lines: [soa(9), soa(7), soa(6), soa(6), soa(9), soa(9)], gives: 'chain' },
  { name: 'in a circle', ours: 7, lines: [soa(9), soa(7), soa(7), soa(7), soa(9), soa(9)], gives: 'chain' },
  { name: 'half of the circle', ours: 7, lines: [soa(9), soa(7), soa(2147483655), soa(9)], gives: 'chain' },
  { name: 'an end too early', ours: 7, lines: [soa(9), soa(7), soa(8), soa(9)], gives: 'chain' },
  {
    name: 'another SOA at the end',
    ours: 7,
    lines: [soa(9), soa(7), soa(9), soa(9, '1h 1h 4w 1h')],
    gives: 'soa-differs',
  },
  { name: 'cut off', ours: 7, lines: [soa(9), soa(7), 'www A 192.0.2.2', soa(9)], gives: 'waits' },
  {
    name: 'more behind the end',
    ours: 7,
    lines: [soa(8), soa(7), soa(8), soa(8), 'x A 192.0.2.1'],
    gives: 'after-end',
  },
]

t.test('a stream is taken or is not, however its records are spread over messages', async (t) => {
  for (const { name, ours, lines, gives } of cases) {
    const type = ours === undefined ? 'AXFR' : 'IXFR'
    for (const perMessage of [lines.length, 1, 2, 3]) {
      const { step } = taken(askedFor(type, ours), messagesOf(lines, { type, perMessage }))
      // Whoever has taken the last record waits for no other message.
      const expected =
        perMessage < lines.length && gives === 'after-end' && step.kind === 'done' ? outcome(step) : gives
      t.equal(outcome(step), expected, `${name}, ${perMessage} in a message`)
    }
  }
})

t.test('a message that is not of this transfer ends it', async (t) => {
  const [first, last] = messagesOf([soa(7), soa(7)], { perMessage: 1 })
  const changed = (bytes: Uint8Array, at: number, octet: number) => {
    const copy = Uint8Array.from(bytes)
    copy[at] = octet
    return copy
  }
  const QTYPE = 12 + APEX.length + 1
  const rows: readonly [string, Uint8Array, string][] = [
    ['another ID', changed(last!, 1, 0x35), 'wrong-id'],
    ['another name', changed(last!, 14, 0x79), 'wrong-question'],
    ['upper case in the name', changed(last!, 14, 0x58), 'zone 7'],
    ['another type', changed(last!, QTYPE, Type.IXFR), 'wrong-question'],
    ['another class', changed(last!, QTYPE + 2, 3), 'wrong-question'],
    ['a query', changed(last!, 2, 0x04), 'malformed'],
    ['another opcode', changed(last!, 2, 0xa4), 'malformed'],
    ['TC', changed(last!, 2, 0x86), 'malformed'],
    ['an error', changed(last!, 3, Rcode.SERVFAIL), 'rcode'],
    ['an octet too many', Buffer.concat([last!, Buffer.of(0)]), 'malformed'],
    ['an octet too few', last!.subarray(0, -1), 'malformed'],
    ['nothing', new Uint8Array(0), 'malformed'],
    ['a header alone that counts a question, and an error', changed(last!, 3, Rcode.FORMERR).subarray(0, 12), 'rcode'],
  ]
  for (const [name, second, gives] of rows)
    t.equal(outcome(taken(askedFor('AXFR'), [first!, second]).step), gives, name)
  const chaos = [record(APEX, Type.A, 60, Buffer.of(1, 2, 3, 4), 3)]
  t.equal(outcome(taken(askedFor('AXFR'), [first!, message(chaos)]).step), 'wrong-class')
})

t.test('a message of padding alone, or without a question, is one like others', async (t) => {
  // RFC 9103 §7.9.1: an OPT record with padding, and no other.
  const padding = Buffer.from('0000290000000000000008000c000400000000', 'hex')
  const empty = Buffer.concat([Buffer.from('123484000000000000000001', 'hex'), padding])
  const [first, last] = messagesOf([soa(7), soa(7)], { perMessage: 1 })
  const bare = Buffer.concat([Buffer.from('123484000000000100000000', 'hex'), recordsOf([soa(7)])[0]!])
  t.equal(outcome(taken(askedFor('AXFR'), [empty, first!, empty, empty, last!]).step), 'zone 7')
  t.equal(outcome(taken(askedFor('AXFR'), [first!, empty, bare]).step), 'zone 7')
})

t.test('what the zone does not get is counted and named', async (t) => {
  const unfit = record(nameFromText('www.example.com.'), Type.A, 60, Buffer.of(1, 2, 3))
  const records = recordsOf([soa(7), ...zone, 'x.example.org. A 192.0.2.1', 'y.example.org. A 192.0.2.1', soa(7)])
  const { step, stream } = taken(askedFor('AXFR'), [message([...records.slice(0, -1), unfit, records.at(-1)!])])
  t.equal(outcome(step), 'zone 7')
  t.match(stream.leftOut, { outside: 2, unfit: 1, examples: [{ type: Type.A }, { type: Type.A }, { type: Type.A }] })
})

t.test('a record behind one that is left out, whose owner is a pointer to its name, has its own owner', async (t) => {
  const first = recordsOf([soa(7)])[0]!
  const question = 12 + APEX.length + 4
  const owner = nameFromText('www.example.com.')
  const unfit = record(owner, Type.A, 60, Buffer.of(1, 2, 3))
  const pointer = Buffer.from([0xc0 | ((question + first.length) >> 8), (question + first.length) & 0xff])
  const good = record(pointer, Type.A, 60, Buffer.of(192, 0, 2, 7))
  const { step } = taken(askedFor('AXFR'), [message([first, unfit, good, first])])
  const built = builtOf(step)
  t.same(linesOf(built), linesOf(zoneOf('example.com.', `$TTL 60\n${soa(7)}\nwww A 192.0.2.7\n`)))
})

t.test('a zone with types of Active Directory and unknown ones is taken as it is', async (t) => {
  const lines = [soa(7), '@ TYPE65281 \\# 4 00010002', 'gc._msdcs A 192.0.2.1', '@ TYPE65282 \\# 2 0001', soa(7)]
  const built = builtOf(taken(askedFor('AXFR'), messagesOf(lines)).step)
  t.same(linesOf(built), linesOf(zoneOf('example.com.', `$TTL 60\n${lines.slice(0, -1).join('\n')}\n`)))
})

t.test('a transfer stops at a limit, and says what it met', async (t) => {
  const messages = messagesOf([soa(7), ...zone, soa(7)], { perMessage: 2 })
  const records = taken(askedFor('AXFR'), messages, { ...NO_LIMITS, records: 6 }).step
  t.match(records, { fault: { kind: 'limit', of: 'records', met: 7, limit: 6 } })
  t.equal(outcome(taken(askedFor('AXFR'), messages, { ...NO_LIMITS, records: 7 }).step), 'zone 7')
  const octets = messages.reduce((sum, { length }) => sum + length, 0)
  t.match(taken(askedFor('AXFR'), messages, { ...NO_LIMITS, octets: octets - 1 }).step, {
    fault: { kind: 'limit', of: 'octets', met: octets, limit: octets - 1 },
  })
})

t.test('after a fault everything is one', async (t) => {
  const stream = new ZoneStream(askedFor('AXFR'), NO_LIMITS)
  const [first, last] = messagesOf([soa(7), soa(7)], { perMessage: 1 })
  stream.take(first!)
  t.equal(stream.take(message([], {}, ID + 1)).kind, 'failed')
  t.equal(stream.take(last!).kind, 'failed')
})

t.test('what an IXFR gives is what an AXFR gives', async () => {
  const host = fc.record({
    name: fc.constantFrom('a', 'b', 'c.b', 'd.c.b', '*.b', 'sub', 'ns.sub', '_x._tcp'),
    data: fc.constantFrom(
      'A 192.0.2.1',
      'A 192.0.2.2',
      'TXT one',
      'TXT One',
      'NS ns.sub',
      'MX 5 a',
      'AAAA 2001:db8::1',
    ),
  })
  const version = fc.uniqueArray(host, { selector: ({ name, data }) => `${name} ${data}`, maxLength: 14 })
  fc.assert(
    fc.property(fc.array(version, { minLength: 2, maxLength: 5 }), fc.nat(3), fc.nat(), (versions, size, base) => {
      const zones = versions.map((hosts, i) => {
        const lines = hosts.map(({ name, data }) => `${name} ${data}`)
        return zoneOf('example.com.', ['$TTL 60', soa((base + i) >>> 0), '@ NS ns', ...lines, ''].join('\n'))
      })
      const [ours, newest] = [zones[0]!, zones.at(-1)!]
      const records = [soaRecord(newest)]
      for (const [i, zone] of zones.entries()) if (i > 0) records.push(...changesOf(zones[i - 1]!, zone))
      records.push(soaRecord(newest))
      const messages = Array.from({ length: Math.ceil(records.length / (size + 1)) }, (_, i) =>
        message(records.slice(i * (size + 1), (i + 1) * (size + 1)), { type: 'IXFR' }),
      )
      const { step } = taken(askedFor('IXFR', ours.serial), messages)
      if (step.kind !== 'done' || step.delivered.kind !== 'changes') throw new Error(outcome(step))
      const net = netDifference(ours, step.delivered.changesets)
      if (net.kind !== 'changes') throw new Error('the changes do not fit')
      const edited = new Editor(fold(ours, roomFor(ours, net.changes))).edit(net.changes)
      if ('kind' in edited) throw new Error(`the editor: ${edited.kind}`)
      const [one, other] = [linesOf(edited).join('\n'), linesOf(newest).join('\n')]
      if (one !== other) throw new Error(`${one}\n---\n${other}`)
    }),
    { numRuns: 300 },
  )
})

t.test('changes that do not fit the zone are not applied; what is there already is counted', async (t) => {
  const ours = zoneOf('example.com.', `$TTL 60\n${[soa(7), ...zone, 'dc._msdcs CNAME ns'].join('\n')}\n`)
  const rows: readonly [string, readonly string[], unknown][] = [
    ['removes what is absent', [soa(7), 'www A 192.0.2.9', soa(8)], { kind: 'misfit', type: Type.A }],
    ['removes from a name that is absent', [soa(7), 'x A 192.0.2.9', soa(8)], { kind: 'misfit' }],
    ['adds what is there', [soa(7), soa(8), 'www A 192.0.2.2'], { kind: 'changes', repeated: 1 }],
    // NSD up to 4.6.1 sends such, and spells all names in small letters.
    [
      'adds what is there and is spelled otherwise',
      [soa(7), soa(8), 'dc._msdcs CNAME NS.example.COM.'],
      { kind: 'changes', repeated: 1 },
    ],
    ['removes what is spelled otherwise', [soa(7), '_LDAP._tcp.dc SRV 0 0 389 NS', soa(8)], { kind: 'changes' }],
    ['adds to what is there, with another TTL', [soa(7), soa(8), 'www 61 A 192.0.2.9'], { kind: 'misfit' }],
    ['adds what is there with another TTL', [soa(7), soa(8), 'www 61 A 192.0.2.2'], { kind: 'misfit' }],
    ['another SOA than ours', [soa(7, '1h 1h 4w 1h'), soa(8)], { kind: 'misfit', type: Type.SOA }],
  ]
  for (const [name, lines, gives] of rows) {
    const { step } = taken(askedFor('IXFR', 7), messagesOf([soa(8), ...lines, soa(8)], { type: 'IXFR' }))
    if (step.kind !== 'done' || step.delivered.kind !== 'changes') throw new Error(`${name}: ${outcome(step)}`)
    t.match(netDifference(ours, step.delivered.changesets), gives as object, name)
  }
})

t.test('whatever octets come, nothing is thrown and nothing comes of half a stream', async () => {
  const streams = [
    { asked: askedFor('AXFR'), messages: messagesOf([soa(7), ...zone, soa(7)], { perMessage: 3 }) },
    {
      asked: askedFor('IXFR', 7),
      messages: messagesOf([soa(9), soa(7), 'www A 192.0.2.2', soa(8), soa(8), soa(9), 'x A 192.0.2.5', soa(9)], {
        type: 'IXFR',
        perMessage: 2,
      }),
    },
  ]
  const slip = fc.record({ message: fc.nat(), at: fc.nat(), octet: fc.nat(255), cut: fc.boolean() })
  fc.assert(
    fc.property(fc.nat(1), fc.array(slip, { minLength: 1, maxLength: 4 }), (which, slips) => {
      const { asked, messages } = streams[which]!
      const bad = messages.map((one) => Uint8Array.from(one))
      for (const { message, at, octet, cut } of slips) {
        const i = message % bad.length
        if (cut) bad[i] = bad[i]!.slice(0, at % (bad[i]!.length + 1))
        else if (bad[i]!.length > 0) bad[i]![at % bad[i]!.length] = octet
      }
      const { step } = taken(asked, bad)
      if (step.kind === 'done' && step.delivered.kind === 'zone') step.delivered.builder.finish()
    }),
    { numRuns: process.env.JANUS_LONG === undefined ? 5_000 : 1_000_000 },
  )
})

function builtOf(step: StreamStep): Zone {
  if (step.kind !== 'done' || step.delivered.kind !== 'zone') throw new Error(outcome(step))
  return step.delivered.builder.finish()
}

function soaRecord(zone: Zone): Uint8Array {
  const data = zone.dataOf(zone.soa)
  return record(APEX, Type.SOA, zone.ttl(zone.soa), zone.heap.slice(data, data + zone.lengthOf(data)))
}

/** As an IXFR has them: the SOAs that diff() puts first among both. */
function changesOf(before: Zone, after: Zone): Uint8Array[] {
  const { removed, added } = diff(before, after)!
  const records: Uint8Array[] = []
  for (const list of [removed, added])
    list.each((bytes, owner, type, ttl, data, length) => {
      const name = bytes.slice(owner, data - 10)
      records.push(record(name, type, ttl, bytes.slice(data, data + length)))
    })
  return records
}

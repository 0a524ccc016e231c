// The messages of transfers at their edges: how much fits into one, what is said in each, and what a client makes of changes.

import t from 'tap'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import { Rcode } from '../../src/dns/rcodes.ts'
import { Type } from '../../src/dns/types.ts'
import { differenceMessages, leadTo } from '../../src/serve/desk/difference-messages.ts'
import { type Misfit, refusalMessage } from '../../src/serve/desk/transfer-message.ts'
import { soaMessage, zoneMessages } from '../../src/serve/desk/zone-messages.ts'
import { digestedSets } from '../../src/sign/digested-sets.ts'
import { zoneDigest } from '../../src/sign/zone-digest.ts'
import { thisMoment } from '../../src/system/clocks.ts'
import { takeEnds } from '../../src/transfer/entry-ends.ts'
import { OPT_LENGTH, Option } from '../../src/wire/edns.ts'
import { type MessageRecord, readMessage } from '../../src/wire/message.ts'
import { Query } from '../../src/wire/query.ts'
import { ZoneBuilder } from '../../src/zone/builder.ts'
import { RecordList } from '../../src/zone/changeset.ts'
import { contentDigest } from '../../src/zone/content-digest.ts'
import { diff } from '../../src/zone/diff.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { queryFor } from '../support/ask.ts'
import fc from '../support/properties.ts'
import { zoneOf } from '../support/zones.ts'

const apex = 'example.com.'
const soa = (serial: number) => `@ 60 SOA ns hostmaster ${serial} 1d 2h 4w 1h\n@ 60 NS ns\nns 60 A 192.0.2.1\n`
const plain = { udpSize: 1232, reserved: 0 }

function asked(type: 'AXFR' | 'IXFR', options: { edns?: number } = {}, name = apex): Query {
  const bytes = queryFor(`${name} ${type}`, options)
  const query = new Query()
  query.read(bytes, 0, bytes.length)
  return query
}

function all(messages: Generator<Uint8Array, Misfit | undefined>): { parts: Uint8Array[]; misfit: Misfit | undefined } {
  const parts: Uint8Array[] = []
  for (;;) {
    const next = messages.next()
    if (next.done) return { parts, misfit: next.value }
    parts.push(next.value)
  }
}

const answers = (parts: readonly Uint8Array[]) => parts.flatMap((part) => readMessage(part)!.answer)

/** A zone with one record of so many octets of rdata, of a type that nobody knows. */
function zoneWith(octets: number): Zone {
  const builder = new ZoneBuilder(nameFromText(apex))
  for (const { name, type, ttl, rdata } of answers(
    all(zoneMessages(zoneOf(apex, soa(1)), asked('AXFR'), plain)).parts.slice(),
  ).slice(0, -1)) {
    builder.owner(name, 0)
    builder.record(type, ttl, rdata, rdata.length, 0)
  }
  builder.owner(nameFromText(`big.${apex}`), 0)
  builder.record(65280, 60, new Uint8Array(octets).fill(0xab), octets, 0)
  return builder.finish()
}

t.test('every record comes once, whatever room the one before has left', async (t) => {
  const sizes = [16_300, 16_400, 65_400, 65_535]
  const envelopes = [0, 61, 120].map((reserved) => ({ udpSize: 1232, reserved }))
  const lost: string[] = []
  for (const [from, to] of [sizes.slice(0, 2), sizes.slice(2)] as [number, number][])
    for (let octets = from; octets <= to; octets++)
      for (const envelope of envelopes)
        for (const options of [{}, { edns: 4096 }]) {
          const zone = zoneWith(octets)
          const { parts, misfit } = all(zoneMessages(zone, asked('AXFR', options), envelope))
          const opt = 'edns' in options ? OPT_LENGTH : 0
          const about = `${octets} octets, ${envelope.reserved} for a signature, ${opt} for OPT`
          if (parts.some((part) => part.length > 0xffff - envelope.reserved)) lost.push(`${about}: no room left`)
          // A message of its own has header, owner, fixed fields and the record; an owner cannot point to anything there.
          const fits = 12 + nameFromText(`big.${apex}`).length + 10 + octets + opt + envelope.reserved <= 0xffff
          if (fits !== (misfit === undefined)) lost.push(`${about}: ${misfit === undefined ? 'sent' : 'not sent'}`)
          if (fits && answers(parts).length !== zone.records + 1)
            lost.push(`${about}: ${answers(parts).length} records`)
        }
  t.same(lost, [])
})

t.test('a record that fits into no message is told, and ends the transfer there', async (t) => {
  const { parts, misfit } = all(zoneMessages(zoneWith(65_530), asked('AXFR'), plain))
  t.equal(nameText(misfit!.owner), `big.${apex}`)
  t.equal(misfit!.type, 65280)
  t.ok(answers(parts).filter(({ type }) => type === Type.SOA).length === 1, 'no last SOA: nobody takes it for whole')
})

t.test('who asks for how long the zone is good is told, and nobody else', async (t) => {
  const zone = zoneOf(apex, soa(1))
  const envelope = { ...plain, expire: zone.expire }
  const query = asked('AXFR', { edns: 4096 })
  const expireOf = (part: Uint8Array) => readMessage(part)!.opt?.options.find(({ code }) => code === Option.EXPIRE)
  t.equal(expireOf(soaMessage(zone, query, envelope, 512)), undefined)
  query.edns.expire = true
  t.same(Buffer.from(expireOf(soaMessage(zone, query, envelope, 512))!.data).readUInt32BE(), 28 * 86_400)
  const [first] = all(zoneMessages(zone, query, envelope)).parts
  t.ok(expireOf(first!))
  t.equal(readMessage(first!)!.answer.length, zone.records + 1)
})

t.test(
  'an SOA that is longer than a datagram may be is told of by TC, with the question and the OPT record',
  async (t) => {
    const label = (octet: string) => octet.repeat(60)
    const names = ['m', 'r'].map((octet) => `${[1, 2, 3].map(() => label(octet)).join('.')}.example.net.`)
    const zone = zoneOf(apex, `@ 60 SOA ${names.join(' ')} 1 1d 2h 4w 1h\n@ 60 NS ns\nns 60 A 192.0.2.1\n`)
    for (const options of [{}, { edns: 512 }]) {
      const query = asked('IXFR', options)
      const whole = soaMessage(zone, query, plain, 0xffff)
      t.ok(
        whole.length < 512 && soaMessage(zone, query, plain, whole.length).length === whole.length,
        'as long as may be',
      )
      const cut = soaMessage(zone, query, plain, whole.length - 1)
      t.match(readMessage(cut), { rcode: Rcode.NOERROR, questions: [{ type: Type.IXFR }], answer: [], authority: [] })
      t.equal(Buffer.from(cut).readUInt16BE(2) & 0x8200, 0x8200, 'QR and TC')
      t.equal(readMessage(cut)!.opt !== undefined, 'edns' in options)
    }
  },
)

t.test('a refusal says why where there is an OPT record, and has the question', async (t) => {
  const told = readMessage(refusalMessage(asked('AXFR', { edns: 4096 }), plain, Rcode.SERVFAIL, 14))!
  t.match(told, { rcode: Rcode.SERVFAIL, answer: [], questions: [{ type: Type.AXFR }] })
  t.same(
    told.opt!.options.map(({ code, data }) => [code, [...data]]),
    [[Option.EXTENDED_ERROR, [0, 14]]],
  )
  t.equal(readMessage(refusalMessage(asked('AXFR'), plain, Rcode.SERVFAIL, 14))!.opt, undefined)
})

const key = ({ name, type, ttl, rdata }: MessageRecord) =>
  `${nameText(name)} ${ttl} ${type} ${Buffer.from(rdata).toString('hex')}`

/** What a client makes of an answer to IXFR (RFC 1995 §4), told apart and applied as it would. */
function applied(before: Zone, parts: readonly Uint8Array[]): string[] {
  const records = answers(parts)
  const have = new Set(answers(all(zoneMessages(before, asked('AXFR'), plain)).parts).map(key))
  const newest = key(records[0]!)
  if (key(records.at(-1)!) !== newest) throw new Error('the last record is not the first')
  let adds = true
  for (const record of records.slice(1, -1)) {
    if (record.type === Type.SOA) adds = !adds
    if (adds) have.add(key(record))
    else if (!have.delete(key(record))) throw new Error(`removes what is not there: ${key(record)}`)
  }
  if (!adds) throw new Error('ends with what is removed')
  return [...have].sort()
}

t.test('changes make of any version what the whole zone is', async () => {
  const host = fc.record({
    name: fc.constantFrom('a', 'b', 'A.b', '*.c', 'x.y.z', 'ns'),
    ttl: fc.constantFrom(60, 61),
    rdata: fc.constantFrom('A 192.0.2.7', 'A 192.0.2.8', 'TXT "one"', 'TXT "two" ""', 'AAAA 2001:db8::1'),
  })
  const version = fc.uniqueArray(host, {
    maxLength: 8,
    selector: ({ name, rdata }) => `${name} ${rdata}`.toLowerCase(),
  })
  const lines = (hosts: { name: string; ttl: number; rdata: string }[]) => {
    const ttls = new Map<string, number>()
    return hosts
      .map(({ name, ttl, rdata }) => {
        const set = `${name} ${rdata.split(' ')[0]}`.toLowerCase()
        ttls.set(set, ttls.get(set) ?? ttl)
        return `${name} ${ttls.get(set)} ${rdata}\n`
      })
      .join('')
  }
  fc.assert(
    fc.property(
      fc.array(version, { minLength: 2, maxLength: 5 }),
      fc.constantFrom(1, 0xffff_fffe),
      (versions, first) => {
        const zones = versions.map((hosts, i) => zoneOf(apex, soa((first + i) >>> 0) + lines(hosts)))
        const steps = zones.slice(1).map((zone, i) => diff(zones[i]!, zone)!)
        const newest = zones.at(-1)!
        if (!leadTo(newest, steps, zones[0]!.serial)) throw new Error('the steps do not lead to the zone')
        const { parts, misfit } = all(differenceMessages(newest, steps, asked('IXFR'), plain))
        const whole = answers(all(zoneMessages(newest, asked('AXFR'), plain)).parts).map(key)
        const got = applied(zones[0]!, parts)
        if (misfit !== undefined || got.join() !== [...new Set(whole)].sort().join()) throw new Error(got.join('\n'))
      },
    ),
    { numRuns: 150 },
  )
})

t.test('steps that do not lead from the one serial to the other are none', async (t) => {
  const [one, two, three] = [1, 2, 3].map((serial) => zoneOf(apex, `${soa(serial)}h${serial} 60 A 192.0.2.9\n`)) as [
    Zone,
    Zone,
    Zone,
  ]
  const [first, second] = [diff(one, two)!, diff(two, three)!]
  const cases: [string, Zone, ReturnType<typeof diff>[], number, boolean][] = [
    ['both', three, [first, second], 1, true],
    ['the last', three, [second], 2, true],
    ['none, of the newest', three, [], 3, true],
    ['a gap', three, [second], 1, false],
    ['the wrong order', three, [second, first], 2, false],
    ['an end that is not the zone', three, [first], 1, false],
    ['one without an SOA', two, [{ removed: RecordList.empty(), added: first.added }], 1, false],
  ]
  for (const [name, zone, steps, serial, wanted] of cases)
    t.equal(
      leadTo(
        zone,
        steps.flatMap((step) => step ?? []),
        serial,
      ),
      wanted,
      name,
    )
})

t.test('many changes are many messages, each full', async (t) => {
  const hosts = (from: number) =>
    Array.from({ length: 4_000 }, (_, i) => `host${from + i} 60 A 10.0.${i >> 8}.${i & 255}\n`).join('')
  const [before, after] = [zoneOf(apex, soa(1) + hosts(0)), zoneOf(apex, soa(2) + hosts(4_000))]
  const { parts } = all(differenceMessages(after, [diff(before, after)!], asked('IXFR', { edns: 4096 }), plain))
  t.ok(parts.length > 5)
  t.ok(parts.every((part) => part.length < 17_000))
  t.equal(applied(before, parts).length, after.records)
})

t.test('entries that are over in the meantime end at once, and what files have does not', (t) => {
  const entry = (label: string, end: number) => ({
    ...{ labels: nameFromText(`${label}.`).slice(0, -1), code: Uint8Array.of(127, 0, 0, 2), text: undefined, end },
  })
  const content = { ttl: 30, entries: () => [entry('gone', 0), entry('long', thisMoment().steady + 3_600_000)] }
  const envelope = { ...plain, endOf: () => undefined }
  const { parts } = all(zoneMessages(zoneOf(apex, soa(1)), asked('AXFR', { edns: 4096 }), envelope, content))
  const ends = new Map<string, number>()
  for (const part of parts) takeEnds(part, nameFromText(apex), ends)
  t.same(
    [...ends.keys()].map((owner) => /[a-z]+/.exec(owner)![0]),
    ['gone', 'long'],
  )
  const [gone, long] = ends.values()
  t.ok(gone! <= Date.now() && long! > Date.now() + 3_000_000)
  t.end()
})

t.test('ends are no part of what is sent: whoever is told them gets the same zone, digest and changes', (t) => {
  const entry = (label: string) => ({
    labels: nameFromText(`${label}.`).slice(0, -1),
    ...{ code: Uint8Array.of(127, 0, 0, 2), text: undefined, end: thisMoment().steady + 3_600_000 },
  })
  const content = { ttl: 30, entries: () => ['a', 'b'].map(entry) }
  const base = zoneOf(apex, soa(1))
  const query = () => asked('AXFR', { edns: 4096 })
  const told = all(zoneMessages(base, query(), { ...plain, endOf: () => undefined }, content)).parts
  const untold = all(zoneMessages(base, query(), plain, content)).parts
  t.notSame(told, untold, 'it is told')
  t.strictSame(answers(told).map(key), answers(untold).map(key), 'the records')
  const [first, second] = [zoneFrom(told), zoneFrom(untold)] as const
  t.equal(contentDigest(first), contentDigest(second), 'the digest by which versions are told apart')
  const zonemd = (zone: Zone) => Buffer.from(zoneDigest('sha384', digestedSets(zone))).toString('hex')
  t.equal(zonemd(first), zonemd(second), 'ZONEMD')
  const between = diff(first, second)!
  t.equal(between.removed.count + between.added.count, 0, 'a history of the one is that of the other')
  const steps = [diff(base, zoneOf(apex, `${soa(2)}a 30 A 127.0.0.2\n`))!]
  const after = zoneOf(apex, `${soa(2)}a 30 A 127.0.0.2\n`)
  const step = (envelope: Parameters<typeof differenceMessages>[3]) =>
    all(differenceMessages(after, steps, asked('IXFR', { edns: 4096 }), envelope)).parts
  const [toldStep, untoldStep] = [step({ ...plain, endOf: () => thisMoment().steady + 3_600_000 }), step(plain)]
  t.notSame(toldStep, untoldStep)
  t.strictSame(answers(toldStep).map(key), answers(untoldStep).map(key), 'the difference')
  t.end()
})

function zoneFrom(parts: readonly Uint8Array[]): Zone {
  const builder = new ZoneBuilder(nameFromText(apex))
  for (const { name, type, ttl, rdata } of answers(parts).slice(0, -1)) {
    builder.owner(name, 0)
    builder.record(type, ttl, rdata, rdata.length, 0)
  }
  return builder.finish()
}

// A layer over its source: random messages, ends of leases, restarts and other sources, against what is served.

import { deepStrictEqual } from 'node:assert/strict'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Layer } from '../../src/update/layer.ts'
import { readLayerRecords, writeLayerRecords } from '../../src/update/layer-record.ts'
import { withoutEnded } from '../../src/update/layer-set.ts'
import { Layers } from '../../src/update/layers.ts'
import { servedTtl } from '../../src/update/lease.ts'
import { LayeredFace, rcodeOf, textsOf } from '../support/layered-face.ts'
import fc from '../support/properties.ts'
import { zoneOf } from '../support/zones.ts'

const zone = `$TTL 300
@ SOA ns1 host 10 3600 900 604800 60
@ NS ns1
ns1 A 192.0.2.1
www A 192.0.2.80
www A 192.0.2.81
www TXT "one"
alias CNAME www
*.wild A 192.0.2.90
a.b.ent A 192.0.2.91
dn DNAME other.example.
`

const names = ['www', 'alias', 'new', 'b.ent', 'x.new', '*.wild', '@', 'dn', 'WWW']
const datas = [
  'A 192.0.2.80',
  'A 192.0.2.7',
  'TXT "one"',
  'TXT "two"',
  'CNAME www',
  'CNAME ns1',
  'MX 5 WWW',
  'MX 5 www',
  'NS ns1',
  'NS www',
  'DNAME www',
  'TYPE65280 \\# 1 00',
]
const name = fc.constantFrom(...names)
const line = fc.oneof(
  fc
    .tuple(name, fc.constantFrom(60, 300), fc.constantFrom(...datas))
    .map(([name, ttl, data]) => `add ${name} ${ttl} ${data}`),
  fc.tuple(name, fc.constantFrom(...datas)).map(([name, data]) => `delete ${name} ${data}`),
  fc.tuple(name, fc.constantFrom(...datas)).map(([name, data]) => `delete ${name} ${data.split(' ')[0]}`),
  name.map((name) => `delete ${name}`),
)
const message = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 6 }),
  lease: fc.constantFrom(undefined, [5], [100], [3600]),
})
const messages = fc.array(message, { maxLength: 12 })

/** How a name is spelled is no matter of the layer. */
function same(records: readonly string[], wanted: readonly string[]): void {
  const folded = (all: readonly string[]) => all.map((record) => record.replaceAll('WWW', 'www')).sort()
  deepStrictEqual(folded(records), folded(wanted))
}

/** The layer as a start reads it. */
function restarted(face: LayeredFace): LayeredFace {
  const octets = writeLayerRecords([
    {
      name: { view: 'v', origin: nameFromText('example.com.') },
      serial: 1,
      digest: undefined,
      sets: [...face.layer.each()],
    },
  ])
  const next = new LayeredFace(zone)
  for (const set of readLayerRecords(octets)[0]!.sets) next.layer.put(set, face.now)
  next.now = face.now
  return next
}

t.test('what is served is the source with the layer over it, after any messages and a restart', async () => {
  fc.assert(
    fc.property(messages, (messages) => {
      const face = new LayeredFace(zone)
      for (const { lines, lease } of messages) {
        const rcode = rcodeOf(face.change(lines, lease === undefined ? {} : { lease }))
        if (rcode !== 'NOERROR') throw new Error(rcode)
        same(textsOf(face.over()), face.records)
      }
      same(textsOf(restarted(face).over()), face.records)
    }),
    { numRuns: 150 },
  )
})

t.test('when all leases are over, what they brought is gone, and the source shows again', async () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 10 }), (lines) => {
      const adds = lines.filter((line) => line.startsWith('add '))
      const face = new LayeredFace(zone)
      face.change(adds, { lease: [100] })
      face.now += 100_000
      for (const set of [...face.layer.each()]) face.layer.put(withoutEnded(set, face.now), face.now)
      same(textsOf(face.over()), textsOf(zoneOf('example.com.', zone)))
    }),
    { numRuns: 100 },
  )
})

t.test('the end of a CNAME does not bring back what was deleted before it came', async (t) => {
  const face = new LayeredFace(zone)
  face.change(['delete alias CNAME'])
  face.change(['add alias 60 CNAME ns1'], { lease: [100] })
  face.now += 100_000
  for (const set of [...face.layer.each()]) face.layer.put(withoutEnded(set, face.now), face.now)
  t.notOk(textsOf(face.over()).some((record) => record.startsWith('alias ')))
})

t.test('a change that is taken back leaves due what was due', async (t) => {
  let now = 0
  const layers = new Layers({ append: async () => {}, found: new Map() }, { now: () => now, skew: () => 0 })
  const name = { view: 'v', origin: nameFromText('example.com.') }
  const face = new LayeredFace(zone)
  face.now = now
  face.change(['add new 3600 A 192.0.2.7'], { lease: [100] })
  layers.put(name, [...face.layer.each()])
  const due = layers.of(name).nextDue!
  t.ok(due < 100_000, 'its TTL goes down before its end')
  now = due + 10
  const undo = layers.put(name, [...face.layer.each()])
  undo()
  t.equal(layers.of(name).nextDue, due)
})

t.test('messages commute with another source that touches nothing of theirs', async () => {
  const other = `${zone}beside A 192.0.2.200\n`
  fc.assert(
    fc.property(messages, (messages) => {
      const [before, after] = [new LayeredFace(zone), new LayeredFace(other)]
      for (const { lines } of messages) for (const face of [before, after]) face.change(lines)
      same(textsOf(before.over(zoneOf('example.com.', other))), after.records)
    }),
    { numRuns: 100 },
  )
})

t.test('a source that has another CNAME or other data there has its way', async (t) => {
  const face = new LayeredFace(zone)
  face.change(['add new 60 A 192.0.2.7', 'add free 60 CNAME ns1'])
  const other = zoneOf('example.com.', `${zone}new CNAME www\nfree TXT "x"\n`)
  const served = textsOf(face.over(other))
  t.ok(served.includes('new 300 CNAME www.example.com.'))
  t.ok(served.includes('free 300 TXT "x"'))
  t.notOk(served.some((record) => record.startsWith('new 60') || record.startsWith('free 60')))
})

t.test(
  'what a message hides stays hidden, and what it adds stays, whatever the file says of other records',
  async (t) => {
    const face = new LayeredFace(zone)
    face.change(['delete www A 192.0.2.80', 'add www 60 A 192.0.2.7'])
    const www = (text: string) =>
      textsOf(face.over(zoneOf('example.com.', text))).filter(
        (record) => record.startsWith('www') && record.includes(' A '),
      )
    t.strictSame(www(zone), ['www 60 A 192.0.2.7', 'www 60 A 192.0.2.81'])
    t.strictSame(www(zone.replace('www A 192.0.2.81\n', 'www A 192.0.2.82\n')), [
      'www 60 A 192.0.2.7',
      'www 60 A 192.0.2.82',
    ])
    t.strictSame(www(zone.replaceAll(/www A .*\n/g, '')), ['www 60 A 192.0.2.7'])
    t.strictSame(www(`${zone}www A 192.0.2.7\n`), ['www 60 A 192.0.2.7', 'www 60 A 192.0.2.81'])
  },
)

t.test('a TTL that is served is never above what is left, and goes down in few steps', async () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.nat(1_000_000_000), (ttl, left) => {
      const served = servedTtl(ttl, left)
      if (served.ttl > ttl || served.ttl * 1000 > Math.max(left - served.holds, 0) + 500)
        throw new Error(JSON.stringify(served))
      if (served.ttl * 1000 > left) throw new Error('above what is left')
      if (served.holds > left) throw new Error('beyond the end')
    }),
  )
})

t.test('the ends of a layer come in their order, each when it is due', async () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 1000 }))), (leases) => {
      const layer = new Layer()
      const ends = new Map<number, number>()
      for (const [name, seconds] of leases) {
        const owner = nameFromText(`n${name}.example.com.`)
        const until = seconds * 1000
        const entry = {
          owner,
          type: 1,
          rdata: Uint8Array.of(10, 0, 0, 1),
          ttl: 0,
          how: 'add',
          by: { key: 'k', address: 'a' },
          at: 0,
          until,
        } as const
        layer.put({ owner, type: 1, ttl: 0, added: new Map([['x', entry]]), hidden: new Map() }, 0)
        ends.set(name, until)
      }
      const wanted = [...ends.values()].sort((a, b) => a - b)
      const found: number[] = []
      for (let next = layer.nextDue; next !== undefined; next = layer.nextDue)
        for (const _ of layer.takeDue(next)) found.push(next)
      deepStrictEqual(found, wanted)
    }),
    { numRuns: 200 },
  )
})

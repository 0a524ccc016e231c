// Messages that nobody means well by: any octets, every type and class, names as long as names can be, as many records as fit.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { readUpdate, type UpdateRecord } from '../../src/wire/update-message.ts'
import { LayeredFace, rcodeOf, textsOf } from '../support/layered-face.ts'
import fc from '../support/properties.ts'
import { messageOf, updateMessage } from '../support/update-message.ts'

const zone =
  '$TTL 300\n@ SOA ns1 host 10 3600 900 604800 60\n@ NS ns1\nns1 A 192.0.2.1\nwww A 192.0.2.80\nsub NS ns.sub\nns.sub A 192.0.2.3\n'

t.test('any octets are a message or a rcode, and a message is judged', async () => {
  const good = updateMessage(
    'example.com.',
    ['prereq yxdomain www', 'add www 60 MX 5 ns1', 'delete www A 192.0.2.80', 'delete ns1'],
    { lease: [5, 6] },
  )
  const broken = fc
    .tuple(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 }), fc.nat(good.length))
    .map(([changes, cut]) => {
      const octets = good.slice(0, changes.length % 3 === 0 ? cut : good.length)
      for (const [at, octet] of changes) if (at < octets.length) octets[at] = octet
      return octets
    })
  const face = new LayeredFace(zone)
  fc.assert(
    fc.property(fc.oneof(broken, fc.uint8Array({ maxLength: 200 })), (octets) => {
      const update = readUpdate(octets)
      if (typeof update !== 'number') face.judge(update)
    }),
    { numRuns: 3000 },
  )
})

t.test('every type and class, with data or none, has a rcode, and leaves what a start would serve', async (t) => {
  const owner = fc.constantFrom(
    ...['www', '@', 'new', 'ns.sub', 'x.sub', '*', 'b.c'].map((name) =>
      nameFromText(name, nameFromText('example.com.')),
    ),
  )
  const record: fc.Arbitrary<UpdateRecord> = fc.record({
    owner,
    type: fc.oneof(fc.nat(270), fc.nat(65535)),
    class: fc.constantFrom(1, 1, 254, 255, 3, 0),
    ttl: fc.constantFrom(0, 0, 60, 0xffffffff),
    rdata: fc.oneof(
      fc.constant(new Uint8Array(0)),
      fc.constant(Uint8Array.of(192, 0, 2, 1)),
      fc.uint8Array({ maxLength: 30 }),
    ),
  })
  const seen = new Set<string>()
  fc.assert(
    fc.property(fc.array(record, { maxLength: 2 }), fc.array(record, { maxLength: 3 }), (prerequisites, changes) => {
      const face = new LayeredFace(zone)
      const update = readUpdate(messageOf('example.com.', prerequisites, changes))
      if (typeof update === 'number') {
        seen.add(`rcode ${update}`)
        return
      }
      seen.add(rcodeOf(face.judge(update)))
      if (textsOf(face.over()).join('\n') !== face.records.join('\n')) throw new Error(face.records.join('\n'))
    }),
    { numRuns: 3000 },
  )
  for (const rcode of ['NOERROR', 'FORMERR', 'NXRRSET', 'rcode 1']) t.ok(seen.has(rcode), rcode)
})

t.test('names of 255 octets, and 65,535 octets of records', async (t) => {
  const label = 'a'.repeat(63)
  const long = `${label}.${label}.${label}.${'b'.repeat(255 - 3 * 64 - 13 - 1)}`
  const face = new LayeredFace(zone)
  t.equal(rcodeOf(face.change([`add ${long} 60 A 192.0.2.7`])), 'NOERROR')
  t.equal(nameFromText(long, nameFromText('example.com.')).length, 255)
  t.ok(face.records.some((record) => record.startsWith(label)))
  t.equal(rcodeOf(face.change([`delete ${long}`])), 'NOERROR')
  const many = Array.from({ length: 2000 }, (_, i) => `add many 60 TXT "${i}"`)
  const octets = updateMessage('example.com.', many)
  t.ok(octets.length > 60_000 && octets.length < 65_536)
  t.equal(rcodeOf(face.change(many)), 'NOERROR')
  t.equal(face.records.filter((record) => record.startsWith('many ')).length, 2000)
  t.equal(rcodeOf(face.change(many.map((line) => line.replace('add many 60', 'delete many')))), 'NOERROR')
  t.notOk(face.records.some((record) => record.startsWith('many ')))
})

import t from 'tap'
import { diffZones } from '../../../src/supply/zone-diff.ts'
import fc from '../../support/properties.ts'
import { zoneOf } from '../../support/zones.ts'

const HEAD = (serial: number) => `$TTL 60\n@ SOA ns hostmaster ${serial} 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n`
const zone = (lines: string, serial = 1) => zoneOf('example.com.', `${HEAD(serial)}${lines}`)

t.test('changes are told rrset by rrset', async (t) => {
  const before = zone('a A 192.0.2.2\nb A 192.0.2.3\nb A 192.0.2.4\nc.d TXT old\n')
  const after = zone('a A 192.0.2.2\nb A 192.0.2.4\nb AAAA 2001:db8::1\nd 30 TXT new\n', 2)
  const { changes, total } = diffZones(before, after, 100)
  t.equal(total, 5)
  t.same(
    new Set(changes.map(({ owner, type, before, after }) => [owner, type, before?.rdata, after?.rdata].join(' '))),
    new Set([
      'example.com. SOA ns.example.com. hostmaster.example.com. 1 2 3 4 5 ns.example.com. hostmaster.example.com. 2 2 3 4 5',
      'b.example.com. A 192.0.2.3,192.0.2.4 192.0.2.4',
      'b.example.com. AAAA  2001:db8::1',
      'd.example.com. TXT  "new"',
      'c.d.example.com. TXT "old" ',
    ]),
  )
  t.match(diffZones(before, after, 2), { total: 5, changes: { length: 2 } })
})

t.test('a zone that is new or gone', async (t) => {
  const some = zone('a A 192.0.2.2\n')
  t.match(diffZones(undefined, some, 10), { total: 4 })
  t.match(diffZones(some, undefined, 10), { total: 4 })
  t.equal(diffZones(some, undefined, 10).changes[0]!.after, undefined)
})

t.test('what differs in nothing but the serial, the order or the spelling differs in its SOA alone', async (t) => {
  const cases: [before: string, after: string, differs: boolean][] = [
    ['a A 192.0.2.2\na A 192.0.2.3\n', 'a A 192.0.2.3\na A 192.0.2.2\n', false],
    ['a A 192.0.2.2\n', 'A A 192.0.2.2 ; the same\n', false],
    ['a A 192.0.2.2\n', 'a 61 A 192.0.2.2\n', true],
    ['a A 192.0.2.2\n', 'a A 192.0.2.3\n', true],
    ['a A 192.0.2.2\n', 'b A 192.0.2.2\n', true],
    ['a A 192.0.2.2\n', '', true],
    ['', 'a A 192.0.2.2\n', true],
    [
      'a RRSIG A 13 3 60 20300101000000 20200101000000 1 @ AAAA\n',
      'a RRSIG MX 13 3 60 20300101000000 20200101000000 1 @ AAAA\n',
      true,
    ],
  ]
  for (const [before, after, differs] of cases)
    t.equal(diffZones(zone(before, 1), zone(after, 2), 99).total > 1, differs, `${before}-> ${after}`)
  const soa = zoneOf('example.com.', HEAD(1).replace('2 3 4 5', '2 3 4 6'))
  t.match(diffZones(zone(''), soa, 99), { total: 1 }, 'other numbers of the SOA')
})

t.test('a diff is empty if and only if the records are the same', async () => {
  const records = fc.uniqueArray(
    fc
      .tuple(fc.constantFrom('a', 'b', 'c.b', '*'), fc.integer({ min: 2, max: 6 }))
      .map(([owner, host]) => `${owner} A 192.0.2.${host}\n`),
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(records, records, (left, right) => {
      const same = left.toSorted().join('') === right.toSorted().join('')
      return (diffZones(zone(left.join('')), zone(right.join('')), 99).total === 0) === same
    }),
  )
})

// Identical: TTL and octets. Equal: canonical data, whatever the TTL. Neither asks for the order, or for the spelling of the owner.

import t from 'tap'
import { Suffixes } from '../../src/dns/suffixes.ts'
import { plainSets } from '../../src/supply/plain-sets.ts'
import { diffZones } from '../../src/supply/zone-diff.ts'
import { diff } from '../../src/zone/diff.ts'
import { equalKey, isEqual, isIdentical } from '../../src/zone/same.ts'
import type { RRset, Zone } from '../../src/zone/zone.ts'
import { wireOf } from '../support/name.ts'
import { zoneOf } from '../support/zones.ts'

const head = '$TTL 60\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n'

const cases: readonly (readonly [one: string, other: string, identical: boolean, equal: boolean])[] = [
  ['x MX 1 mail', 'x MX 1 mail', true, true],
  ['x MX 1 mail', 'X MX 1 mail', true, true],
  ['x MX 1 a\nx MX 1 b', 'x MX 1 b\nx MX 1 a', true, true],
  ['x MX 1 mail', 'x 61 MX 1 mail', false, true],
  ['x MX 1 mail', 'x MX 1 MAIL', false, true],
  ['x MX 1 mail', 'x MX 2 mail', false, false],
  ['x MX 1 a\nx MX 1 b', 'x MX 1 a', false, false],
  ['x MX 1 a\nx MX 2 B', 'x MX 2 b\nx MX 1 A', false, true],
  ['x TXT text', 'x TXT TEXT', false, false],
  ['x CNAME mail', 'x 5 CNAME Mail', false, true],
  ['x SVCB 1 mail', 'x SVCB 1 MAIL', false, false],
  ['x HINFO a b', 'x HINFO A B', false, false],
  ['x RP mail txt', 'x RP Mail TXT', false, true],
]

t.test('what is the same, and to whom', async (t) => {
  for (const [one, other, identical, equal] of cases) {
    const [a, b] = [zoneOf('example.com.', `${head}${one}\n`), zoneOf('example.com.', `${head}${other}\n`)]
    const [setA, setB] = [setAtX(a), setAtX(b)]
    t.equal(isIdentical(a, setA, b, setB), identical, `${one} and ${other}: identical`)
    t.equal(isEqual(a, setA, b, setB), equal, `${one} and ${other}: equal`)
    t.equal(isEqual(b, setB, a, setA), equal)
    const { removed, added } = diff(a, b)!
    t.equal(removed.count + added.count === 0, identical, 'a changeset is about what is not identical')
    t.equal(diffZones(a, b, 0).total === 0, identical, 'and so is a plan')
    const plain = (zone: Zone) => plainSets(zone, undefined).map(({ records }) => records.map(({ key }) => key))
    t.same(JSON.stringify(plain(a)) === JSON.stringify(plain(b)), equal, 'two views differ where they are not equal')
  }
})

t.test('a key is the same for equal data and for no other', async (t) => {
  for (const [one, other, , equal] of cases) {
    const keys = [one, other].map((text) => {
      const zone = zoneOf('example.com.', `${head}${text.split('\n')[0]}\n`)
      const set = setAtX(zone)
      const data = zone.dataOf(set)
      return equalKey(zone.type(set), zone.heap, data, data + zone.lengthOf(data))
    })
    if (!one.includes('\n') && !other.includes('\n')) t.equal(keys[0] === keys[1], equal, `${one} and ${other}`)
  }
})

function setAtX(zone: Zone): RRset {
  return zone.firstSet(zone.find(new Suffixes().set(wireOf(['x', 'example', 'com']), 0), 0))
}

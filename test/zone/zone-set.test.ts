// Finds the zone of a view that holds the qname.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Suffixes } from '../../src/dns/suffixes.ts'
import { ZoneSet } from '../../src/zone/zone-set.ts'

const members = ['example.com.', 'sub.example.com.', 'a.b.c.example.org.', '.'].map((apex) => ({
  apex: nameFromText(apex),
  zone: undefined,
}))
/** All views of all threads look into it at once: a look leaves nothing behind. */
const set = Object.freeze(new ZoneSet(members))

t.test('the zone with the longest apex is found, and where in the name that apex begins', async (t) => {
  const table = [
    ['www.example.com.', 0, 1],
    ['example.com.', 0, 0],
    ['SUB.example.com.', 1, 0],
    ['x.y.sub.example.com.', 1, 2],
    ['b.c.example.org.', 3, 4],
    ['a.b.c.example.org.', 2, 0],
    ['.', 3, 0],
  ] as const
  for (const [text, member, apexAt] of table) {
    const name = new Suffixes().set(nameFromText(text), 0)
    t.equal(set.enclosing(name), member, text)
    t.equal(set.apexAt(member, name), apexAt, text)
  }
})

t.test('a set of the same names with other zones finds them as well', async (t) => {
  const other = Object.freeze(set.with(new Map([[1, undefined]])))
  const name = new Suffixes().set(nameFromText('x.sub.example.com.'), 0)
  t.equal(other.enclosing(name), 1)
  t.equal(other.apexAt(1, name), 1)
  t.same(
    other.below(nameFromText('.')).map(({ apex }) => apex.length),
    members.slice(0, 3).map(({ apex }) => apex.length),
  )
})

t.test('a zone is found by its very apex, and by nothing below or above it', async (t) => {
  for (const [i, text] of ['EXAMPLE.com.', 'sub.example.com.', 'a.b.c.example.org.', '.'].entries())
    t.equal(set.at(nameFromText(text)), i, text)
  for (const text of ['www.example.com.', 'com.', 'b.c.example.org.', 'x.a.b.c.example.org.'])
    t.equal(set.at(nameFromText(text)), -1, text)
  t.equal(new ZoneSet([]).at(nameFromText('.')), -1)
})

t.test('what the names of a view decide is looked for once, however many of its zones and editions ask', async (t) => {
  for (const [last, wanted] of [
    ['2.0.192.in-addr.arpa.', true],
    ['8.b.d.0.1.0.0.2.ip6.arpa.', true],
    ['arpa.', false],
  ] as const) {
    let looks = 0
    const members = ['a.example.', 'b.example.', last].map((text) => {
      const apex = nameFromText(text)
      return {
        zone: undefined,
        get apex() {
          looks++
          return apex
        },
      }
    })
    const zones = new ZoneSet(members)
    const editions = Array.from({ length: 100 }, () => zones.with(new Map()))
    t.equal(editions[5]!.hasReverse, wanted, last)
    t.same(editions[6]!.below(nameFromText('.')), [])
    const before = looks
    for (const edition of [zones, ...editions]) {
      t.equal(edition.hasReverse, wanted)
      edition.below(nameFromText('.'))
    }
    t.equal(looks, before, 'of whichever set of these names')
  }
})

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

// A table of names that has followed others, as zones came and went, finds what one finds that is made of the names that there are.

import t from 'tap'
import { Suffixes } from '../../src/dns/suffixes.ts'
import { placesBefore } from '../../src/zone/member-places.ts'
import { allSteps } from '../../src/zone/steps.ts'
import { type Member, ZoneSet } from '../../src/zone/zone-set.ts'
import { type Labels, wireOf } from '../support/name.ts'
import fc from '../support/properties.ts'

/** Names that lie within each other. */
const NAMES: readonly Labels[] = ['a', 'b', 'Aa'].flatMap((one) => [
  [one],
  ...['a', 'b', 'c'].flatMap((other): Labels[] => [
    [other, one],
    ['x', other, one],
  ]),
])
const APEXES = [...NAMES, []].map(wireOf)
const ASKED = [...NAMES, ...NAMES.map((name) => ['www', ...name]), ['none']].map(wireOf)

const sets = fc.uniqueArray(fc.nat(APEXES.length - 1), { maxLength: APEXES.length })
const memberOf = (i: number): Member => ({ apex: APEXES[i]!, zone: undefined })

t.test('names that have moved are found in the places where they stand', async () => {
  fc.assert(
    fc.property(fc.array(sets, { minLength: 2, maxLength: 6 }), ([first, ...later]) => {
      let zones = new ZoneSet(first!.map(memberOf))
      const places = new Map(first!.map((name, place) => [name, place]))
      for (const wanted of later) {
        const gone = [...places].filter(([name]) => !wanted.includes(name)).map(([, place]) => place)
        for (const [name, place] of places) if (gone.includes(place)) places.delete(name)
        const taken = new Set(places.values())
        const come = new Map<number, Member>()
        for (const name of wanted.filter((name) => !places.has(name))) {
          let place = 0
          while (taken.has(place)) place++
          taken.add(place)
          places.set(name, place)
          come.set(place, memberOf(name))
        }
        zones = zones.moved(gone, come)
        sameAs(zones, new ZoneSet(wanted.map(memberOf)))
      }
    }),
    { numRuns: 200 },
  )
})

t.test('a set that follows another, in any order, finds the same', async () => {
  fc.assert(
    fc.property(fc.array(sets, { minLength: 2, maxLength: 4 }), ([first, ...later]) => {
      let zones = new ZoneSet(first!.map(memberOf))
      for (const wanted of later) {
        const members = wanted.map(memberOf)
        const from = placesBefore(zones, members)
        for (const [i, { apex }] of members.entries())
          if (from[i] !== zones.members.findIndex((one) => one.apex === apex)) throw new Error(`${i} from ${from[i]}`)
        const before = zones
        zones = allSteps(ZoneSet.after(members, before))
        const places = zones.placesIn(before)
        if (!from.every((place, i) => place === (places?.[i] ?? i))) throw new Error('places are not told')
        sameAs(zones, new ZoneSet(members))
      }
    }),
    { numRuns: 200 },
  )
})

t.test('a name that is withheld is that of the zone where there is one, whichever came first', async (t) => {
  const [apex] = APEXES
  const withheld = { apex: apex!, zone: undefined, withheld: true }
  const own = memberOf(0)
  t.equal(new ZoneSet([withheld, own]).at(apex!), 1)
  t.equal(new ZoneSet([withheld]).moved([], new Map([[1, own]])).at(apex!), 1)
  t.equal(new ZoneSet([own, withheld]).moved([0], new Map()).at(apex!), 1)
})

t.test('a place is empty until somebody comes', async (t) => {
  const zones = new ZoneSet([]).moved([], new Map([[3, memberOf(0)]]))
  t.equal(zones.members.length, 4)
  t.equal(zones.at(APEXES[0]!), 3)
  t.same(zones.below(APEXES.at(-1)!), [])
})

function sameAs(zones: ZoneSet, wanted: ZoneSet): void {
  const name = new Suffixes()
  for (const bytes of ASKED) {
    name.set(bytes, 0)
    for (let from = 0; from <= name.count; from++) {
      const [is, was] = [zones, wanted].map((set) => {
        const place = set.enclosing(name, from)
        return place < 0
          ? undefined
          : `${Buffer.from(set.members[place]!.apex).toString('hex')} ${set.apexAt(place, name)}`
      })
      if (is !== was) throw new Error(`${Buffer.from(bytes)} from ${from} is in ${is}`)
    }
  }
}

// Rolls of keys: no resolver ever meets a chain that is broken, whatever it has in its cache, whoever is late, and whoever says nothing.

import t from 'tap'
import { newRollKey, notAhead, type RollKey } from '../../../src/sign/roll/record-states.ts'
import { type RuleName, rollRules } from '../../../src/sign/roll/rules.ts'
import { advance, type Conditions } from '../../../src/sign/roll/solver.ts'
import { timetable } from '../../../src/sign/roll/timetable.ts'
import { dnskeyVersions } from '../../../src/sign/roll/versions.ts'
import type { KeyRole } from '../../../src/sign/zone-key.ts'
import fc from '../../support/properties.ts'
import { RollWorld, type WorldOptions } from './roll-world.ts'

type Roles = readonly (readonly [role: KeyRole, algorithm: number])[]

const CSK: Roles = [['csk', 13]]
const SPLIT: Roles = [
  ['ksk', 13],
  ['zsk', 13],
]
const OTHER: Roles = [
  ['ksk', 15],
  ['zsk', 15],
]

/** One roll after the other: keys of the first kind give way to keys of the next. */
const rolls: readonly (readonly [what: string, kinds: readonly Roles[]])[] = [
  ['one key that signs everything', [CSK, CSK]],
  ['the key that signs keys', [SPLIT, [['ksk', 13]]]],
  ['the key that signs the rest', [SPLIT, [['zsk', 13]]]],
  ['both of them at once', [SPLIT, SPLIT]],
  ['another algorithm', [CSK, [['csk', 15]], CSK]],
  ['another algorithm, of two keys', [SPLIT, OTHER]],
  ['one key for two', [CSK, SPLIT, CSK]],
]

let tag = 1

/** Those of the roles that come give way; where other roles come, all do. */
function replaced(world: RollWorld, roles: Roles): void {
  const isOfRole = (key: RollKey) => roles.some(([role, algorithm]) => role === key.role && algorithm === key.algorithm)
  const isOfOthers = !world.keys.some((key) => key.isWanted && isOfRole(key))
  const old = world.keys.map((key) => (isOfOthers || isOfRole(key) ? { ...key, isWanted: false } : key))
  world.keys = [...old, ...roles.map(([role, algorithm]) => newRollKey({ tag: tag++, algorithm, role }, world.clock))]
}

/** False where it does not come to an end. */
function untilRest(world: RollWorld): boolean {
  for (let i = 0; i < 3000; i++) {
    world.tick()
    if (world.isAtRest) {
      world.keys = world.keys.filter(({ isWanted }) => isWanted)
      return true
    }
  }
  return false
}

/** A sequence of its own for each seed. */
function randomOf(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return ((state >>> 8) % 65536) / 65536
  }
}

const world = (seed: number, more: Partial<WorldOptions> = {}) =>
  new RollWorld({ random: randomOf(seed), retention: { dnskey: 3600, data: 7200, ds: 5400 }, ...more })

t.test('no roll breaks the chain, and each of them comes to its end', (t) => {
  for (const [what, kinds] of rolls)
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 12 }), (seed, hours) => {
        const played = world(seed, { retention: { dnskey: 3600, data: hours * 1800, ds: (13 - hours) * 1800 } })
        for (const roles of kinds) {
          replaced(played, roles)
          t.equal(untilRest(played), true, `${what} ends`)
        }
        t.same(played.bogus, [], what)
        t.equal(played.insecure, 0, what)
      }),
      { numRuns: 12 },
    )
  t.end()
})

t.test('a roll that is taken back, or followed by the next before its end, breaks nothing either', (t) => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.array(fc.nat(200), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      (seed, waits, isBack) => {
        const played = world(seed)
        replaced(played, SPLIT)
        untilRest(played)
        for (const [i, ticks] of waits.entries()) {
          if (isBack && i % 2 === 1) {
            const oldest = Math.min(...played.keys.map(({ tag }) => tag))
            played.keys = played.keys.map((key) => ({ ...key, isWanted: key.tag < oldest + 2 }))
          } else replaced(played, [CSK, OTHER, SPLIT][i % 3]!)
          for (let n = 0; n < ticks; n++) played.tick()
        }
        t.equal(untilRest(played), true)
        t.same(played.bogus, [])
        t.equal(played.insecure, 0)
      },
    ),
    { numRuns: 40 },
  )
  t.end()
})

t.test('a key that is lost in a roll breaks nothing, whether it comes back or the roll is taken back', (t) => {
  let [played, stood] = [0, 0]
  for (const [what, kinds] of rolls)
    fc.assert(
      fc.property(fc.integer(), fc.nat(120), fc.nat(120), fc.boolean(), (seed, before, meanwhile, isBack) => {
        const at = world(seed)
        replaced(at, kinds[0]!)
        untilRest(at)
        const old = at.keys.map(({ tag }) => tag)
        replaced(at, kinds[1]!)
        for (let n = 0; n < before; n++) at.tick()
        const fresh = at.keys.filter(({ tag }) => !old.includes(tag)).map(({ tag }) => tag)
        at.lost = fresh.slice(seed & 1)
        for (let n = 0; n <= meanwhile; n++) at.tick()
        played += meanwhile
        stood += at.stood
        const isThere = at.keys.filter(({ tag }) => old.includes(tag)).length === old.length
        const isKept = at.keys.some(({ tag, records }) => at.lost.includes(tag) && records.krrsig.state !== 'hidden')
        // Taken back where nothing that it has signed of the keys is kept; else the file comes back.
        if (isBack && isThere && at.stood === 0 && !isKept)
          at.keys = at.keys.map((key) => ({ ...key, isWanted: old.includes(key.tag) }))
        else at.lost = []
        t.equal(untilRest(at), true, what)
        t.same(at.bogus, [], what)
        t.equal(at.insecure, 0, what)
      }),
      { numRuns: 20 },
    )
  t.ok(stood < played / 2, `stood still for ${stood} of ${played} ticks`)
  t.end()
})

t.test('a clock that is set back again and again makes rolls late, and breaks nothing', (t) => {
  for (const kinds of [
    [CSK, CSK],
    [SPLIT, OTHER, CSK],
  ])
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const played = world(seed, { hasBadClock: true })
        for (const roles of kinds) {
          replaced(played, roles)
          t.equal(untilRest(played), true)
        }
        t.same(played.bogus, [])
        t.equal(played.insecure, 0)
      }),
      { numRuns: 12 },
    )
  t.end()
})

t.test('a zone becomes unsigned from any step of a roll', (t) => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(100), (seed, ticks) => {
      const played = world(seed)
      replaced(played, CSK)
      untilRest(played)
      replaced(played, [['csk', 15]])
      for (let n = 0; n < ticks; n++) played.tick()
      played.isLeaving = true
      t.equal(untilRest(played), true)
      t.same(played.bogus, [])
    }),
    { numRuns: 20 },
  )
  t.end()
})

// Whoever leaves a rule out is found out by the resolvers: the world above would notice a fault.
const broken: readonly (readonly [rule: RuleName, sees: 'bogus' | 'insecure', kinds: readonly Roles[]])[] = [
  ['ds', 'insecure', [CSK, CSK]],
  ['dnskey', 'bogus', [SPLIT, [['ksk', 13]]]],
  ['rrsig', 'bogus', [SPLIT, [['zsk', 13]]]],
]

t.test('without any one of the rules, resolvers meet a zone that is broken', (t) => {
  for (const [left, sees, kinds] of broken) {
    const rules = rollRules.filter(({ name }) => name !== left)
    let seen = 0
    for (let seed = 1; seed <= 20 && seen === 0; seed++) {
      const played = world(seed)
      replaced(played, kinds[0]!)
      untilRest(played)
      played.rules = rules
      replaced(played, kinds[1]!)
      for (let i = 0; i < 200; i++) played.tick()
      seen = sees === 'bogus' ? played.bogus.length : played.insecure
    }
    t.ok(seen > 0, `${left}: ${sees}`)
  }
  t.end()
})

const HOUR = 3600
const conditions: Conditions = {
  now: 0,
  retention: { dnskey: HOUR, data: 2 * HOUR, ds: 24 * HOUR },
  isLeaving: false,
}

/** In hours. */
const tables: readonly (readonly [what: string, from: Roles, to: Roles, lines: string])[] = [
  [
    'ZSK: RFC 7583 §3.2.1',
    SPLIT,
    [['zsk', 13]],
    '0 new dnskey rumoured, 2 old zrrsig unretentive, 2 new dnskey omnipresent, 2 new zrrsig rumoured, ' +
      '5 old dnskey unretentive, 5 old zrrsig hidden, 5 new zrrsig omnipresent, 7 old dnskey hidden',
  ],
  [
    'KSK: RFC 7583 §3.3.1',
    SPLIT,
    [['ksk', 13]],
    '0 new dnskey rumoured, 0 new krrsig rumoured, 2 old ds unretentive, 2 new dnskey omnipresent, 2 new krrsig omnipresent, ' +
      '2 new ds rumoured, 29 old dnskey unretentive, 29 old krrsig unretentive, 29 old ds hidden, 29 new ds omnipresent, ' +
      '31 old dnskey hidden, 31 old krrsig hidden',
  ],
  [
    'algorithm: RFC 6781 §4.1.4',
    CSK,
    [['csk', 15]],
    '0 new zrrsig rumoured, 3 new dnskey rumoured, 3 new krrsig rumoured, 3 new zrrsig omnipresent, 5 old ds unretentive, ' +
      '5 new dnskey omnipresent, 5 new krrsig omnipresent, 5 new ds rumoured, 32 old dnskey unretentive, ' +
      '32 old krrsig unretentive, 32 old ds hidden, 32 new ds omnipresent, 34 old dnskey hidden, 34 old krrsig hidden, ' +
      '34 old zrrsig unretentive, 37 old zrrsig hidden',
  ],
]

t.test('a roll tells its dates before it begins', (t) => {
  for (const [what, from, to, lines] of tables) {
    const life = { state: 'omnipresent', since: 0 } as const
    const hidden = { state: 'hidden', since: 0 } as const
    const old = from.map(([role, algorithm], i): RollKey => {
      const isRolled = to.some((one) => one[0] === role)
      const all = { dnskey: life, krrsig: role === 'zsk' ? hidden : life, zrrsig: role === 'ksk' ? hidden : life }
      return { role, algorithm, tag: i, isWanted: !isRolled, records: { ...all, ds: role === 'zsk' ? hidden : life } }
    })
    const added = to.map(([role, algorithm]) => newRollKey({ tag: 9, algorithm, role }, 0))
    const told = timetable([...old, ...added], conditions, { zone: HOUR, parent: 3 * HOUR })
    t.equal(
      told.map(({ at, tag, part, state }) => `${at / HOUR} ${tag === 9 ? 'new' : 'old'} ${part} ${state}`).join(', '),
      lines,
      what,
    )
  }
  t.end()
})

t.test('the dates of a roll that is taken back go on to its end, with a day for a registrar who is at work', (t) => {
  const life = { state: 'omnipresent', since: 0 } as const
  const [rumoured, going] = [{ state: 'rumoured', since: 0 } as const, { state: 'unretentive', since: 0 } as const]
  const of = (tag: number, isWanted: boolean, ds: RollKey['records']['ds']): RollKey => ({
    ...{ role: 'csk', algorithm: 13, tag, isWanted },
    records: { dnskey: life, krrsig: life, zrrsig: life, ds },
  })
  const told = timetable([of(1, true, going), of(2, false, rumoured)], conditions, { zone: HOUR, parent: 3 * HOUR })
  const ends = told.filter(({ tag, state }) => tag === 2 && state === 'hidden')
  t.same(new Set(ends.map(({ part }) => part)), new Set(['dnskey', 'krrsig', 'zrrsig', 'ds']), 'everything goes')
  t.equal(ends.find(({ part }) => part === 'ds')!.at, (3 + 24 + 24) * HOUR)
  t.end()
})

t.test('a clock that goes back keeps the order in which records came and went', (t) => {
  const at = (since: number, state: 'rumoured' | 'unretentive' = 'rumoured') => ({ state, since })
  const key = (tag: number, dnskey: RollKey['records']['dnskey']): RollKey => {
    const fresh = newRollKey({ tag, algorithm: 13, role: 'zsk' }, 0)
    return { ...fresh, records: { ...fresh.records, dnskey } }
  }
  const keys = [key(1, at(2000, 'unretentive')), key(2, at(1900)), key(3, { ...at(1950, 'unretentive'), from: 1940 })]
  const moved = notAhead(keys, 1000)
  t.same(
    moved.map(({ records }) => [records.dnskey.since, records.dnskey.from]),
    [
      [1000, undefined],
      [900, undefined],
      [950, 940],
    ],
  )
  t.same(dnskeyVersions(moved), dnskeyVersions(keys))
  t.same(notAhead(moved, 1000), moved, 'once')
  t.same(notAhead(keys, 5000), keys)
  t.end()
})

t.test('what was published for less than a second counts as published', (t) => {
  const life = { state: 'omnipresent', since: 0 } as const
  const old: RollKey = {
    ...{ role: 'csk', algorithm: 13, tag: 1, isWanted: true },
    records: { dnskey: life, krrsig: life, zrrsig: life, ds: life },
  }
  const early = newRollKey({ tag: 2, algorithm: 15, role: 'csk' }, 0)
  const fresh = { ...early, records: { ...early.records, zrrsig: life } }
  const begun = advance([{ ...old, isWanted: false }, fresh], conditions)
  t.equal(begun[1]!.records.dnskey.state, 'rumoured')
  const back = advance([old, { ...begun[1]!, isWanted: false }], conditions)
  t.equal(back[1]!.records.dnskey.state, 'unretentive')
  t.equal(back[1]!.records.zrrsig.state, 'omnipresent', 'the signatures are needed as long as the key is in caches')
  t.end()
})

t.test('nothing goes on while nobody has been seen with it, and a clock that was ahead counts from today', (t) => {
  const [key] = advance([newRollKey({ tag: 1, algorithm: 13, role: 'csk' }, 0)], conditions)
  t.equal(key!.records.dnskey.state, 'rumoured')
  const years = { ...conditions, now: 1e9 }
  t.equal(advance([key!], years)[0]!.records.dnskey.state, 'rumoured')
  const ahead = { ...key!, records: { ...key!.records, dnskey: { ...key!.records.dnskey, seen: 2e9, checked: 2e9 } } }
  t.same(advance([ahead], years)[0]!.records.dnskey.seen, 1e9)
  t.end()
})

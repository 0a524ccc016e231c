// Names just before and just after another one: nothing lies between but what the name covers.

import t from 'tap'
import { compareNames, isWithin } from '../../src/dns/name.ts'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import { after, before, lastBelow, pastSubtree } from '../../src/sign/neighbours.ts'
import { type Labels, wireLength, wireOf } from '../support/name.ts'
import fc from '../support/properties.ts'

const APEX: Labels = ['example']
const apex = wireOf(APEX)

/** Names at the edges: of labels that are full, of octets around capital letters, of the longest names. */
const octet = fc.oneof(
  fc.constantFrom(0, 1, 0x29, 0x2a, 0x2b, 0x40, 0x41, 0x5a, 0x5b, 0x61, 0x7a, 254, 255),
  fc.integer({ min: 0, max: 255 }),
)
const label = fc
  .oneof(
    fc.array(octet, { minLength: 1, maxLength: 3 }),
    fc.array(octet, { minLength: 61, maxLength: 63 }),
    full(255),
    full(0),
  )
  .map((octets) => String.fromCharCode(...octets))
const name = fc
  .array(label, { minLength: 1, maxLength: 5 })
  .map((labels): Labels => [...labels, ...APEX])
  .filter((labels) => wireLength(labels) <= 255)
/** As long as a name may be. */
const longest = fc.tuple(name, octet, fc.integer({ min: 253, max: 255 })).map(([labels, filling, length]) => {
  const long = [...labels]
  while (wireLength(long) + 2 <= length)
    long.unshift(String.fromCharCode(filling).repeat(Math.min(63, length - wireLength(long) - 1)))
  return long
})
const any = fc.oneof(name, longest).map(wireOf)

function full(filling: number) {
  return fc.integer({ min: 62, max: 63 }).map((length) => Array<number>(length).fill(filling))
}

const less = (a: Uint8Array, b: Uint8Array) => compareNames(a, 0, b, 0) < 0

t.test('worked examples', (t) => {
  const rows: readonly (readonly [of: string, before: string, past: string, after: string])[] = [
    ['b.example.', `a${'\\255'.repeat(62)}.example.`, 'b\\000.example.', '\\000.b.example.'],
    ['B.example.', `a${'\\255'.repeat(62)}.example.`, 'b\\000.example.', '\\000.b.example.'],
    ['b\\000.example.', 'b.example.', 'b\\000\\000.example.', '\\000.b\\000.example.'],
    ['\\[.example.', `@${'\\255'.repeat(62)}.example.`, '[\\000.example.', '\\000.[.example.'],
    ['*.example.', `\\)${'\\255'.repeat(62)}.example.`, '*\\000.example.', '\\000.*.example.'],
  ]
  for (const [of, wantBefore, wantPast, wantAfter] of rows) {
    const octets = nameFromText(of)
    t.equal(nameText(before(octets)!), nameText(nameFromText(wantBefore)), of)
    t.equal(nameText(pastSubtree(octets, apex)), nameText(nameFromText(wantPast)), of)
    t.equal(nameText(after(octets, apex)), nameText(nameFromText(wantAfter)), of)
  }
  t.equal(before(nameFromText('\\000.example.')), undefined, 'the name above comes right before it')
  t.same(after(apex, apex), nameFromText('\\000.example.'))
  t.same(pastSubtree(apex, apex), apex)
  t.same(pastSubtree(wireOf([String.fromCharCode(255).repeat(63), ...APEX]), apex), apex, 'the last name of the zone')
  t.end()
})

t.test('what comes before a name covers no other, and is below the same', (t) => {
  fc.assert(
    fc.property(any, any, (of, other) => {
      const made = before(of)
      if (made === undefined) return of[0] === 1 && of[1] === 0
      const isBetween = less(made, other) && less(other, of)
      // What it has below it has to exist already, and whoever uses it looks for that.
      return made.length <= 255 && less(made, of) && (!isBetween || isWithin(other, 0, made, 0))
    }),
    { numRuns: 5_000 },
  )
  t.end()
})

t.test('nothing that is below a name comes after the last one there can be', (t) => {
  fc.assert(
    fc.property(any, any, (of, other) => {
      const last = lastBelow(of)
      const below = Uint8Array.of(...other.subarray(0, other.length - apex.length), ...of)
      if (last.length > 255 || less(last, of) || !isWithin(last, 0, of, 0)) return false
      return below.length > 255 || !less(last, below)
    }),
    { numRuns: 5_000 },
  )
  t.end()
})

t.test('between a name and what is past its subtree there is its subtree alone', (t) => {
  fc.assert(
    fc.property(any, any, (of, other) => {
      const past = pastSubtree(of, apex)
      const isLast = past.length === apex.length
      if (past.length > 255 || (!isLast && !less(of, past))) return false
      const isBetween = less(of, other) && (isLast || less(other, past))
      return !isBetween || isWithin(other, 0, of, 0)
    }),
    { numRuns: 5_000 },
  )
  t.end()
})

t.test('between a name and the one after it there is nothing', (t) => {
  fc.assert(
    fc.property(any, any, (of, other) => {
      const next = after(of, apex)
      const isLast = next.length === apex.length
      return next.length <= 255 && (isLast || less(of, next)) && !(less(of, other) && (isLast || less(other, next)))
    }),
    { numRuns: 5_000 },
  )
  t.end()
})

t.test('near relatives of a name: the octets next to its own, and longer and shorter labels', (t) => {
  const relatives = (of: Uint8Array): Uint8Array[] => {
    const rest = of.subarray(of[0]! + 1)
    const label = of.subarray(1, of[0]! + 1)
    const labels = [
      ...[-1, 1].map((step) => label.with(label.length - 1, label.at(-1)! + step)),
      ...(label.length < 63 ? [Uint8Array.of(...label, 0), Uint8Array.of(...label, 255)] : []),
      ...(label.length > 1 ? [label.subarray(0, -1)] : []),
    ]
    return labels.map((one) => Uint8Array.of(one.length, ...one, ...rest)).filter(({ length }) => length <= 255)
  }
  fc.assert(
    fc.property(any, (of) =>
      relatives(of).every((other) => {
        const [made, past, next] = [before(of), pastSubtree(of, apex), after(of, apex)]
        const isPast = past.length === apex.length || less(other, past)
        if (less(of, other) && isPast) return false
        if (less(of, other) && (next.length === apex.length || less(other, next))) return false
        return made === undefined || !(less(made, other) && less(other, of))
      }),
    ),
    { numRuns: 3_000 },
  )
  t.end()
})

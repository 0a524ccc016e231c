// A row of which a few things change is what an array would be, and costs no more than what has changed.

import t from 'tap'
import { rowIn, withRow } from '../../src/zone/in-rows.ts'
import { Row } from '../../src/zone/row.ts'
import fc from '../support/properties.ts'

const many = (length: number) => Array.from({ length }, (_, i) => i)

t.test('whatever is changed, it has what an array would have, and so have those before it', async () => {
  const change = fc.record({
    from: fc.nat(),
    others: fc.array(fc.tuple(fc.nat(), fc.integer()), { maxLength: 5 }),
    walks: fc.boolean(),
  })
  fc.assert(
    fc.property(
      fc.constantFrom(0, 1, 255, 256, 1024, 1025, 3000),
      fc.array(change, { maxLength: 12 }),
      (length, changes) => {
        const all = [{ row: Row.of(many(length)), array: many(length) }]
        for (const { from, others, walks } of changes) {
          const { row, array } = all[from % all.length]!
          if (walks) row.all
          const places = length === 0 ? [] : others.map(([at, one]) => [at % length, one] as const)
          const next = array.slice()
          for (const [at, one] of places) next[at] = one
          all.push({ row: row.with(places), array: next })
        }
        for (const { row, array } of all) {
          if (row.length !== length) throw new Error('another length')
          for (const at of [-1, 0, 1, 255, 256, length - 1, length, length + 300])
            if (row.at(at) !== array[at]) throw new Error(`${at}: ${row.at(at)} of ${array[at]}`)
          if (row.all.length !== length || row.all.some((one, at) => one !== array[at]))
            throw new Error('another array')
        }
      },
    ),
    { numRuns: 300 },
  )
})

t.test('of many nobody puts all together who asks for one, or changes some', async (t) => {
  let row = Row.of(many(60_000)).with([[7, -7]])
  for (let at = 0; at < 60_000; at += 1000) row = row.with([[at, -at]])
  t.equal(row.at(7), -7)
  t.equal(row.at(59_000), -59_000)
  t.notOk(row.isWhole)
  const { all } = row
  t.equal(all, row.all, 'once it is, it stays so')
  t.ok(row.isWhole)
})

t.test('an object with a row gives an array to whoever walks over it, and to who copies it', async (t) => {
  const first: { readonly name: string; readonly numbers: readonly number[]; readonly more?: string } = {
    name: 'first',
    numbers: many(2000),
  }
  t.equal(rowIn(first, 'numbers').at(3), 3)
  const second = withRow(first, 'numbers', rowIn(first, 'numbers').with([[3, 33]]), { name: 'second' })
  const third = withRow(second, 'numbers', rowIn(second, 'numbers').with([[4, 44]]))
  t.equal(third.name, 'second')
  t.notOk(rowIn(second, 'numbers').isWhole)
  t.notOk(rowIn(third, 'numbers').isWhole)
  const copy = { ...third, more: 'more' }
  t.same(copy.numbers.slice(0, 6), [0, 1, 2, 33, 44, 5])
  t.equal(copy.numbers.length, 2000)
  t.equal(rowIn(copy, 'numbers').at(4), 44)
  t.equal(rowIn({ ...copy, numbers: [9] }, 'numbers').at(0), 9)
  t.same(first.numbers, many(2000), 'what was there before stays what it was')
})

// Whose turn it is, as an order and not as a time: the clock stands still unless a test turns it.

import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { ROUND, ROUND_MS, SHARE, type Turned, Turns } from '../../src/net/turns.ts'

/** Has `left` small answers to give; tells `order` of each. */
class Pipeliner implements Turned {
  left: number
  readonly #name: string
  readonly #order: string[]

  constructor(name: string, left: number, order: string[]) {
    this.#name = name
    this.left = left
    this.#order = order
  }

  get wantsTurn(): boolean {
    return this.left > 0
  }

  takeTurn(units: number): number {
    const done = Math.min(units, this.left)
    this.left -= done
    for (let i = 0; i < done; i++) this.#order.push(this.#name)
    return done
  }
}

function line(now: () => number = () => 0) {
  const order: string[] = []
  const turns = new Turns(now)
  const all: Pipeliner[] = []
  const arrive = (name: string, left: number) => {
    const one = new Pipeliner(name, left, order)
    all.push(one)
    turns.arrived(one)
    return one
  }
  /** Those who would never end have nothing more to ask. */
  const end = () => {
    for (const one of all) one.left = 0
  }
  return { order, turns, arrive, end }
}

t.test('a short question is answered when it comes', async (t) => {
  const { order, arrive } = line()
  arrive('a', 3)
  arrive('b', 1)
  t.same(order, ['a', 'a', 'a', 'b'])
})

t.test('one that is alone has a whole round, then the event loop turns', async (t) => {
  const { order, arrive } = line()
  arrive('a', ROUND * 3)
  t.equal(order.length, ROUND)
  await turn()
  t.equal(order.length, 2 * ROUND)
})

t.test('what comes beside fifty that never end is answered within a round', async (t) => {
  const { order, arrive, end } = line()
  for (let i = 0; i < 50; i++) arrive(`flood${i}`, 1e6)
  for (let i = 0; i < 20; i++) await turn()
  order.length = 0
  arrive('late', 1)
  t.same(order, ['late'], 'at once, where this round has time')
  for (let i = 0; i < ROUND / SHARE; i++) arrive('much', SHARE)
  arrive('later', 1)
  t.notOk(order.includes('later'))
  await turn()
  const before = order.slice(order.lastIndexOf('much') + 1, order.indexOf('later'))
  t.ok(order.includes('later'))
  t.ok(before.length <= SHARE, `after ${before.length} answers to those who wait`)
  end()
})

t.test('all that wait have shares one after the other, and nobody two before the others have one', async (t) => {
  const { order, arrive, end } = line()
  const names = Array.from({ length: 12 }, (_, i) => `c${i}`)
  for (const name of names) arrive(name, 1e6)
  for (let i = 0; i < 10; i++) await turn()
  order.length = 0
  for (let i = 0; i < 40; i++) await turn()
  const shares = order.filter((_, i) => i % SHARE === 0)
  t.ok(shares.length > 4 * names.length)
  for (let i = 0; i + names.length <= shares.length; i += names.length)
    t.equal(new Set(shares.slice(i, i + names.length)).size, names.length)
  end()
})

t.test('many that come anew do not keep those who wait from their shares', async (t) => {
  const { order, arrive } = line()
  arrive('waits', ROUND * 4)
  for (let round = 0; round < 8; round++) {
    for (let i = 0; i < 100; i++) arrive('new', SHARE)
    await turn()
  }
  t.ok(order.filter((name) => name === 'waits').length >= ROUND + 7 * SHARE)
})

t.test('answers that take long end a round as many short ones do', async (t) => {
  let now = 0
  const { turns, arrive, end } = line(() => now)
  let given = 0
  const slow = (): Turned => ({
    wantsTurn: false,
    takeTurn: () => {
      given++
      now += ROUND_MS
      return 1
    },
  })
  arrive('much', ROUND * 4)
  turns.arrived(slow())
  turns.arrived(slow())
  t.equal(given, 0, 'the round is spent')
  await turn()
  t.equal(given, 1, 'the second waits until the event loop has turned')
  await turn()
  t.equal(given, 2)
  end()
})

t.test('a turn whose answer was taken meanwhile costs nobody else one', async (t) => {
  const { order, arrive } = line()
  const gone = arrive('gone', ROUND * 2)
  arrive('stays', 5)
  gone.left = 0
  await turn()
  t.ok(order.includes('stays'))
})

// Faces that come whole: those that come while others are kept are published together, and each has its own outcome.

import t from 'tap'
import type { FaceName, Refused } from '../../src/store/change.ts'
import { Comparing } from '../../src/store/comparing.ts'
import type { House, Judged } from '../../src/store/house.ts'
import { Store } from '../../src/store/store.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { zoneOf } from '../support/zones.ts'

const zone = (name: string, serial = 1) =>
  zoneOf(name, `$TTL 60\n@ SOA ns h ${serial} 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n`)
const nameOf = ({ apex: origin }: Zone): FaceName => ({ view: 'inside', origin })
const keyOf = ({ origin }: FaceName) => Buffer.from(origin).toString('hex')

/** `judge`: by default all are good. `fault`: called before anything is published. */
function storeOf(judge: (judged: Judged) => Refused | undefined = () => undefined, fault = () => {}) {
  const served = new Map<string, Zone | undefined>()
  /** Serials that were published together. */
  const published: (number | undefined)[][] = []
  const house: House = {
    hasFace: () => true,
    faceAt: (name) => {
      const now = served.get(keyOf(name))
      return now && { base: now, served: now }
    },
    judge,
    publish: (all) => {
      fault()
      published.push(all.map(({ edition }) => edition?.serial))
      for (const { name, edition } of all) served.set(keyOf(name), edition)
    },
  }
  const store = new Store({
    house,
    journal: { chains: new Map(), append: async () => {} },
    comparing: new Comparing(),
    fold: () => Promise.reject(new Error('nobody changes anything')),
    onFault: (reason) => {
      throw new Error(reason)
    },
  })
  return { store, published, servedOf: (one: Zone) => served.get(keyOf(nameOf(one)))?.serial }
}

const all = Array.from({ length: 200 }, (_, i) => zone(`d${i}.example`, i + 1))

t.test('what comes while others are kept is published together, and what comes first waits for nobody', async (t) => {
  const { store, published } = storeOf()
  const kept = Promise.withResolvers<void>()
  const first = store.replace(nameOf(all[0]!), all[0], { keep: () => kept.promise })
  await new Promise(setImmediate)
  const others = all.slice(1, 8).map((one) => store.replace(nameOf(one), one))
  kept.resolve()
  t.same(await Promise.all([first, ...others]), Array(8).fill(undefined))
  t.same(published, [[1], [2, 3, 4, 5, 6, 7, 8]])
})

t.test('however many wait, others have their turn after a few', async (t) => {
  const { store, published } = storeOf()
  const whole = Promise.all(all.map((one) => store.replace(nameOf(one), one)))
  let between = 0
  void store.alone(() => {
    between = published.flat().length
  })
  await whole
  t.same(
    published.flat(),
    all.map(({ serial }) => serial),
    'all in the order in which they came',
  )
  t.ok(
    published.every((some) => some.length <= 64),
    'no more than 64 at a time',
  )
  t.equal(between, 64)
})

t.test('what a disk is still writing holds up nothing else that wants to change', async (t) => {
  const { store, published } = storeOf()
  const written = Promise.withResolvers<void>()
  const kept: string[] = []
  const slow = all.slice(0, 100).map((one) =>
    store.replace(nameOf(one), one, {
      written: written.promise,
      keep: async () => void kept.push('slow'),
    }),
  )
  const told = all[100]!
  await store.replace(nameOf(told), told, { keep: async () => void kept.push('told') })
  await store.alone(() => kept.push('changed'))
  t.same(kept, ['told', 'changed'], 'before the hundred that came first')
  t.same(published, [[101]])
  written.resolve()
  t.same(await Promise.all(slow), Array(100).fill(undefined))
  t.equal(published.flat().length, 101)
})

t.test('what is served already has its turn before all that wait to come for the first time', async (t) => {
  const { store, published } = storeOf()
  const told = all[199]!
  await store.replace(nameOf(told), told)
  const open = Promise.withResolvers<void>()
  const busy = store.alone(() => open.promise)
  const first = all.slice(0, 150).map((one) => store.replace(nameOf(one), one))
  await new Promise(setImmediate)
  const changed = zone('d199.example', 1000)
  const change = store.replace(nameOf(told), changed)
  const gone = store.replace(nameOf(told), undefined)
  open.resolve()
  await Promise.all([busy, change, gone, ...first])
  const [, one, two] = published
  t.equal(one!.length, 64)
  t.equal(one![0], 1000, 'a hundred and fifty came before it')
  t.same(two!.slice(0, 2), [undefined, 64], 'what comes twice comes one after the other')
  t.equal(published.flat().length, 1 + 150 + 2, 'each once')
})

t.test('they are kept at the same time, and each before anybody is shown any', async (t) => {
  const { store, published } = storeOf()
  let keeping = 0
  let most = 0
  const keep = async () => {
    most = Math.max(most, ++keeping)
    t.same(published, [])
    await new Promise(setImmediate)
    keeping--
  }
  await Promise.all(all.slice(0, 8).map((one) => store.replace(nameOf(one), one, { keep })))
  t.equal(most, 8)
})

t.test('what is refused, wanted no more or not kept is left out alone', async (t) => {
  const refused: Refused = { kind: 'findings', findings: [] }
  const { store, published, servedOf } = storeOf(({ edition }) => (edition.serial === 12 ? refused : undefined))
  const [good, bad, unwanted, unkept] = [all[0]!, all[1]!, all[2]!, all[3]!]
  await Promise.all([good, bad, unwanted, unkept].map((one) => store.replace(nameOf(one), one)))
  const next = all.slice(0, 4).map(({ serial }, i) => zone(`d${i}.example`, serial + 10))
  const outcomes = await Promise.allSettled([
    store.replace(nameOf(good), next[0]),
    store.replace(nameOf(bad), next[1]),
    store.replace(nameOf(unwanted), next[2], { isWanted: () => false }),
    store.replace(nameOf(unkept), next[3], { keep: () => Promise.reject(new Error('the disk is full')) }),
  ])
  t.match(outcomes, [
    { value: undefined },
    { value: refused },
    { value: { kind: 'declined' } },
    { reason: { message: 'the disk is full' } },
  ])
  t.same([good, bad, unwanted, unkept].map(servedOf), [11, 2, 3, 4])
  t.same(published.at(-1), [11])
})

t.test('each is judged beside those that are going to be served with it', async (t) => {
  const beside: number[][] = []
  const { store } = storeOf((judged) => {
    beside.push(judged.beside.map(({ edition }) => edition.serial))
    return undefined
  })
  await Promise.all(all.slice(0, 3).map((one) => store.replace(nameOf(one), one)))
  t.same(beside, [[], [1], [1, 2]])
})

t.test('a face that comes twice comes one after the other', async (t) => {
  const { store, published, servedOf } = storeOf()
  const again = zone('d0.example', 7)
  await Promise.all([
    store.replace(nameOf(all[0]!), all[0]),
    store.replace(nameOf(all[1]!), all[1]),
    store.replace(nameOf(again), again),
  ])
  t.same(published, [[1, 2], [7]])
  t.equal(servedOf(again), 7)
})

t.test('where publishing fails everybody is told', async (t) => {
  const { store } = storeOf(undefined, () => {
    throw new Error('a fault')
  })
  const outcomes = await Promise.allSettled(all.slice(0, 2).map((one) => store.replace(nameOf(one), one)))
  t.match(outcomes, [{ reason: { message: 'a fault' } }, { reason: { message: 'a fault' } }])
})

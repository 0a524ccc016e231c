// In which order zones that have come are written: what a primary may have told of before what comes for the first time.

import t from 'tap'
import { WriteOrder } from '../../src/transfer/write-order.ts'

/** A disk that ends what it writes when the test says so. */
function slowDisk() {
  const order = new WriteOrder()
  const begun: string[] = []
  const ends: PromiseWithResolvers<void>[] = []
  const add = (path: string, isServed: boolean, what = path) =>
    order.add(path, isServed, () => {
      begun.push(what)
      ends.push(Promise.withResolvers())
      return ends.at(-1)!.promise
    })
  const settled = () => new Promise(setImmediate)
  return {
    ...{ add, begun, settled },
    /** Of the one that is being written. */
    end: async () => {
      ends.at(-1)!.resolve()
      await settled()
    },
    fail: async () => {
      ends.at(-1)!.reject(new Error('ENOSPC'))
      await settled()
    },
  }
}

t.test('a zone that is served is written before all that come for the first time and wait', async (t) => {
  const { add, begun, settled, end } = slowDisk()
  for (let i = 0; i < 10; i++) void add(`first ${i}`, false)
  await settled()
  t.same(begun, ['first 0'], 'one after the other')
  const done: string[] = []
  void add('told', true).then(() => done.push('told'))
  await settled()
  t.same(begun, ['first 0'])
  await end()
  t.same(begun, ['first 0', 'told'], 'nine others came before it')
  t.same(done, [])
  await end()
  t.same(done, ['told'])
  t.same(begun, ['first 0', 'told', 'first 1'])
})

t.test('however many zones that are served change, every fourth file is one that comes first', async (t) => {
  const { add, begun, settled, end } = slowDisk()
  for (let i = 0; i < 3; i++) void add(`first ${i}`, false)
  for (let i = 0; i < 20; i++) void add(`told ${i}`, true)
  await settled()
  for (let i = 0; i < 11; i++) await end()
  t.same(
    begun.map((what) => what.split(' ')[0]),
    ['first', 'told', 'told', 'told', 'first', 'told', 'told', 'told', 'first', 'told', 'told', 'told'],
  )
})

t.test('of one face what came last is written last, whichever of them is served', async (t) => {
  for (const isServed of [
    [false, true],
    [true, false],
    [false, false],
    [true, true],
  ] as const) {
    const { add, begun, settled, end } = slowDisk()
    void add('busy', false)
    for (let i = 0; i < 3; i++) void add(`first ${i}`, false)
    void add('face', isServed[0], 'earlier')
    for (let i = 0; i < 3; i++) void add(`told ${i}`, true)
    void add('face', isServed[1], 'later')
    await settled()
    for (let i = 0; i < 9; i++) await end()
    t.equal(begun.length, 9, 'each was written')
    t.ok(begun.indexOf('earlier') < begun.indexOf('later'), `${begun}`)
  }
})

t.test('who cannot be written hears of it, and holds up nobody', async (t) => {
  const { add, begun, settled, fail, end } = slowDisk()
  const first = add('first', false)
  const second = add('second', false)
  await settled()
  const failed = t.rejects(first, { message: 'ENOSPC' })
  await fail()
  await failed
  await end()
  await second
  t.same(begun, ['first', 'second'])
})

t.test(
  'those that come for the first time and wait together are done together, and who is served waits for none',
  async (t) => {
    const { add, begun, settled, end } = slowDisk()
    const done: string[] = []
    const note = (what: string, isServed: boolean) => void add(what, isServed).then(() => done.push(what))
    note('one', false)
    await settled()
    for (const what of ['two', 'three', 'four']) note(what, false)
    await end()
    t.same(done, ['one'], 'who comes alone waits for nobody')
    note('five', false)
    await end()
    note('told', true)
    await end()
    t.same(begun, ['one', 'two', 'three', 'told'])
    t.same(done, ['one'])
    await end()
    t.same(done, ['one', 'told'])
    await end()
    t.same(done, ['one', 'told', 'two', 'three', 'four'], 'and not the one that came later')
    await end()
    t.equal(done.at(-1), 'five')
  },
)

// Whose turn it is with a primary: those that it tells of first, and nobody never.

import t from 'tap'
import { Turns } from '../../src/transfer/turns.ts'

/** `pass`: lets so many milliseconds go by. */
function turning(run: (item: string) => Promise<void>, isFirst?: (item: string) => boolean) {
  let now = 0
  let most = 0
  const waits: { at: number; then: () => void }[] = []
  const time = {
    now: () => now,
    wait(milliseconds: number, then: () => void) {
      waits.push({ at: now + milliseconds, then })
      most = Math.max(most, waits.length)
      return () => {}
    },
  }
  const turns = new Turns<string>(time, run, isFirst)
  return {
    turns,
    mostWaits: () => most,
    async pass(milliseconds: number) {
      for (const until = now + milliseconds; now < until; now += 10) {
        const due = waits.filter(({ at }) => at <= now)
        for (const one of due) waits.splice(waits.indexOf(one), 1)
        for (const { then } of due) then()
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
  }
}

t.test('whoever forges NOTIFY without end keeps no zone from being asked for', async (t) => {
  const ran: string[] = []
  const { turns, pass, mostWaits } = turning(async (item) => void ran.push(item))
  for (let i = 0; i < 100; i++) turns.add('hidden', `due ${i}`, false)
  for (let i = 0; i < 2000; i++) {
    for (let k = 0; k < 20; k++) turns.add('hidden', `forged ${k}`, true)
    await pass(10)
  }
  t.equal(new Set(ran.filter((item) => item.startsWith('due'))).size, 100)
  t.ok(ran.length <= 20 + 20 * 21, `no more than it bears: ${ran.length}`)
  t.equal(mostWaits(), 1, 'one timer, however many come')
})

t.test('what a primary tells of is asked for before what is due', async (t) => {
  const ran: string[] = []
  const { turns, pass } = turning(async (item) => void ran.push(item))
  for (let i = 0; i < 100; i++) turns.add('hidden', `due ${i}`, false)
  turns.add('hidden', 'told', true)
  await pass(100)
  t.ok(ran.indexOf('told') <= 21, ran.join())
})

t.test(
  'zones that never came are asked for as fast as eight at a time come, and what is told or due keeps its rate',
  async (t) => {
    const ran: string[] = []
    let open = 0
    let most = 0
    const { turns, pass } = turning(
      async (item) => {
        most = Math.max(most, ++open)
        ran.push(item)
        await new Promise((resolve) => setImmediate(resolve))
        open--
      },
      (item) => item.startsWith('first'),
    )
    for (let i = 0; i < 10_000; i++) turns.add('hidden', `first ${i}`, false)
    await pass(1000)
    turns.add('hidden', 'told', true)
    await pass(100)
    t.ok(ran.includes('told'))
    // Eight come in ten milliseconds.
    await pass(13_000)
    t.equal(new Set(ran).size, 10_001)
    t.ok(most <= 9, `and no more at once than of any other, beside what was told: ${most}`)
    const [before] = [ran.length]
    for (let i = 0; i < 1000; i++) turns.add('hidden', `due ${i}`, false)
    await pass(10_000)
    t.ok(ran.length - before <= 20 + 20 * 10 + 1, `${ran.length - before}`)
  },
)

t.test('sixty thousand zones that are due keep no NOTIFY waiting', async (t) => {
  const ran: string[] = []
  const { turns, pass } = turning(async (item) => void ran.push(item))
  for (let i = 0; i < 60_000; i++) turns.add('hidden', `due ${i}`, false)
  await pass(1000)
  const before = ran.length
  for (const told of ['one', 'two', 'three']) turns.add('hidden', told, true)
  await pass(300)
  t.same(ran.slice(before, before + 3), ['one', 'two', 'three'], 'they have the next turns that there are')
})

t.test('what a primary tells of has places of its own where a disk is slow with what comes first', async (t) => {
  const ran: string[] = []
  const kept: (() => void)[] = []
  const { turns, pass } = turning(
    (item) => {
      ran.push(item)
      return new Promise((resolve) => kept.push(resolve))
    },
    (item) => item.startsWith('first'),
  )
  for (let i = 0; i < 1000; i++) turns.add('hidden', `first ${i}`, false)
  await pass(1000)
  t.equal(ran.length, 8, 'nothing ends')
  const before = ran.length
  for (const told of ['one', 'two', 'three']) turns.add('hidden', told, true)
  t.same(ran.slice(before), ['one', 'two'], 'these have theirs')
  kept.shift()!()
  await pass(10)
  t.same(ran.slice(before, before + 3), ['one', 'two', 'three'], 'and the next that is free')
})

t.test('a NOTIFY finds its turn left, however many come for the first time', async (t) => {
  const ran: string[] = []
  const { turns, pass } = turning(
    async (item) => void ran.push(item),
    (item) => item.startsWith('first'),
  )
  for (let i = 0; i < 10_000; i++) turns.add('hidden', `first ${i}`, false)
  for (let i = 0; i < 20; i++) {
    await pass(500)
    const before = ran.length
    for (const told of ['one', 'two', 'three']) turns.add('hidden', told, true)
    t.same(ran.slice(before, before + 3), ['one', 'two', 'three'], 'at once: no clock has gone on')
  }
  t.ok(new Set(ran).size > 1000, `those go on: ${new Set(ran).size}`)
})

t.test('what is due has its turns though so many tell of theirs that none is left', async (t) => {
  const ran: string[] = []
  const { turns, pass } = turning(async (item) => void ran.push(item))
  for (let i = 0; i < 1000; i++) turns.add('hidden', `due ${i}`, false)
  for (let i = 0; i < 1000; i++) {
    for (let k = 0; k < 20; k++) turns.add('hidden', `told ${k}`, true)
    await pass(10)
  }
  const due = ran.filter((item) => item.startsWith('due')).length
  t.ok(due >= 50, `a quarter of ten seconds: ${due}`)
  t.ok(ran.length <= 20 + 20 * 10 + 1, `${ran.length}`)
})

t.test(
  'however many tell of theirs, what comes for the first time has a hundred turns where what is due has one',
  async (t) => {
    const ran: string[] = []
    const { turns, pass } = turning(
      async (item) => void ran.push(item),
      (item) => item.startsWith('first'),
    )
    for (let i = 0; i < 10_000; i++) turns.add('hidden', `first ${i}`, false)
    for (let i = 0; i < 1000; i++) {
      for (let k = 0; k < 20; k++) turns.add('hidden', `told ${k}`, true)
      await pass(10)
    }
    const first = ran.filter((item) => item.startsWith('first')).length
    const told = ran.length - first
    t.ok(told >= 140 && told <= 20 + 200, `three quarters of what the primary bears in ten seconds: ${told}`)
    t.ok(first >= 4500 && first <= 100 * (20 + 200), `and a hundred for each of the others: ${first}`)
  },
)

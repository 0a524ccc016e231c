// A NOTIFY that says which version there is: who has sent changes is asked for them at once, and whoever forges one gains nothing.

import t, { type Test } from 'tap'
import type { PrimarySetting } from '../../src/text/config/primaries.ts'
import { faceAt, refreshing, SECOND, zoneFrom } from './turned-clock.ts'

/** A face at serial 10, which has come as changes. */
async function following(t: Test, more: Partial<PrimarySetting> = {}) {
  const face = faceAt(1, more)
  const its = refreshing(t)
  its.refresher.use([face])
  await its.settled()
  await its.asks[0]!.answer(zoneFrom('one', 9))
  await notified(undefined)
  await its.asks[1]!.answer(zoneFrom('two', 10))
  await its.asks[2]!.answer(zoneFrom('two', 10), { changes: true })
  its.asks.length = 0
  return { ...its, notified }

  async function notified(serial: number | undefined): Promise<void> {
    its.refresher.notify(face.name, '192.0.2.1', serial)
    await its.settled()
  }
}

t.test('what is asked first', async (t) => {
  const rows: readonly [what: string, serial: number | undefined, more: Partial<PrimarySetting>, asked: string][] = [
    ['a newer version', 11, {}, 'IXFR 1'],
    ['a newer one, round the circle', 10 + 2 ** 31 - 1, {}, 'IXFR 1'],
    ['the version that we have', 10, {}, 'SOA 1'],
    ['an older one', 9, {}, 'SOA 1'],
    ['one of which nobody knows whether it is newer', 10 + 2 ** 31, {}, 'SOA 1'],
    ['none', undefined, {}, 'SOA 1'],
  ]
  for (const [what, serial, more, asked] of rows) {
    const { notified, whats, served } = await following(t, more)
    t.equal(served()!.serial, 10)
    await notified(serial)
    t.equal(whats(), asked, what)
  }
})

t.test('who sent the whole zone last is asked for its SOA: the whole may come again', async (t) => {
  const { notified, asks, whats, served } = await following(t)
  await notified(11)
  await asks[0]!.answer(zoneFrom('three', 11))
  t.equal(served()!.serial, 11)
  await notified(12)
  t.equal(whats(), 'IXFR 1, SOA 1')
})

t.test('and so is one that was never asked for changes, or has never sent any', async (t) => {
  const { refresher, asks, whats, settled } = refreshing(t)
  const face = faceAt(1)
  refresher.use([face])
  await settled()
  await asks[0]!.answer(zoneFrom('one', 9))
  refresher.notify(face.name, '192.0.2.1', 10)
  await settled()
  t.equal(whats(), 'AXFR 1, SOA 1')
})

t.test('whoever forges one has the primary asked once, and it is forgotten', async (t) => {
  const { notified, asks, whats, served, refresher, pass, written } = await following(t)
  const [before] = refresher.status()
  await notified(4_000_000)
  t.equal(whats(), 'IXFR 1')
  t.match(refresher.status()[0], { there: before!.there }, 'nobody takes it for the primary’s word')
  await asks[0]!.answer(zoneFrom('two', 10), { nothing: true })
  t.equal(served()!.serial, 10)
  t.match(refresher.status()[0], { there: 10, lastError: undefined, lag: undefined }, 'no alert comes of it')
  t.notOk(written.at(-1)!.isOld, 'nor does a start ask for it')
  // As where one of several servers at an address is ahead of the others: it is looked at once more, soon.
  await pass(10 * SECOND)
  t.equal(whats(), 'IXFR 1, SOA 1')
  await asks[1]!.answer(zoneFrom('two', 10))
  await pass(99 * SECOND)
  t.equal(asks.length, 2)
  await pass(SECOND)
  t.equal(whats(), 'IXFR 1, SOA 1, SOA 1')
})

t.test('what is promised while it is asked is looked at afterwards', async (t) => {
  const { notified, asks, whats, served } = await following(t)
  await notified(11)
  await notified(12)
  await asks[0]!.answer(zoneFrom('three', 11), { changes: true })
  t.equal(served()!.serial, 11)
  t.equal(whats(), 'IXFR 1, IXFR 1')
  await asks[1]!.answer(zoneFrom('four', 12), { changes: true })
  t.equal(served()!.serial, 12)
})

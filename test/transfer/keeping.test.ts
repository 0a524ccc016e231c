// What is served while it is being written to the disk, and what waits for that.

import t from 'tap'
import type { Said } from '../../src/dns/said.ts'
import { say } from '../../src/transfer/says.ts'
import { FEW_RECORDS } from '../../src/zone/fold.ts'
import { faceAt, refreshing, zoneFrom } from './turned-clock.ts'

const disk = () => Promise.withResolvers<Said | undefined>()

t.test(
  'a large zone is served at once where nothing was served of it, and nothing newer before it is kept',
  async (t) => {
    const { refresher, asks, served, takes, written, settled, whats } = refreshing(t)
    const face = faceAt(1)
    refresher.use([face])
    await settled()
    const first = disk()
    await asks[0]!.answer(zoneFrom('one', 9), { records: FEW_RECORDS, kept: first.promise })
    t.equal(served()?.serial, 9)
    t.same(takes, [])
    t.equal(written.length, 0, 'nobody counts on it yet')
    refresher.notify(face.name)
    await settled()
    t.equal(whats(), 'AXFR 1', 'changes wait: they would be made in what is being written')
    first.resolve(undefined)
    await settled()
    t.same(takes, [9])
    t.equal(written.length, 1)
    t.equal(whats(), 'AXFR 1, SOA 1')
    await asks[1]!.answer(zoneFrom('two', 10))
    const second = disk()
    await asks[2]!.answer(zoneFrom('two', 10), { records: FEW_RECORDS, kept: second.promise })
    t.equal(served()?.serial, 9, 'a start would bring back the older one')
    second.resolve(undefined)
    await settled()
    t.equal(served()?.serial, 10)
    t.same(takes, [9, 9])
  },
)

t.test('a small one waits for the disk', async (t) => {
  const { refresher, asks, served, settled } = refreshing(t)
  refresher.use([faceAt(1)])
  await settled()
  const { promise: kept, resolve } = disk()
  await asks[0]!.answer(zoneFrom('one', 9), { records: FEW_RECORDS - 1, kept })
  t.equal(served(), undefined)
  resolve(undefined)
  await settled()
  t.equal(served()?.serial, 9)
})

t.test('what cannot be kept is served, and told', async (t) => {
  for (const records of [1, FEW_RECORDS]) {
    const { refresher, asks, served, takes, told, settled } = refreshing(t)
    refresher.use([faceAt(1)])
    await settled()
    const why = say('not-kept', { path: 'x.zone', why: 'ENOSPC' })
    await asks[0]!.answer(zoneFrom('one', 9), { records, kept: Promise.resolve(why) })
    await settled()
    t.equal(served()?.serial, 9)
    t.same(takes, [])
    t.match(
      told.find((line) => line.includes('a restart loses it')),
      /ENOSPC/,
    )
  }
})

t.test('a primary that a reload names while the first zone is being written is asked for all of its own', async (t) => {
  const { refresher, asks, served, takes, told, settled, whats } = refreshing(t)
  refresher.use([faceAt(1)])
  await settled()
  const { promise: kept, resolve } = disk()
  await asks[0]!.answer(zoneFrom('one', 9), { records: FEW_RECORDS, kept })
  refresher.use([faceAt(2)])
  await settled()
  resolve(undefined)
  await settled()
  t.same(takes, [], 'a start has nothing of the former one')
  t.equal(whats(), 'AXFR 1, AXFR 2')
  await asks[1]!.answer(zoneFrom('two', 5))
  t.equal(served()?.serial, 5, 'their serials say nothing of each other')
  t.same(
    told.filter((line) => line.includes('fault')),
    [],
  )
})

t.test('a face that a reload takes away while it is being written neither ends later nor is kept', async (t) => {
  const { refresher, asks, takes, untils, written, settled, pass, told } = refreshing(t)
  refresher.use([faceAt(1)])
  await settled()
  const { promise: kept, resolve } = disk()
  await asks[0]!.answer(zoneFrom('one', 9), { records: FEW_RECORDS, kept })
  refresher.use([])
  resolve(undefined)
  await settled()
  await pass(2_000_000)
  t.same([takes, untils, written], [[], [], []])
  t.same(
    told.filter((line) => line.includes('expired')),
    [],
  )
})

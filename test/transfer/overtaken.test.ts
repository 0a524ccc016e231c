// What comes of a face beside its end, and of one that goes meanwhile: the later word holds, and nobody waits for an answer that does not
// come.

import t from 'tap'
import { faceAt, refreshing, SECOND, zoneFrom } from './turned-clock.ts'

/** Served since 0, and asked for at 990: it ends at 1000. */
async function nearItsEnd(t: Parameters<typeof refreshing>[0]) {
  const all = refreshing(t)
  const { refresher, asks, settled, pass } = all
  refresher.use([faceAt(1)])
  await settled()
  await asks[0]!.answer(zoneFrom('one', 9, '990 5 1000 60'))
  await pass(990 * SECOND)
  t.equal(asks.length, 2)
  return all
}

t.test('what has come and waits for its turn when the face ends is served', async (t) => {
  for (const changes of [false, true]) {
    const { asks, served, settled, pass, holdStore, told, untils } = await nearItsEnd(t)
    const letGo = holdStore()
    await asks[1]!.answer(zoneFrom('one', 10, '990 5 1000 60'))
    t.equal(asks[2]!.what, 'IXFR 1')
    await asks[2]!.answer(zoneFrom('one', 10, '990 5 1000 60'), { changes })
    await pass(10 * SECOND)
    t.ok(
      told.some((line) => line.startsWith('a zone has expired')),
      'it ends while that waits',
    )
    letGo()
    for (let i = 0; i < 5; i++) await settled()
    t.equal(served()?.serial, 10)
    t.equal(untils.at(-1), 2000 * SECOND)
    await pass(900 * SECOND)
    t.equal(served()?.serial, 10, 'and stays')
    t.notOk(told.some((line) => line.includes('a bug in Janus')))
  }
})

t.test('a face that is confirmed before it is withdrawn stays', async (t) => {
  const { asks, served, settled, pass, holdStore, untils, refresher } = await nearItsEnd(t)
  const letGo = holdStore()
  await pass(10 * SECOND)
  await asks[1]!.answer(zoneFrom('one', 9, '990 5 1000 60'))
  letGo()
  for (let i = 0; i < 5; i++) await settled()
  t.equal(served()?.serial, 9)
  t.equal(untils.at(-1), 2000 * SECOND)
  t.notOk(refresher.status()[0]!.isExpired)
})

t.test('a face that ends while it is laid into another image is withdrawn all the same', async (t) => {
  const { asks, served, pass, holdStore, moveImage, settled } = await nearItsEnd(t)
  await asks[1]!.fail()
  const letGo = holdStore()
  await pass(10 * SECOND)
  moveImage()
  letGo()
  await settled()
  await pass(2 * SECOND)
  t.equal(served(), undefined)
})

t.test('the end of a face that has gone takes nothing from one of its name that has come since', async (t) => {
  const { refresher, asks, served, settled, pass, holdStore } = await nearItsEnd(t)
  const letGo = holdStore()
  await pass(10 * SECOND)
  refresher.use([])
  refresher.use([faceAt(2)])
  await asks[1]!.fail()
  letGo()
  for (let i = 0; i < 5; i++) await settled()
  t.equal(served()?.serial, 9)
})

t.test(
  'of a face that has another primary when its changes are served, the other is asked for all of it',
  async (t) => {
    const { refresher, asks, served, settled, pass, holdStore, whats } = await nearItsEnd(t)
    const letGo = holdStore()
    await asks[1]!.answer(zoneFrom('one', 10))
    await asks[2]!.answer(zoneFrom('one', 10), { changes: true })
    // Between its turn and that of who has asked for it.
    letGo()
    while (served()?.serial !== 10) await Promise.resolve()
    refresher.use([faceAt(2)])
    for (let i = 0; i < 5; i++) await settled()
    await pass(1)
    t.equal(whats(), 'AXFR 1, SOA 1, IXFR 1, AXFR 2')
  },
)

t.test('a zone that comes for a face that has gone meanwhile leaves no file', async (t) => {
  const { refresher, asks, settled, served, forgone } = refreshing(t)
  refresher.use([faceAt(1)])
  await settled()
  refresher.use([])
  await asks[0]!.answer(zoneFrom('one', 9))
  t.equal(served(), undefined)
  t.same(forgone, ['example.com.'])
})

t.test('who waits for a face that goes is told', async (t) => {
  const { refresher, asks, settled, whats } = refreshing(t)
  refresher.use([faceAt(1)])
  await settled()
  const under = refresher.fetch(faceAt(1).name)
  await asks[0]!.answer(zoneFrom('one', 9))
  await settled()
  t.equal(whats(), 'AXFR 1, AXFR 1', 'who asked for all of it while it came gets it once more')
  const waiting = refresher.fetch(faceAt(1).name)
  refresher.use([])
  t.equal((await waiting)?.code, 'no-primary')
  await asks[1]!.answer(zoneFrom('one', 10))
  t.equal((await under)?.code, 'no-primary')
})

t.test('a large zone that comes again after its end is answered for before it is on the disk', async (t) => {
  const { refresher, asks, served, settled, pass, untils } = await nearItsEnd(t)
  await asks[1]!.fail()
  await pass(10 * SECOND)
  t.equal(served(), undefined)
  t.equal(untils.at(-1), 1000 * SECOND)
  refresher.notify(faceAt(1).name)
  await settled()
  const kept = Promise.withResolvers<undefined>()
  await asks.at(-1)!.answer(zoneFrom('one', 10), { records: 10_000_000, kept: kept.promise })
  t.equal(served()?.serial, 10)
  t.equal(untils.at(-1), 2000 * SECOND)
  kept.resolve(undefined)
  await settled()
})

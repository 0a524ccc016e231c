// Faces that a reload moves, takes away or brings back while something is on its way to them, and what is believed of a file of times.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import type { Times } from '../../src/transfer/copies.ts'
import { faceAt, refreshing, SECOND, zoneFrom } from './turned-clock.ts'

t.test('what was asked of one primary is not published when the face has another by then', async (t) => {
  const { refresher, asks, served, whats, settled, told } = refreshing(t)
  refresher.use([faceAt(1)])
  await settled()
  refresher.use([faceAt(2)])
  await asks[0]!.answer(zoneFrom('one', 9))
  t.equal(served(), undefined)
  await settled()
  t.equal(whats(), 'AXFR 1, AXFR 2')
  await asks[1]!.answer(zoneFrom('two', 3))
  t.equal(served()?.serial, 3)
  t.notOk(
    told.some((line) => line.includes('another primary')),
    'which is nothing to warn of',
  )
})

t.test('another primary is asked for all of it, whatever its serial is', async (t) => {
  const { refresher, asks, served, whats, settled } = refreshing(t)
  refresher.use([faceAt(1)])
  await settled()
  await asks[0]!.answer(zoneFrom('one', 9))
  refresher.use([faceAt(2)])
  await settled()
  t.equal(served()?.serial, 9, 'what is there is served until it has answered')
  t.equal(whats(), 'AXFR 1, AXFR 2')
  await asks[1]!.answer(zoneFrom('two', 3))
  t.equal(served()?.serial, 3)
})

t.test('another address beside the one that it came from is no other primary', async (t) => {
  const { refresher, asks, whats, settled } = refreshing(t)
  refresher.use([faceAt(1)])
  await settled()
  await asks[0]!.answer(zoneFrom('one', 9))
  const { primary } = faceAt(1)
  refresher.use([faceAt(1, { addresses: [...primary.addresses, { ...primary.addresses[0]!, port: 2 }] })])
  await settled()
  t.equal(whats(), 'AXFR 1, SOA 1')
})

t.test('a reload that leaves the primary as it is asks nobody, wherever it is written', async (t) => {
  const { refresher, asks, whats, settled } = refreshing(t)
  refresher.use([faceAt(1)])
  await settled()
  await asks[0]!.answer(zoneFrom('one', 9))
  for (let i = 0; i < 3; i++) refresher.use([faceAt(1)])
  await settled()
  t.equal(whats(), 'AXFR 1')
})

t.test('a face that goes and comes back waits for what was begun, and gets nothing of it', async (t) => {
  const { refresher, asks, served, whats, settled } = refreshing(t)
  refresher.use([faceAt(1)])
  await settled()
  refresher.use([])
  refresher.use([faceAt(2)])
  await settled()
  // Both write one copy.
  t.equal(whats(), 'AXFR 1')
  await asks[0]!.answer(zoneFrom('one', 9))
  await settled()
  t.equal(served(), undefined)
  t.equal(whats(), 'AXFR 1, AXFR 2')
  await asks[1]!.answer(zoneFrom('two', 3))
  t.equal(served()?.serial, 3)
})

t.test(
  'however often it goes and comes back meanwhile, one is asked for at a time, and the last one alone',
  async (t) => {
    const { refresher, asks, served, whats, settled, takes, forgone } = refreshing(t)
    for (const port of [1, 2, 3]) {
      refresher.use([])
      refresher.use([faceAt(port)])
      await settled()
    }
    t.equal(whats(), 'AXFR 1')
    const said = refresher.fetch(faceAt(3).name)
    await asks[0]!.answer(zoneFrom('one', 9))
    await settled()
    t.equal(whats(), 'AXFR 1, AXFR 3', 'nobody asks for one that has gone')
    t.same(forgone, ['example.com.'])
    await asks[1]!.answer(zoneFrom('three', 3))
    await settled()
    t.equal(served()?.serial, 3)
    t.same([takes.length, forgone.length], [1, 1], 'what is served was not taken away')
    await asks[2]!.answer(zoneFrom('three', 4))
    t.equal(await said, undefined)
  },
)

t.test('a face that goes while it is asked for gets nothing', async (t) => {
  const { refresher, asks, served, settled } = refreshing(t)
  refresher.use([faceAt(1)])
  await settled()
  refresher.use([])
  await asks[0]!.answer(zoneFrom('one', 9))
  t.equal(served(), undefined)
})

t.test('who asks for all of it while less is asked for hears what comes of his question', async (t) => {
  const { refresher, asks, served, whats, settled, told } = refreshing(t, { zone: zoneFrom('one', 9), times: {} })
  refresher.use([faceAt(1)])
  refresher.notify(faceAt(1).name)
  await settled()
  t.equal(whats(), 'SOA 1')
  const said = refresher.fetch(faceAt(1).name)
  await asks[0]!.answer(zoneFrom('one', 5))
  t.equal(served()?.serial, 9, 'the primary is behind')
  await settled()
  t.equal(whats(), 'SOA 1, AXFR 1')
  await asks[1]!.answer(zoneFrom('one', 5))
  t.equal(await said, undefined)
  t.equal(served()?.serial, 5)
  t.match(told.join('\n'), /went back: secondaries keep the old version .*"before":9,"serial":5/)
})

t.test('of very many faces that come at once each is begun, and the one that somebody speaks of at once', async (t) => {
  const { refresher, whats, settled } = refreshing(t)
  const { primary } = faceAt(1)
  const faces = Array.from({ length: 10_000 }, (_, i) => {
    const zone = `z${i}.example`
    return {
      name: { view: 'inside', origin: nameFromText(`${zone}.`) },
      zone,
      primary: { ...primary, name: `p${i % 9}` },
    }
  })
  refresher.use(faces)
  t.equal(refresher.primaryOf(faces.at(-1)!.name)?.name, 'p0')
  refresher.notify(faces[8_345]!.name)
  while (refresher.status().length < faces.length) await settled()
  t.equal(new Set(refresher.status().map(({ zone }) => zone)).size, faces.length)
  t.match(whats(), /^AXFR 1(, AXFR 1)*$/)
  refresher.use(faces.slice(0, 5))
  t.equal(refresher.status().length, 5)
  refresher.use(faces)
  refresher.use([])
  await settled()
  t.same(refresher.status(), [], 'whoever goes before his turn is not begun')
})

t.test('of a file of times nothing is believed that the zone does not say', async (t) => {
  const zone = zoneFrom('one', 9)
  const rows: readonly [string, Partial<Times>, soon: string, later: string, expires: number][] = [
    ['as it was left', { expires: 900 * SECOND }, '', 'SOA 1', 900],
    ['of a version that could not be kept', { serial: 10, expires: 900 * SECOND }, 'SOA 1', 'SOA 1', 900],
    ['from a clock that was ahead', { refreshed: 1e15, expires: 1e15 }, '', 'SOA 1', 1000],
    ['from a clock that was behind', { refreshed: -1e15, expires: 900 * SECOND }, 'SOA 1', 'SOA 1', 900],
    ['of another address', { from: '192.0.2.9 53', expires: 900 * SECOND }, 'AXFR 1', 'AXFR 1', 900],
  ]
  for (const [name, times, soon, later, expires] of rows) {
    const { refresher, whats, served, pass } = refreshing(t, { zone, times })
    refresher.use([faceAt(1)])
    await pass(0)
    t.equal(whats(), soon, name)
    await pass(100 * SECOND)
    t.equal(whats(), later, `${name}: when it is due`)
    await pass((expires - 101) * SECOND)
    t.ok(served(), `${name}: before it expires`)
    await pass(2 * SECOND)
    t.equal(served(), undefined, `${name}: expired`)
  }
})

// A first version is kept without a wait for the disk. Changes of it are what somebody was shown since: they outlive a power failure only
// with the version that they change.

import t from 'tap'
import { faceAt, refreshing, zoneFrom } from './turned-clock.ts'

t.test('before changes are served, the disk has what they change', async (t) => {
  const face = faceAt(1)
  const { refresher, asks, settled, secured, disk, told, served } = refreshing(t)
  refresher.use([face])
  await settled()
  const changed = async (serial: number) => {
    refresher.notify(face.name, '192.0.2.1')
    await settled()
    await asks.at(-1)!.answer(zoneFrom('one', serial))
    await asks.at(-1)!.answer(zoneFrom('one', serial), { changes: true })
    for (let i = 0; i < 3; i++) await settled()
    t.equal(served()?.serial, serial)
  }
  await asks[0]!.answer(zoneFrom('one', 9), { isUnsynced: true })
  t.same(secured, [], 'nobody waits for a first version')
  await changed(10)
  t.same(secured, [9])
  await changed(11)
  t.same(secured, [9], 'once is enough')

  // It comes whole once more, as where it had expired.
  void refresher.fetch(face.name)
  await settled()
  await asks.at(-1)!.answer(zoneFrom('one', 12), { isUnsynced: true })
  disk.fails = true
  await changed(13)
  t.match(told.join(), /the disk does not take the copy of a zone/)
  disk.fails = false
  await changed(14)
  t.same(secured, [9, 12, 13], 'what failed is tried again')

  void refresher.fetch(face.name)
  await settled()
  await asks.at(-1)!.answer(zoneFrom('one', 15))
  await changed(16)
  t.same(secured, [9, 12, 13], 'a version that the disk has already')
})

// Copies of zones on the disk: whatever a disk, or somebody, makes of a file, another zone is never read from it, and no other view's.

import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmdirSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import type { FaceName } from '../../src/store/change.ts'
import { Copies, writeCopy } from '../../src/transfer/copies.ts'
import { zoneFrom } from './turned-clock.ts'

const face = (view: string, zone = 'example.com.'): FaceName => ({ view, origin: nameFromText(zone) })

t.test('a file that is not whole as it was written is no copy', async (t) => {
  const copies = Copies.open(t.testdir())
  const inside = face('inside')
  const path = copies.pathOf(inside)
  t.same([copies.read(inside), copies.times(inside)], [undefined, undefined])
  writeCopy(copies.arrivalOf(inside), { apex: inside.origin, view: 'inside', zone: zoneFrom('one', 9) })
  t.equal(copies.read(inside), undefined, 'what has come is none before it is taken')
  await copies.secure(inside)
  await copies.take(inside, false)
  await copies.secure(inside)
  const whole = readFileSync(path)
  const isRead = () => typeof copies.read(inside) === 'object'
  t.ok(isRead())
  const wrong: string[] = []
  // Every octet, one bit each: the head, the description, the image.
  for (let at = 0; at < whole.length; at++) {
    const octets = Buffer.from(whole)
    octets[at]! ^= 1 << (at & 7)
    writeFileSync(path, octets)
    if (isRead()) wrong.push(`bit ${at & 7} of octet ${at}`)
  }
  writeFileSync(path, whole)
  for (let size = whole.length - 1; size >= 0; size -= 7) {
    truncateSync(path, size)
    if (isRead()) wrong.push(`its first ${size} octets`)
  }
  // Four octets of the head say nothing and are left for others.
  t.ok(
    wrong.every((one) => /octet 2[0-3]$/.test(one)),
    wrong.join(', '),
  )
})

t.test('a copy in the place of another is none: each face is read from its own', async (t) => {
  const copies = Copies.open(t.testdir())
  const faces = [face('inside'), face('outside'), face('inside', 'example.org.')]
  const [first] = faces as [FaceName]
  writeCopy(copies.arrivalOf(first), { apex: first.origin, view: first.view, zone: zoneFrom('one', 9) })
  await copies.take(first)
  for (const one of faces.slice(1)) {
    copyFileSync(copies.pathOf(faces[0]!), copies.pathOf(one))
    t.equal(copies.read(one), 'it is the copy of another face')
  }
})

t.test('what a write has left that did not come to its end goes, and no more', async (t) => {
  const kept = t.testdir()
  const copies = Copies.open(kept)
  const inside = face('inside')
  writeCopy(copies.pathOf(inside), { apex: inside.origin, view: 'inside', zone: zoneFrom('one', 9) })
  const times = { serial: 9, refreshed: 1, expires: 2, from: '192.0.2.1 53' }
  await copies.setTimes(inside, times)
  const folder = dirname(copies.pathOf(inside))
  const whole = readdirSync(folder)
  for (const name of whole) writeFileSync(join(folder, `${name}.4711.new`), 'half')
  const again = Copies.open(kept)
  t.same(readdirSync(folder), whole)
  t.same(again.times(inside), times)
  for (const isOld of [true, false]) {
    const done = again.setTimes(inside, { ...times, isOld })
    t.same(again.times(inside), isOld ? { ...times, isOld } : times, 'at once, wherever it is by now')
    await done
    t.same(again.times(inside), isOld ? { ...times, isOld } : times, 'whether a newer one is due')
  }
})

t.test('ends that came one after the other are read whole, whatever a crash has cut off of the last', (t) => {
  const copies = Copies.open(t.testdir())
  const inside = face('inside')
  copies.setEnds(inside, new Map(Object.entries({ a: 1, b: 2 })))
  copies.addEnds(inside, new Map(Object.entries({ b: 3, c: 4 })))
  copies.addEnds(inside, new Map())
  copies.addEnds(face('outside'), new Map([['d', 9]]))
  t.same(Object.fromEntries(copies.ends(inside)!), { a: 1, b: 3, c: 4 }, 'of each the last that was said')
  const path = copies.pathOf(inside).replace(/zone$/, 'ends')
  writeFileSync(path, `${readFileSync(path, 'utf8')}\n{"e":`)
  copies.addEnds(inside, new Map([['f', 5]]))
  t.same(Object.fromEntries(copies.ends(inside)!), { a: 1, b: 3, c: 4, f: 5 })
  for (const damage of ['null', '7', '[]', '{"a": "x"}', '\0\0\0']) writeFileSync(path, `${damage}\n{"g":6}\n`)
  t.same(Object.fromEntries(copies.ends(inside)!), { g: 6 })
  t.end()
})

t.test('copies that somebody brings back while nothing is kept are found', async (t) => {
  const kept = t.testdir({ from: {}, to: {} })
  let now = 0
  const from = Copies.open(join(kept, 'from'))
  const to = Copies.open(join(kept, 'to'), () => now)
  const inside = face('inside')
  const times = { serial: 9, refreshed: 1, expires: 2, from: '192.0.2.1 53' }
  t.same([to.read(inside), to.times(inside)], [undefined, undefined])
  writeCopy(from.pathOf(inside), { apex: inside.origin, view: 'inside', zone: zoneFrom('one', 9) })
  await from.setTimes(inside, times)
  const folder = dirname(to.pathOf(inside))
  for (const name of readdirSync(dirname(from.pathOf(inside))))
    copyFileSync(join(dirname(from.pathOf(inside)), name), join(folder, name))
  now = 1_000
  t.type(to.read(inside), 'object')
  t.same(to.times(inside), times)
})

t.test('what is put aside is no copy any more, and whatever else there is stays', async (t) => {
  const copies = Copies.open(t.testdir())
  const [inside, outside, never] = [face('inside'), face('outside'), face('never')]
  const times = { serial: 9, refreshed: 1, expires: 2, from: '192.0.2.1 53' }
  for (const one of [inside, outside]) {
    writeCopy(copies.pathOf(one), { apex: one.origin, view: one.view, zone: zoneFrom('one', 9) })
    await copies.setTimes(one, times)
  }
  const faults: string[] = []
  // In the way of what is put aside.
  mkdirSync(`${copies.pathOf(outside)}.gone/x`, { recursive: true })
  await copies.putAside([inside, never, outside], ({ view }) => faults.push(view))
  t.same(faults, ['outside'])
  t.same([copies.read(inside), copies.times(inside)], [undefined, undefined])
  t.type(copies.read(outside), 'object')
  t.same(copies.times(outside), times, 'what stays in its place ends no later than before')
  t.ok(readFileSync(`${copies.pathOf(inside)}.gone`).length > 0, 'it is there for who wants it back')
})

t.test('times that an older version has left, each in a file of its own, are taken over', async (t) => {
  const kept = t.testdir()
  const [inside, outside] = [face('inside'), face('outside')]
  const first = Copies.open(kept)
  const older = (one: FaceName) => first.pathOf(one).replace(/zone$/, 'times')
  const times = { serial: 9, refreshed: 1, expires: 2, from: '192.0.2.1 53' }
  for (const one of [inside, outside]) writeFileSync(older(one), JSON.stringify(times))
  writeFileSync(older(face('damaged')), '{"serial":')
  t.same(Copies.toRead(kept).times(inside), times, 'who only reads finds them')
  t.equal(Copies.toRead(kept).serials()(outside), 9)
  const copies = Copies.open(kept)
  t.same(
    [inside, outside, face('damaged')].map((one) => copies.times(one)),
    [times, times, undefined],
  )
  t.same(readdirSync(dirname(older(inside))), ['times'])
  await copies.setTimes(inside, { ...times, serial: 10 })
  await copies.written()
  // As where it was killed after they were written and before they were gone.
  writeFileSync(older(inside), JSON.stringify(times))
  const again = Copies.open(kept)
  t.same(
    [inside, outside].map((one) => again.times(one)?.serial),
    [10, 9],
  )
})

t.test(
  'times of an older version that was here in between are taken over, and those that it had before are not',
  async (t) => {
    const kept = t.testdir()
    const [inside, outside] = [face('inside'), face('outside')]
    const first = Copies.open(kept)
    const times = { serial: 9, refreshed: 5, expires: 7, from: '192.0.2.1 53' }
    for (const one of [inside, outside]) await first.setTimes(one, times)
    await first.written()
    const older = (one: FaceName) => first.pathOf(one).replace(/zone$/, 'times')
    const [earlier, later] = [4, 6].map((refreshed) => ({ ...times, serial: refreshed, refreshed }))
    writeFileSync(older(inside), JSON.stringify(later))
    writeFileSync(older(outside), JSON.stringify(earlier))
    t.same(
      [inside, outside].map((one) => Copies.toRead(kept).times(one)?.serial),
      [6, 9],
    )
    const again = Copies.open(kept)
    t.same(
      [inside, outside].map((one) => again.times(one)?.serial),
      [6, 9],
    )
  },
)

t.test('where a full disk takes no times over, they count where they are', async (t) => {
  const kept = t.testdir()
  const inside = face('inside')
  const older = Copies.open(kept).pathOf(inside).replace(/zone$/, 'times')
  const times = { serial: 9, refreshed: 5, expires: 7, from: '192.0.2.1 53' }
  writeFileSync(older, JSON.stringify(times))
  // Nothing can be written there.
  const inTheWay = join(dirname(older), 'times')
  mkdirSync(inTheWay)
  const copies = Copies.open(kept)
  t.same(copies.times(inside), times)
  await t.rejects(copies.setTimes(inside, { ...times, refreshed: 6 }))
  t.same(copies.times(inside), times)
  rmdirSync(inTheWay)
  await copies.setTimes(inside, { ...times, refreshed: 7 })
  t.equal(copies.times(inside)?.refreshed, 7, 'what comes later counts')
  await copies.written()
  t.equal(Copies.open(kept).times(inside)?.refreshed, 7)
  t.same(readdirSync(dirname(older)), ['times'])
})

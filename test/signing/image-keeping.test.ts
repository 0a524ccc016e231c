// Signed images go to the disk soon after they have changed: whoever is killed then serves on what was served, under the serial that it
// had. Those that take long to write are written seldom.

import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import pino from 'pino'
import t from 'tap'
import { ImageKeeping } from '../../src/signing/image-keeping.ts'
import { SignedFace } from '../../src/signing/signed-face.ts'
import { SignedImages } from '../../src/signing/signed-images.ts'
import { Clock } from '../../src/store/clock.ts'
import type { Fold } from '../../src/store/folding.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { faceOf } from '../support/edits.ts'
import { folderOf } from '../support/janus.ts'
import { zoneLines } from '../support/signed.ts'
import { INSIDE, setAhead, shown, startedSite, stopClock } from '../support/signed-site.ts'
import { Site } from '../support/site.ts'
import { until } from '../support/until.ts'

const noFold: Fold = () => Promise.reject(new Error('nothing is folded here'))

/** Seconds after which a face of so many records is written when it changes, and what it takes to write it. */
const cases: readonly (readonly [records: number, took: number, waits: readonly number[]])[] = [
  [30, 0, [1, 1]],
  [20_000, 0, [2, 1]],
  [20_000, 25, [2, 2.5]],
  [1_000_000, 700, [60, 60]],
]

for (const [records, took, waits] of cases)
  t.test(`${records} records that take ${took} ms`, async (t) => {
    let now = 0
    const timers: { readonly at: number; readonly then: () => void }[] = []
    const time = {
      now: () => now,
      wait: (milliseconds: number, then: () => void) => {
        timers.push({ at: now + milliseconds, then })
        return () => {}
      },
    }
    const clock = new Clock(time, (error) => t.fail(`${error}`))
    const written: number[] = []
    const images = {
      write: () => {
        written.push(now)
        for (const begun = performance.now(); performance.now() - begun < took; );
      },
      remove: () => {},
    }
    const keeping = new ImageKeeping(images, clock, pino({ level: 'silent' }), noFold)
    const face = new SignedFace(faceOf('world', 'a.example.'))
    face.signed = { records, isFirst: true } as Zone
    for (const wait of waits) {
      const [begun, before] = [now, written.length]
      keeping.changed(face)
      // What changes meanwhile puts nothing off.
      now += 100
      keeping.changed(face)
      const { at, then } = timers.at(-1)!
      // A machine that is busy takes longer to write.
      t.ok(at - begun >= wait * 990 && at - begun <= 60_000, `${at - begun} ms, and not before ${wait} s`)
      now = at
      then()
      t.equal(written.length, before + 1)
    }
    keeping.changed(face)
    keeping.write()
    t.equal(written.length, waits.length + 1, 'at the end at once')
    keeping.write()
    t.equal(written.length, waits.length + 1, 'and not again')
  })

t.test('a large face is folded aside, and what has changed meanwhile is written after it', async (t) => {
  let now = 0
  const due: (() => void)[] = []
  const wait = (_: number, then: () => void) => {
    due.push(then)
    return () => {}
  }
  const time = { now: () => now, wait }
  const written: (number | string)[] = []
  const images = { write: (_: unknown, zone: Zone) => void written.push(zone.serial), remove: () => {} }
  const folds: { readonly zone: Zone; readonly end: (error?: Error) => void }[] = []
  const fold: Fold = (zone) =>
    new Promise((resolve, reject) => {
      const end = (error?: Error) =>
        error ? reject(error) : resolve({ zone: { ...zone, isFirst: true } as Zone } as Awaited<ReturnType<Fold>>)
      folds.push({ zone, end })
    })
  const log = pino({ level: 'warn' }, { write: () => void written.push('warned') })
  const keepingOf = () => new ImageKeeping(images, new Clock(time, (error) => t.fail(`${error}`)), log, fold)
  const turn = async () => {
    now += 60_000
    for (const then of due.splice(0)) then()
    await setImmediate()
  }
  const end = async (error?: Error) => {
    folds.shift()!.end(error)
    await setImmediate()
  }
  const face = new SignedFace(faceOf('world', 'a.example.'))
  const change = (keeping: ImageKeeping, serial: number) => {
    face.signed = { records: 10_000, isFirst: false, serial } as Zone
    keeping.changed(face)
  }

  const keeping = keepingOf()
  change(keeping, 1)
  await turn()
  t.same(written, [], 'another thread has it')
  change(keeping, 2)
  await end()
  await turn()
  await end()
  t.same(written.splice(0), [1, 2])

  change(keeping, 3)
  await turn()
  keeping.write()
  await end()
  t.same(written.splice(0), [3], 'at the end of the server at once, and not again')

  change(keeping, 4)
  await turn()
  keeping.remove(face)
  await end()
  t.same(written, [], 'nothing of what is not to be kept')

  change(keeping, 5)
  await turn()
  await end(new Error('no memory'))
  t.same(written.splice(0), ['warned'])
  keeping.write()
  t.same(written.splice(0), [5], 'it is written at the end')
})

t.test('whoever is killed after that serves on under the same serial', async (t) => {
  stopClock()
  t.teardown(() => setAhead(undefined))
  const site = await startedSite(t)
  const images = new SignedImages(join(site.folder, 'state'))
  site.write('in.zone', `${INSIDE}new A 10.0.0.9\n`)
  await site.reload()
  const name = { view: 'internal', origin: shown(site, 'internal').apex }
  const lines = zoneLines(shown(site, 'internal'))
  t.ok(lines.some((line) => line.startsWith('new.')))
  await until('the image', () => images.read(name)?.serial === shown(site, 'internal').serial)
  // The disk as it is at this moment.
  const folder = join(folderOf(t, {}), 'later')
  cpSync(site.folder, folder, { recursive: true, filter: (path) => !path.endsWith('.sock') })
  await site.stop()
  const later = new Site(folder)
  t.teardown(() => later.stop())
  await later.start()
  t.same(zoneLines(shown(later, 'internal')), lines)
})

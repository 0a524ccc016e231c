// The audit trail on the disk: what is added is found again, it stays below its size, and a disk that fails holds up nobody.

import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { AuditEntry, AuditWay } from '../../src/observe/audit.ts'
import { type AuditTrail, type AuditTrailOptions, openAuditTrail, withoutTrail } from '../../src/serve/audit-trail.ts'
import { disk, type LogDisk } from '../../src/store/log-file.ts'
import { MAGIC, writeRecord } from '../../src/store/log-format.ts'

type Told = { torn: number; lost: string[]; cut: number[] }

async function open(path: string, more: Partial<AuditTrailOptions> = {}): Promise<{ trail: AuditTrail; told: Told }> {
  const told: Told = { torn: 0, lost: [], cut: [] }
  const trail = await openAuditTrail(path, {
    limit: 1 << 20,
    onTorn: (octets) => {
      told.torn += octets
    },
    onLost: (error) => told.lost.push(String(error)),
    onCut: (entries) => told.cut.push(entries),
    ...more,
  })
  if (typeof trail === 'string') throw new Error(trail)
  return { trail, told }
}

function entry(at: number, way: AuditWay = 'socket', detail: AuditEntry['detail'] = {}): AuditEntry {
  return { at, actor: { who: 'root', way }, what: 'reload', views: [], detail }
}

async function all(trail: AuditTrail): Promise<AuditEntry[]> {
  const found: AuditEntry[] = []
  for await (const one of trail.entries()) found.push(one)
  return found
}

const fileIn = (t: Test) => join(t.testdir(), 'audit')

t.test('what is added is there at once, in its order, and after a start', async (t) => {
  const path = fileIn(t)
  const { trail } = await open(path)
  t.same(await all(trail), [])
  const added = Array.from({ length: 300 }, (_, i) =>
    entry(i, 'socket', { number: i, names: ['ä', '"'], nothing: null }),
  )
  for (const one of added.slice(0, 3)) trail.add(one)
  t.same(await all(trail), added.slice(0, 3))
  for (const one of added.slice(3)) trail.add(one)
  t.same(await all(trail), added)
  t.match(trail.status, { entries: 300, octets: statSync(path).size, limit: 1 << 20, lost: 0 })
  await trail.close()
  const { trail: again } = await open(path)
  t.equal(again.status.entries, 300)
  t.same(await all(again), added)
  await again.close()
})

t.test('who reads a part of it leaves the rest', async (t) => {
  const { trail } = await open(fileIn(t))
  for (let i = 0; i < 10; i++) trail.add(entry(i))
  const found: number[] = []
  for await (const { at } of trail.entries()) {
    found.push(at)
    if (found.length === 2) break
  }
  t.same(found, [0, 1])
  await trail.close()
})

t.test('what waits when it is closed is written', async (t) => {
  const path = fileIn(t)
  const { trail } = await open(path)
  for (let i = 0; i < 100; i++) {
    trail.add(entry(i))
    if (i === 50) await all(trail)
  }
  await trail.close()
  trail.add(entry(100))
  t.equal(trail.status.lost, 1, 'what comes later is lost, and counted')
  const { trail: again } = await open(path)
  t.equal((await all(again)).length, 100)
  await again.close()
})

t.test('a torn end is put aside and said, and what was there before stays', async (t) => {
  const path = fileIn(t)
  const { trail } = await open(path)
  for (let i = 0; i < 3; i++) trail.add(entry(i))
  await trail.close()
  const whole = statSync(path).size
  appendFileSync(path, readFileSync(path).subarray(8, 50))
  const { trail: again, told } = await open(path)
  t.equal(told.torn, 42)
  t.equal(statSync(path).size, whole)
  t.equal((await all(again)).length, 3)
  again.add(entry(3))
  t.same(
    (await all(again)).map(({ at }) => at),
    [0, 1, 2, 3],
  )
  await again.close()
})

t.test('what a newer version has written, or something else, is not touched', async (t) => {
  const path = fileIn(t)
  const newer = Buffer.concat([MAGIC, writeRecord(2, Buffer.from('{}'))])
  for (const [bytes, says] of [
    [newer, /a newer version of Janus has written to/],
    [Buffer.from('2026-11-28 somebody did something\n'), /is no log/],
  ] as const) {
    writeFileSync(path, bytes)
    const opened = await openAuditTrail(path, {
      limit: 1 << 20,
      ...{ onTorn: () => {}, onLost: () => {}, onCut: () => {} },
    })
    t.match(opened, says)
    t.same(readFileSync(path), bytes)
  }
})

t.test('a record that is no entry is passed over', async (t) => {
  const path = fileIn(t)
  const odd = ['null', '{}', '[', '{"at":"now","actor":{"who":"x","way":"socket"},"what":"x","views":[],"detail":{}}']
  writeFileSync(path, Buffer.concat([MAGIC, ...odd.map((text) => writeRecord(1, Buffer.from(text)))]))
  const { trail } = await open(path)
  trail.add(entry(1))
  t.same(await all(trail), [entry(1)])
  await trail.close()
})

t.test('a long entry is told without its detail', async (t) => {
  const { trail } = await open(fileIn(t))
  trail.add({ ...entry(1, 'update', { text: 'x'.repeat(10_000) }), zone: 'univ.example.' })
  trail.add({ ...entry(2), actor: { who: 'w'.repeat(5000), way: 'http' }, views: Array(500).fill('v'.repeat(300)) })
  const [first, second] = await all(trail)
  t.match(first, { zone: 'univ.example.', what: 'reload', detail: { octets: Number } })
  t.match(second, { actor: { who: 'w'.repeat(64), way: 'http' }, views: ['v'.repeat(64)] })
  await trail.close()
})

t.test('above its size the oldest entries go, and what people did stays longest', async (t) => {
  const path = fileIn(t)
  const limit = 40_000
  const { trail, told } = await open(path, { limit })
  trail.add(entry(0))
  for (let i = 1; i <= 2000; i++) {
    trail.add(entry(i, 'update'))
    if (i % 100 === 0) await all(trail)
    if (i === 1000) trail.add(entry(i, 'http'))
  }
  const kept = await all(trail)
  t.ok(told.cut.length > 1, 'it was cut several times')
  t.ok(trail.status.octets <= limit, `${trail.status.octets}`)
  t.equal(trail.status.entries, kept.length, 'as many as it says')
  t.same(
    kept.filter(({ actor }) => actor.way !== 'update').map(({ at }) => at),
    [0, 1000],
  )
  t.equal(kept.at(-1)!.at, 2000)
  const updates = kept.filter(({ actor }) => actor.way === 'update').map(({ at }) => at)
  t.same(
    updates,
    Array.from(updates, (_, i) => updates[0]! + i),
    'those that are left follow each other',
  )
  await trail.close()
  t.notOk(existsSync(`${path}.next`))
})

t.test('people alone may fill it, and are cut as well', async (t) => {
  const limit = 40_000
  const { trail, told } = await open(fileIn(t), { limit })
  for (let i = 1; i <= 1000; i++) {
    trail.add(entry(i))
    if (i % 50 === 0) await all(trail)
  }
  t.ok(told.cut.length > 1 && trail.status.octets <= limit)
  const kept = await all(trail)
  t.ok(kept.length > 100, `half of the room is used: ${kept.length}`)
  t.equal(kept.at(-1)!.at, 1000)
  await trail.close()
})

t.test('a disk that is full loses entries, says so once, and goes on when there is room', async (t) => {
  let isFull = false
  const full: LogDisk = {
    ...disk,
    open: async (path) => {
      const file = await disk.open(path)
      return { ...file, write: (at, bytes) => (isFull ? Promise.reject(new Error('ENOSPC')) : file.write(at, bytes)) }
    },
  }
  const { trail, told } = await open(fileIn(t), { disk: full })
  trail.add(entry(1))
  await all(trail)
  isFull = true
  for (let i = 0; i < 3; i++) {
    trail.add(entry(2))
    t.equal((await all(trail)).length, 1)
  }
  t.same(told.lost, ['Error: ENOSPC'])
  isFull = false
  trail.add(entry(3))
  t.same(
    (await all(trail)).map(({ at }) => at),
    [1, 3],
  )
  t.equal(trail.status.lost, 3)
  await trail.close()
})

t.test('a disk that hangs costs so many entries, and no more memory', async (t) => {
  let release: () => void = () => {}
  const hung = new Promise<void>((resolve) => {
    release = resolve
  })
  let isHung = false
  const slow: LogDisk = {
    ...disk,
    open: async (path) => {
      const file = await disk.open(path)
      return {
        ...file,
        write: async (at, bytes) => {
          if (isHung) await hung
          return file.write(at, bytes)
        },
      }
    },
  }
  const { trail, told } = await open(fileIn(t), { disk: slow, limit: 1 << 26 })
  isHung = true
  for (let i = 0; i < 10_005; i++) trail.add(entry(i))
  t.equal(told.lost.length, 1)
  release()
  t.equal((await all(trail)).length, 10_005 - trail.status.lost)
  t.ok(trail.status.lost >= 4 && trail.status.lost <= 5)
  await trail.close()
})

t.test('without a file what is added is counted', async (t) => {
  const trail = withoutTrail('the disk is read-only', 7)
  trail.add(entry(1))
  t.same(await all(trail), [])
  t.same(trail.status, { entries: 0, octets: 0, limit: 7, cuts: 0, lost: 1, error: 'the disk is read-only' })
  await trail.close()
})

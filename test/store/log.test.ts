// What a log said that it has is there after any end of the process, and nothing else is; a disk that is full refuses, and says so.

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { Log } from '../../src/store/log.ts'
import { disk, type LogDisk, type LogFile } from '../../src/store/log-file.ts'

function pathOf(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'janus-log-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return join(folder, 'log')
}

const octets = (text: string) => Buffer.from(text)

/** All that is in the log, and what was cut off. */
async function contents(
  path: string,
  on: LogDisk = disk,
): Promise<{ records: string[]; torn: number; behind?: number }> {
  const records: string[] = []
  let torn = 0
  let behind = 0
  const onTorn = (octets: number, _aside: string, records: number) => {
    torn = octets
    behind = records
  }
  const visit = (payload: Uint8Array) => void records.push(Buffer.from(payload).toString())
  const log = await Log.open(path, { version: 1, onTorn, disk: on }, visit)
  if (typeof log === 'string') throw new Error(log)
  await log.close()
  return { records, torn, ...(behind > 0 && { behind }) }
}

async function opened(path: string, options: { version?: number; disk?: LogDisk; room?: number } = {}): Promise<Log> {
  const log = await Log.open(path, { version: 1, onTorn: () => {}, ...options }, () => {})
  if (typeof log === 'string') throw new Error(log)
  return log
}

/** Two records, of which the second, behind `from`, has lost its end. */
async function tornLog(t: Test) {
  const path = pathOf(t)
  const log = await opened(path)
  await log.append([octets('one')])
  const from = log.size
  await log.append([octets('two')])
  await log.close()
  const torn = readFileSync(path).subarray(0, -1)
  writeFileSync(path, torn)
  return { path, from, torn }
}

t.test('what was appended is found again, in its order', async (t) => {
  const path = pathOf(t)
  const log = await opened(path)
  await log.append([octets('one'), octets('')])
  await Promise.all([log.append([octets('two')]), log.append([octets('three'), octets('four')]), log.append([])])
  await log.append([Buffer.alloc(3_000_000, 'x')])
  await log.close()
  const { records, torn } = await contents(path)
  t.same(records.slice(0, -1), ['one', '', 'two', 'three', 'four'])
  t.equal(records.at(-1)!.length, 3_000_000)
  t.equal(torn, 0)
})

t.test('what waits while the disk is busy costs one fsync', async (t) => {
  let syncs = 0
  const counting: LogDisk = {
    ...disk,
    open: async (path) => {
      const file = await disk.open(path)
      return {
        ...file,
        sync: () => {
          syncs++
          return file.sync()
        },
      }
    },
  }
  const path = pathOf(t)
  const log = await opened(path, { disk: counting })
  syncs = 0
  await Promise.all(Array.from({ length: 100 }, (_, i) => log.append([octets(`${i}`)])))
  t.ok(syncs <= 2, `${syncs} for a hundred`)
  await log.close()
  t.equal((await contents(path)).records.length, 100)
})

t.test('wherever the file is cut off, what is whole is read, and the rest is put aside and told of', async (t) => {
  const path = pathOf(t)
  const log = await opened(path)
  const ends = [log.size]
  for (const record of ['one', 'two and more', 'three']) {
    await log.append([octets(record)])
    ends.push(log.size)
  }
  await log.close()
  const whole = readFileSync(path)
  for (let length = 0; length < whole.length; length++) {
    writeFileSync(path, whole.subarray(0, length))
    const { records, torn } = await contents(path)
    const kept = Math.max(
      ends.findLastIndex((end) => end <= length),
      0,
    )
    t.same(records, ['one', 'two and more', 'three'].slice(0, kept), `${length} octets`)
    t.equal(torn, length - (length < ends[0]! ? 0 : ends[kept]!))
    const again = await opened(path)
    await again.append([octets('after')])
    await again.close()
    t.same((await contents(path)).records, [...records, 'after'])
  }
  t.ok(readdirSync(join(path, '..')).some((name) => name.startsWith('log.torn-')))
})

t.test('an octet that has changed ends the log, and is put aside with all behind it', async (t) => {
  const path = pathOf(t)
  const log = await opened(path)
  await log.append([octets('one')])
  const from = log.size
  await log.append([octets('two')])
  await log.append([octets('three')])
  await log.close()
  const whole = readFileSync(path)
  const damaged = Buffer.from(whole)
  damaged[from + 10]! ^= 1
  writeFileSync(path, damaged)
  t.match(await contents(path), { records: ['one'], torn: whole.length - from })
  t.same(readFileSync(`${path}.torn-${from}`), damaged.subarray(from))
})

const damages: readonly { what: string; at: number; octets: readonly number[]; behind: number }[] = [
  { what: 'in the data of the second record', at: 10, octets: [1], behind: 3 },
  { what: 'in its checksum', at: 5, octets: [1, 1], behind: 3 },
  { what: 'in its length', at: 2, octets: [9, 9], behind: 3 },
  { what: 'in its version', at: 8, octets: [7], behind: 3 },
  { what: 'in two records', at: 8, octets: Array(20).fill(255), behind: 2 },
  { what: 'a block of zeros up to the end', at: 0, octets: Array(80).fill(0), behind: 0 },
]

for (const { what, at, octets: wrong, behind } of damages)
  t.test(`damage ${what}: whole records behind it are told apart from one that is half written`, async (t) => {
    const path = pathOf(t)
    const log = await opened(path)
    await log.append([octets('one')])
    const from = log.size
    for (const record of ['two', 'three', 'four', 'five']) await log.append([octets(record.padEnd(9))])
    await log.close()
    const damaged = readFileSync(path)
    for (let i = 0; i < wrong.length && from + at + i < damaged.length; i++) damaged[from + at + i] = wrong[i]!
    writeFileSync(path, damaged)
    t.same(await contents(path), { records: ['one'], torn: damaged.length - from, ...(behind > 0 && { behind }) })
    t.same(readFileSync(`${path}.torn-${from}`), damaged.subarray(from))
  })

const blanks: readonly { what: string; make: (whole: Buffer) => Buffer; records: readonly string[] | undefined }[] = [
  {
    what: 'has lost its first octets',
    make: (whole) => Buffer.concat([Buffer.alloc(8), whole.subarray(8)]),
    records: ['one', 'two'],
  },
  { what: 'is nothing but zeros', make: (whole) => Buffer.alloc(whole.length), records: [] },
  { what: 'is eight zeros', make: () => Buffer.alloc(8), records: [] },
  { what: 'is three zeros', make: () => Buffer.alloc(3), records: [] },
  {
    what: 'has zeros, and what is no record',
    make: () => Buffer.concat([Buffer.alloc(8), Buffer.from('Dear diary,')]),
    records: undefined,
  },
]

for (const { what, make, records } of blanks)
  t.test(`a log that ${what}, as a disk leaves it that lost power`, async (t) => {
    const path = pathOf(t)
    const log = await opened(path)
    await log.append([octets('one'), octets('two')])
    await log.close()
    const left = make(readFileSync(path))
    writeFileSync(path, left)
    if (records === undefined) {
      t.match(await Log.open(path, { version: 1, onTorn: () => t.fail() }, () => {}), /is no log/)
      t.same(readFileSync(path), left)
      return
    }
    t.same((await contents(path)).records, records)
    const again = await opened(path)
    await again.append([octets('after')])
    await again.close()
    t.same((await contents(path)).records, [...records, 'after'])
    t.match(readFileSync(path).subarray(0, 8).toString(), 'JANUSLOG')
  })

t.test('what another program or a newer version has written stays as it is', async (t) => {
  const path = pathOf(t)
  writeFileSync(path, 'Dear diary,')
  const options = { version: 1, onTorn: () => t.fail('nothing is cut') }
  t.match(await Log.open(path, options, () => {}), /is no log/)
  t.equal(readFileSync(path, 'utf8'), 'Dear diary,')
  rmSync(path)
  const newer = await opened(path, { version: 2 })
  await newer.append([octets('from the future')])
  await newer.close()
  const before = readFileSync(path)
  t.match(await Log.open(path, options, () => {}), /newer version/)
  t.same(readFileSync(path), before)
})

/** A disk that takes no more after so many octets. */
function small(room: { octets: number }): LogDisk {
  const full = () => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  return {
    ...disk,
    open: async (path) => {
      const file = await disk.open(path)
      const write: LogFile['write'] = async (at, bytes) => {
        const fits = bytes.subarray(0, Math.max(room.octets, 0))
        room.octets -= bytes.length
        await file.write(at, fits)
        if (fits.length < bytes.length) throw full()
      }
      return { ...file, write }
    },
  }
}

t.test('a disk that is full refuses what does not fit, whole, and takes it later', async (t) => {
  const path = pathOf(t)
  const room = { octets: 40 }
  const log = await opened(path, { disk: small(room) })
  await log.append([octets('one')])
  await t.rejects(log.append([octets('this is too much'), octets('x')]), { code: 'ENOSPC' })
  t.same((await contents(path)).records, ['one'], 'as a start would find it')
  room.octets = 1000
  await log.append([octets('two')])
  await log.close()
  t.same(await contents(path), { records: ['one', 'two'], torn: 0 })
})

t.test(
  'a torn end on a full disk: what is whole is read, the end stays, and is put aside when there is room',
  async (t) => {
    const { path, from, torn } = await tornLog(t)
    for (const octetsLeft of [0, 5]) {
      const room = { octets: octetsLeft }
      const told: number[] = []
      const records: string[] = []
      const full = await Log.open(
        path,
        { version: 1, disk: small(room), onTorn: (octets) => told.push(octets) },
        (payload) => void records.push(Buffer.from(payload).toString()),
      )
      if (typeof full === 'string') throw new Error(full)
      t.same(records, ['one'])
      await t.rejects(full.append([octets('three')]), { code: 'ENOSPC' })
      t.same(readFileSync(path), torn, 'nothing is thrown away')
      t.notOk(existsSync(`${path}.torn-${from}`), 'and no half of it lies aside')
      t.same(told, [])
      if (octetsLeft === 0) {
        await full.close()
        continue
      }
      room.octets = 1000
      await full.append([octets('four')])
      await full.close()
      t.same(told, [torn.length - from])
      t.same(readFileSync(`${path}.torn-${from}`), torn.subarray(from))
    }
    t.same(await contents(path), { records: ['one', 'four'], torn: 0 })
  },
)

t.test('a torn end that a full disk did not take aside goes there before the log is made smaller', async (t) => {
  const { path, from, torn } = await tornLog(t)
  const room = { octets: 0 }
  const full = await opened(path, { disk: small(room) })
  room.octets = 1000
  await full.compact(async (_from, _end, to) => writeFileSync(to, 'JANUSLOG'))
  await full.append([octets('three')])
  await full.close()
  t.same(readFileSync(`${path}.torn-${from}`), torn.subarray(from))
  t.same(await contents(path), { records: ['three'], torn: 0 })
})

t.test('a log that is begun on a full disk takes what comes when there is room', async (t) => {
  const path = pathOf(t)
  const room = { octets: 3 }
  const log = await opened(path, { disk: small(room) })
  await t.rejects(log.append([octets('one')]), { code: 'ENOSPC' })
  room.octets = 1000
  await log.append([octets('two')])
  await log.close()
  t.same(await contents(path), { records: ['two'], torn: 0 })
})

t.test(
  'a smaller log that could not be written leaves nothing in the way, nor does one that a crash left',
  async (t) => {
    const path = pathOf(t)
    const log = await opened(path)
    await log.append([octets('one')])
    const rewrite = async (_from: string, _end: number, to: string) => {
      writeFileSync(to, 'a half')
      throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
    }
    await t.rejects(log.compact(rewrite), { code: 'ENOSPC' })
    t.same(readdirSync(join(path, '..')), ['log'])
    await log.close()
    writeFileSync(`${path}.next`, 'a half')
    t.same((await contents(path)).records, ['one'])
    t.same(readdirSync(join(path, '..')), ['log'])
  },
)

t.test('a log is made smaller while it grows', async (t) => {
  const path = pathOf(t)
  const log = await opened(path)
  for (let i = 0; i < 50; i++) await log.append([octets(`old ${i}`)])
  const appended: Promise<void>[] = []
  await log.compact(async (from, end, to) => {
    t.equal(from, path)
    t.equal(end, log.size)
    const next = await opened(to)
    await next.append([octets('all that was')])
    await next.close()
    appended.push(log.append([octets('meanwhile')]))
  })
  await Promise.all(appended)
  await log.append([octets('after')])
  await t.rejects(log.compact(() => Promise.reject(new Error('no room'))))
  await log.append([octets('and on')])
  await log.close()
  t.same((await contents(path)).records, ['all that was', 'meanwhile', 'after', 'and on'])
})

t.test(
  'a folder that cannot be synced lets nothing be accepted that a crash could take back, and loses nothing',
  async (t) => {
    const path = pathOf(t)
    let isBroken = false
    const log = await opened(path, {
      disk: {
        ...disk,
        syncFolder: (folder) => (isBroken ? Promise.reject(new Error('EIO')) : disk.syncFolder(folder)),
      },
    })
    await log.append([octets('one')])
    isBroken = true
    const rewrite = async (_from: string, _end: number, to: string) => {
      const next = await opened(to)
      await next.append([octets('one again')])
      await next.close()
    }
    await t.rejects(log.compact(rewrite), /EIO/)
    await t.rejects(log.append([octets('two')]), /EIO/)
    isBroken = false
    await log.append([octets('three')])
    await log.close()
    t.same(await contents(path), { records: ['one again', 'three'], torn: 0 })
  },
)

t.test('room at the end is no record, wherever a crash leaves it, and goes when the log is closed', async (t) => {
  const path = pathOf(t)
  const log = await opened(path, { room: 40 })
  for (const record of ['one', 'two', 'three', 'a fourth that is longer than the room that is left', 'five'])
    await log.append([octets(record)])
  const left = readFileSync(path)
  t.ok(left.length > log.size, 'there is room')
  const { size } = log
  await log.close()
  t.equal(readFileSync(path).length, size)
  const records = ['one', 'two', 'three', 'a fourth that is longer than the room that is left', 'five']
  for (let length = size; length <= left.length; length++) {
    writeFileSync(path, left.subarray(0, length))
    t.same(await contents(path), { records, torn: 0 }, `${length} octets`)
  }
  writeFileSync(path, left)
  const again = await opened(path)
  await again.append([octets('in the room')])
  t.equal(readFileSync(path).length, left.length)
  await again.close()
  t.same(await contents(path), { records: [...records, 'in the room'], torn: 0 })
  // A record of which half has come into the room.
  const half = Buffer.from(left)
  half.set(readFileSync(path).subarray(size, size + 12), size)
  writeFileSync(path, half)
  t.same(await contents(path), { records, torn: half.length - size })
})

t.test('a disk that is nearly full takes records without room behind them', async (t) => {
  const path = pathOf(t)
  const nearlyFull: LogDisk = {
    ...disk,
    open: async (path) => {
      const file = await disk.open(path)
      const write: LogFile['write'] = async (at, bytes) => {
        await file.write(at, bytes.subarray(0, 1000))
        if (bytes.length > 1000) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
      }
      return { ...file, write }
    },
  }
  const log = await opened(path, { room: 4096, disk: nearlyFull })
  await log.append([octets('one')])
  t.equal(readFileSync(path).length, log.size)
  await t.rejects(log.append([Buffer.alloc(1000)]), { code: 'ENOSPC' })
  await log.append([octets('two')])
  t.same(await contents(path), { records: ['one', 'two'], torn: 0 })
  await log.close()
})

for (const room of [0, 40])
  t.test(
    `kill -9 at every write: what was accepted is there, and nothing that was not asked for (room: ${room})`,
    async (t) => {
      const path = pathOf(t)
      let points = 0
      for (let at = 1; ; at++) {
        for (const name of readdirSync(join(path, '..'))) rmSync(join(path, '..', name))
        const { accepted, asked, ended } = await writtenUntil(path, at, room)
        if (ended) break
        points++
        const { records } = await contents(path)
        t.same(records.slice(0, accepted.length), accepted, `accepted before step ${at}`)
        t.same(records, asked.slice(0, records.length), 'and of what was asked for a beginning')
      }
      t.ok(points > 12, `${points} points`)
    },
  )

/** A process that appends and makes its log smaller, and is killed in its step number `at`. */
function writtenUntil(
  path: string,
  at: number,
  room: number,
): Promise<{ accepted: string[]; asked: string[]; ended: boolean }> {
  const writer = join(import.meta.dirname, '..', 'support', 'log-writer.ts')
  const child = spawn('env', ['-u', 'NODE_OPTIONS', process.execPath, writer, path, String(at), String(room)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (text) => {
    said += text
  })
  return new Promise((resolve) => {
    child.once('close', (code) => {
      const lines = said.split('\n')
      const of = (word: string) => lines.filter((line) => line.startsWith(word)).map((line) => line.slice(word.length))
      resolve({ accepted: of('accepted '), asked: of('asked '), ended: code === 0 && existsSync(path) })
    })
  })
}

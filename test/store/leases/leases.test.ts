// Entries of lists end by the steady clock while Janus runs, and by what the disk says after a restart; what was said to be added is there.

import { mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nameFromText } from '../../../src/dns/name-text.ts'
import { entryText } from '../../../src/lists/live/entry.ts'
import { isSaid, readEntry } from '../../../src/lists/live/read-entry.ts'
import type { Time } from '../../../src/store/clock.ts'
import { compactLeases } from '../../../src/store/leases/compacting.ts'
import type { LeaseOutcome } from '../../../src/store/leases/lease-terms.ts'
import { Leases } from '../../../src/store/leases/leases.ts'
import { disk, type LogDisk } from '../../../src/store/log-file.ts'
import type { ListSetting } from '../../../src/text/config/lists.ts'
import fc from '../../support/properties.ts'

const ORIGIN = nameFromText('pop.example.')
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000]

const setting = (more: Partial<ListSetting> = {}): ListSetting => ({
  ...{ name: 'pop.example.', origin: ORIGIN, files: [], ttl: 300, negativeTtl: 5, negativeTtlGiven: false, views: [0] },
  ...{ leases: 10 * MINUTE, max: DAY, writers: [], maxEntries: { files: 10, leases: 1000 } },
  ...{ code: Uint8Array.of(127, 0, 0, 2), place: { file: 'janus.yaml', line: 1, column: 1, length: 1 } },
  ...more,
})

/** One machine: its disk outlives its processes, and both clocks are turned by hand. */
class Machine implements Time {
  steady = 1_000_000
  wallClock = Date.UTC(2026, 10, 28)
  readonly folder = mkdtempSync(join(tmpdir(), 'janus-leases-'))
  readonly path = join(this.folder, 'leases')
  torn = 0
  readonly #started: Leases[] = []
  #waiting: { at: number; then: () => void }[] = []

  readonly now = () => this.steady
  readonly wait = (milliseconds: number, then: () => void) => {
    const one = { at: this.steady + milliseconds, then }
    this.#waiting.push(one)
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== one)
    }
  }

  static of(t: Test): Machine {
    const machine = new Machine()
    t.teardown(() => machine.end())
    return machine
  }

  async start(list = setting(), on: LogDisk = disk): Promise<Leases> {
    this.#waiting = []
    const leases = await Leases.open(this.path, {
      ...{ time: this, wall: () => this.wallClock, disk: on, onBulky: () => {} },
      onTorn: (octets) => {
        this.torn += octets
      },
      onFault: (error) => {
        throw error
      },
    })
    if (typeof leases === 'string') throw new Error(leases)
    this.#started.push(leases)
    leases.use([list])
    return leases
  }

  async end(): Promise<void> {
    for (const leases of this.#started) await leases.close()
    rmSync(this.folder, { recursive: true })
  }

  pass(milliseconds: number): void {
    this.steady += milliseconds
    this.wallClock += milliseconds
    this.ring()
  }

  /** What is written in the background is on the disk. */
  async settled(leases: Leases): Promise<void> {
    await leases.add(ORIGIN, [{ entry: entryOf('10.9.9.9') }], 'test')
    await leases.remove(ORIGIN, [entryOf('10.9.9.9')])
  }

  ring(): void {
    for (;;) {
      const due = this.#waiting.filter(({ at }) => at <= this.steady)
      if (due.length === 0) return
      this.#waiting = this.#waiting.filter(({ at }) => at > this.steady)
      for (const { then } of due) then()
    }
  }
}

const entryOf = (text: string) => {
  const entry = readEntry(text)
  if (isSaid(entry)) throw new Error(entry.code)
  return entry
}

const add = async (leases: Leases, text: string, lasts?: number, more: object = {}): Promise<LeaseOutcome> =>
  (await leases.add(ORIGIN, [{ entry: entryOf(text), for: lasts, ...more }], 'test'))[0]!

/** What is held, with the seconds that are left. */
const held = (leases: Leases) =>
  Array.from(leases.each(ORIGIN), (one) => `${entryText(one.entry)} ${Math.round(leases.ends(one).left / 1000)}`)

t.test('an entry ends when it was to end, and adding it again extends it and never shortens it', async (t) => {
  const machine = Machine.of(t)
  const leases = await machine.start()
  t.match(await add(leases, '192.0.2.7', MINUTE), { kind: 'added', left: MINUTE, shortened: false })
  machine.pass(30_000)
  t.match(await add(leases, '192.0.2.7', MINUTE), { kind: 'extended', left: MINUTE })
  t.match(await add(leases, '192.0.2.7', 1000), { kind: 'extended', left: MINUTE })
  t.match(await add(leases, '192.0.2.8'), { left: 10 * MINUTE })
  t.match(await add(leases, '192.0.2.9', 9 * DAY), { left: DAY, shortened: true })
  machine.pass(MINUTE - 1)
  t.same(held(leases), ['192.0.2.7 0', '192.0.2.8 540', '192.0.2.9 86340'])
  machine.pass(1)
  t.same(held(leases), ['192.0.2.8 540', '192.0.2.9 86340'])
  machine.pass(9 * MINUTE)
  t.match(leases.statsOf(ORIGIN), { entries: 1, added: 3, extended: 2, ended: 2, removed: 0, refused: 0 })
})

t.test('a value that is not given again stays as it was', async (t) => {
  const machine = Machine.of(t)
  const leases = await machine.start()
  await add(leases, 'a.example', MINUTE, { text: Buffer.from('why'), code: Uint8Array.of(127, 0, 0, 9) })
  await add(leases, 'A.Example', HOUR)
  const { value } = leases.get(ORIGIN, entryOf('a.example.'))!
  t.same([value.code[3], Buffer.from(value.text!).toString(), value.by], [9, 'why', 'test'])
  await add(leases, 'a.example', MINUTE, { code: Uint8Array.of(127, 0, 0, 3) })
  t.equal(leases.get(ORIGIN, entryOf('a.example'))?.value.code[3], 3)
})

t.test('what a list never takes, with the reason', async (t) => {
  const machine = Machine.of(t)
  const file = { file: { path: '/x', written: 'x', place: setting().place }, format: 'ip4set' as const }
  const leases = await machine.start(setting({ files: [file], maxEntries: { files: 1, leases: 2 } }))
  const cases: readonly (readonly [string, string])[] = [
    ['127.0.0.1', 'never-listed'],
    ['::ffff:127.0.0.1', 'never-listed'],
    ['invalid', 'never-listed'],
    ['2001:db8::1', 'family'],
    ['a.example', 'family'],
  ]
  for (const [text, why] of cases) t.match(await add(leases, text), { kind: 'refused', why }, text)
  t.match(await add(leases, '::ffff:192.0.2.1'), { kind: 'added' })
  t.match(await add(leases, '192.0.2.1'), { kind: 'extended' }, 'the same one')
  t.match(await add(leases, '192.0.2.2'), { kind: 'added' })
  t.match(await add(leases, '192.0.2.3'), { kind: 'refused', why: 'full' })
  machine.pass(10 * MINUTE)
  t.match(await add(leases, '192.0.2.3'), { kind: 'added' }, 'others have ended')
  t.match(leases.statsOf(ORIGIN), { entries: 1, refused: 6 })
})

t.test('a restart changes no end, and none lives longer than one that is added then', async (t) => {
  const machine = Machine.of(t)
  const first = await machine.start()
  await add(first, '192.0.2.1', MINUTE)
  await add(first, '192.0.2.2', HOUR, { text: Buffer.from('x') })
  await add(first, '2001:db8::1', HOUR)
  await add(first, 'a.b.example', HOUR)
  await first.remove(ORIGIN, [entryOf('2001:db8::1')])
  // Nobody closes it: it was killed.
  machine.pass(2 * MINUTE)
  // Another process, perhaps on a machine that was started anew.
  machine.steady = 5000
  const second = await machine.start()
  t.same(held(second), ['192.0.2.2 3480', 'a.b.example 3480'])
  // The clock was set back by a day while nothing ran.
  machine.wallClock -= DAY
  const third = await machine.start(setting({ max: 30 * MINUTE }))
  t.same(held(third), ['192.0.2.2 1800', 'a.b.example 1800'])
  await third.flush(ORIGIN)
  const fourth = await machine.start()
  t.same(held(fourth), [])
})

t.test(
  'whoever sets the wall clock ends nothing early, and keeps nothing longer, now or after a restart',
  async (t) => {
    const machine = Machine.of(t)
    const leases = await machine.start()
    await add(leases, '192.0.2.1', HOUR)
    for (const step of [10 * 365 * DAY, -11 * 365 * DAY, 5000, -3 * DAY]) {
      machine.wallClock += step
      machine.pass(MINUTE)
      await add(leases, '192.0.2.2', HOUR)
      t.equal(held(leases).length, 2, `${step}`)
    }
    t.equal(held(leases)[0], '192.0.2.1 3360')
    machine.steady = 77
    t.same(held(await machine.start()), ['192.0.2.1 3360', '192.0.2.2 3600'])
  },
)

t.test('what has ended does not live again because somebody set the clock back while nothing ran', async (t) => {
  const machine = Machine.of(t)
  const leases = await machine.start()
  await add(leases, '192.0.2.1', HOUR)
  // Nobody adds anything for a while, and some end meanwhile.
  for (let i = 2; i < 9; i++) await add(leases, `192.0.2.${i}`, i * 4000)
  machine.pass(30_000)
  await machine.settled(leases)
  machine.steady = 99
  machine.wallClock -= DAY
  const second = await machine.start()
  t.same(held(second), ['192.0.2.1 3570', '192.0.2.8 2'])
})

t.test('nor after the record was made smaller', async (t) => {
  const machine = Machine.of(t)
  const leases = await machine.start()
  for (let i = 1; i < 9; i++) await add(leases, `192.0.2.${i}`, i * MINUTE)
  machine.pass(2 * MINUTE)
  await machine.settled(leases)
  const to = join(machine.folder, 'smaller')
  await compactLeases({ path: machine.path, end: statSync(machine.path).size, to, now: machine.wallClock })
  const smaller = new Machine()
  t.teardown(() => smaller.end())
  Object.assign(smaller, { path: to, steady: 5, wallClock: machine.wallClock - DAY })
  t.same(
    held(await smaller.start()),
    [3, 4, 5, 6, 7, 8].map((i) => `192.0.2.${i} ${(i - 2) * 60}`),
  )
})

t.test(
  'ends of one second, kills, and clocks that are set: nothing that has ended lives, nothing ends early',
  async () => {
    // What happens: an entry is added for so many seconds, time passes, somebody sets the clock while we run, we are killed and started
    // again so much later by a clock that was set back meanwhile, or the record is made smaller first.
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('add' as const),
        entry: fc.integer({ min: 1, max: 6 }),
        seconds: fc.integer({ min: 1, max: 3 }),
      }),
      fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 1500 }) }),
      fc.record({ kind: fc.constant('set' as const), by: fc.constantFrom(-DAY, -5000, 5000, DAY, 400 * DAY) }),
      fc.record({
        kind: fc.constant('kill' as const),
        down: fc.integer({ min: 0, max: 1500 }),
        by: fc.constantFrom(0, 0, -DAY, -5000),
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const machine = new Machine()
        try {
          let leases = await machine.start()
          // By a clock that nobody sets, and that runs while nothing else does: no end is later, and none is earlier than `least`.
          let now = 0
          const ends = new Map<number, { most: number; least: number }>()
          for (const one of steps) {
            if (one.kind === 'add') {
              await add(leases, `10.0.0.${one.entry}`, one.seconds * 1000)
              const end = Math.max(now + one.seconds * 1000, ends.get(one.entry)?.least ?? 0)
              ends.set(one.entry, { least: end, most: end + 1000 })
            } else if (one.kind === 'pass') {
              now += one.ms
              machine.pass(one.ms)
              await machine.settled(leases)
            } else if (one.kind === 'set') {
              machine.wallClock += one.by
              machine.ring()
              // A kill in the same moment is not to be told from a clock that was set while nothing ran.
              await add(leases, '10.0.0.99', 1000)
            } else {
              now += one.down
              machine.wallClock += one.down + one.by
              machine.steady = 1_000_000 + one.down
              leases = await machine.start()
              // Nobody knows for how long nothing ran: what was left may be left still. What had ended for a second has ended.
              if (one.by < 0)
                for (const [entry, { most, least }] of ends)
                  if (most > now - one.down)
                    ends.set(entry, { least, most: now + (least > now - one.down ? 4000 : 1000) })
            }
            for (const [entry, { least, most }] of ends) {
              const isHeld = leases.get(ORIGIN, entryOf(`10.0.0.${entry}`)) !== undefined
              if (isHeld && now >= most) throw new Error(`10.0.0.${entry} lives after ${most}, at ${now}`)
              if (!isHeld && now < least) throw new Error(`10.0.0.${entry} ended before ${least}, at ${now}`)
            }
          }
        } finally {
          await machine.end()
        }
      }),
      { numRuns: 40 },
    )
  },
)

t.test('less room than before throws nothing out, and a list that comes again has its entries', async (t) => {
  const machine = Machine.of(t)
  const first = await machine.start()
  for (let i = 1; i <= 5; i++) await add(first, `192.0.2.${i}`, HOUR)
  const second = await machine.start(setting({ maxEntries: { files: 1, leases: 2 } }))
  t.equal(held(second).length, 5)
  t.match(await add(second, '192.0.2.9'), { kind: 'refused', why: 'full' })
  t.match(await add(second, '192.0.2.1', 2 * HOUR), { kind: 'extended' })
  second.use([])
  t.equal(second.settingOf(ORIGIN), undefined)
  machine.pass(MINUTE)
  second.use([setting()])
  t.equal(held(second).length, 5)
  t.match(await add(second, '192.0.2.9'), { kind: 'added' })
  // A start without the list keeps what it had.
  const third = await machine.start(setting({ origin: nameFromText('other.example.') }))
  third.use([setting()])
  t.equal(held(third).length, 6)
})

t.test('a full disk refuses, and what it took before stays', async (t) => {
  const machine = Machine.of(t)
  let full = false
  const filling: LogDisk = {
    ...disk,
    open: async (path) => {
      const file = await disk.open(path)
      return {
        ...file,
        write: async (at, bytes) => {
          if (full) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
          await file.write(at, bytes)
        },
      }
    },
  }
  const leases = await machine.start(setting(), filling)
  await add(leases, '192.0.2.1')
  full = true
  t.match(await add(leases, '192.0.2.2'), { kind: 'refused', why: 'disk', reason: /ENOSPC/ })
  await t.rejects(leases.remove(ORIGIN, [entryOf('192.0.2.1')]), /ENOSPC/)
  await t.rejects(leases.flush(ORIGIN), /ENOSPC/)
  t.same(held(leases), ['192.0.2.1 600'])
  full = false
  t.match(await add(leases, '192.0.2.2'), { kind: 'added' })
  t.same(held(await machine.start()), ['192.0.2.1 600', '192.0.2.2 600'])
})

t.test('a torn end is cut off and told, and what was whole is there', async (t) => {
  const machine = Machine.of(t)
  const leases = await machine.start()
  await add(leases, '192.0.2.1')
  await add(leases, '192.0.2.2')
  // Without the room behind the last one.
  await leases.close()
  truncateSync(machine.path, statSync(machine.path).size - 3)
  t.same(held(await machine.start()), ['192.0.2.1 600'])
  t.ok(machine.torn > 0)
})

t.test('a smaller record says the same', async (t) => {
  const machine = Machine.of(t)
  const leases = await machine.start()
  for (let i = 0; i < 500; i++) await add(leases, `10.0.0.${i % 50}`, MINUTE + i * 1000, { text: Buffer.from(`${i}`) })
  machine.wallClock += DAY
  await leases.remove(ORIGIN, [entryOf('10.0.0.7')])
  const { size } = statSync(machine.path)
  const to = join(machine.folder, 'smaller')
  await compactLeases({ path: machine.path, end: size, to, now: machine.wallClock })
  t.ok(statSync(to).size < size / 5)
  const before = held(await machine.start())
  t.equal(before.length, 49)
  const smaller = new Machine()
  Object.assign(smaller, { path: to, steady: machine.steady, wallClock: machine.wallClock })
  t.teardown(() => smaller.end())
  t.same(held(await smaller.start()), before)
})

t.test('thousands at once are written together, and each is answered for itself', async (t) => {
  const machine = Machine.of(t)
  let syncs = 0
  const count = (sync: () => Promise<void>) => {
    syncs++
    return sync()
  }
  const counting: LogDisk = {
    ...disk,
    open: async (path) => {
      const file = await disk.open(path)
      return { ...file, sync: () => count(file.sync) }
    },
  }
  const leases = await machine.start(setting({ maxEntries: { files: 1, leases: 1900 } }), counting)
  const begun = syncs
  const all = await Promise.all(Array.from({ length: 2000 }, (_, i) => add(leases, `10.1.${i >> 8}.${i & 255}`)))
  t.equal(all.filter(({ kind }) => kind === 'added').length, 1900)
  t.equal(all.filter(({ kind }) => kind === 'refused').length, 100)
  t.ok(syncs - begun < 10, `${syncs - begun} syncs`)
  t.equal(held(await machine.start()).length, 1900)
})

t.test('of a version that an entry has left since, secondaries are told that it is over', async (t) => {
  const machine = Machine.of(t)
  const leases = await machine.start()
  const entry = readEntry('192.0.2.7')
  if (isSaid(entry)) throw new Error('no entry')
  await leases.add(ORIGIN, [{ entry }], 'test')
  const list = leases.entriesOf(setting())!.forSecondaries!
  const versions = leases.versionsOf(ORIGIN)!
  const [before, labels] = [{}, nameFromText('7.2.0.192.').slice(0, -1)]
  versions.begin([before])
  versions.published()
  const ends = () => Array.from(list.content(before).entries(), ({ end }) => end)
  t.same([ends(), list.endOf(labels)], [[machine.steady + 10 * MINUTE], machine.steady + 10 * MINUTE])
  await leases.remove(ORIGIN, [entry])
  t.same([ends(), list.endOf(labels)], [[0], 0], 'who never hears of the next version does not keep it')
  t.equal(list.endOf(new Uint8Array(0)), undefined, 'the list itself has no end')
})

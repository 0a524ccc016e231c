// A log on a disk that fails in the middle of a write, is full for a while, or loses power and with it any part of what was being written:
// with room behind its records and without.

import t from 'tap'
import { Log } from '../../src/store/log.ts'
import type { LogDisk, LogFile } from '../../src/store/log-file.ts'
import fc from '../support/properties.ts'

/** What becomes of a write: so many of its octets are on the disk, from its beginning or from its end. */
type Fate = { readonly kind: 'whole' | 'fails' | 'power'; readonly part: number; readonly isEnd: boolean }

const LOG = '/state/log'
/** Takes what a log puts aside. */
const NO_FILE: LogFile = {
  size: 0,
  read: async () => new Uint8Array(0),
  write: async () => {},
  sync: async () => {},
  cut: async () => {},
  close: async () => {},
}

const WHOLE: Fate = { kind: 'whole', part: 0, isEnd: false }

/** Has one file to which things happen. Nothing that is asked of it after the power is lost ever comes back. */
class FakeDisk implements LogDisk {
  bytes = new Uint8Array(0)
  fates: Fate[] = []
  /** Octets that the file may have. */
  most = Number.POSITIVE_INFINITY
  isOff = false

  readonly open: LogDisk['open'] = async (path) => (path === LOG ? this.#file() : { ...NO_FILE })

  readonly #file = (): LogFile => ({
    size: this.bytes.length,
    read: async (at, length) => this.bytes.slice(at, at + length),
    write: async (at, bytes) => {
      await this.#power()
      const { kind, part, isEnd } = this.fates.shift() ?? WHOLE
      if (kind === 'whole') {
        this.#put(at, bytes.subarray(0, Math.max(this.most - at, 0)))
        if (at + bytes.length > this.most) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
        return
      }
      // The mark lies in one sector, and the file grows with what is in it.
      const octets = at > 0 ? part % (bytes.length + 1) : (part % 2) * bytes.length
      if (isEnd) this.#put(at + bytes.length - octets, bytes.subarray(bytes.length - octets))
      else this.#put(at, bytes.subarray(0, octets))
      if (kind === 'fails') throw new Error('EIO')
      this.isOff = true
      await this.#power()
    },
    sync: () => this.#power(),
    cut: async (size) => {
      await this.#power()
      this.bytes = this.bytes.slice(0, size)
    },
    close: async () => {},
  })

  readonly replace = async () => {}
  readonly syncFolder = async () => {}
  readonly remove = async () => {}

  #power(): Promise<void> {
    return this.isOff ? new Promise(() => {}) : Promise.resolve()
  }

  #put(at: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return
    const all = new Uint8Array(Math.max(this.bytes.length, at + bytes.length))
    all.set(this.bytes)
    all.set(bytes, at)
    this.bytes = all
  }
}

async function opened(on: LogDisk, room: number): Promise<{ log: Log; found: string[] }> {
  const found: string[] = []
  const options = { version: 1, room, disk: on, onTorn: () => {} }
  const log = await Log.open(LOG, options, (payload) => void found.push(Buffer.from(payload).toString()))
  if (typeof log === 'string') throw new Error(log)
  return { log, found }
}

const fate = fc.record({
  kind: fc.constantFrom('whole', 'whole', 'whole', 'fails', 'power'),
  part: fc.nat(300),
  isEnd: fc.boolean(),
})
const life = fc.record({
  fates: fc.array(fate, { maxLength: 12 }),
  records: fc.array(fc.array(fc.nat(60), { minLength: 1, maxLength: 3 }), { maxLength: 10 }),
  full: fc.option(fc.nat(400), { nil: undefined }),
  isClosed: fc.boolean(),
  /** When it starts, too. */
  isFull: fc.boolean(),
})

t.test(
  'whatever a disk does, the log has what it has taken, in its order, and nothing that it has refused',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(0, 1, 8, 40, 4096), fc.array(life, { maxLength: 5 }), async (room, lives) => {
        const on = new FakeDisk()
        let taken: string[] = []
        let number = 0
        for (const { fates, records, full, isClosed, isFull } of [
          ...lives,
          { fates: [], records: [], full: undefined, isClosed: true, isFull: false },
        ]) {
          on.isOff = false
          on.fates = []
          on.most = isFull ? (full ?? on.most) : Number.POSITIVE_INFINITY
          const { log, found } = await opened(on, room)
          // What nobody was told of may be there or not.
          const sure = found.filter((one) => taken.includes(one))
          if (`${sure}` !== `${taken}`) throw new Error(`${taken} became ${found}`)
          taken = found
          on.fates = [...fates]
          if (full !== undefined) on.most = full
          const refused = new Set<string>()
          for (const sizes of records) {
            const all = sizes.map((size) => `${number++}`.padEnd(size, '.'))
            let outcome = 'none'
            void log.append(all.map((one) => Buffer.from(one))).then(
              () => {
                outcome = 'taken'
              },
              () => {
                outcome = 'refused'
              },
            )
            await new Promise(setImmediate)
            if (outcome === 'taken') taken = [...taken, ...all]
            if (outcome === 'refused') for (const one of all) refused.add(one)
          }
          if (isClosed && !on.isOff) await log.close()
          on.isOff = false
          on.fates = []
          const { found: now } = await opened(on, 0)
          if (now.some((one) => refused.has(one))) throw new Error(`${now} has what was refused`)
        }
      }),
      { numRuns: 300 },
    )
  },
)

// The audit trail on the disk. It never holds up whoever changes something: entries wait in memory for the disk, and the trail counts those
// as lost that the disk does not take. A trail that has become too large loses its oldest entries.

import { type Audit, type AuditEntry, type AuditWay, readAuditEntry, writeAuditEntry } from '../observe/audit.ts'
import { Log, type LogOptions } from '../store/log.ts'
import { disk as realDisk } from '../store/log-file.ts'
import { MAGIC, readLog, recordsOf, writeRecord } from '../store/log-format.ts'

export type AuditTrail = Audit & {
  /** All entries, oldest first; waits until those that were added just now are written. */
  readonly entries: () => AsyncGenerator<AuditEntry>
  readonly status: AuditStatus
  readonly close: () => Promise<void>
}

export type AuditStatus = {
  readonly entries: number
  readonly octets: number
  /** In octets. */
  readonly limit: number
  /** How often the oldest entries were cut off, since the start. */
  readonly cuts: number
  /** Entries that were not written, since the start. */
  readonly lost: number
  /** Why entries are not written. */
  readonly error?: string
}

export type AuditTrailOptions = Pick<LogOptions, 'onTorn' | 'disk'> & {
  /** In octets. */
  readonly limit: number
  /** Told of the first entries that are lost, and again when others have been written since. */
  readonly onLost: (error: unknown) => void
  readonly onCut: (entries: number, newest: Date) => void
}

const AUDIT_VERSION = 1

/** Entries that wait for a disk. */
const MOST_WAITING = 10_000
/** In milliseconds: entries that come meanwhile are written together. Changes that people wait for have the disk before them. */
const GATHERED = 50

/** Resolves with a sentence where the file must not be written to. Rejects with system errors. */
export async function openAuditTrail(path: string, options: AuditTrailOptions): Promise<AuditTrail | string> {
  let entries = 0
  const log = await Log.open(path, { version: AUDIT_VERSION, ...options }, () => {
    entries++
  })
  return typeof log === 'string' ? log : new Trail(log, entries, options)
}

/** Stands in for a trail that cannot be opened: it counts what is added as lost. */
export function withoutTrail(error: string, limit: number): AuditTrail {
  let lost = 0
  return {
    add: () => {
      lost++
    },
    entries: async function* () {},
    get status() {
      return { entries: 0, octets: 0, limit, cuts: 0, lost, error }
    },
    close: async () => {},
  }
}

class Trail implements AuditTrail {
  readonly #log: Log
  readonly #options: AuditTrailOptions
  #entries: number
  #waiting: Uint8Array[] = []
  #added = 0
  /** How many of those added are written or lost. */
  #settled = 0
  #lost = 0
  #cuts = 0
  #isLosing = false
  #isClosed = false
  #writing: Promise<void> | undefined
  /** Those who wait until so many are settled. */
  #waiters: { readonly upTo: number; readonly resolve: () => void }[] = []
  /** Ends the time in which entries gather. */
  #hurry: () => void = () => {}

  constructor(log: Log, entries: number, options: AuditTrailOptions) {
    this.#log = log
    this.#entries = entries
    this.#options = options
  }

  add(entry: AuditEntry): void {
    if (this.#isClosed || this.#waiting.length >= MOST_WAITING) {
      this.#lose(1, new Error('the disk takes entries more slowly than they come'))
      return
    }
    this.#waiting.push(writeAuditEntry(entry))
    this.#added++
    this.#writing ??= this.#writeAll()
  }

  async *entries(): AsyncGenerator<AuditEntry> {
    await this.#written(this.#added)
    const file = await (this.#options.disk ?? realDisk).open(this.#log.path)
    try {
      // The end may be half written just now.
      for await (const { payload } of recordsOf(file, file.size, AUDIT_VERSION)) {
        const entry = readAuditEntry(payload)
        if (entry !== undefined) yield entry
      }
    } finally {
      await file.close()
    }
  }

  get status(): AuditStatus {
    const { limit } = this.#options
    return { entries: this.#entries, octets: this.#log.size, limit, cuts: this.#cuts, lost: this.#lost }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#hurry()
    await this.#writing
    await this.#log.close()
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const payloads = this.#waiting.splice(0)
      await this.#write(payloads)
      this.#settled += payloads.length
      const isDone = ({ upTo }: { readonly upTo: number }) => upTo <= this.#settled
      for (const { resolve } of this.#waiters.filter(isDone)) resolve()
      this.#waiters = this.#waiters.filter((one) => !isDone(one))
      if (this.#log.size > this.#options.limit) await this.#cut()
      await this.#gathered()
    }
    this.#writing = undefined
  }

  /** Resolves when the first `upTo` entries are on the disk, or lost. */
  #written(upTo: number): Promise<void> {
    if (upTo <= this.#settled) return Promise.resolve()
    this.#hurry()
    return new Promise((resolve) => this.#waiters.push({ upTo, resolve }))
  }

  #gathered(): Promise<void> {
    if (this.#isClosed || this.#waiters.length > 0) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, GATHERED)
      this.#hurry = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async #write(payloads: readonly Uint8Array[]): Promise<void> {
    try {
      await this.#log.append(payloads)
      this.#entries += payloads.length
      this.#isLosing = false
    } catch (error) {
      this.#lose(payloads.length, error)
    }
  }

  #lose(entries: number, error: unknown): void {
    this.#lost += entries
    if (!this.#isLosing) this.#options.onLost(error)
    this.#isLosing = true
  }

  async #cut(): Promise<void> {
    try {
      let cut = { entries: 0, newest: 0 }
      await this.#log.compact(async (path, end, to) => {
        cut = await writeNewest({ path, end, to, limit: this.#options.limit / 2, disk: this.#options.disk })
      })
      this.#entries -= cut.entries
      this.#cuts++
      this.#options.onCut(cut.entries, new Date(cut.newest))
    } catch (error) {
      this.#lose(0, error)
    }
  }
}

type CutJob = {
  readonly path: string
  readonly end: number
  readonly to: string
  /** In octets. */
  readonly limit: number
  readonly disk: LogOptions['disk']
}

/** Writes the newest entries that fit; gives how many it left out, and when the newest of those was made. */
async function writeNewest({
  path,
  end,
  to,
  limit,
  disk = realDisk,
}: CutJob): Promise<{ entries: number; newest: number }> {
  const from = await disk.open(path)
  const file = await disk.open(to)
  try {
    const total: Octets = { many: 0, few: 0 }
    const ending = await readLog(from, end, AUDIT_VERSION, (payload) => {
      total[kindOf(payload)] += payload.length
    })
    if (ending.kind !== 'whole') throw new Error(`${path} is damaged, and stays as it is`)
    const surplus = surplusOf(total, limit)
    const cut = { entries: 0, newest: 0 }
    await file.cut(0)
    await file.write(0, MAGIC)
    let at = MAGIC.length
    await readLog(from, end, AUDIT_VERSION, async (payload) => {
      const kind = kindOf(payload)
      if (surplus[kind] > 0) {
        surplus[kind] -= payload.length
        cut.entries++
        cut.newest = Math.max(cut.newest, readAuditEntry(payload)?.at ?? 0)
        return
      }
      const record = writeRecord(AUDIT_VERSION, payload)
      await file.write(at, record)
      at += record.length
    })
    await file.sync()
    return cut
  } finally {
    await from.close()
    await file.close()
  }
}

type Octets = Record<'many' | 'few', number>

/** This part of the room is for entries that come rarely: machines that update must not push out what people did. */
const FOR_FEW = 1 / 4

/** Octets of each kind that have to go, the oldest first. */
function surplusOf({ many, few }: Octets, limit: number): Octets {
  const forFew = Math.max(limit * FOR_FEW, limit - many)
  const keptFew = Math.min(few, forFew)
  return { few: few - keptFew, many: Math.max(0, many - (limit - keptFew)) }
}

/** What machines do by themselves, as often as they like. */
const MANY: ReadonlySet<AuditWay> = new Set(['update', 'transfer', 'clock'])

function kindOf(payload: Uint8Array): keyof Octets {
  const entry = readAuditEntry(payload)
  return entry !== undefined && MANY.has(entry.actor.way) ? 'many' : 'few'
}

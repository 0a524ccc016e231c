// A file of records that only grows, for data that has to outlive a crash. The next start finds each record for which append() resolved,
// and none for which it rejected. The log writes all records that wait for a busy disk together, with one fsync. A write that changes the
// file's size costs the disk more than one write: so a log may keep room at its end and write records into it.

import { dirname } from 'node:path'
import { isFull } from '../system/full-disk.ts'
import { type LogDisk, type LogFile, disk as realDisk } from './log-file.ts'
import { MAGIC, ROOM, readLog, writeRecord } from './log-format.ts'

export type LogOptions = {
  /** The version of records written. Janus does not understand those of a newer one. */
  readonly version: number
  /** Called when the log has moved octets that are no record, and all behind these, to the file `aside`. `behind`: whole records in that. */
  readonly onTorn: (octets: number, aside: string, behind: number) => void
  readonly disk?: LogDisk
  /** How many octets of room the log makes at a time; by default none. */
  readonly room?: number
}

/** Writes a smaller file with the records of `path` up to `end` to `to`, and syncs it. */
export type Rewrite = (path: string, end: number, to: string) => Promise<void>

type Waiting = {
  readonly records: readonly Uint8Array[]
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export class Log {
  readonly path: string
  readonly #disk: LogDisk
  readonly #version: number
  #file: LogFile
  /** Where the records end: octets beyond are room, or were refused, or were never written whole. */
  #size: number
  /** Where the file ends, the room behind its records included. */
  #end: number
  readonly #room: number
  /** Whether refused octets may lie beyond #size. */
  #isDirty = false
  /** Work that the disk still has to do before the first record. */
  #owed: (() => Promise<void>) | undefined
  /** Whether a crash may bring the replaced file back. */
  #isReplaced = false
  #waiting: Waiting[] = []
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(path: string, file: LogFile, size: number, { version, disk = realDisk, room = 0 }: LogOptions) {
    this.path = path
    this.#file = file
    this.#size = size
    this.#end = size
    this.#room = room
    this.#version = version
    this.#disk = disk
  }

  /** Visits all records. Gives a sentence if nobody must write to the file, and leaves it as it is. Rejects with system errors. */
  static async open(
    path: string,
    options: LogOptions,
    visit: (payload: Uint8Array, version: number) => void,
  ): Promise<Log | string> {
    const { disk = realDisk, version, onTorn } = options
    // A process that was killed may have left a half-written smaller file.
    await disk.remove(nextOf(path)).catch(() => {})
    const file = await disk.open(path, true)
    const ending = await readLog(file, file.size, version, visit).catch(async (error: unknown) => {
      await file.close()
      throw error
    })
    if (ending.kind === 'newer' || ending.kind === 'foreign') {
      await file.close()
      return ending.kind === 'newer'
        ? `a newer version of Janus has written to ${path}`
        : `${path} is no log of changes`
    }
    const log = new Log(path, file, ending.size, options)
    if (ending.kind === 'whole') log.#end = file.size
    log.#owed = async () => {
      if (ending.kind === 'torn') {
        const aside = `${path}.torn-${ending.size}`
        await putAside(disk, file, ending.size, aside)
        await file.cut(ending.size)
        await file.sync()
        onTorn(file.size - ending.size, aside, ending.behind)
      }
      if (ending.size === 0) await log.#begin()
      else await log.#mark()
    }
    // If the disk is full, nothing that was read is lost: the log tries again before it appends anything.
    try {
      await log.#settleOwed().catch(unlessFull)
    } catch (error) {
      await file.close()
      throw error
    }
    return log
  }

  /** In octets. */
  get size(): number {
    return this.#size
  }

  /** Resolves once all of them are on the disk; rejects if none is kept. */
  append(payloads: readonly Uint8Array[]): Promise<void> {
    const records = payloads.map((payload) => writeRecord(this.#version, payload))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ records, resolve, reject })
      if (this.#waiting.length === 1) void this.#alone(() => this.#writeWaiting())
    })
  }

  /** Writes a smaller file in place of this one, while appending goes on. Rejects if the file stays as it was. */
  async compact(rewrite: Rewrite): Promise<void> {
    // The owed work is about the present file, so it comes before the smaller one.
    await this.#alone(() => this.#settleOwed())
    const end = this.#size
    const to = nextOf(this.path)
    try {
      await rewrite(this.path, end, to)
      await this.#replaceBy(to, end)
    } catch (error) {
      // The half-written file may be what fills the disk.
      await this.#disk.remove(to).catch(() => {})
      throw error
    }
  }

  #replaceBy(to: string, end: number): Promise<void> {
    return this.#alone(async () => {
      const file = await this.#disk.open(to, true)
      try {
        const size = await copy(this.#file, end, this.#size, file, file.size)
        await file.sync()
        await this.#disk.replace(to, this.path)
        const before = this.#file
        this.#file = file
        this.#size = size
        this.#end = size
        this.#isDirty = false
        this.#isReplaced = true
        await before.close().catch(() => {})
      } catch (error) {
        await file.close()
        throw error
      }
      await this.#settle()
    })
  }

  /** Writes all that waits first. */
  close(): Promise<void> {
    return this.#alone(async () => {
      // Room that stays does no harm: the next start knows it as room.
      if (this.#end > this.#size) await this.#file.cut(this.#size).catch(() => {})
      await this.#file.close()
    })
  }

  async #settleOwed(): Promise<void> {
    await this.#owed?.()
    this.#owed = undefined
  }

  async #begin(): Promise<void> {
    await this.#file.write(0, MAGIC)
    await this.#file.sync()
    this.#size = MAGIC.length
    this.#end = Math.max(this.#end, this.#size)
  }

  /** Writes the first octets again if the disk has lost them. */
  async #mark(): Promise<void> {
    const magic = await this.#file.read(0, MAGIC.length)
    if (magic.every((octet, i) => octet === MAGIC[i])) return
    await this.#file.write(0, MAGIC)
    await this.#file.sync()
  }

  #alone<R>(task: () => Promise<R>): Promise<R> {
    const done = this.#turn.then(task)
    this.#turn = done.catch(() => {})
    return done
  }

  async #writeWaiting(): Promise<void> {
    const waiting = this.#waiting
    this.#waiting = []
    const octets = joined(waiting.flatMap(({ records }) => records))
    try {
      await this.#settleOwed()
    } catch (error) {
      // What lies behind #size is not put aside yet.
      for (const { reject } of waiting) reject(error)
      return
    }
    try {
      if (this.#isDirty) await this.#cutBack()
      if (this.#isReplaced) await this.#settle()
      this.#isDirty = true
      await this.#write(octets)
      await this.#file.sync()
      this.#isDirty = false
      this.#size += octets.length
    } catch (error) {
      // A part of the record may be on the disk: the next start must not take it for accepted.
      await this.#cutBack().catch(() => {})
      for (const { reject } of waiting) reject(error)
      return
    }
    for (const { resolve } of waiting) resolve()
  }

  /** Writes the records, with new room behind them if they do not fit. Where a nearly full disk has no place for room, it goes without. */
  async #write(octets: Uint8Array): Promise<void> {
    const size = this.#size + octets.length
    if (size > this.#end && this.#room > 0) {
      try {
        await this.#file.write(this.#size, Buffer.concat([octets, Buffer.alloc(this.#room, ROOM)]))
        this.#end = size + this.#room
        return
      } catch {
        await this.#file.cut(this.#size)
      }
    }
    await this.#file.write(this.#size, octets)
    this.#end = Math.max(this.#end, size)
  }

  async #settle(): Promise<void> {
    await this.#disk.syncFolder(dirname(this.path))
    this.#isReplaced = false
  }

  async #cutBack(): Promise<void> {
    await this.#file.cut(this.#size)
    await this.#file.sync()
    this.#end = this.#size
    this.#isDirty = false
  }
}

/** The path of the smaller file until it is complete. */
function nextOf(path: string): string {
  return `${path}.next`
}

function unlessFull(error: unknown): void {
  if (!isFull(error)) throw error
}

/** Copies the octets from `from` on to the end of another file: somebody may still be able to read them. */
async function putAside(disk: LogDisk, file: LogFile, from: number, path: string): Promise<void> {
  const aside = await disk.open(path)
  try {
    await copy(file, from, file.size, aside, aside.size)
    await aside.sync()
  } catch (error) {
    // Removes this half and leaves what lay there before.
    if (aside.size === 0) await disk.remove(path).catch(() => {})
    else await aside.cut(aside.size).catch(() => {})
    throw error
  } finally {
    await aside.close()
  }
}

const PIECE = 1 << 20

/** Gives where the copy ends in `to`. */
async function copy(from: LogFile, start: number, end: number, to: LogFile, at: number): Promise<number> {
  let target = at
  for (let p = start; p < end; p += PIECE) {
    const piece = await from.read(p, Math.min(PIECE, end - p))
    await to.write(target, piece)
    target += piece.length
  }
  return target
}

function joined(records: readonly Uint8Array[]): Uint8Array {
  return records.length === 1 ? records[0]! : Buffer.concat(records)
}

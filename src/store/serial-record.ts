// The record of each face's last serial. Nothing else can make it again: a file may have an older serial, because changes without a serial
// of their own have raised it.

import { nameLength } from '../dns/name.ts'
import { Octets } from '../dns/octets.ts'
import { type FaceName, faceKey } from './change.ts'
import { Log, type LogOptions, type Rewrite } from './log.ts'
import { disk, type LogDisk } from './log-file.ts'
import { MAGIC, readLog, writeRecord } from './log-format.ts'

export type LastServed = {
  readonly name: FaceName
  readonly serial: number
  /** Digest of the content with that serial (content-digest.ts); undefined if there was no time to make it. */
  readonly digest?: string | undefined
  /** A stamp of the files that the face was made of; undefined if it was made of more. */
  readonly made?: string | undefined
}

const SERIALS_VERSION = 1

export type SerialRecordOptions = Pick<LogOptions, 'onTorn' | 'disk'> & {
  /** Called when a smaller record could not be written. */
  readonly onBulky: (error: unknown) => void
}

const BULKY = 1 << 22

export class SerialRecord {
  readonly #log: Log
  readonly #options: SerialRecordOptions
  readonly #last: Map<string, LastServed>
  #bulky = BULKY
  #compacting: Promise<void> | undefined

  private constructor(log: Log, last: Map<string, LastServed>, options: SerialRecordOptions) {
    this.#log = log
    this.#last = last
    this.#options = options
  }

  /** Gives a sentence if nobody must write to the file. Rejects with system errors. */
  static async open(path: string, options: SerialRecordOptions): Promise<SerialRecord | string> {
    const last = new Map<string, LastServed>()
    const log = await Log.open(path, { version: SERIALS_VERSION, ...options }, (payload) => {
      const one = readLast(payload)
      last.set(faceKey(one.name), one)
    })
    return typeof log === 'string' ? log : new SerialRecord(log, last, options)
  }

  of(name: FaceName): LastServed | undefined {
    return this.#last.get(faceKey(name))
  }

  /** Resolves once a start after a crash would find all of them. */
  async put(all: readonly LastServed[]): Promise<void> {
    const news = all.filter((one) => !isSame(this.of(one.name), one))
    if (news.length === 0) return
    await this.#log.append(news.map(writeLast))
    for (const one of news) this.#last.set(faceKey(one.name), one)
    if (this.#log.size > this.#bulky) this.#compacting ??= this.#compact()
  }

  async close(): Promise<void> {
    await this.#compacting
    await this.#log.close()
  }

  async #compact(): Promise<void> {
    const { disk: on } = this.#options
    try {
      await this.#log.compact((path, end, to) => compactSerials(path, end, to, on))
    } catch (error) {
      this.#options.onBulky(error)
    }
    this.#bulky = Math.max(BULKY, this.#log.size * 2)
    this.#compacting = undefined
  }
}

/** Keeps the last entry of each face. */
async function compactSerials(...[path, end, to, on = disk]: [...Parameters<Rewrite>, LogDisk?]): Promise<void> {
  const from = await on.open(path)
  const last = new Map<string, Uint8Array>()
  try {
    const ending = await readLog(from, end, SERIALS_VERSION, (payload) => {
      last.set(faceKey(readLast(payload).name), payload)
    })
    if (ending.kind !== 'whole') throw new Error(`${path} is damaged, and stays as it is`)
  } finally {
    await from.close()
  }
  const file = await on.open(to)
  try {
    await file.cut(0)
    await file.write(0, Buffer.concat([MAGIC, ...[...last.values()].map((one) => writeRecord(SERIALS_VERSION, one))]))
    await file.sync()
  } finally {
    await file.close()
  }
}

function isSame(a: LastServed | undefined, b: LastServed): boolean {
  return a?.serial === b.serial && a.digest === b.digest && a.made === b.made
}

//  serial | view's name | digest, or nothing | what it was made of, or nothing | zone's name
//   u32      u16 + text      u16 + text                u16 + text                wire form

function writeLast({ name, serial, digest = '', made = '' }: LastServed): Uint8Array {
  const octets = new Octets(256)
  octets.u32(serial)
  for (const text of [name.view, digest, made]) {
    const bytes = Buffer.from(text)
    octets.u16(bytes.length)
    octets.append(bytes)
  }
  octets.append(name.origin)
  return octets.view().slice()
}

function readLast(bytes: Uint8Array): LastServed {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 4
  const text = () => {
    const length = words.getUint16(at)
    at += 2 + length
    return Buffer.from(bytes.subarray(at - length, at)).toString()
  }
  const [view, digest, made] = [text(), text(), text()]
  const origin = bytes.slice(at, at + nameLength(bytes, at))
  return {
    name: { view: view!, origin },
    serial: words.getUint32(0),
    ...(digest && { digest }),
    ...(made && { made }),
  }
}

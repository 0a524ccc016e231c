// The journal: for each face the content with which its changes began, and every change that the store has accepted since. Nothing else
// can make these again.

import { nameLength } from '../dns/name.ts'
import { Octets } from '../dns/octets.ts'
import { thisMoment } from '../system/clocks.ts'
import { type Changeset, RecordList } from '../zone/changeset.ts'
import { type FaceName, faceKey } from './change.ts'
import { Log, type LogOptions, type Rewrite } from './log.ts'

export type Entry = {
  readonly name: FaceName
  /** In an entry that begins anew: the digest of what the face's sources give (content-digest.ts). All earlier entries are over. */
  readonly digest?: string
  readonly changes: Changeset
}

/** All changes of a face since its sources were read. */
export type Chain = {
  readonly name: FaceName
  readonly digest: string
  readonly changes: readonly Changeset[]
}

export const VERSION = 1

/** No content has this digest: the face's changes are over. */
export const OVER = ''

export type JournalOptions = Pick<LogOptions, 'onTorn' | 'disk'> & {
  /** By default in a thread of its own. */
  readonly rewrite: Rewrite
  /** Called when a smaller journal could not be written. */
  readonly onBulky: (error: unknown) => void
  /** From so many octets on, the journal writes itself anew, smaller. */
  readonly bulky?: number
}

const BULKY = 1 << 22

export class Journal {
  readonly #log: Log
  readonly #options: JournalOptions
  /** The chains that open() found, by face. */
  readonly chains: ReadonlyMap<string, Chain>
  /** The size at which the next smaller journal is written. */
  #bulky: number
  #compacting: Promise<void> | undefined

  private constructor(log: Log, chains: ReadonlyMap<string, Chain>, options: JournalOptions) {
    this.#log = log
    this.chains = chains
    this.#options = options
    this.#bulky = Math.max(options.bulky ?? BULKY, 0)
  }

  /** Gives a sentence if nobody must write to the file. Rejects with system errors. */
  static async open(path: string, options: JournalOptions): Promise<Journal | string> {
    const chains = new Chains()
    const log = await Log.open(path, { version: VERSION, ...options }, (payload) => chains.add(readEntry(payload)))
    return typeof log === 'string' ? log : new Journal(log, chains.newest, options)
  }

  /** Resolves once a start after a crash would find all entries; rejects if none is kept. */
  async append(entries: readonly Entry[]): Promise<void> {
    await this.#log.append(entries.map(writeEntry))
    if (this.#log.size > this.#bulky) this.#compacting ??= this.#compact()
  }

  async close(): Promise<void> {
    await this.#compacting
    await this.#log.close()
  }

  async #compact(): Promise<void> {
    try {
      await this.#log.compact(this.#options.rewrite)
    } catch (error) {
      this.#options.onBulky(error)
    }
    this.#bulky = Math.max(this.#options.bulky ?? BULKY, this.#log.size * 2)
    this.#compacting = undefined
  }
}

/** Builds the newest chain of each face from entries in the order in which they were written. */
export class Chains {
  readonly #chains = new Map<string, { name: FaceName; digest: string; changes: Changeset[] }>()

  add({ name, digest, changes }: Entry): void {
    const key = faceKey(name)
    if (digest === undefined) this.#chains.get(key)?.changes.push(changes)
    else this.#chains.set(key, { name, digest, changes: [changes] })
  }

  get newest(): ReadonlyMap<string, Chain> {
    return this.#chains
  }
}

//  flags | time | view's name | zone's name | digest, where flags say so | removed | added
//    u8     f64    u16 + UTF-8    wire form        u16 + text               u32 + records, each

const BEGINS = 1

export function writeEntry({ name, digest, changes }: Entry): Uint8Array {
  const octets = new Octets(256 + changes.removed.size + changes.added.size)
  octets.u8(digest === undefined ? 0 : BEGINS)
  const time = Buffer.alloc(8)
  time.writeDoubleBE(thisMoment().wall)
  octets.append(time)
  appendText(octets, name.view)
  octets.append(name.origin)
  if (digest !== undefined) appendText(octets, digest)
  for (const { bytes } of [changes.removed, changes.added]) {
    octets.u32(bytes.length)
    octets.append(bytes)
  }
  return octets.view()
}

function appendText(octets: Octets, text: string): void {
  const bytes = Buffer.from(text)
  octets.u16(bytes.length)
  octets.append(bytes)
}

/** Reads what writeEntry() wrote. The caller has checked the checksum. */
export function readEntry(bytes: Uint8Array): Entry {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 9
  const text = () => {
    const length = words.getUint16(at)
    at += 2 + length
    return Buffer.from(bytes.subarray(at - length, at)).toString()
  }
  const list = () => {
    const length = words.getUint32(at)
    at += 4 + length
    const list = RecordList.read(bytes.slice(at - length, at))
    if (typeof list === 'string') throw new Error(`an entry of the journal is damaged: ${list}`)
    return list
  }
  const view = text()
  const origin = bytes.slice(at, at + nameLength(bytes, at))
  at += origin.length
  const name = { view, origin }
  const digest = (bytes[0]! & BEGINS) === 0 ? undefined : text()
  const changes = { removed: list(), added: list() }
  return { name, ...(digest !== undefined && { digest }), changes }
}

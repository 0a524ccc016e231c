// The format of a log: eight octets that say that it is one, then its records:
//
//   0         4         8         9
//   +---------+---------+---------+------------------------+
//   | length  | CRC-32  | version | payload, `length` octets |     numbers big-endian; CRC-32 of all but itself
//   +---------+---------+---------+------------------------+
//
// Room for more records may follow the last one. Each octet of it is ROOM.

import { get32 } from '../dns/big-endian.ts'
import { crc32 } from '../system/crc32.ts'
import type { LogFile } from './log-file.ts'

export const MAGIC = Uint8Array.from('JANUSLOG', (character) => character.charCodeAt(0))
const RECORD_HEAD = 9
/** No record begins with it: the record's length would be too large. A disk that loses a write leaves other octets. */
export const ROOM = 0xff
/** No record is larger: a length above this is damage. */
const MAX_PAYLOAD = 1 << 30

export function writeRecord(version: number, payload: Uint8Array): Uint8Array {
  const record = new Uint8Array(RECORD_HEAD + payload.length)
  const words = new DataView(record.buffer)
  words.setUint32(0, payload.length)
  record[8] = version
  record.set(payload, RECORD_HEAD)
  words.setUint32(4, checksum(record))
  return record
}

function checksum(record: Uint8Array): number {
  return crc32(record.subarray(8), crc32(record.subarray(0, 4)))
}

export type Ending =
  /** The whole log was read. */
  | { readonly kind: 'whole'; readonly size: number }
  /**
   * At `size` there is no whole record: a crash left the last one half written. If `behind` whole records follow, the file is damaged
   * instead.
   */
  | { readonly kind: 'torn'; readonly size: number; readonly behind: number }
  /** A newer version wrote the record at `size`. */
  | { readonly kind: 'newer'; readonly size: number }
  /** The file is no log. */
  | { readonly kind: 'foreign'; readonly size: number }

const PIECE = 1 << 20

/** Visits all records up to `end`. The visitor may keep what it gets. */
export async function readLog(
  file: Pick<LogFile, 'read'>,
  end: number,
  newest: number,
  visit: (payload: Uint8Array, version: number) => void | Promise<void>,
): Promise<Ending> {
  const records = recordsOf(file, end, newest)
  for (;;) {
    const { value, done } = await records.next()
    if (done) return value
    await visit(value.payload, value.version)
  }
}

/** The same as a generator, which returns how the log ends. */
export async function* recordsOf(
  file: Pick<LogFile, 'read'>,
  end: number,
  newest: number,
): AsyncGenerator<{ readonly payload: Uint8Array; readonly version: number }, Ending> {
  const reader = new Reader(file, end)
  const magic = await reader.at(0, Math.min(MAGIC.length, end))
  const isBlank = magic.every((octet) => octet === 0)
  if (!isBlank && !magic.every((octet, i) => octet === MAGIC[i])) return { kind: 'foreign', size: 0 }
  if (magic.length < MAGIC.length) return end === 0 ? { kind: 'whole', size: 0 } : { kind: 'torn', size: 0, behind: 0 }
  // A disk may lose the first block and keep the others: a record with the right checksum is ours.
  if (isBlank && (await wholeRecord(reader, MAGIC.length)) === undefined) {
    const isAllBlank = (await firstOther(reader, MAGIC.length, 0)) === undefined
    return isAllBlank ? { kind: 'torn', size: 0, behind: 0 } : { kind: 'foreign', size: 0 }
  }
  for (let at = MAGIC.length; ; ) {
    if (at === end) return { kind: 'whole', size: at }
    const record = await wholeRecord(reader, at)
    if (record === undefined) {
      if (await isRoom(reader, at)) return { kind: 'whole', size: at }
      return { kind: 'torn', size: at, behind: await recordsBehind(reader, at, newest) }
    }
    const version = record[8]!
    if (version > newest) return { kind: 'newer', size: at }
    at += record.length
    yield { payload: record.slice(RECORD_HEAD), version }
  }
}

/** The place of the first octet that is not `than`. */
async function firstOther(reader: Reader, from: number, than: number): Promise<number | undefined> {
  for (let at = from; at < reader.end; at += PIECE) {
    const piece = await reader.at(at, Math.min(PIECE, reader.end - at))
    const found = piece.findIndex((octet) => octet !== than)
    if (found >= 0) return at + found
  }
  return undefined
}

/** Whether all octets to the end are ROOM. */
async function isRoom(reader: Reader, from: number): Promise<boolean> {
  return (await firstOther(reader, from, ROOM)) === undefined
}

/** How many octets behind damage are searched for a record, and the longest record found there. */
const SEARCHED = 1 << 16

/** How many whole records follow the damage. */
async function recordsBehind(reader: Reader, damage: number, newest: number): Promise<number> {
  let count = 0
  for (let at = damage + 1, last = damage; at < Math.min(last + SEARCHED, reader.end - RECORD_HEAD); ) {
    const record = await recordHere(reader, at, newest)
    at += record?.length ?? 1
    if (record === undefined) continue
    last = at
    count++
  }
  return count
}

async function recordHere(reader: Reader, at: number, newest: number): Promise<Uint8Array | undefined> {
  const head = await reader.at(at, RECORD_HEAD)
  if (head[8] === 0 || head[8]! > newest || get32(head, 0) > SEARCHED) return undefined
  return wholeRecord(reader, at)
}

/** The record at `at`; undefined if no whole record stands there. */
async function wholeRecord(reader: Reader, at: number): Promise<Uint8Array | undefined> {
  const head = await reader.at(at, RECORD_HEAD)
  if (head.length < RECORD_HEAD) return undefined
  const length = get32(head, 0)
  if (length > MAX_PAYLOAD || at + RECORD_HEAD + length > reader.end) return undefined
  const record = await reader.at(at, RECORD_HEAD + length)
  return record.length === RECORD_HEAD + length && checksum(record) === get32(record, 4) ? record : undefined
}

/** Reads ahead in pieces. */
class Reader {
  readonly end: number
  readonly #file: Pick<LogFile, 'read'>
  #piece: Uint8Array = new Uint8Array(0)
  #from = 0

  constructor(file: Pick<LogFile, 'read'>, end: number) {
    this.#file = file
    this.end = end
  }

  /** Gives a view that is valid until the next call. */
  async at(at: number, length: number): Promise<Uint8Array> {
    if (at < this.#from || at + length > this.#from + this.#piece.length) {
      this.#piece = await this.#file.read(at, Math.max(Math.min(PIECE, this.end - at), length))
      this.#from = at
    }
    return this.#piece.subarray(at - this.#from, at - this.#from + length)
  }
}

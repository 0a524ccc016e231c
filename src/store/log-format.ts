// How records lie in a log, one behind the other, behind the eight octets that say that it is one:
//
//   0         4         8         9
//   +---------+---------+---------+------------------------+
//   | length  | CRC-32  | version | payload, `length` octets |     numbers big-endian; CRC-32 of all but itself
//   +---------+---------+---------+------------------------+

import { crc32 } from 'node:zlib'
import type { LogFile } from './log-file.ts'

export const MAGIC = Uint8Array.from('JANUSLOG', (character) => character.charCodeAt(0))
export const RECORD_HEAD = 9
/** No change is larger: what says so is damaged. */
export const MAX_PAYLOAD = 1 << 30

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
  /** All of it was read. */
  | { readonly kind: 'whole'; readonly size: number }
  /** From `size` on there is no record: a crash left the last one half written, or it is damaged. */
  | { readonly kind: 'torn'; readonly size: number }
  /** A newer version has written what is at `size`. */
  | { readonly kind: 'newer'; readonly size: number }
  /** It is something else than a log. */
  | { readonly kind: 'foreign'; readonly size: number }

const PIECE = 1 << 20

/** Visits all records up to `end`. What the visitor is given is its own. */
export async function readLog(
  file: Pick<LogFile, 'read'>,
  end: number,
  newest: number,
  visit: (payload: Uint8Array, version: number) => void | Promise<void>,
): Promise<Ending> {
  const reader = new Reader(file, end)
  const magic = await reader.at(0, Math.min(MAGIC.length, end))
  if (!magic.every((octet, i) => octet === MAGIC[i])) return { kind: 'foreign', size: 0 }
  if (magic.length < MAGIC.length) return { kind: end === 0 ? 'whole' : 'torn', size: 0 }
  for (let at = MAGIC.length; ; ) {
    if (at === end) return { kind: 'whole', size: at }
    const record = await wholeRecord(reader, at)
    if (record === undefined) return { kind: 'torn', size: at }
    if (record[8]! > newest) return { kind: 'newer', size: at }
    await visit(record.slice(RECORD_HEAD), record[8]!)
    at += record.length
  }
}

/** The record at `at`; undefined where there is none that is whole. */
async function wholeRecord(reader: Reader, at: number): Promise<Uint8Array | undefined> {
  const head = await reader.at(at, RECORD_HEAD)
  if (head.length < RECORD_HEAD) return undefined
  const length = read32(head, 0)
  if (length > MAX_PAYLOAD || at + RECORD_HEAD + length > reader.end) return undefined
  const record = await reader.at(at, RECORD_HEAD + length)
  return record.length === RECORD_HEAD + length && checksum(record) === read32(record, 4) ? record : undefined
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

  /** A view, good until the next call. */
  async at(at: number, length: number): Promise<Uint8Array> {
    if (at < this.#from || at + length > this.#from + this.#piece.length) {
      this.#piece = await this.#file.read(at, Math.max(Math.min(PIECE, this.end - at), length))
      this.#from = at
    }
    return this.#piece.subarray(at - this.#from, at - this.#from + length)
  }
}

function read32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
}

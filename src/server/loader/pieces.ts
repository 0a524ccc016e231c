// One large zone file read by two threads: the front part here, the rest in another thread that guesses what it starts from.
// The guess is checked; where it was wrong, or anything is wrong in the file, the file is read again in one piece, so that
// what is reported never depends on how the file was read.

import type { MessagePort } from 'node:worker_threads'
import { crc32 } from 'node:zlib'
import { finishZone, type ReadZone } from '../../check/read-zone.ts'
import type { ActiveRule } from '../../check/walk.ts'
import { type BuilderColumns, ZoneBuilder } from '../../zone/builder.ts'
import { parseZoneFile, type StretchEnd } from '../../zonefile/parser.ts'
import type { Defaults } from '../../zonefile/record-reader.ts'
import type { Source } from '../../zonefile/source.ts'

export type PieceData = { readonly path: string; readonly origin: Uint8Array; readonly answer: MessagePort }

/** The rear part as it was read, or undefined where it cannot be used. */
export type Piece = {
  /** CRC-32 of the whole file: both threads must have read the same. */
  readonly checksum: number
  /** What it was taken to start from. */
  readonly defaults: Defaults
  readonly columns: BuilderColumns
}

/** `helper` answers with the rear part (piece-thread.ts). Undefined where it did not work out. */
export async function readInPieces(
  source: Source,
  origin: Uint8Array,
  rules: readonly ActiveRule[],
  helper: MessagePort,
): Promise<ReadZone | undefined> {
  const rear = new Promise<Piece | undefined>((resolve) => {
    helper.once('message', resolve)
    helper.once('close', () => resolve(undefined))
  })
  const from = middleEntry(source)
  const builder = new ZoneBuilder(origin)
  const front = parseZoneFile(source, { origin, stretch: { from: source.begin, to: from } }, builder)
  const piece = await rear
  if (!piece || front.problems.length > 0 || front.text.lines.files.length > 1) return undefined
  if (!front.end || !fits(front.end, from, piece.defaults)) return undefined
  if (piece.checksum !== crc32(source.bytes.subarray(0, source.size))) return undefined
  builder.absorb(piece.columns, front.end.line - 1)
  return finishZone(builder, front, rules)
}

/** Whether the rear part was read from where the front part ended, with the same origin and TTL. */
function fits({ at, defaults }: StretchEnd, from: number, guessed: Defaults): boolean {
  const sameOrigin = Buffer.compare(defaults.origin, guessed.origin) === 0
  return at === from && sameOrigin && defaults.defaultTtl >= 0 && defaults.defaultTtl === guessed.defaultTtl
}

const LINE_FEED = 0x0a
/** Blank, `"`, `$`, `(`, `)`, `;` and line ends: no entry with an owner and a known origin begins with these. */
const NOT_OWNERS = new Set([0x20, 0x09, 0x22, 0x24, 0x28, 0x29, 0x3b, 0x0d, LINE_FEED])

/** Where the rear part begins: at the first line after the middle that seems to begin an entry, or at the end. */
export function middleEntry({ bytes, size }: Source): number {
  let p = size >>> 1
  while (p < size) {
    while (p < size && bytes[p] !== LINE_FEED) p++
    if (++p < size && !NOT_OWNERS.has(bytes[p]!)) return p
  }
  return size
}

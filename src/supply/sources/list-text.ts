// Gives the octets of a list file, unpacked where gzip packed them. It unpacks no more than a bound, however small the file is.

import type { Said } from '../../dns/said.ts'
import { say } from '../../lists/says.ts'
import { giveBack, take } from '../../memory/budget.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { saying } from '../../text/findings/told.ts'
import { type Content, readContent, unchecked } from '../../text/zonefile/content.ts'
import { type Disk, readConfined, readSource, type Source } from '../../text/zonefile/source.ts'

export type ListText = {
  /** The file as read, packed or not. */
  readonly source: Source
  /** Its text. */
  readonly content: Content
}

export type ListTextOptions = {
  readonly disk: Disk
  /** Whether a person gave the paths, who may read any file that they lead to. */
  readonly anywhere: boolean
  readonly maxBytes?: number
}

export function readListText(
  path: string,
  { disk, anywhere, maxBytes = MOST_UNPACKED }: ListTextOptions,
): ListText | Problem {
  const raw: Disk = { ...disk, real: disk.real, content: (path, most) => readContent(path, most, unchecked) }
  const source = anywhere ? readSource(path, { disk: raw }) : readConfined(path, raw)
  if ('rule' in source) return source
  if (!isPacked(source)) return { source, content: source }
  const packed = source.bytes.subarray(0, source.size)
  const most = Math.min(maxBytes, packed.length * MOST_PACKED)
  take(most)
  try {
    const bytes = process.getBuiltinModule('node:zlib').gunzipSync(packed, { maxOutputLength: most })
    const text = new Uint8Array(bytes.length + 1)
    text.set(bytes)
    text[bytes.length] = LINE_FEED
    return { source, content: { bytes: text, size: bytes.length, begin: 0 } }
  } catch (error) {
    if (error instanceof RangeError || codeOf(error) === 'ERR_BUFFER_TOO_LARGE')
      return refused(path, 'too-large', say('list-packed-large', { most: maxBytes }))
    if (codeOf(error).startsWith('Z_'))
      return refused(path, 'unreadable-file', say('list-packed-broken', { message: (error as Error).message }))
    throw error
  } finally {
    giveBack(most)
  }
}

/** The most octets of one unpacked file: 15 million addresses. */
const MOST_UNPACKED = 256 << 20
/** Deflate unpacks one octet to at most so many. */
const MOST_PACKED = 1032

const LINE_FEED = 0x0a

function isPacked({ bytes, size }: Content): boolean {
  return size > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function refused(file: string, rule: string, message: Said): Problem {
  const place = { file, line: 1, column: 1, length: 1 }
  return { rule, severity: 'error', ...saying(message, say('list-pack-again')), place }
}

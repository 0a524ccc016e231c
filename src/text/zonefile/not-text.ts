// Tells whether octets can be a master file at all, before a scanner finds a million faults in a picture.

import type { Said } from '../../dns/said.ts'
import { say } from './says.ts'

export type NotText = { readonly message: Said; readonly offset: number; readonly fix?: Said }

/**
 * Why the octets are no text in an encoding that keeps ASCII; undefined where they may be. Octets above 0x7F are no sign: people write
 * comments in Shift_JIS, EUC-JP and Latin-1 too.
 */
export function notText(bytes: Uint8Array, size: number): NotText | undefined {
  if (hasUtf16Mark(bytes, size)) return utf16
  // No zone file has a NUL: a label's NUL octet is written \000.
  // A Buffer searches several times as fast, above all in shared memory.
  const offset = Buffer.from(bytes.buffer, bytes.byteOffset, size).indexOf(0)
  if (offset < 0) return undefined
  if (looksUtf16(bytes, size)) return utf16
  return { message: say('has-nul'), offset }
}

const utf16: NotText = { message: say('is-utf16'), offset: 0, fix: say('save-as-utf8') }

function hasUtf16Mark(bytes: Uint8Array, size: number): boolean {
  return size >= 2 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
}

/** ASCII in UTF-16 has a NUL in nearly every second place, and nearly none in the others. */
function looksUtf16(bytes: Uint8Array, size: number): boolean {
  const length = Math.min(size, 4096) & ~1
  let even = 0
  let odd = 0
  for (let p = 0; p < length; p += 2) {
    if (bytes[p] === 0) even++
    if (bytes[p + 1] === 0) odd++
  }
  const pairs = length / 2
  return Math.max(even, odd) > pairs * 0.7 && Math.min(even, odd) < pairs * 0.05
}

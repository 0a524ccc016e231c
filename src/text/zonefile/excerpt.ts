// Makes line, column and the line's text, for people, of octets in a file.

import { isUtf8 } from 'node:buffer'
import type { Place } from '../findings/problem.ts'
import type { Content } from './content.ts'
import { afterLineEnd } from './scanner.ts'

/** A place and the text of its line, as a Problem has them. */
export type Located = { readonly place: Place; readonly source: string; readonly sourceColumn?: number }

/** Of a longer line we show only the part around the place. */
const WHOLE_LINE = 10_000
const BEFORE = 60
const AROUND = 200

/** The place of bytes[start, end); marks its first line only. `from` is where line number `line` begins, at or before `start`. */
export function locate(
  text: Content & { readonly file: string },
  line: number,
  from: number,
  start: number,
  end: number,
): Located {
  const { bytes, size, file } = text
  let begin = from
  let number = line
  let stop = lineStop(bytes, begin)
  while (stop < start && stop < size) {
    begin = afterLineEnd(bytes, stop, size)
    stop = lineStop(bytes, begin)
    number++
  }
  if (begin === 0) begin = text.begin
  const first = Math.min(Math.max(start, begin), stop)
  const wide = isUtf8(bytes.subarray(begin, stop))
  const column = characters(bytes, begin, first, wide) + 1
  const length = Math.max(1, characters(bytes, first, Math.min(Math.max(end, first), stop), wide))
  const place = { file, line: number, column, length }
  if (stop - begin <= WHOLE_LINE) return { place, source: decode(bytes, begin, stop, wide) }
  return { place, ...shorten(bytes, begin, stop, first, wide) }
}

/** The characters that the place marks. */
export function markedText({ place, source, sourceColumn = 1 }: Located): string {
  const characters = [...source]
  return characters.slice(place.column - sourceColumn, place.column - sourceColumn + place.length).join('')
}

/** The line with another word in place of the marked one; undefined where only a part of the line is known. */
export function withWord({ place, source, sourceColumn = 1 }: Located, word: string): string | undefined {
  if (sourceColumn !== 1 || source.endsWith('…')) return undefined
  const characters = [...source]
  const before = characters.slice(0, place.column - 1).join('')
  const after = characters.slice(place.column - 1 + place.length).join('')
  return `${before}${word}${after}`.trimEnd()
}

/** The line's text around `at`, with an ellipsis where text was left out, and the column of its first character. */
function shorten(
  bytes: Uint8Array,
  begin: number,
  stop: number,
  at: number,
  wide: boolean,
): { source: string; sourceColumn: number } {
  let from = Math.max(begin, at - BEFORE)
  let to = Math.min(stop, from + AROUND)
  while (wide && from > begin && isContinuation(bytes[from]!)) from--
  while (wide && to < stop && isContinuation(bytes[to]!)) to++
  const before = from > begin ? '…' : ''
  const after = to < stop ? '…' : ''
  const sourceColumn = characters(bytes, begin, from, wide) + 1 - before.length
  return { source: before + decode(bytes, from, to, wide) + after, sourceColumn }
}

function lineStop(bytes: Uint8Array, from: number): number {
  let p = from
  while (bytes[p] !== 0x0a && bytes[p] !== 0x0d) p++
  return p
}

/** Code points where the line is UTF-8, octets where it is not. */
function characters(bytes: Uint8Array, from: number, to: number, wide: boolean): number {
  if (!wide) return to - from
  let count = 0
  for (let p = from; p < to; p++) if (!isContinuation(bytes[p]!)) count++
  return count
}

function isContinuation(octet: number): boolean {
  return (octet & 0xc0) === 0x80
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const latin1 = new TextDecoder('latin1')

function decode(bytes: Uint8Array, from: number, to: number, wide: boolean): string {
  return visible((wide ? utf8 : latin1).decode(bytes.subarray(from, to)))
}

/** The line with each character that steers a terminal or reorders text replaced by one other, so that columns stay; leaves tabs. */
export function visible(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return line.replace(/[\0-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, picture)
}

function picture(control: string): string {
  const code = control.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '\u2421' : '\ufffd'
}

// Finds the comments of a zone's text that silence rules: where they stand, what they name, and for which line. ignores.ts applies
// them.

import { afterLineEnd, MAX_ENTRY } from '../text/zonefile/scanner.ts'
import type { Source } from '../text/zonefile/source.ts'
import type { ZoneText } from '../text/zonefile/zone-text.ts'

export const IGNORE_WORD = 'zonecheck-ignore'

export type Ignore = {
  readonly source: Source
  /** The comment's line, the octet where that begins, and the octets from `start` to `end` that hold the comment. */
  readonly line: number
  readonly lineStart: number
  readonly start: number
  readonly end: number
  readonly rules: readonly string[]
  readonly reason: string
  /** The line whose findings it silences. */
  readonly about: number
}

/** Nobody silences more rules on one line. */
const MOST_RULES = 32

/** Whether the text may have such comments: it has the word. The first call costs one search through the files. */
export function hasIgnores(text: ZoneText): boolean {
  const known = answers.get(text)
  if (known !== undefined) return known
  const found = text.sources.some((source) => source !== undefined && octets(source).includes(IGNORE_WORD))
  answers.set(text, found)
  return found
}

const answers = new WeakMap<ZoneText, boolean>()

/** All such comments of one file, but only the first of each line. A file without any costs one search for the word. */
export function findIgnores(source: Source): Ignore[] {
  const bytes = octets(source)
  const found: Ignore[] = []
  let line = 1
  let lineStart = 0
  let next = 0
  for (let at = bytes.indexOf(IGNORE_WORD), stop = 0; at >= 0; at = bytes.indexOf(IGNORE_WORD, stop)) {
    for (let end = lineEnd(bytes, lineStart, at); end < at; end = lineEnd(bytes, lineStart, at)) {
      line++
      lineStart = afterLineEnd(bytes, end, source.size)
    }
    stop = lineEnd(bytes, at, source.size)
    const text = bytes.toString('latin1', lineStart, Math.min(stop, lineStart + MAX_ENTRY)).trimEnd()
    const remark = commentStart(text)
    const match = remark < 0 ? null : /;\s*zonecheck-ignore\s*([^:;]*)(?::(.*))?/.exec(text.slice(remark))
    if (match === null) continue
    const [, names = '', reason = ''] = match
    const standsAlone = text.slice(0, remark).trim() === ''
    // Comments one below the other are all for the same line: we look for it once.
    if (standsAlone && next <= line) next = lineBelow(bytes, line, lineStart)
    found.push({
      source,
      line,
      lineStart,
      start: lineStart + remark + match.index,
      end: lineStart + text.length,
      rules: names.match(/[^\s,]+/g)?.slice(0, MOST_RULES) ?? [],
      reason: reason.trim(),
      about: standsAlone ? next : line,
    })
  }
  return found
}

function octets({ bytes, size }: Source): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, size)
}

/** The first line below the one that begins at `start` that is more than a comment. */
function lineBelow(bytes: Uint8Array, line: number, start: number): number {
  let below = line
  let p = start
  while (p < bytes.length) {
    p = afterLineEnd(bytes, lineEnd(bytes, p, bytes.length), bytes.length)
    below++
    let word = p
    while (bytes[word] === 0x20 || bytes[word] === 0x09) word++
    if (bytes[word] !== SEMICOLON) break
  }
  return below
}

const SEMICOLON = 0x3b

/** The place of the first line end in bytes[from, to), or `to`. */
function lineEnd(bytes: Uint8Array, from: number, to: number): number {
  let p = from
  while (p < to && bytes[p] !== 0x0a && bytes[p] !== 0x0d) p++
  return p
}

/** Where the comment of a line begins: at the first semicolon that is neither quoted nor escaped; -1 where there is none. */
function commentStart(line: string): number {
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const character = line[i]
    if (character === '\\') i++
    else if (character === '"') quoted = !quoted
    else if (character === ';' && !quoted) return i
  }
  return -1
}

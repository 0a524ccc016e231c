// Splits octets of a master file into entries of words (RFC 1035 §5.1), one entry at a time into the caller's reused Words. It knows
// parentheses, quotes, escapes, comments and line ends; the parser knows what the words mean. docs/zone-files.md explains each choice that
// the RFC leaves open.

import type { Words } from '../../dns/rdata/words.ts'

/** An entry that takes more than this is a forgotten parenthesis: the longest rdata fits in it, every octet as `\DDD`. */
export const MAX_ENTRY = 1 << 20
/** The longest rdata has half as many words even if every octet is one. A power of two, as the room in Words is. */
export const MAX_WORDS = 1 << 17

/** Nobody nests parentheses: many open at once means that somebody forgot to close them. */
const MAX_DEPTH = 16

export type Flaw =
  | 'none'
  /** `"` without its partner on the same line. */
  | 'open-quote'
  /** `(` without its partner before the end of the file. */
  | 'open-parenthesis'
  /** `)` without `(` before it. */
  | 'close-parenthesis'
  | 'too-many-words'

const PLAIN = 0
const BLANK = 1
const LINE_FEED = 2
const RETURN = 3
const COMMENT = 4
const OPEN = 5
const CLOSE = 6
const QUOTE = 7
const ESCAPE = 8
const BACKSLASH = 0x5c

const kinds = new Uint8Array(256)
for (const [character, kind] of [
  [' ', BLANK],
  ['\t', BLANK],
  ['\n', LINE_FEED],
  ['\r', RETURN],
  [';', COMMENT],
  ['(', OPEN],
  [')', CLOSE],
  ['"', QUOTE],
  ['\\', ESCAPE],
] as const)
  kinds[character.charCodeAt(0)] = kind

export class Scanner {
  /** The line that is read next, from 1. */
  line: number
  /** Where the entry read last begins: its line, the place of that line, and whether blanks stand before its first word. */
  entryLine = 1
  entryStart = 0
  indented = false
  /** What is wrong with the entry read last, and where. After a flaw reading goes on at the next line that can begin an entry. */
  flaw: Flaw = 'none'
  flawAt = 0
  readonly bytes: Uint8Array
  readonly #size: number
  #at: number

  /** `bytes[size]` must be a line feed: it ends the last line, and the search for the end of any word. */
  constructor(bytes: Uint8Array, size: number, at = 0, line = 1) {
    this.bytes = bytes
    this.#size = size
    this.#at = at
    this.line = line
  }

  /** The offset of the next octet to read. */
  get at(): number {
    return this.#at
  }

  /** Reads the next entry into `words`; false at the end of the file. Where there is a flaw, `words` has the words before it. */
  next(words: Words): boolean {
    const bytes = this.bytes
    const size = this.#size
    let { start, end, quoted } = words
    let p = this.#at
    let line = this.line
    let count = 0
    let depth = 0
    let opened = 0

    if (words.bytes !== bytes) words.bytes = bytes
    words.clear()
    if (this.flaw !== 'none') this.flaw = 'none'
    this.entryLine = line
    this.entryStart = p
    while (true) {
      let kind = kinds[bytes[p]!]!
      while (kind === BLANK) kind = kinds[bytes[++p]!]!

      // Almost every word: nothing special in it, and room for it.
      while (kind === PLAIN && count < start.length) {
        const from = p
        do kind = kinds[bytes[++p]!]!
        while (kind === PLAIN)
        if (kind === ESCAPE) {
          p = wordEnd(bytes, p)
          kind = kinds[bytes[p]!]!
        }
        if (count === 0) this.indented = kinds[bytes[this.entryStart]!] === BLANK
        start[count] = from
        end[count] = p
        quoted[count++] = 0
        while (kind === BLANK) kind = kinds[bytes[++p]!]!
      }
      if (kind === PLAIN || kind === ESCAPE || kind === QUOTE) {
        const inQuotes = kind === QUOTE
        const from = inQuotes ? p + 1 : p
        p = inQuotes ? quoteEnd(bytes, p) : wordEnd(bytes, p)
        if (p < 0) {
          if (depth > 0 && entryBetween(bytes, opened, from)) break
          return this.#fail(words, count, 'open-quote', from - 1, from)
        }
        if (count === 0) this.indented = kinds[bytes[this.entryStart]!] === BLANK
        if (count === start.length) {
          if (count >= MAX_WORDS) {
            if (depth > 0) break
            return this.#fail(words, count, 'too-many-words', from, from)
          }
          words.count = count
          words.push(from, p, inQuotes)
          ;({ start, end, quoted } = words)
        }
        start[count] = from
        end[count] = p
        quoted[count++] = inQuotes ? 1 : 0
        if (inQuotes) p++
      } else if (kind === OPEN) {
        if (depth++ === 0) opened = p
        else if (depth > MAX_DEPTH) break
        p++
      } else if (kind === CLOSE) {
        if (depth-- === 0) return this.#fail(words, count, 'close-parenthesis', p, p)
        p++
      } else {
        if (kind === COMMENT) p = commentEnd(bytes, p)
        if (p >= size) break
        p = afterLineEnd(bytes, p, size)
        line++
        if (depth > 0) {
          if (p - opened > MAX_ENTRY) return this.#fail(words, count, 'open-parenthesis', opened, opened)
        } else if (count > 0) {
          words.count = count
          this.line = line
          this.#at = p
          return true
        } else {
          this.entryLine = line
          this.entryStart = p
        }
      }
    }
    if (depth > 0) return this.#fail(words, count, 'open-parenthesis', opened, opened)
    words.count = count
    this.line = size > this.entryStart ? line + 1 : line
    this.#at = size
    return count > 0
  }

  /** Notes the flaw, and moves on to the next line below that of `from` whose first octet can begin an entry. */
  #fail(words: Words, count: number, flaw: Flaw, at: number, from: number): true {
    words.count = count
    this.flaw = flaw
    this.flawAt = at
    let line = this.entryLine
    let p = this.entryStart
    while (p < this.#size) {
      const passed = p > from
      if (passed && (flaw === 'close-parenthesis' || beginsEntry(this.bytes[p]!))) break
      while (!isLineEnd(kinds[this.bytes[p]!]!)) p++
      p = p < this.#size ? afterLineEnd(this.bytes, p, this.#size) : p
      line++
    }
    this.line = line
    this.#at = p
    return true
  }
}

/** RFC 1035 §5.1: `\X` takes away X's meaning, and the digits of `\DDD` have none. A line end is never escaped. */
function wordEnd(bytes: Uint8Array, from: number): number {
  let p = from
  while (true) {
    // Four at a time: most of what a zone file has are these, and a turn of the loop costs as much as an octet.
    while (true) {
      if (kinds[bytes[p]!] !== PLAIN) break
      if (kinds[bytes[++p]!] !== PLAIN) break
      if (kinds[bytes[++p]!] !== PLAIN) break
      if (kinds[bytes[++p]!] !== PLAIN) break
      p++
    }
    if (bytes[p] !== BACKSLASH) return p
    if (isLineEnd(kinds[bytes[++p]!]!)) return p
    p++
  }
}

/** Whether an entry seems to begin after the parenthesis at `opened`: then that one, not what comes later, is at fault. */
function entryBetween(bytes: Uint8Array, opened: number, to: number): boolean {
  for (let p = opened; p < to; p++) if (isLineEnd(kinds[bytes[p]!]!) && beginsEntry(bytes[p + 1]!)) return true
  return false
}

/** The place of the closing quote, or -1: a quoted string ends on the line it begins on. */
function quoteEnd(bytes: Uint8Array, p: number): number {
  while (true) {
    let kind = kinds[bytes[++p]!]!
    if (kind === QUOTE) return p
    if (kind === ESCAPE) {
      kind = kinds[bytes[++p]!]!
      if (isLineEnd(kind)) return -1
    } else if (isLineEnd(kind)) return -1
  }
}

function commentEnd(bytes: Uint8Array, p: number): number {
  while (!isLineEnd(kinds[bytes[++p]!]!));
  return p
}

/** A line ends with LF, with CR LF, or with CR alone. */
export function afterLineEnd(bytes: Uint8Array, p: number, size: number): number {
  return bytes[p] === 0x0d && bytes[p + 1] === 0x0a && p + 1 < size ? p + 2 : p + 1
}

function isLineEnd(kind: number): boolean {
  return kind === LINE_FEED || kind === RETURN
}

/** Whether an entry that follows an unreadable one is likely to begin with this octet: in the first column, an owner or `$`. */
function beginsEntry(octet: number): boolean {
  const kind = kinds[octet]!
  return kind === PLAIN || kind === ESCAPE
}

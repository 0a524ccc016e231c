// Splits a master file into lines of words and comments, for code that writes it anew with other blanks: each entry of the scanner, with
// each of its words on the line where it stands.

import { Words } from '../../../dns/rdata/words.ts'
import { Type, typeFromBytes } from '../../../dns/types.ts'
import { Header } from '../header.ts'
import { afterLineEnd, type Flaw, Scanner } from '../scanner.ts'

/** Text is Latin-1: an octet is a character. */
export type EntryLine = {
  /**
   * `between`: an empty line, or one with a comment alone. `rest`: a line of an entry that began above. `odd`: of an entry that
   * begins with a parenthesis, and would have no owner of its own behind a blank.
   */
  readonly kind: 'record' | 'directive' | 'rest' | 'between' | 'odd'
  /** The line as it is, without its end. */
  readonly text: string
  /** Empty where the entry takes the owner of the one above. */
  readonly owner: string
  /** TTL and class, in the order in which they stand. */
  readonly header: string
  readonly type: string
  /** In lines that are no records: all words. */
  readonly rdata: string
  /** With its semicolon. */
  readonly comment: string
  readonly serial: SerialWord | undefined
}

/** The serial of an SOA, and where it stands. */
export type SerialWord = { readonly written: string; readonly inRdata: number; readonly inText: number }

/** An entry that cannot be read: its line, the offset of that line, and the offset of the flaw. */
export type FlawedEntry = {
  readonly flaw: Exclude<Flaw, 'none'>
  readonly line: number
  readonly start: number
  readonly at: number
}

/** `bytes[size]` must be a line feed. Reading begins at `begin`. */
export function entryLines(bytes: Uint8Array, size: number, begin: number): EntryLine[] | FlawedEntry {
  const scanner = new Scanner(bytes, size, begin)
  const words = new Words()
  const lines = new Lines(bytes, size, begin)
  while (scanner.next(words)) {
    if (scanner.flaw !== 'none') {
      const { flaw, entryLine: line, entryStart: start, flawAt: at } = scanner
      return { flaw, line, start, at }
    }
    lines.between(scanner.entryStart)
    lines.entry(words, scanner.at, scanner.indented)
  }
  lines.between(size)
  return lines.made
}

const NO_ENTRY = { owner: '', header: '', type: '', rdata: '', comment: '', serial: undefined } as const

class Lines {
  readonly made: EntryLine[] = []
  readonly #bytes: Uint8Array
  readonly #size: number
  readonly #header = new Header()
  #at: number

  constructor(bytes: Uint8Array, size: number, begin: number) {
    this.#bytes = bytes
    this.#size = size
    this.#at = begin
  }

  /** Lines without an entry, up to `end`. */
  between(end: number): void {
    while (this.#at < end) {
      const to = lineEnd(this.#bytes, this.#at)
      this.made.push({ ...NO_ENTRY, kind: 'between', text: this.#text(this.#at, to) })
      this.#at = afterLineEnd(this.#bytes, to, this.#size)
    }
  }

  entry(words: Words, end: number, indented: boolean): void {
    const isOdd = !indented && wordAt(words, 0) !== this.#at
    const kind = isOdd ? 'odd' : words.bytes[words.start[0]!] === DOLLAR && !indented ? 'directive' : 'record'
    const columns = kind === 'record' ? this.#columns(words, indented) : { type: 0, serial: -1 }
    for (let word = 0, first = true; this.#at < end; first = false) {
      const line = this.#line(words, word, first || isOdd ? kind : 'rest', first ? indented : true, columns)
      word = line.next
      this.made.push(line.made)
    }
  }

  /** The numbers of the words that are the type and the serial of an SOA; -1 where there is no serial. */
  #columns(words: Words, indented: boolean): { readonly type: number; readonly serial: number } {
    this.#header.read(words, indented ? 0 : 1)
    const { type } = this.#header
    const isSoa = type < words.count && typeFromBytes(words.bytes, words.start[type]!, words.end[type]!) === Type.SOA
    return { type, serial: isSoa ? type + 3 : -1 }
  }

  #line(
    words: Words,
    from: number,
    kind: EntryLine['kind'],
    indented: boolean,
    { type, serial }: { readonly type: number; readonly serial: number },
  ): { readonly made: EntryLine; readonly next: number } {
    const bytes = this.#bytes
    const parts = { owner: '', header: '', type: '', rdata: '' }
    let found: SerialWord | undefined
    let word = from
    let p = this.#at
    let comment = ''
    let gap = true
    while (!isLineEnd(bytes[p]!)) {
      const octet = bytes[p]!
      if (octet === SPACE || octet === TAB) {
        gap = true
        p++
      } else if (octet === SEMICOLON && p !== wordAt(words, word)) {
        const to = lineEnd(bytes, p)
        comment = this.#text(p, to)
        p = to
      } else {
        const isWord = p === wordAt(words, word)
        const to = isWord ? words.end[word]! + words.quoted[word]! : p + 1
        const column = kind === 'record' ? columnOf(isWord, word, type, indented) : 'rdata'
        // Words without a blank between them may be one value: key="value".
        const joint = parts[column] === '' || !gap ? '' : ' '
        if (isWord && word === serial) {
          const inRdata = parts.rdata.length + joint.length
          found = { written: this.#text(p, to), inRdata, inText: p - this.#at }
        }
        parts[column] += `${joint}${this.#text(p, to)}`
        gap = false
        if (isWord) word++
        p = to
      }
    }
    const made = { kind, ...parts, comment, serial: found, text: this.#text(this.#at, p) }
    this.#at = afterLineEnd(bytes, p, this.#size)
    return { made, next: word }
  }

  #text(from: number, to: number): string {
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + from, to - from).toString('latin1')
  }
}

const DOLLAR = 0x24
const SPACE = 0x20
const TAB = 0x09
const SEMICOLON = 0x3b

/** Where the word begins, with its quote. */
function wordAt({ start, quoted, count }: Words, word: number): number {
  return word < count ? start[word]! - quoted[word]! : -1
}

/** Parentheses before the type belong to what stands behind them. */
function columnOf(
  isWord: boolean,
  word: number,
  type: number,
  indented: boolean,
): 'owner' | 'header' | 'type' | 'rdata' {
  if (!isWord) return word > type ? 'rdata' : 'header'
  if (word === 0 && !indented) return 'owner'
  return word < type ? 'header' : word === type ? 'type' : 'rdata'
}

function isLineEnd(octet: number): boolean {
  return octet === 0x0a || octet === 0x0d
}

function lineEnd(bytes: Uint8Array, from: number): number {
  let p = from
  while (!isLineEnd(bytes[p]!)) p++
  return p
}

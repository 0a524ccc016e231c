// The text of a zone, which finds the very word for a line number of a record. Rules point at places with it.

import { Words } from '../../dns/rdata/words.ts'
import { type Located, locate } from './excerpt.ts'
import { Header } from './header.ts'
import { FIRST_MADE, type FileLine, LineMap, type Run } from './lines.ts'
import { afterLineEnd, Scanner } from './scanner.ts'
import type { Source } from './source.ts'

/** A part of an entry: a number is a word of the rdata, from 0; `entry` is all of the entry's first line. */
export type Part = 'owner' | 'ttl' | 'class' | 'type' | 'entry' | number

export class ZoneText {
  readonly lines: LineMap
  readonly #sources: (Source | undefined)[] = []
  readonly #indexes: (LineIndex | undefined)[] = []
  readonly #reopen: ((file: number) => Source | undefined) | undefined
  /** Files that belong to other texts, by their index here. */
  readonly #borrowed = new Map<number, { readonly text: ZoneText; readonly file: number }>()

  /**
   * `lines`: what remains of files that were read in another thread or long ago. `reopen`: reads one of them again for a place in it, if it
   * has not changed.
   */
  constructor(lines = new LineMap(), reopen?: (file: number) => Source | undefined) {
    this.lines = lines
    this.#reopen = reopen
  }

  /** A text of the same files and lines, to which more can be added. */
  static over(text: ZoneText): ZoneText {
    return new ZoneText(LineMap.from(text.lines.toData()), (file) => text.#open(file))
  }

  /**
   * A function from lines of `text`, this text or another, to line numbers here, for records made of those on these lines. `last`: the last
   * line of files that has a record. `note` says what makes the records. Line 0, which is in no file, stays 0.
   */
  borrower(text: ZoneText, last: number, note: string): (line: number) => number {
    const known = new Map<number, number>()
    let run: Run = { first: 0, end: 0, file: 0, own: 0 }
    let shift = 0
    return (line) => {
      if (line === 0) return 0
      if (line >= run.first && line < run.end) return line + shift
      run = text.lines.runAt(line)
      const { first, file, own } = run
      const end = first < FIRST_MADE ? Math.min(run.end, Math.max(last, line) + 1) : run.end
      const start =
        known.get(first) ??
        this.lines.addMade(end - first, text === this ? file : this.#borrowFile(text, file), own, note)
      known.set(first, start)
      shift = start - first
      return line + shift
    }
  }

  #borrowFile(text: ZoneText, file: number): number {
    for (const [index, borrowed] of this.#borrowed) if (borrowed.text === text && borrowed.file === file) return index
    const index = this.lines.addFile(text.lines.files[file]!, text.lines.insteadOf(file))
    this.#borrowed.set(index, { text, file })
    return index
  }

  #open(file: number): Source | undefined {
    const borrowed = this.#borrowed.get(file)
    this.#sources[file] ??= borrowed ? borrowed.text.#open(borrowed.file) : this.#reopen?.(file)
    return this.#sources[file]
  }

  /** The files read, by their index in `lines`. */
  get sources(): readonly (Source | undefined)[] {
    return this.lines.files.map((_, file) => this.#open(file))
  }

  addFile(source: Source): number {
    this.#sources.push(source)
    return this.lines.addFile(source.file)
  }

  /** File and line, without the text. */
  fileLine(line: number): FileLine {
    return this.lines.at(line)
  }

  /** How many octets of text it holds. */
  get size(): number {
    return [...new Set(this.#sources)].reduce((sum, source) => sum + (source?.size ?? 0), 0)
  }

  /**
   * The place of a part of the entry that begins at `line`. A part that the entry does not have (an owner carried over, a TTL by default)
   * gives the entry. After `release` only file and line are known.
   */
  place(line: number, part: Part): Located {
    const own = this.lines.at(line)
    const found = this.#begin(line, own.line)
    if (!found) return { place: { ...own, column: 1, length: 1 }, source: '' }
    return locateEntry(found.source, own.line, found.from, part)
  }

  /** Whether the entry that begins at `line` has an owner of its own. */
  hasOwner(line: number): boolean {
    const found = this.#begin(line, this.lines.at(line).line)
    return found !== undefined && !isBlank(found.source.bytes[found.from]!)
  }

  /** Where the line, number `own` of its file, begins. */
  #begin(line: number, own: number): { readonly source: Source; readonly from: number } | undefined {
    const file = this.lines.fileIndex(line)
    const source = this.#open(file)
    if (!source) return undefined
    this.#indexes[file] ??= new LineIndex(source)
    return { source, from: this.#indexes[file].offset(own) }
  }

  /** Frees the octets of text. */
  release(): void {
    this.#sources.fill(undefined)
    this.#indexes.length = 0
  }
}

/** RFC 1035 §5.1: an entry that begins with blanks has the owner of the one before it. */
function isBlank(octet: number): boolean {
  return octet === 0x20 || octet === 0x09
}

function locateEntry(source: Source, line: number, from: number, part: Part): Located {
  const words = new Words()
  const scanner = new Scanner(source.bytes, source.size, from, line)
  if (!scanner.next(words) || words.count === 0) return locate(source, line, from, from, from + 1)
  const word = partWord(words, scanner.indented, part)
  const start = words.start[word ?? 0]!
  const end = words.end[word ?? words.count - 1]!
  return locate(source, line, from, start - words.quoted[word ?? 0]!, end + words.quoted[word ?? words.count - 1]!)
}

/** The word's index, or undefined for the whole entry. */
function partWord(words: Words, indented: boolean, part: Part): number | undefined {
  if (part === 'entry') return undefined
  const directive = !indented && words.bytes[words.start[0]!] === 0x24
  // `$GENERATE range lhs [ttl] [class] type rhs` has the words of a record two places further on, and $ADD one place.
  const adds = directive && words.text(0).toUpperCase() === '$ADD'
  const owner = adds ? 1 : directive ? 2 : indented ? -1 : 0
  const header = new Header()
  header.read(words, owner + 1)
  if (typeof part === 'number')
    return directive && !adds ? words.count - 1 : Math.min(header.type + 1 + part, words.count - 1)
  const word = { owner, ttl: header.ttl, class: header.class, type: header.type }[part]
  return word < 0 || word >= words.count ? undefined : word
}

/** Where every 64th line of a file begins, as far as somebody has asked. */
class LineIndex {
  readonly #source: Source
  readonly #starts: number[] = [0]

  constructor(source: Source) {
    this.#source = source
  }

  /** Where line number `line`, from 1, begins. */
  offset(line: number): number {
    const wanted = (line - 1) >>> 6
    for (let known = this.#starts.length - 1; known < wanted; known++)
      this.#starts.push(this.#after(this.#starts[known]!, 64))
    return this.#after(this.#starts[wanted]!, (line - 1) & 63)
  }

  #after(from: number, lines: number): number {
    let p = from
    for (let left = lines; left > 0; left--) p = nextLine(this.#source, p)
    return p
  }
}

function nextLine(source: Source, from: number): number {
  const { bytes, size } = source
  let p = from
  while (bytes[p] !== 0x0a && bytes[p] !== 0x0d) p++
  return Math.min(afterLineEnd(bytes, p, size), size)
}

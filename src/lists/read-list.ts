// Reads list files to the words of a listing and to the records of their zone, in one pass over the octets of each. It makes no object for
// a line.

import type { Said } from '../dns/said.ts'
import { isBlank, isComment, skipBlanks } from './entry-value.ts'
import { type Flaw, Flaws, type ListRule } from './flaws.ts'
import type { ListFormat } from './formats.ts'
import type { ListRecord } from './generic.ts'
import { makeListing } from './make-listing.ts'
import { needlessFlaw } from './needless.ts'
import { readSpecial } from './read-special.ts'
import { Reading } from './reading.ts'
import { say } from './says.ts'
import { beforeComment, type ListNs, type ListSoa, labelsOf, Words, type Written } from './specials.ts'
import type { Needless } from './stated.ts'

export type ListFile = {
  readonly format: ListFormat
  /** bytes[begin, size) is the text; bytes[size] is a line feed. */
  readonly bytes: Uint8Array
  readonly begin: number
  readonly size: number
  /** When the file was written, in seconds since 1970. */
  readonly modified: number
}

export type ListOptions = {
  /** The TTL of entries, in seconds, where no file gives one. */
  readonly ttl: number
  /** The address, as a number, of an entry without a value of its own. */
  readonly code: number
  readonly maxEntries: number
  /** The present time, in seconds since 1970. */
  readonly now: number
  /** Whether to report lines that could go too. It takes as long again, and a server that loads the list does not ask for it. */
  readonly tellsNeedless?: boolean
}

export type ReadList = {
  /** Undefined where an error is among the flaws: then there is nothing to answer from. */
  readonly listing: Uint32Array | undefined
  readonly soa: (ListSoa & Written) | undefined
  readonly ns: (ListNs & Written) | undefined
  readonly records: readonly ListRecord[]
  readonly entries: number
  readonly flaws: readonly Flaw[]
}

export function readList(files: readonly ListFile[], options: ListOptions): ReadList {
  return new ListReader(files, options).read()
}

const DOLLAR = 0x24
const COLON = 0x3a
const LF = 0x0a
const CR = 0x0d

/** Reads the files of a list, and holds what they share meanwhile. */
export class ListReader {
  readonly options: ListOptions
  readonly flaws = new Flaws()
  soa: ReadList['soa']
  ns: ReadList['ns']
  /** $MAXRANGE of the present files of one format; 0 where they set none. */
  maxRange = 0
  /** The file at hand, and its line. */
  file = 0
  line = 0
  readonly #files: readonly ListFile[]
  readonly #readings: Reading[] = []
  /** The dataset that lines go to: #outer, or a part within a combined one. */
  #current: Reading | undefined
  #outer: Reading | undefined

  constructor(files: readonly ListFile[], options: ListOptions) {
    this.#files = files
    this.options = options
  }

  read(): ReadList {
    for (const [file, { format, size }] of this.#files.entries()) {
      this.file = file
      // Adjacent files of one format count as one.
      if (this.#outer?.format === format) this.#outer.beginFile()
      else {
        this.#outer = this.#open(format, NO_SUBZONE, size)
        this.maxRange = 0
      }
      this.#current = this.#outer
      const before = this.entries
      this.#readFile(this.#files[file]!)
      if (this.entries === before && this.#files.length === 1) this.#tellEmpty()
    }
    return this.#finish()
  }

  get entries(): number {
    return this.#readings.reduce((sum, { entries }) => sum + entries, 0)
  }

  /** The dataset that a special line is about; within a combined file, the part at hand. */
  get current(): Reading {
    return this.#current!
  }

  get outer(): Reading {
    return this.#outer!
  }

  #open(format: ListFormat, subzones: readonly Uint8Array[], size: number): Reading {
    const reading = new Reading(format, subzones, size, this)
    this.#readings.push(reading)
    return reading
  }

  #readFile({ bytes, begin, size }: ListFile): void {
    this.line = 0
    for (let at = begin; at < size; ) {
      const entries = this.#current!.entries
      at = this.#current!.plainLines(bytes, at, size)
      this.line += this.#current!.entries - entries
      if (at >= size) return
      this.line++
      let end = at
      let zero = -1
      for (let octet = bytes[end]; octet !== LF; octet = bytes[++end]) if (octet === 0 && zero < 0) zero = end
      const next = end + 1
      if (end > size) end = size
      if (bytes[end - 1] === CR && end > at) end--
      while (end > at && isBlank(bytes[end - 1]!)) end--
      // rbldnsd reads a line as a C string: it ends at the first zero octet.
      if (zero >= 0 && zero < end) end = zero
      const from = skipBlanks(bytes, at, end)
      if (from < end) this.#readLine(bytes, from, end)
      at = next
    }
  }

  #readLine(bytes: Uint8Array, from: number, end: number): void {
    const first = bytes[from]!
    if (first === DOLLAR) readSpecial(this, bytes, from + 1, end)
    else if ((isComment(first) || first === COLON) && bytes[from + 1] === DOLLAR && from + 1 < end)
      readSpecial(this, bytes, from + 2, end)
    else if (!isComment(first)) this.#current!.line(bytes, from, end)
  }

  /** Begins a part at `$DATASET type[:name] subzone…` in a combined file. False where the line cannot be read so. */
  beginPart(words: Words): boolean {
    if (this.#outer!.format !== 'combined') return false
    const known = new Words(words.bytes, words.at, beforeComment(words.bytes, words.at, words.end))
    const [type] = known.next().split(':')
    const format = PART_FORMATS.find((one) => one === type)
    if (format === undefined) return false
    const subzones: Uint8Array[] = []
    while (!known.isDone) {
      const word = known.next()
      const labels = word === '@' ? new Uint8Array(0) : labelsOf(Buffer.from(word, 'latin1'))
      if (labels === undefined) return false
      subzones.push(labels)
    }
    this.#current = this.#open(format, subzones, words.bytes.length)
    this.#current.inherit(this.#outer!)
    return true
  }

  /** Reports a flaw at bytes[start, end) of the file at hand. */
  tell(rule: ListRule, severity: Flaw['severity'], message: Said, fix: Said, start: number, end: number): void {
    const { file, line } = this
    this.flaws.add({ rule, severity, message, fix, file, line, start, end: Math.max(end, start + 1) })
  }

  /** Reports a flaw at the first line of a file. */
  tellFile(rule: ListRule, severity: Flaw['severity'], message: Said, fix: Said, file = this.file): void {
    this.flaws.add({ rule, severity, message, fix, file, line: 1, start: 0, end: 1 })
  }

  /** Reports lines that could go without changing an answer. */
  tellNeedless(needless: readonly Needless[]): void {
    for (const one of needless) {
      const { rule, message, fix } = needlessFlaw(one)
      this.flaws.add({ rule, severity: 'warning', message, fix, ...one.spot })
    }
  }

  #tellEmpty(): void {
    this.tellFile('list-empty', 'error', say('list-empty'), say('list-fill'))
  }

  #finish(): ReadList {
    const { soa, ns, entries } = this
    const most = this.options.maxEntries
    if (entries > most)
      this.tellFile('list-limit', 'error', say('list-over-limit', { most }), say('list-raise-limit'), 0)
    const records = this.#readings.flatMap((reading) => reading.records)
    const datasets = this.flaws.hasError ? [] : this.#readings.flatMap((reading) => reading.finish())
    const refused = this.flaws.hasError
    return {
      listing: refused ? undefined : makeListing(datasets, entries),
      soa,
      ns,
      records,
      entries,
      flaws: this.flaws.all,
    }
  }
}

const NO_SUBZONE: readonly Uint8Array[] = [new Uint8Array(0)]
const PART_FORMATS = ['ip4set', 'ip4tset', 'ip4trie', 'ip6tset', 'ip6trie', 'dnset', 'generic'] as const

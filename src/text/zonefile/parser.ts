// Reads master files to records: RFC 1035 §5, RFC 2308 §4, RFC 3597 §5, and $GENERATE after BIND. It reads as much as can be read and
// reports all that cannot. It does not ask whether the records make a zone.

import { type Refusal, Words } from '../../dns/rdata/words.ts'
import type { Problem } from '../findings/problem.ts'
import type { Reading } from './directives/directive.ts'
import { directives } from './directives/index.ts'
import { locate } from './excerpt.ts'
import { flaws } from './flaws.ts'
import { guessWord } from './hints.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { otherFormat } from './other-format.ts'
import { type Finding, ProblemList } from './problem-list.ts'
import { inQuotes } from './quotes.ts'
import { type Defaults, RecordReader } from './record-reader.ts'
import { say } from './says.ts'
import { type Flaw, Scanner } from './scanner.ts'
import type { LayerSink, RecordSink } from './sink.ts'
import type { Source } from './source.ts'
import type { Unread } from './unread.ts'
import { ZoneText } from './zone-text.ts'

export type ParseOptions = {
  /** The zone's name in wire form: the origin until $ORIGIN says otherwise. */
  readonly origin: Uint8Array
  readonly limits?: Partial<Limits>
  /** Reads only this part of the main file; another parser reads what comes before it. */
  readonly stretch?: Stretch
  /** Called about once for each MiB of the main file. */
  readonly progress?: (fractionDone: number) => void
}

/** From the octet at `from`, where an entry with its own owner begins, to the first entry at or after `to`. */
export type Stretch = { readonly from: number; readonly to: number; readonly defaults?: Defaults }

/** Where the first entry behind the stretch begins, and the defaults there. */
export type StretchEnd = { readonly at: number; readonly line: number; readonly defaults: Defaults }

export type Parsed = {
  /** In the order of the file. */
  readonly problems: Problem[]
  readonly text: ZoneText
  /** The names that the unreadable lines are about; undefined where not all of these lines tell. */
  readonly unread: Unread | undefined
  /** How many records the sink got. */
  readonly records: number
  /** How many of them $GENERATE made (Limits.generated). */
  readonly generated: number
  /** Octets that were made of shorter text (Limits.made). */
  readonly made: number
  /** Undefined where the end of the file was reached. */
  readonly end: StretchEnd | undefined
  /** Reading stopped where the text differs by view: call parseLayers() for it. */
  readonly layered: boolean
}

export function parseZoneFile(source: Source, options: ParseOptions, sink: RecordSink): Parsed {
  return new Parser(options, sink).parse([source])
}

/** Reads files laid over each other, the lowest first; line numbers run over all of them. */
export function parseLayers(sources: readonly Source[], options: ParseOptions, sink: LayerSink): Parsed {
  return new Parser(options, sink, sink).parse(sources)
}

const DOLLAR = 0x24
const PROGRESS_STEP = 1 << 20

class Parser implements Reading {
  readonly limits: Limits
  readonly records: RecordReader
  readonly open: Source[] = []
  readonly used = { includes: 0, bytes: 0, generated: 0, made: 0 }
  readonly included = new Set<string>()
  readonly layers: LayerSink | undefined
  readonly apex: Uint8Array
  isOriginDoubtful = false
  readonly #problems: ProblemList
  readonly #text = new ZoneText()
  readonly #words = new Words()
  readonly #progress: ((fractionDone: number) => void) | undefined
  readonly #stretch: Stretch | undefined
  #unread: Unread | undefined = new Map()
  #end: StretchEnd | undefined
  #scanner = new Scanner(Uint8Array.of(0x0a), 0)
  #file = 0
  /** What to add to a line of the file being read to count it over all files. */
  #shift = 0
  /** The note on the present lines: what puts their records into the zone (LineMap). */
  #note = ''
  #layered = false
  /** The last file whose format we looked at, and the last one that is no zone file. */
  #asked: Source | undefined
  #foreign: Source | undefined

  constructor(options: ParseOptions, sink: RecordSink, layers?: LayerSink) {
    this.layers = layers
    this.apex = options.origin
    this.limits = { ...defaultLimits, ...options.limits }
    this.records = new RecordReader(options.origin, sink)
    this.#problems = new ProblemList(this.limits.problems)
    this.#progress = options.progress
    this.#stretch = options.stretch
    if (options.stretch?.defaults) this.records.defaults = options.stretch.defaults
  }

  get source(): Source {
    return this.open.at(-1)!
  }

  get line(): number {
    return this.#shift + this.#scanner.entryLine
  }

  setOrigin(origin: Uint8Array, doubtful = false): void {
    this.records.origin = origin
    this.isOriginDoubtful = doubtful
    this.#text.lines.setDoubt(this.#shift + this.#scanner.line, doubtful)
  }

  warn(finding: Finding, word: number): void {
    const { start, end } = this.#words
    this.#add(finding, start[word]!, end[word]!)
  }

  askForLayers(): undefined {
    this.#layered = true
  }

  noteLines(note: string, alone: boolean): void {
    const { entryLine, line } = this.#scanner
    const told = alone && this.#note !== '' ? `${note} ${this.#note}` : note
    this.#text.lines.addRun(this.#shift + entryLine, this.#file, entryLine, told)
    if (alone) this.#text.lines.addRun(this.#shift + line, this.#file, line, this.#note)
    else this.#note = note
  }

  parse(sources: readonly Source[]): Parsed {
    const { defaults } = this.records
    for (const [i, source] of sources.entries()) {
      this.used.bytes += source.size
      if (i > 0) {
        this.records.restore({ owner: defaults.origin, state: 'none' })
        // The lowest file's $TTL holds for the small files over it too.
        this.records.defaults = { ...defaults, defaultTtl: this.records.defaultTtl }
        this.setOrigin(defaults.origin)
        this.#note = ''
        this.layers?.nextFile()
      }
      this.readFile(source)
    }
    const source = sources[0]!
    if (this.#problems.full) this.#unread = undefined
    if (this.records.records === 0 && this.#problems.problems.length === 0 && !this.#layered) {
      const message = say('no-records', { file: source.file })
      this.#problems.add({ rule: 'empty-file', message }, locate(source, 1, 0, source.begin, source.begin))
    }
    return {
      problems: this.#problems.problems,
      text: this.#text,
      unread: this.#unread,
      records: this.records.records,
      generated: this.used.generated,
      made: this.used.made,
      end: this.#end,
      layered: this.#layered,
    }
  }

  readFile(source: Source): void {
    const outer = this.#scanner
    const outerFile = this.#file
    const section = this.layers?.section
    const note = this.#note
    const isMain = this.open.length === 0
    const inner = new Scanner(source.bytes, source.size, (isMain && this.#stretch?.from) || source.begin)
    if (!isMain) this.#shift += outer.line - 1
    this.open.push(source)
    this.#scanner = inner
    this.#file = this.#text.addFile(source)
    this.#beginRun()
    this.#readEntries(source, inner, isMain ? this.#progress : undefined)
    this.open.pop()
    this.#scanner = outer
    this.#file = outerFile
    if (this.layers) this.layers.section = section
    this.#note = note
    if (isMain) {
      this.#shift += inner.line
      return
    }
    this.#shift += inner.line - outer.line
    this.#beginRun()
  }

  /** Notes that the next lines over all files are the next ones of this file. */
  #beginRun(): void {
    const { line } = this.#scanner
    this.#text.lines.addRun(this.#shift + line, this.#file, line, this.#note)
  }

  #readEntries(source: Source, scanner: Scanner, progress: ParseOptions['progress']): void {
    const words = this.#words
    const { records } = this
    let step = progress ? PROGRESS_STEP : Number.POSITIVE_INFINITY
    const to = (this.open.length === 1 && this.#stretch?.to) || Number.POSITIVE_INFINITY
    while (scanner.next(words)) {
      if (scanner.entryStart >= to) {
        this.#end = { at: scanner.entryStart, line: scanner.entryLine, defaults: records.defaults }
        return
      }
      if (scanner.flaw !== 'none') this.#reportFlaw(scanner.flaw)
      else if (isDirective(words, scanner.indented)) this.#refuse(this.#readDirective(words))
      else this.#readRecord(words, scanner.indented)
      if (records.tookMinimum) this.#reportMinimum()
      if (this.#problems.full || this.#layered || this.#foreign === source) return
      if (scanner.at >= step) {
        progress?.(scanner.at / source.size)
        step = scanner.at + PROGRESS_STEP
      }
    }
  }

  #readRecord(words: Words, indented: boolean): void {
    const refusal = this.records.read(words, indented, this.line)
    if (refusal === undefined) return
    if (this.#unread && !this.records.noteMissed(this.#unread, words, indented, refusal)) this.#unread = undefined
    this.#report(refusal)
  }

  #readDirective(words: Words): Refusal | undefined {
    const name = words.text(0).toUpperCase()
    const directive = directives.get(name)
    if (!directive) return unknownDirective(name)
    if (words.quoted[0]) return inQuotes(words, 0, 'directive')
    const [fewest, most] = directive.words
    const usage = { rule: 'syntax', fix: say('write-as-in', { usage: directive.usage }) }
    if (words.count <= fewest)
      return { ...usage, word: words.count, message: say('directive-short', { directive: name }) }
    if (words.count <= most + 1) return directive.run(words, this)
    return { ...usage, word: most + 1, message: say('directive-long', { directive: name, word: words.text(most) }) }
  }

  /** Reports an entry that may have been about any name. */
  #refuse(refusal: Refusal | undefined): void {
    if (!refusal) return
    this.#unread = undefined
    this.#report(refusal)
  }

  #report(refusal: Refusal): void {
    const { start, end, quoted, count } = this.#words
    const word = Math.min(refusal.word, count - 1)
    // The place of a missing word is behind the last one.
    const from = refusal.word < count ? start[word]! - quoted[word]! : end[word]! + quoted[word]!
    this.#add({ ...refusal, rule: refusal.rule ?? 'bad-rdata' }, from, end[word]! + quoted[word]!)
  }

  #reportFlaw(flaw: Exclude<Flaw, 'none'>): void {
    const { flawAt, indented } = this.#scanner
    // Nobody knows where the entry should end.
    this.#unread = undefined
    this.#add(flaws[flaw], flawAt, flaw === 'open-quote' ? this.source.size : flawAt + 1)
    if (this.#words.count > 0 && !indented && !isDirective(this.#words, indented)) this.records.takeOwner(this.#words)
  }

  #reportMinimum(): void {
    this.records.tookMinimum = false
    const ttl = this.records.defaultTtl
    const { start, end, count } = this.#words
    const message = say('minimum-serves', { ttl })
    const fix = say('add-ttl-line', { ttl })
    this.#add(
      { rule: 'no-default-ttl', severity: 'warning', message, fix, rfc: 'RFC 2308 §4' },
      start[0]!,
      end[count - 1]!,
    )
  }

  /** Adds a problem at bytes[start, end), in the entry read last. */
  #add(finding: Finding, start: number, end: number): void {
    const { severity = 'error' } = finding
    if (severity === 'error' && this.#isForeign()) return
    const { entryLine, entryStart } = this.#scanner
    this.#problems.add(finding, locate(this.source, entryLine, entryStart, start, end))
  }

  /** Whether the file is of another program, asked at its first error: reports that in place of the error. */
  #isForeign(): boolean {
    const { source } = this
    if (this.#asked === source) return false
    this.#asked = source
    const other = otherFormat(source)
    if (other === undefined) return false
    this.#foreign = source
    const { what, fix, at, line } = other
    const message = say('other-format', { what: say(what) })
    this.#problems.add({ rule: 'syntax', message, fix: say(fix) }, locate(source, line, at, at, source.size))
    return true
  }
}

/** `$` is special in the first column only, in quotes too; an owner that begins with it is written `\$`. */
function isDirective(words: Words, indented: boolean): boolean {
  return !indented && words.bytes[words.start[0]!] === DOLLAR
}

function unknownDirective(name: string): Refusal {
  const guess = guessWord(name, [...directives.keys()])
  const fix = guess ? say('guess', { guess }) : say('directives-are', { names: [...directives.keys()].join(', ') })
  return { word: 0, rule: 'unknown-directive', message: say('directive-unknown', { name }), fix }
}

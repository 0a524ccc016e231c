// Reads a zone file again and again while somebody edits it: unchanged stretches of text give the records that they gave before. The result
// is octet by octet that of reading in one piece; where that is not certain there is none, and the caller reads the file in one piece.

import type { Problem } from '../../text/findings/problem.ts'
import type { Content } from '../../text/zonefile/content.ts'
import { defaultLimits } from '../../text/zonefile/limits.ts'
import { otherFormat } from '../../text/zonefile/other-format.ts'
import { type Parsed, parseZoneFile, type Stretch } from '../../text/zonefile/parser.ts'
import type { Defaults } from '../../text/zonefile/record-reader.ts'
import { say } from '../../text/zonefile/says.ts'
import type { Source } from '../../text/zonefile/source.ts'
import { joinUnread } from '../../text/zonefile/unread.ts'
import { ZoneText } from '../../text/zonefile/zone-text.ts'
import { type BuilderColumns, ZoneBuilder } from '../../zone/builder.ts'
import { entryAt } from './entry-at.ts'
import type { Built } from './parse-pieces.ts'

/** A stretch of text, from an entry with its own owner to the next such entry behind so many octets. */
type Known = Pick<Parsed, 'problems' | 'unread' | 'records' | 'generated' | 'made'> & {
  readonly from: number
  /** Where the next one begins, or the end of the text. */
  readonly to: number
  /** How many lines it has before the next stretch; undefined where there is none. */
  readonly lines: number | undefined
  /** Undefined at the beginning of the text. */
  readonly before: Defaults | undefined
  readonly after: Defaults | undefined
  readonly columns: BuilderColumns
}

/** The size of a stretch, in octets. An edit makes us read one or two anew. */
const STRETCH = 1 << 14

export class KnownText {
  readonly #origin: Uint8Array
  readonly #octets: number
  #content: Content | undefined
  /** The known stretches from the beginning, without gaps. */
  #stretches: readonly Known[] = []

  /** `octets`: the size of a stretch. */
  constructor(origin: Uint8Array, octets = STRETCH) {
    this.#origin = origin
    this.#octets = octets
  }

  /** The records of the text; undefined where it has to be read in one piece. */
  read(source: Source): Built | undefined {
    const stretches = this.#kept(source)
    const isWhole = this.#readOn(source, stretches)
    this.#content = source
    this.#stretches = stretches
    return isWhole ? this.#join(source, stretches) : undefined
  }

  /** The stretches before the first change. */
  #kept({ bytes, size, begin }: Content): Known[] {
    const known = this.#content
    if (known?.begin !== begin) return []
    const same = sameOctets(known.bytes, bytes, Math.min(size, known.size))
    return this.#stretches.filter(({ to, lines }) => lines !== undefined && to < same)
  }

  /** The stretches behind the last change, with their present places. */
  #keptBehind(source: Content, from: number): Known[] {
    const known = this.#content
    if (known === undefined) return []
    const by = source.size - known.size
    const most = Math.min(source.size, known.size) - from
    const same = sameOctetsAtEnd(known, source, most)
    return this.#stretches.filter((one) => one.from > known.size - same).map((one) => moved(one, by))
  }

  /** Adds stretches until the text ends. False where some text can only be read with all the rest. */
  #readOn(source: Source, stretches: Known[]): boolean {
    const behind = this.#keptBehind(source, stretches.at(-1)?.to ?? source.begin)
    for (let last = stretches.at(-1); last === undefined || last.lines !== undefined; last = stretches.at(-1)) {
      const from = last?.to ?? source.begin
      while (behind.length > 0 && behind[0]!.from < from) behind.shift()
      const next = behind[0]
      const isSame = last !== undefined && next?.from === from && isAlike(last.after!, next.before!)
      const stretch = isSame ? next : this.#readFrom(source, from, last?.after, next?.from)
      if (stretch === undefined) return false
      stretches.push(stretch)
    }
    return true
  }

  /** Reads one stretch; up to `until` where that is near. */
  #readFrom(source: Source, from: number, before: Defaults | undefined, until = source.size): Known | undefined {
    let to = until - from < 2 * this.#octets && until > from ? until : entryAt(source, from + this.#octets)
    for (;;) {
      const known = this.#readTo(source, { from, to, ...(before && { defaults: before }) })
      if (known?.lines === undefined || known.to === to) return known
      // What looked like the beginning of an entry is within another one.
      to = entryAt(source, Math.max(known.to, to + (to - from)))
    }
  }

  #readTo(source: Source, stretch: Stretch): Known | undefined {
    const origin = this.#origin
    const { from, to, defaults } = stretch
    const builder = new ZoneBuilder(origin, to - from)
    const { end, text, layered, ...parsed } = parseZoneFile(
      { ...source, include: noOthers },
      { origin, stretch },
      builder,
    )
    const problems = parsed.problems.filter(({ rule }) => rule !== 'empty-file')
    if (layered || !text.lines.isPlain || problems.some(concernsAll)) return undefined
    const { unread, records, generated, made } = parsed
    const at = { from, to: end?.at ?? source.size, lines: end && end.line - 1, before: defaults, after: end?.defaults }
    return { ...at, columns: builder.columns(), problems, unread, records, generated, made }
  }

  #join(source: Source, stretches: readonly Known[]): Built | undefined {
    const builder = new ZoneBuilder(this.#origin, source.size)
    const problems: Problem[] = []
    let unread: Parsed['unread'] = new Map()
    const used = { records: 0, generated: 0, made: 0 }
    let lines = 0
    for (const one of stretches) {
      builder.absorb(one.columns, lines)
      for (const problem of one.problems) problems.push(later(problem, lines))
      unread = unread && one.unread && joinUnread(unread, one.unread)
      used.records += one.records
      used.generated += one.generated
      used.made += one.made
      lines += one.lines ?? 0
    }
    // The limits hold for the zone as a whole.
    const { generated, made, problems: most } = defaultLimits
    if (problems.length >= most || used.generated > generated || used.made > made) return undefined
    if (used.records === 0) return undefined
    // The report of another format takes the place of the first error, and lines far away may have caused it.
    if (problems.some(({ severity }) => severity === 'error') && otherFormat(source)) return undefined
    const text = new ZoneText()
    text.lines.addRun(1, text.addFile(source), 1)
    return { builder, parsed: { problems, text, unread, ...used, end: undefined, layered: false } }
  }
}

/** A file that includes others has to be read as a whole, because line numbers run over all of them. */
const noOthers = () => ({ rule: IN_PART, message: say('include-in-part') })

const IN_PART = 'include-missing'

/** Whether the problem is about the whole file, or depends on text far behind it. */
function concernsAll({ rule, said }: Problem): boolean {
  return rule === IN_PART || rule === 'too-many-problems' || FAR.has(said.message.code)
}

const FAR: ReadonlySet<string> = new Set(['other-format', 'parenthesis-open', 'record-too-many-words'])

function moved({ from, to, ...rest }: Known, by: number): Known {
  return { ...rest, from: from + by, to: to + by }
}

function later(problem: Problem, lines: number): Problem {
  return { ...problem, place: { ...problem.place, line: problem.place.line + lines } }
}

/**
 * Whether both defaults give the same records. Where $TTL or the SOA has given a TTL, the last one of a record does not count (RFC 2308
 * §4).
 */
function isAlike(a: Defaults, b: Defaults): boolean {
  if (a.defaultTtl !== b.defaultTtl || Buffer.compare(a.origin, b.origin) !== 0) return false
  return a.defaultTtl >= 0 || a.lastTtl === b.lastTtl
}

const BLOCK = 1 << 16

/** How many of the first `most` octets are the same. */
function sameOctets(a: Uint8Array, b: Uint8Array, most: number): number {
  let p = 0
  while (p < most && isSame(a, p, b, p, Math.min(BLOCK, most - p))) p += Math.min(BLOCK, most - p)
  while (p < most && a[p] === b[p]) p++
  return p
}

/** How many of the last `most` octets are the same. */
function sameOctetsAtEnd(a: Content, b: Content, most: number): number {
  let left = Math.max(0, most)
  const same = () => most - left
  for (let n = Math.min(BLOCK, left); n > 0; n = Math.min(BLOCK, left)) {
    if (!isSame(a.bytes, a.size - same() - n, b.bytes, b.size - same() - n, n)) break
    left -= n
  }
  while (left > 0 && a.bytes[a.size - same() - 1] === b.bytes[b.size - same() - 1]) left--
  return Math.max(0, same())
}

function isSame(a: Uint8Array, at: number, b: Uint8Array, bAt: number, count: number): boolean {
  return Buffer.compare(a.subarray(at, at + count), b.subarray(bAt, bAt + count)) === 0
}

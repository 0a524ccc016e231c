// A zone file that is read again and again while somebody edits it: stretches of text that are as they were give the records that they
// gave. What comes of the whole is what reading it in one piece gives, octet by octet; where that is not certain, nothing is given,
// and the file is to be read in one piece.

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

/** One part of the text, from an entry with its own owner to the next such entry behind so many octets. */
type Known = Pick<Parsed, 'problems' | 'unread' | 'records' | 'generated' | 'made'> & {
  readonly from: number
  /** Where the next one begins, or the end of the text. */
  readonly to: number
  /** How many lines come before the next one; undefined where there is none. */
  readonly lines: number | undefined
  /** Undefined at the beginning of the text. */
  readonly before: Defaults | undefined
  readonly after: Defaults | undefined
  readonly columns: BuilderColumns
}

/** In octets. What is read anew is one stretch or two. */
const STRETCH = 1 << 14

export class KnownText {
  readonly #origin: Uint8Array
  readonly #octets: number
  #content: Content | undefined
  /** From the beginning, without gaps. */
  #stretches: readonly Known[] = []

  /** `octets`: of a stretch. */
  constructor(origin: Uint8Array, octets = STRETCH) {
    this.#origin = origin
    this.#octets = octets
  }

  /** Undefined where the file is to be read in one piece. */
  read(source: Source): Built | undefined {
    const stretches = this.#kept(source)
    const isWhole = this.#readOn(source, stretches)
    this.#content = source
    this.#stretches = stretches
    return isWhole ? this.#join(source, stretches) : undefined
  }

  /** Those before what is other now. */
  #kept({ bytes, size, begin }: Content): Known[] {
    const known = this.#content
    if (known?.begin !== begin) return []
    const same = sameOctets(known.bytes, bytes, Math.min(size, known.size))
    return this.#stretches.filter(({ to, lines }) => lines !== undefined && to < same)
  }

  /** Those behind it, where they are now. */
  #keptBehind(source: Content, from: number): Known[] {
    const known = this.#content
    if (known === undefined) return []
    const by = source.size - known.size
    const most = Math.min(source.size, known.size) - from
    const same = sameOctetsAtEnd(known, source, most)
    return this.#stretches.filter((one) => one.from > known.size - same).map((one) => moved(one, by))
  }

  /** Adds to the stretches until the text ends. False where some of it can only be read with all the rest. */
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

  /** One stretch; to `until` where that is near. */
  #readFrom(source: Source, from: number, before: Defaults | undefined, until = source.size): Known | undefined {
    let to = until - from < 2 * this.#octets && until > from ? until : entryAt(source, from + this.#octets)
    for (;;) {
      const known = this.#readTo(source, { from, to, ...(before && { defaults: before }) })
      if (known?.lines === undefined || known.to === to) return known
      // An entry goes on over what looked like the beginning of one.
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
    // It is told in place of the first thing that cannot be read, and lines far above or below that may have made it so.
    if (problems.some(({ severity }) => severity === 'error') && otherFormat(source)) return undefined
    const text = new ZoneText()
    text.lines.addRun(1, text.addFile(source), 1)
    return { builder, parsed: { problems, text, unread, ...used, end: undefined, layered: false } }
  }
}

/** Whoever includes files reads the whole file at once: the lines of all are counted together. */
const noOthers = () => ({ rule: IN_PART, message: say('include-in-part') })

const IN_PART = 'include-missing'

/** What says something of the whole file, or hangs on what stands far behind it. */
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

/** Where $TTL or the SOA has given a default, the last TTL that a record gave is nobody's any more (RFC 2308 §4). */
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

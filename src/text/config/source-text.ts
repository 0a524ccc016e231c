// The configuration as text, with the problems found in it, each with its place.

import type { Said } from '../../dns/said.ts'
import type { Place, Problem } from '../findings/problem.ts'
import { saying } from '../findings/told.ts'
import { type ConfigRule, configRules } from './rules.ts'

/** Offsets in the text; `end` is behind the last character. */
export type Span = readonly [start: number, end: number]

export type Remark = Pick<Problem, 'rfc'> & {
  readonly fix?: Said | undefined
  readonly related?: { readonly span: Span; readonly message: Said }
}

/** A file as it was when read. `content`: empty where it could not be read. `mode`: there where it matters who else may read the file. */
export type NamedFile = { readonly path: string; readonly content: string; readonly mode?: number }

/** A folder as it was when read; without `mode` where it did not exist. `names`: what was in it, where that matters. */
export type NamedFolder = { readonly folder: string; readonly names?: readonly string[]; readonly mode?: number }

/** What `look` gave when it first looked at files or the clock: `found` is its JSON. */
export type NamedFinding = { readonly look: () => unknown; readonly found: string | undefined }

export class SourceText {
  readonly file: string
  readonly text: string
  readonly problems: Problem[] = []
  /** Keys that a misspelt key most likely stands for: we do not report them as missing too. */
  readonly misspelt = new Set<string>()
  /** Names that unusable.ts notes. */
  readonly unusable = new Set<string>()
  /** Keys that could not be used, by where their map begins: we do not report what follows from that. */
  readonly #dropped = new Map<number, Set<string>>()
  /** Other files and folders that the reader looked into. */
  readonly named: (NamedFile | NamedFolder | NamedFinding)[] = []
  readonly #lineStarts: number[] = [0]
  /** The place found last: the next one is often behind it on the same line, and a line may be very long. */
  #last = { lineStart: 0, offset: 0, column: 1 }

  constructor(file: string, text: string) {
    this.file = file
    this.text = text
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#lineStarts.push(at + 1)
  }

  /** What `look` finds outside of this text. A later read takes place anew if it would find something else. */
  finds<T>(look: () => T): T {
    const found = look()
    this.named.push({ look, found: JSON.stringify(found) })
    return found
  }

  /** Notes that a key of the map at the span was reported and left out. */
  drop([start]: Span, key: string): void {
    const keys = this.#dropped.get(start)
    if (keys === undefined) this.#dropped.set(start, new Set([key]))
    else keys.add(key)
  }

  /** Whether this key of the map, or any where `key` is undefined, was left out. */
  wasDropped([start]: Span, key?: string): boolean {
    const keys = this.#dropped.get(start)
    return keys !== undefined && (key === undefined || keys.has(key))
  }

  /** The place of a span; one over several lines is marked to the end of the first. */
  place([start, end]: Span): Place {
    const line = this.#lineAt(start)
    const marked = this.text.slice(start, Math.min(end, this.#lineEnd(line)))
    return { file: this.file, line: line + 1, column: this.#columnOf(line, start), length: [...marked].length || 1 }
  }

  #columnOf(line: number, offset: number): number {
    const lineStart = this.#lineStarts[line]!
    if (this.#last.lineStart !== lineStart || this.#last.offset > offset)
      this.#last = { lineStart, offset: lineStart, column: 1 }
    const column = this.#last.column + [...this.text.slice(this.#last.offset, offset)].length
    this.#last = { lineStart, offset, column }
    return column
  }

  report(rule: ConfigRule, span: Span, message: Said, remark: Remark = {}): void {
    this.reportAt(rule, this.place(span), message, remark)
  }

  /** As report(), for a caller that has a place and no span. */
  reportAt(rule: ConfigRule, place: Place, message: Said, { related, fix, rfc }: Remark = {}): void {
    this.problems.push({
      rule,
      severity: configRules[rule].severity,
      ...saying(message, fix, related?.message),
      place,
      source: this.#line(place.line - 1),
      ...(related && {
        related: {
          place: this.place(related.span),
          source: this.#line(this.#lineAt(related.span[0])),
        },
      }),
      ...(rfc !== undefined && { rfc }),
    })
  }

  /** The text of the line on which the span begins. */
  lineAt([start]: Span): string {
    return this.#line(this.#lineAt(start))
  }

  slice([start, end]: Span): string {
    return this.text.slice(start, end)
  }

  #line(line: number): string {
    return this.text.slice(this.#lineStarts[line], this.#lineEnd(line))
  }

  /** Where the line ends, CR and LF not counted. */
  #lineEnd(line: number): number {
    const end = (this.#lineStarts[line + 1] ?? this.text.length + 1) - 1
    return this.text[end - 1] === '\r' ? end - 1 : end
  }

  #lineAt(offset: number): number {
    let low = 0
    let high = this.#lineStarts.length
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if (this.#lineStarts[middle]! <= offset) low = middle
      else high = middle
    }
    return low
  }
}

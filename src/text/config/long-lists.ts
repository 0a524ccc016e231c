// Long lists of prefixes, one a line, as an import of a country's networks writes them, and long runs of keys with one value, as the zones
// of a secondary are. The YAML reader takes 10 µs and 1 kB for each item, and more for a zone; here all but the first and the last are read
// beside it, and put back where it has found the first one in a list or a map. The last one may go on below, and shows whether lines of this
// kind can follow each other where they are.

import type { Span } from './source-text.ts'

/** We leave fewer lines to the YAML reader. */
const LONG = 1000

// An indented item that is an address or a prefix and nothing else: plain, or in quotes without escapes. A plain word that ends with ":"
// would be a key.
const ITEM =
  /( *)- (?:(\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?|[0-9a-f]{1,4}:[0-9a-f:.]*\/\d{1,3})|"([0-9a-f:.]+(?:\/\d{1,3})?)")\r?\n/y

//  An indented key that means nothing else to YAML, and what stands behind it on its line: nothing that is quoted, named or goes on below.
// YAML allows no key of more than 1024 characters.
const ENTRY = /( *)([a-z0-9](?:[\w.-]{0,300}\w)?): ([\w{[](?:[\w{}[\]:,./ -]*[\w}\]])?)\r?\n/y

/** Of a list its value; of a map its key. */
export type Item = { readonly value: string; readonly span: Span }

type Run = {
  readonly items: Item[]
  /** Where the second line begins, the last one, and the one behind the run. */
  readonly second: number
  readonly last: number
  readonly end: number
}

/** Where lines were taken out. */
type Cut = {
  /** Offsets in the shorter text: `first` where the first item stands, `at` where the rest of the text goes on. */
  readonly first: number
  readonly at: number
  /** Characters taken out before `at`, those of this cut included. */
  readonly missing: number
  readonly items: readonly Item[]
}

export class LongLists {
  /** The text without the items of long lists, but for the first and the last of each. */
  readonly text: string
  readonly #cuts: readonly Cut[]
  readonly #byFirst: ReadonlyMap<number, Cut>
  readonly #used = new Set<Cut>()

  /** `shortened`: false takes nothing out. */
  constructor(text: string, shortened = true) {
    const { short, cuts } = shortened ? shorten(text) : { short: text, cuts: [] }
    this.text = short
    this.#cuts = cuts
    this.#byFirst = new Map(cuts.map((cut) => [cut.first, cut]))
  }

  /** The items taken out behind the one at `offset` of the shorter text, with spans in the whole one. */
  after(offset: number): readonly Item[] {
    const cut = this.#byFirst.get(offset)
    if (cut === undefined) return []
    this.#used.add(cut)
    return cut.items
  }

  /** Whether the text is the whole one. */
  get isWhole(): boolean {
    return this.#cuts.length === 0
  }

  /** Whether lines that look like items were none, as in a text of several lines: read again without shortening. */
  get isUnused(): boolean {
    return this.#used.size < this.#cuts.length
  }

  /** Where an offset of the shorter text lies in the whole one. */
  place(offset: number): number {
    return offset + (this.#cuts.findLast(({ at }) => at <= offset)?.missing ?? 0)
  }
}

function shorten(text: string): { short: string; cuts: Cut[] } {
  const cuts: Cut[] = []
  let short = ''
  let copied = 0
  let missing = 0
  for (let at = 0; at < text.length; ) {
    const run = listAt(text, at) ?? mapAt(text, at)
    if (run === undefined || run.items.length < LONG) {
      at = run?.end ?? lineEnd(text, at)
      continue
    }
    const [first, ...items] = run.items.slice(0, -1)
    short += text.slice(copied, run.second)
    cuts.push({ first: first!.span[0] - missing, at: short.length, missing: missing + run.last - run.second, items })
    missing += run.last - run.second
    copied = run.last
    at = run.end
  }
  return { short: short + text.slice(copied), cuts }
}

/** The items from the line that begins at `at` on, of one indentation. */
function listAt(text: string, at: number): Run | undefined {
  return runAt(text, at, ITEM, ([, indent, plain, quoted]) => {
    const value = plain ?? quoted!
    return { value, from: indent!.length + 2, length: value.length + (plain === undefined ? 2 : 0), like: indent! }
  })
}

/** The keys from the line that begins at `at` on, of one indentation and with one value. */
function mapAt(text: string, at: number): Run | undefined {
  return runAt(text, at, ENTRY, ([, indent, key, value]) => {
    if (!isClosed(value!)) return undefined
    return { value: key!, from: indent!.length, length: key!.length, like: `${indent} ${value}` }
  })
}

/** What a line says: `like` is the same for all lines of a run. */
type Line = { readonly value: string; readonly from: number; readonly length: number; readonly like: string }

function runAt(
  text: string,
  at: number,
  pattern: RegExp,
  lineOf: (match: RegExpExecArray) => Line | undefined,
): Run | undefined {
  const items: Item[] = []
  let end = at
  let second = at
  let last = at
  let like: string | undefined
  for (;;) {
    pattern.lastIndex = end
    const match = pattern.exec(text)
    const line = match === null ? undefined : lineOf(match)
    if (line === undefined || (like !== undefined && line.like !== like)) break
    like = line.like
    const start = end + line.from
    items.push({ value: line.value, span: [start, start + line.length] })
    last = end
    end = pattern.lastIndex
    if (items.length === 1) second = end
  }
  return items.length === 0 ? undefined : { items, second, last, end }
}

/** Whether the value ends on its line. */
function isClosed(value: string): boolean {
  let open = 0
  for (const character of value) {
    if (character === '{' || character === '[') open++
    else if (character === '}' || character === ']') open--
  }
  return open === 0
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end + 1
}

// Long lists of prefixes, one a line, as an import of a country's networks writes them. The YAML reader takes 10 µs and 1 kB for
// each item; here all items but the first are read beside it, and put back where it has found the first one in a list.

import type { Span } from './source-text.ts'

/** Fewer lines are left to the YAML reader. */
const LONG = 1000

//  An indented item that is an address or a prefix, and nothing else: plain, or in quotes without escapes. What ends with ":" is a key.
const ITEM =
  /( *)- (?:(\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?|[0-9a-f]{1,4}:[0-9a-f:.]*\/\d{1,3})|"([0-9a-f:.]+(?:\/\d{1,3})?)")\r?\n/y

export type Item = { readonly value: string; readonly span: Span }

/** Where lines were taken out. */
type Cut = {
  /** In the shorter text: where the first item stands, and where what follows it goes on. */
  readonly first: number
  readonly at: number
  /** Octets that are missing before `at`, these counted. */
  readonly missing: number
  readonly items: readonly Item[]
}

export class LongLists {
  /** Without the items of long lists, but for the first of each. */
  readonly text: string
  readonly #cuts: readonly Cut[]
  readonly #byFirst: ReadonlyMap<number, Cut>
  readonly #used = new Set<Cut>()

  /** `shortened`: whether anything may be taken out. */
  constructor(text: string, shortened = true) {
    const { short, cuts } = shortened ? shorten(text) : { short: text, cuts: [] }
    this.text = short
    this.#cuts = cuts
    this.#byFirst = new Map(cuts.map((cut) => [cut.first, cut]))
  }

  /** What follows the item that stands at `offset` of the shorter text, with spans in the whole one. */
  after(offset: number): readonly Item[] {
    const cut = this.#byFirst.get(offset)
    if (cut === undefined) return []
    this.#used.add(cut)
    return cut.items
  }

  /** Lines that look like items and are none, as in a text of several lines: all must be read again as a whole. */
  get isUnused(): boolean {
    return this.#used.size < this.#cuts.length
  }

  /** An offset of the shorter text in the whole one. */
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
    const run = runAt(text, at)
    if (run.items.length < LONG) {
      at = run.items.length > 0 ? run.end : lineEnd(text, at)
      continue
    }
    const [first, ...items] = run.items
    short += text.slice(copied, run.second)
    missing += run.end - run.second
    cuts.push({ first: first!.span[0] - (missing - (run.end - run.second)), at: short.length, missing, items })
    copied = at = run.end
  }
  return { short: short + text.slice(copied), cuts }
}

/** The items from the line that begins at `at` on, of one indentation; `second` is where the second line begins. */
function runAt(text: string, at: number): { items: Item[]; second: number; end: number } {
  const items: Item[] = []
  let end = at
  let second = at
  let indent: number | undefined
  for (;;) {
    ITEM.lastIndex = end
    const match = ITEM.exec(text)
    if (match === null || (indent !== undefined && match[1]!.length !== indent)) return { items, second, end }
    indent = match[1]!.length
    const start = end + indent + 2
    const plain = match[2]
    const value = plain ?? match[3]!
    items.push({ value, span: [start, start + value.length + (plain === undefined ? 2 : 0)] })
    end = ITEM.lastIndex
    if (items.length === 1) second = end
  }
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end + 1
}

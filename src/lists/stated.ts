// Gathers what the lines of a dataset state (ranges of addresses, names, and names below these), to find lines that could go without
// changing an answer. A server that loads a list does not use it.

/** The place of an entry: octets of a line. */
export type Spot = { readonly file: number; readonly line: number; readonly start: number; readonly end: number }

/** A line that could go. `before`: the entry that makes it needless. */
export type Needless =
  | { readonly kind: 'twice' | 'swallowed'; readonly spot: Spot; readonly before: Spot; readonly excludes: boolean }
  /** The line excludes what nothing lists. */
  | { readonly kind: 'idle'; readonly spot: Spot }

/** A range from `first` to `last`, both included; IPv6 addresses are bigints. `code` 0 excludes. */
type Range = {
  readonly first: number | bigint
  readonly last: number | bigint
  readonly code: number
  readonly spot: Spot
}

/** A range while we look at those within it. */
type Open = Range & {
  /** The entry that makes the range needless, unless another value is stated of a part of it. */
  before?: { readonly kind: 'twice' | 'swallowed'; readonly spot: Spot }
  /** Whether another value is stated of a part of it. */
  isMixed: boolean
  /** The same for copies of the range, for which ranges around the first do not count. */
  isMixedAgain: boolean
  /** For an exclusion: whether something is listed there. */
  isUsed: boolean
  /** Where the same range with the same value is stated again. */
  readonly copies: Spot[]
}

export class StatedRanges {
  readonly #ranges: Range[] = []

  add(first: number | bigint, last: number | bigint, code: number, spot: Spot): void {
    this.#ranges.push({ first, last, code, spot })
  }

  addIp6(words: Uint32Array, bits: number, code: number, spot: Spot): void {
    const first = words.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n)
    this.add(first, first + (1n << BigInt(128 - bits)) - 1n, code, spot)
  }

  /** Goes through the ranges from left to right, wider ones first, and the same range in the order written. */
  needless(): Needless[] {
    const sorted = this.#ranges.sort((a, b) => compared(a.first, b.first) || compared(b.last, a.last))
    const found: Needless[] = []
    let open: Open[] = []
    const add = (one: Open) => {
      for (const needless of needlessOf(one)) found.push(needless)
    }
    for (const range of sorted) {
      if (open.some(({ last }) => last < range.first)) {
        for (const one of open) if (one.last < range.first) add(one)
        open = open.filter(({ last }) => last >= range.first)
      }
      const copied = copiedBy(range, open)
      if (copied) copied.copies.push(range.spot)
      else open.push(opened(range, open))
    }
    for (const one of open) add(one)
    return inOrder(found)
  }
}

function needlessOf({ code, spot, before, isMixed, isMixedAgain, isUsed, copies }: Open): Needless[] {
  const excludes = code === 0
  if (excludes && !isUsed) return [spot, ...copies].map((spot) => ({ kind: 'idle', spot }))
  const again = isMixedAgain ? [] : copies
  return [
    ...(before !== undefined && !isMixed ? [{ kind: before.kind, spot, before: before.spot, excludes }] : []),
    ...again.map((one): Needless => ({ kind: 'twice', spot: one, before: spot, excludes })),
  ]
}

/** The open range that is the same, with the same value: such come one after the other. */
function copiedBy(range: Range, open: readonly Open[]): Open | undefined {
  for (let i = open.length - 1; i >= 0 && isSameRange(open[i]!, range); i--)
    if (open[i]!.code === range.code) return open[i]
  return undefined
}

/** Opens a range: it and the open ones around it, which all overlap it, learn of each other. */
function opened(range: Range, around: readonly Open[]): Open {
  const own: Open = { ...range, isMixed: false, isMixedAgain: false, isUsed: range.code !== 0, copies: [] }
  let nearest: Open | undefined
  for (let i = around.length - 1; i >= 0; i--) {
    const other = around[i]!
    const isSame = other.code === range.code
    if (other.code !== 0) own.isUsed = true
    if (range.code !== 0) other.isUsed = true
    const contains = other.last >= range.last
    if (!isSame) {
      other.isMixed = true
      other.isMixedAgain = true
      if (!contains || isSameRange(other, range)) own.isMixedAgain = true
      if (nearest === undefined || !contains || isSameRange(other, nearest)) own.isMixed = true
    } else if (contains && nearest === undefined) {
      own.before = { kind: 'swallowed', spot: other.spot }
      nearest = other
    }
  }
  return own
}

function isSameRange(a: Range, b: Range): boolean {
  return a.first === b.first && a.last === b.last
}

type Statement = { readonly code: number; readonly spot: Spot }
/** What all lines state of a name itself, or of all names below. */
type Statements = { readonly first: Statement; isMixed: boolean; lists: boolean }
type NameParts = 'own' | 'below'
type StatedName = { [part in NameParts]?: Statements }

type Verdict = { readonly kind: 'twice' | 'swallowed'; readonly spot: Spot } | 'idle' | undefined

export class StatedNames {
  /** By labels, the last label first. */
  readonly #names = new Map<string, StatedName>()
  readonly #lines: { readonly key: string; readonly parts: readonly NameParts[]; readonly statement: Statement }[] = []

  /** `labels`: without the root label, in lower case. */
  add(labels: Uint8Array, parts: readonly NameParts[], code: number, spot: Spot): void {
    const key = keyOf(labels)
    const name = this.#names.get(key) ?? {}
    this.#names.set(key, name)
    const statement = { code, spot }
    for (const part of parts) name[part] = withStatement(name[part], statement)
    this.#lines.push({ key, parts, statement })
  }

  needless(): Needless[] {
    return this.#lines.flatMap(({ key, parts, statement }): Needless[] => {
      const verdicts = parts.map((part) => this.#verdict(key, part, statement))
      const { code, spot } = statement
      const [first] = verdicts
      if (verdicts.every((verdict) => verdict === 'idle')) return [{ kind: 'idle', spot }]
      if (first === undefined || !verdicts.every((verdict) => typeof verdict === 'object')) return []
      const { kind, spot: before } = (verdicts.find((one) => typeof one === 'object' && one.kind === 'swallowed') ??
        first) as Exclude<Verdict, 'idle' | undefined>
      return [{ kind, spot, before, excludes: code === 0 }]
    })
  }

  #verdict(key: string, part: NameParts, { code, spot }: Statement): Verdict {
    const { first, isMixed } = this.#names.get(key)![part]!
    const above = this.#nextAbove(key)
    if (code === 0 && !isMixed && !above?.lists) return 'idle'
    if (isMixed) return undefined
    if (first.spot !== spot) return { kind: 'twice', spot: first.spot }
    if (above?.isMixed === false && above.first.code === code) return { kind: 'swallowed', spot: above.first.spot }
    return undefined
  }

  /** The statements of the nearest name above about all names below it. */
  #nextAbove(key: string): Statements | undefined {
    for (let at = key.lastIndexOf('\0', key.length - 2); at >= 0; at = key.lastIndexOf('\0', at - 1)) {
      const above = this.#names.get(key.slice(0, at + 1))?.below
      if (above !== undefined) return above
      if (at === 0) break
    }
    return undefined
  }
}

function withStatement(known: Statements | undefined, statement: Statement): Statements {
  const lists = statement.code !== 0
  if (known === undefined) return { first: statement, isMixed: false, lists }
  known.isMixed ||= statement.code !== known.first.code
  known.lists ||= lists
  return known
}

/** The labels from the last to the first, each with a 0 behind it, which no label of a list has. */
function keyOf(labels: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < labels.length; at += labels[at]! + 1)
    parts.push(Buffer.from(labels.subarray(at + 1, at + 1 + labels[at]!)).toString('latin1'))
  return parts
    .reverse()
    .map((part) => `${part}\0`)
    .join('')
}

function compared(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function inOrder(found: Needless[]): Needless[] {
  return found.sort((a, b) => a.spot.file - b.spot.file || a.spot.line - b.spot.line)
}

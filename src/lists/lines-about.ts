// Finds the line of a list file that is about a name: the narrowest entry that holds it. It is for people who ask why; answers come from
// the image.

import { compareLabels } from '../dns/name.ts'
import { isBlank, isComment, skipBlanks } from './entry-value.ts'
import type { ListFormat } from './formats.ts'
import { Ip4Text } from './ip4-text.ts'
import { Ip6Text } from './ip6-text.ts'
import { NameText } from './name-text.ts'
import { beforeComment, labelsOf, Words } from './specials.ts'

export type LineAbout = {
  readonly line: number
  /** Whether the line excludes the name. */
  readonly excludes: boolean
}

const BANG = 0x21
const DOLLAR = 0x24
const COLON = 0x3a
const LF = 0x0a
const CR = 0x0d

/** `name`: the labels before the list's apex, without the root label, in lower case. */
export function lineAbout(
  format: ListFormat,
  bytes: Uint8Array,
  begin: number,
  size: number,
  name: Uint8Array,
): LineAbout | undefined {
  let best: LineAbout | undefined
  let least = Number.POSITIVE_INFINITY
  let sought = format === 'combined' ? undefined : new Sought(format, name)
  let line = 0
  for (let at = begin; at < size; ) {
    line++
    let end = at
    while (bytes[end] !== LF) end++
    const next = end + 1
    if (end > at && bytes[end - 1] === CR) end--
    while (end > at && isBlank(bytes[end - 1]!)) end--
    const from = skipBlanks(bytes, at, end)
    at = next
    if (from >= end) continue
    if (isSpecial(bytes, from)) {
      if (format === 'combined') sought = partOf(bytes, from, end, name, sought)
      continue
    }
    if (sought === undefined || isComment(bytes[from]!) || (bytes[from] === COLON && bytes[from + 1] !== COLON))
      continue
    const excludes = bytes[from] === BANG
    const extent = sought.extentOf(bytes, excludes ? skipBlanks(bytes, from + 1, end) : from, end)
    if (extent === undefined || extent >= least) continue
    least = extent
    best = { line, excludes }
  }
  return best
}

function isSpecial(bytes: Uint8Array, from: number): boolean {
  const first = bytes[from]!
  return first === DOLLAR || ((isComment(first) || first === COLON) && bytes[from + 1] === DOLLAR)
}

/** What to look for in the lines behind `$DATASET`; undefined where that is for other subzones than the name's. */
function partOf(
  bytes: Uint8Array,
  from: number,
  end: number,
  name: Uint8Array,
  before: Sought | undefined,
): Sought | undefined {
  const words = new Words(bytes, from, beforeComment(bytes, from + 2, end))
  if (!/^[#;:]?\$dataset$/i.test(words.next())) return before
  const [format] = words.next().split(':')
  while (!words.isDone) {
    const word = words.next()
    const subzone = word === '@' ? new Uint8Array(0) : labelsOf(Buffer.from(word, 'latin1'))
    const at = name.length - (subzone?.length ?? name.length + 1)
    if (subzone && at >= 0 && Buffer.compare(name.subarray(at), subzone) === 0)
      return new Sought(format as ListFormat, name.subarray(0, at))
  }
  return undefined
}

class Sought {
  readonly #format: ListFormat
  readonly #name: Uint8Array
  readonly #labels: readonly string[]
  readonly #ip4 = new Ip4Text()
  readonly #ip6 = new Ip6Text()
  readonly #text = new NameText()

  constructor(format: ListFormat, name: Uint8Array) {
    this.#format = format
    this.#name = name
    const labels: string[] = []
    for (let at = 0; at < name.length; at += name[at]! + 1)
      labels.unshift(Buffer.from(name.subarray(at + 1, at + 1 + name[at]!)).toString('latin1'))
    this.#labels = labels
  }

  /** How wide the entry at `from` is, for comparison; undefined where it does not hold the name. */
  extentOf(bytes: Uint8Array, from: number, end: number): number | undefined {
    switch (this.#format) {
      case 'ip4set':
      case 'ip4trie':
      case 'ip4tset':
        return this.#ip4.range(bytes, from) && !this.#ip4.hostBits ? this.#within4() : undefined
      case 'ip6trie':
      case 'ip6tset':
        return this.#ip6.prefix(bytes, from) && !this.#ip6.hostBits ? this.#within6() : undefined
      case 'dnset':
        return this.#text.read(bytes, from, end) ? this.#withinName() : undefined
      default:
        return undefined
    }
  }

  #within4(): number | undefined {
    const { first, last } = this.#ip4
    const octets = this.#labels.slice(0, 4).map(Number)
    if (octets.length === 0 || octets.some((octet) => !(octet >= 0 && octet <= 255))) return undefined
    const address = octets.reduce((sum, octet, i) => sum + octet * 2 ** (24 - 8 * i), 0)
    return address >= first && address <= last ? last - first : undefined
  }

  #within6(): number | undefined {
    const { words, bits } = this.#ip6
    const digits = this.#labels.slice(0, 32).join('').padEnd(32, '0')
    if (!/^[0-9a-f]{32}$/.test(digits)) return undefined
    const address = BigInt(`0x${digits}`)
    const prefix = words.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n)
    const shift = BigInt(128 - bits)
    return address >> shift === prefix >> shift ? 128 - bits : undefined
  }

  #withinName(): number | undefined {
    const { labels, length, own, below } = this.#text
    const at = this.#name.length - length
    if (at < 0 || !endsWith(this.#name, at, labels, length)) return undefined
    if (at === 0) return own ? 0 : undefined
    return below ? at : undefined
  }
}

function endsWith(name: Uint8Array, from: number, labels: Uint8Array, length: number): boolean {
  let at = 0
  while (at < from) at += name[at]! + 1
  if (at !== from) return false
  for (let p = 0; p < length; p += labels[p]! + 1) if (compareLabels(name, from + p, labels, p) !== 0) return false
  return true
}

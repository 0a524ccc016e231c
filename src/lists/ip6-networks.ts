// Makes points (single IPv6 networks of 64 bits) and the beginnings of stretches of one code, from networks with a code each and the
// shorter prefixes around them. Most networks of a list stand alone: we nest only those that touch others.

import { take } from '../memory/budget.ts'
import { CodedColumn } from './coded-column.ts'
import { inOrder, isTwice, type Prefixes } from './ip6-prefixes.ts'
import { codeAt, indexIn, merge, Nesting, Stretches, split } from './ip6-stretches.ts'
import { sortColumns } from './sort-columns.ts'

const LOW = 0xffffffff

export class Networks {
  #count = 0
  #high: Uint32Array<ArrayBuffer>
  #low: Uint32Array<ArrayBuffer>
  readonly #codes = new CodedColumn()

  constructor(room: number) {
    take(room * 8)
    this.#high = new Uint32Array(room)
    this.#low = new Uint32Array(room)
  }

  add(high: number, low: number, code: number): void {
    const i = this.#count
    if (i === this.#high.length) this.#grow()
    this.#high[i] = high
    this.#low[i] = low
    this.#codes.add(i, code, this.#high.length)
    this.#count = i + 1
  }

  #grow(): void {
    const room = this.#high.length * 2
    take(room * 8)
    const grown = (column: Uint32Array) => {
      const next = new Uint32Array(room)
      next.set(column)
      return next
    }
    this.#high = grown(this.#high)
    this.#low = grown(this.#low)
  }

  /** The networks in order. Of the same network twice the first counts. */
  #sorted(): Stretches {
    const count = this.#count
    const [high, low, code] = sortColumns([this.#high, this.#low, this.#codes.columnOf(count)], 2, count)
    const sorted = new Stretches(0)
    ;[sorted.high, sorted.low, sorted.code] = [high!, low!, code!]
    let kept = 0
    for (let i = 0; i < count; i++) {
      if (i > 0 && high![i] === high![kept - 1] && low![i] === low![kept - 1]) continue
      if (i !== kept) [high![kept], low![kept], code![kept]] = [high![i]!, low![i]!, code![i]!]
      kept++
    }
    sorted.count = kept
    return sorted
  }

  /** `around`: shorter prefixes. */
  flatten(around: Prefixes): [points: Stretches, starts: Stretches] {
    const nested = around.copy()
    const apart = withoutNeighbours(this.#sorted(), nested)
    let whole = nest(nested)
    const before = nested.count
    // An exclusion has no effect where nothing around it is listed.
    if (whole.count > 0 || apart.code.subarray(0, apart.count).includes(0)) withoutEdges(apart, whole, nested)
    if (nested.count > before) whole = nest(nested)
    const [points, starts] = split(whole)
    if (points.count === 0) return [apart, starts]
    merge(apart, points)
    return [apart, starts]
  }
}

/** Networks without a neighbour; those with one go to `nested`. */
function withoutNeighbours(all: Stretches, nested: Prefixes): Stretches {
  const { count, high, low, code } = all
  let kept = 0
  let isNext = false
  for (let i = 0; i < count; i++) {
    const wasNext = isNext
    isNext = i + 1 < count && isBehind(high[i]!, low[i]!, high[i + 1]!, low[i + 1]!)
    if (wasNext || isNext) nested.addNetwork(high[i]!, low[i]!, code[i]!)
    else {
      if (i !== kept) [high[kept], low[kept], code[kept]] = [high[i]!, low[i]!, code[i]!]
      kept++
    }
  }
  all.count = kept
  return all
}

function isBehind(high: number, low: number, nextHigh: number, nextLow: number): boolean {
  return low === LOW ? nextLow === 0 && nextHigh === high + 1 : nextLow === low + 1 && nextHigh === high
}

/** Moves networks at which, or right behind which, a stretch begins to `nested`, and drops those that have the code around them. */
function withoutEdges(apart: Stretches, whole: Stretches, nested: Prefixes): void {
  const { count, high, low, code } = apart
  let kept = 0
  for (let i = 0; i < count; i++) {
    const [h, l] = [high[i]!, low[i]!]
    const at = indexIn(whole, h, l)
    const begins = at >= 0 && whole.high[at] === h && whole.low[at] === l
    const ends = at + 1 < whole.count && isBehind(h, l, whole.high[at + 1]!, whole.low[at + 1]!)
    if (begins || ends) nested.addNetwork(h, l, code[i]!)
    else if (codeAt(whole, h, l) !== code[i]) {
      ;[high[kept], low[kept], code[kept]] = [h, l, code[i]!]
      kept++
    }
  }
  apart.count = kept
}

function nest(prefixes: Prefixes): Stretches {
  const order = inOrder(prefixes)
  const { words, bits, code } = prefixes
  const nesting = new Nesting(2 * order.length + 2, 0)
  for (let i = 0; i < order.length; i++) {
    const index = order[i]!
    if (i > 0 && isTwice(prefixes, order[i - 1]!, index)) continue
    nesting.add(words[0]![index]!, words[1]![index]!, bits[index]!, code[index]!)
  }
  return nesting.end()
}

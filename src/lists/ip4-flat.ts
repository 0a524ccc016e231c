// Makes one code for each address of layers of intervals: a finer layer goes before a coarser one. Where intervals of one layer overlap, an
// address has the values of all, or is excluded if one of them excludes it.

import { type Intervals, orderOf } from './intervals.ts'
import { MOST_TOGETHER } from './values.ts'

/** Disjoint intervals in ascending order. */
export type Flat = {
  readonly count: number
  readonly first: Uint32Array
  readonly last: Uint32Array
  readonly code: Uint32Array
}

/** Flattens one layer. `together`: gives the code for several codes, none of which is 0. */
export function flatten(intervals: Intervals, together: (codes: readonly number[]) => number): Flat {
  const { count, first, last, code } = intervals
  const order = orderOf(first, count)
  const flat = new Growing(count)
  for (let i = 0; i < count; ) {
    const index = order[i]!
    const end = last[index]!
    const next = i + 1 < count ? first[order[i + 1]!]! : Number.POSITIVE_INFINITY
    if (next > end) {
      flat.add(first[index]!, end, code[index]!)
      i++
    } else i = flattenCluster(intervals, order, i, together, flat)
  }
  return flat
}

/** Flattens the intervals from order[from] on that overlap one another; returns where those that do not begin. */
function flattenCluster(
  { count, first, last, code }: Intervals,
  order: Uint32Array,
  from: number,
  together: (codes: readonly number[]) => number,
  flat: Growing,
): number {
  let to = from
  let reach = -1
  while (to < count && (to === from || first[order[to]!]! <= reach)) reach = Math.max(reach, last[order[to++]!]!)
  const ends = order.slice(from, to).sort((a, b) => last[a]! - last[b]!)
  const active = new Map<number, number>()
  let [begun, ended] = [from, 0]
  let at = first[order[from]!]!
  while (at <= reach) {
    while (begun < to && first[order[begun]!]! <= at) count1(active, code[order[begun++]!]!, 1)
    while (ended < ends.length && last[ends[ended]!]! < at) count1(active, code[ends[ended++]!]!, -1)
    const nextBegin = begun < to ? first[order[begun]!]! : Number.POSITIVE_INFINITY
    const nextEnd = ended < ends.length ? last[ends[ended]!]! + 1 : Number.POSITIVE_INFINITY
    const next = Math.min(nextBegin, nextEnd)
    if (active.size > 0) flat.add(at, next - 1, codeOf(active, together))
    at = next
  }
  return to
}

function count1(active: Map<number, number>, code: number, by: number): void {
  const count = (active.get(code) ?? 0) + by
  if (count === 0) active.delete(code)
  else active.set(code, count)
}

function codeOf(active: ReadonlyMap<number, number>, together: (codes: readonly number[]) => number): number {
  if (active.has(0)) return 0
  const codes: number[] = []
  for (const code of active.keys()) {
    codes.push(code)
    if (codes.length === MOST_TOGETHER) break
  }
  return codes.length === 1 ? codes[0]! : together(codes.sort((a, b) => a - b))
}

/** The code of `over` where it has one, elsewhere that of `under`. */
export function overlay(under: Flat, over: Flat): Flat {
  if (under.count === 0) return over
  if (over.count === 0) return under
  const flat = new Growing(under.count + 2 * over.count)
  let o = 0
  for (let u = 0; u < under.count; u++) {
    if (o === over.count || under.last[u]! < over.first[o]!) {
      const from = u
      while (u + 1 < under.count && (o === over.count || under.last[u + 1]! < over.first[o]!)) u++
      flat.append(under, from, u + 1)
      continue
    }
    let at = under.first[u]!
    const end = under.last[u]!
    while (o < over.count && over.last[o]! < at) flat.copy(over, o++)
    while (o < over.count && over.first[o]! <= end) {
      if (over.first[o]! > at) flat.add(at, over.first[o]! - 1, under.code[u]!)
      at = over.last[o]! + 1
      if (over.last[o]! > end) break
      flat.copy(over, o++)
    }
    if (at <= end) flat.add(at, end, under.code[u]!)
  }
  while (o < over.count) flat.copy(over, o++)
  return flat
}

/** Flattens prefixes, of which the longest that holds an address counts. Two prefixes overlap only if one holds the other. */
export function flattenNested(intervals: Intervals): Flat {
  const { count, first, last, code } = intervals
  const order = orderOf(first, count)
  const flat = new Growing(2 * count)
  const stack: number[] = []
  let at = 0
  const upTo = (end: number): void => {
    // Prefixes that end before `end` go, and the ones around them go on.
    while (stack.length > 0 && last[stack.at(-1)!]! < end) {
      const top = stack.pop()!
      if (at <= last[top]!) flat.add(at, last[top]!, code[top]!)
      at = Math.max(at, last[top]! + 1)
    }
    if (stack.length > 0 && at < end) flat.add(at, end - 1, code[stack.at(-1)!]!)
    at = Math.max(at, end)
  }
  for (let i = 0; i < count; ) {
    let same = i + 1
    while (same < count && first[order[same]!] === first[order[i]!]) same++
    if (same - i === 1) {
      upTo(first[order[i]!]!)
      stack.push(order[i++]!)
      continue
    }
    const group = order.subarray(i, same)
    group.sort((a, b) => last[b]! - last[a]!)
    upTo(first[order[i]!]!)
    // Of the same prefix twice the first counts.
    for (const [i, index] of group.entries()) if (i === 0 || last[index] !== last[group[i - 1]!]) stack.push(index)
    i = same
  }
  upTo(2 ** 32)
  return flat
}

export class Growing implements Flat {
  count = 0
  first: Uint32Array
  last: Uint32Array
  code: Uint32Array

  constructor(room: number) {
    this.first = new Uint32Array(room)
    this.last = new Uint32Array(room)
    this.code = new Uint32Array(room)
  }

  add(first: number, last: number, code: number): void {
    const before = this.count - 1
    if (before >= 0 && this.code[before] === code && this.last[before]! + 1 === first) {
      this.last[before] = last
      return
    }
    const i = this.count++
    if (i === this.first.length) this.#grow()
    this.first[i] = first
    this.last[i] = last
    this.code[i] = code
  }

  /** Appends intervals [from, to), and joins none with the last one here. */
  append({ first, last, code }: Flat, from: number, to: number): void {
    while (this.count + to - from > this.first.length) this.#grow()
    this.first.set(first.subarray(from, to), this.count)
    this.last.set(last.subarray(from, to), this.count)
    this.code.set(code.subarray(from, to), this.count)
    this.count += to - from
  }

  copy(flat: Flat, i: number): void {
    this.add(flat.first[i]!, flat.last[i]!, flat.code[i]!)
  }

  #grow(): void {
    const room = this.first.length * 2 + 64
    for (const column of ['first', 'last', 'code'] as const) {
      const next = new Uint32Array(room)
      next.set(this[column])
      this[column] = next
    }
  }
}

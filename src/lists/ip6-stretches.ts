// Stretches of numbers of two words (halves of IPv6 addresses) with a code each; each begins where the one before ends.

const LOW = 0xffffffff

export class Stretches {
  count = 0
  high: Uint32Array
  low: Uint32Array
  code: Uint32Array

  constructor(room: number) {
    this.high = new Uint32Array(room)
    this.low = new Uint32Array(room)
    this.code = new Uint32Array(room)
  }

  /** Appends whatever the code is: for points, whose neighbours may have the same. */
  push(high: number, low: number, code: number): void {
    if (this.count === this.high.length) this.#grow()
    this.high[this.count] = high
    this.low[this.count] = low
    this.code[this.count++] = code
  }

  begin(high: number, low: number, code: number): void {
    const last = this.count - 1
    if (last >= 0 && this.high[last] === high && this.low[last] === low) {
      this.code[last] = code
      if (last > 0 ? this.code[last - 1] === code : code === 0) this.count--
      return
    }
    if ((last < 0 ? 0 : this.code[last]) !== code) this.push(high, low, code)
  }

  #grow(): void {
    const room = this.high.length * 2 + 16
    for (const column of ['high', 'low', 'code'] as const) {
      const next = new Uint32Array(room)
      next.set(this[column])
      this[column] = next
    }
  }
}

/** Makes stretches of nested prefixes of two words, which come in order; `base` is the code around them. */
export class Nesting {
  readonly stretches: Stretches
  readonly #base: number
  /** Where each of the prefixes around the one at hand ends, and its code. */
  readonly #endHigh = new Uint32Array(DEPTH)
  readonly #endLow = new Uint32Array(DEPTH)
  readonly #code = new Uint32Array(DEPTH)
  #depth = 0

  constructor(room: number, base: number) {
    this.stretches = new Stretches(room)
    this.#base = base
    if (base !== 0) this.stretches.begin(0, 0, base)
  }

  add(high: number, low: number, bits: number, code: number): void {
    while (this.#depth > 0 && this.#endsBefore(high, low)) this.#close()
    const top = this.#depth++
    this.#endHigh[top] = bits >= 32 ? high : high | (bits === 0 ? LOW : 2 ** (32 - bits) - 1)
    this.#endLow[top] = bits >= 64 ? low : bits > 32 ? low | (2 ** (64 - bits) - 1) : LOW
    this.#code[top] = code
    this.stretches.begin(high, low, code)
  }

  #endsBefore(high: number, low: number): boolean {
    const top = this.#depth - 1
    return isBefore(this.#endHigh[top]!, this.#endLow[top]!, high, low)
  }

  #close(): void {
    const top = --this.#depth
    const [high, low] = [this.#endHigh[top]!, this.#endLow[top]!]
    if (high === LOW && low === LOW) return
    const code = top > 0 ? this.#code[top - 1]! : this.#base
    this.stretches.begin(low === LOW ? high + 1 : high, low === LOW ? 0 : low + 1, code)
  }

  end(): Stretches {
    while (this.#depth > 0) this.#close()
    return this.stretches
  }
}

/** How many prefixes may hold one another: those of 0 to 64 bits. */
const DEPTH = 65

/** Splits stretches: a single network between two stretches of the same code is a point. */
export function split(all: Stretches): [points: Stretches, starts: Stretches] {
  const points = new Stretches(all.count)
  const starts = new Stretches(all.count)
  let around = 0
  for (let i = 0; i < all.count; i++) {
    const [high, low, code] = [all.high[i]!, all.low[i]!, all.code[i]!]
    const isOne =
      i + 1 < all.count &&
      all.code[i + 1] === around &&
      (all.low[i + 1] === low + 1
        ? all.high[i + 1] === high
        : low === LOW && all.low[i + 1] === 0 && all.high[i + 1] === high + 1)
    if (isOne) {
      points.push(high, low, code)
      i++
    } else {
      starts.push(high, low, code)
      around = code
    }
  }
  return [points, starts]
}

/** The index of the last number in [from, end) that is no larger; from - 1 where there is none. */
export function indexIn(
  { count, high, low }: Stretches,
  soughtHigh: number,
  soughtLow: number,
  from = 0,
  end = count,
): number {
  let [first, last] = [from, end]
  while (first < last) {
    const middle = (first + last) >>> 1
    if (isBefore(soughtHigh, soughtLow, high[middle]!, low[middle]!)) last = middle
    else first = middle + 1
  }
  return first - 1
}

export function codeAt(stretches: Stretches, high: number, low: number): number {
  const index = indexIn(stretches, high, low)
  return index < 0 ? 0 : stretches.code[index]!
}

/** Merges `others` into `points`, in order; for the same network the code of `others` counts. */
export function merge(points: Stretches, others: Stretches): void {
  const { high, low, code } = points
  const [oldHigh, oldLow, oldCode, count] = [high.slice(), low.slice(), code.slice(), points.count]
  const merged = new Stretches(count + others.count)
  let p = 0
  for (let o = 0; o < others.count; o++) {
    const [h, l] = [others.high[o]!, others.low[o]!]
    for (; p < count && isBefore(oldHigh[p]!, oldLow[p]!, h, l); p++) merged.push(oldHigh[p]!, oldLow[p]!, oldCode[p]!)
    if (p < count && oldHigh[p] === h && oldLow[p] === l) p++
    merged.push(h, l, others.code[o]!)
  }
  for (; p < count; p++) merged.push(oldHigh[p]!, oldLow[p]!, oldCode[p]!)
  points.count = merged.count
  points.high = merged.high
  points.low = merged.low
  points.code = merged.code
}

export function isBefore(aHigh: number, aLow: number, high: number, low: number): boolean {
  return aHigh < high || (aHigh === high && aLow < low)
}

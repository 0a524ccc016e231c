// The few numbers that many are summed up by.

/** NaN where there is none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[upper]! : (sorted[upper - 1]! + sorted[upper]!) / 2
}

/** `sorted` from small to large. NaN where there is none. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
}

/**
 * `a` as a multiple of `b`: the median of the ratios of each round. What else the machine did in a round fell on both,
 * which is why a quotient of two medians would say less. Rounds in which one has no figure do not count.
 */
export function pairedRatio(a: readonly number[], b: readonly number[]): number {
  const ratios = a.map((value, round) => value / (b[round] ?? Number.NaN))
  return median(ratios.filter(Number.isFinite))
}

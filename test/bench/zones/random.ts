// Numbers that look random and are the same in every run.

export type Random = {
  /** A whole number from 0 up to `limit`, without it. */
  below(limit: number): number
  /** Letters and digits. */
  label(length: number): string
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'

export function randomFrom(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 0
  // Mulberry32: a counter, well mixed.
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * limit)
  }
  return {
    below,
    label: (length) => Array.from({ length }, () => LETTERS[below(LETTERS.length)]!).join(''),
  }
}

// Durations as people write them: 10s, 2m, 1h30m, 250ms.

/** A number and a unit, once or several times. */
export const DURATION = /^(?:\d{1,9}(?:ms|[smhdw]))+$/

/** Milliseconds of a text that matches DURATION. */
export function milliseconds(text: string): number {
  let sum = 0
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[smhdw])/g)) sum += Number(count) * units[unit!]!
  return sum
}

const units: { [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

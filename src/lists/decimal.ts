// Writes small numbers as text, for answers.

/** Writes a number below 1000 at out[at, end), as far as there is room; returns where it ends. */
export function writeDecimal(value: number, out: Uint8Array, at: number, end: number): number {
  let p = at
  if (value >= 100 && p < end) out[p++] = 0x30 + Math.floor(value / 100)
  if (value >= 10 && p < end) out[p++] = 0x30 + (Math.floor(value / 10) % 10)
  if (p < end) out[p++] = 0x30 + (value % 10)
  return p
}

// Spans of time as master files write them: seconds, or numbers with units as in 1w2d3h (a BIND custom that everybody
// reads). RFC 2308 §4 gives $TTL; RFC 1035 §5.1 knows plain seconds only.

/** RFC 2181 §8: a TTL has 31 bits. */
export const MAX_TTL = 0x7fffffff

/** What 32 bits hold: a TTL above MAX_TTL can be written, and is served as 0 (RFC 2181 §8). */
export const MAX_WRITTEN_TTL = 0xffffffff

/**
 * The seconds that bytes[start, end) means, or -1 where it is no span or longer than `max`. Units may come in any order and
 * case, each with a number before it; a number without a unit stands alone.
 */
export function parseTtl(bytes: Uint8Array, start: number, end: number, max: number = MAX_TTL): number {
  let total = 0
  let value = -1
  for (let p = start; p < end; p++) {
    const octet = bytes[p]!
    if (octet >= 0x30 && octet <= 0x39) {
      value = (value < 0 ? 0 : value * 10) + octet - 0x30
      if (value > max) return -1
      continue
    }
    const unit = unitSeconds(octet | 0x20)
    if (unit === 0 || value < 0) return -1
    total += value * unit
    if (total > max) return -1
    value = -1
  }
  if (value < 0) return start < end ? total : -1
  // A number without its unit after others, `1h30`, could mean seconds or minutes: we do not guess.
  if (value >= 0 && !isDigits(bytes, start, end)) return -1
  return value
}

/** `1w2d3h4m5s`, the shortest with units; zero is `0s`. */
export function ttlText(seconds: number): string {
  let text = ''
  let left = seconds
  for (const [unit, size] of UNITS) {
    const count = Math.floor(left / size)
    if (count > 0) text += count + unit
    left -= count * size
  }
  return text || '0s'
}

const UNITS = [
  ['w', 604800],
  ['d', 86400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const

function unitSeconds(lower: number): number {
  if (lower === 0x73) return 1
  if (lower === 0x6d) return 60
  if (lower === 0x68) return 3600
  if (lower === 0x64) return 86400
  return lower === 0x77 ? 604800 : 0
}

function isDigits(bytes: Uint8Array, start: number, end: number): boolean {
  for (let p = start; p < end; p++) if (bytes[p]! < 0x30 || bytes[p]! > 0x39) return false
  return true
}

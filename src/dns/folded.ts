// Names compared and hashed four octets at a time, ASCII case aside (RFC 4343 §3): for the path of most queries, where dns/suffixes.ts,
// which goes label by label, would cost as much as all other work.

/** Four octets with ASCII upper case folded to lower. Length octets are below 0x41, so folding them changes nothing. */
export function foldWord(word: number): number {
  const low = word & 0x7f7f7f7f
  // The top bit of each octet: whether it is at least A, and whether it is beyond Z.
  const fromA = low + 0x3f3f3f3f
  const beyondZ = low + 0x25252525
  return word | ((fromA & ~beyondZ & ~word & 0x80808080) >>> 2)
}

/** A hash of `length` octets. The three octets behind them must be there to be read. */
export function foldedHash(data: DataView, at: number, length: number): number {
  let hash = length
  let p = at
  for (const end = at + (length & ~3); p < end; p += 4)
    hash = Math.imul(hash ^ foldWord(data.getInt32(p, true)), 0x9e3779b1) ^ (hash >>> 15)
  hash = Math.imul(hash ^ foldWord(data.getInt32(p, true) & MASKS[length & 3]!), 0x9e3779b1)
  return hash ^ (hash >>> 15)
}

export const Sameness = { other: 0, folded: 1, exact: 2 } as const
export type Sameness = (typeof Sameness)[keyof typeof Sameness]

/**
 * Compares `length` octets in two places: exact, the same but for case, or other. As foldedHash(), it may read three octets beyond them.
 */
export function compareFolded(a: DataView, aAt: number, b: DataView, bAt: number, length: number): Sameness {
  let different = 0
  const whole = length & ~3
  for (let i = 0; i <= whole; i += 4) {
    const mask = i < whole ? -1 : MASKS[length & 3]!
    const left = a.getInt32(aAt + i, true) & mask
    const right = b.getInt32(bAt + i, true) & mask
    different |= left ^ right
    if (left !== right && foldWord(left) !== foldWord(right)) return Sameness.other
  }
  return different === 0 ? Sameness.exact : Sameness.folded
}

/** By number of octets left over: their mask in a little-endian word. */
const MASKS = Int32Array.of(0, 0xff, 0xffff, 0xffffff)

// Domain names as octets in wire form (RFC 1035 §3.1): labels with a length octet each, ended by the root's zero octet, never
// compressed here. A name is a place in a larger array, (bytes, at); we make text only for people.

/** ASCII upper case folded to lower, every other octet itself: names compare this way (RFC 4343 §3). */
export const fold = Uint8Array.from({ length: 256 }, (_, octet) =>
  octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet,
)

/** RFC 1035 §2.3.4: limits in octets, the terminal zero octet included for a name. */
export const MAX_NAME = 255
export const MAX_LABEL = 63
/** Labels of a name of 255 octets whose labels are of one octet each, the root not counted. */
export const MAX_LABELS = 127

/** The root: one zero octet. */
export const ROOT = Uint8Array.of(0)

/** Octets of the name at `at`, its terminal zero included. The name must be well formed. */
export function nameLength(bytes: Uint8Array, at: number): number {
  let p = at
  while (bytes[p] !== 0) p += bytes[p]! + 1
  return p + 1 - at
}

/** A copy of the name at `at`. */
export function copyName(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.slice(at, at + nameLength(bytes, at))
}

/** Number of labels, the root not counted. */
export function labelCount(bytes: Uint8Array, at = 0): number {
  let count = 0
  for (let p = at; bytes[p] !== 0; p += bytes[p]! + 1) count++
  return count
}

/** Whether two names are the same, ASCII case aside. Length octets are below 0x41, so folding them changes nothing. */
export function sameName(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number): boolean {
  for (let i = 0; ; ) {
    const length = a[aAt + i]!
    if (length !== b[bAt + i]) return false
    if (length === 0) return true
    for (const end = i + length; i++ < end; ) {
      const octet = a[aAt + i]!
      const other = b[bAt + i]!
      if (octet !== other && fold[octet] !== fold[other]) return false
    }
  }
}

/** Whether the name at (a, aAt) is at or below the name at (b, bAt). */
export function isWithin(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number): boolean {
  const drop = labelCount(a, aAt) - labelCount(b, bAt)
  if (drop < 0) return false
  let p = aAt
  for (let i = 0; i < drop; i++) p += a[p]! + 1
  return sameName(a, p, b, bAt)
}

/** Whether the first label is a lone asterisk (RFC 4592 §2.1.1). */
export function isWildcard(bytes: Uint8Array, at = 0): boolean {
  return bytes[at] === 1 && bytes[at + 1] === 0x2a
}

/** RFC 4034 §6.1: by lower-cased labels from the right, a missing label first. Negative, zero or positive. */
export function compareNames(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number): number {
  const aLabels = labelOffsets(a, aAt)
  const bLabels = labelOffsets(b, bAt)
  for (let i = aLabels.length - 1, j = bLabels.length - 1; i >= 0 && j >= 0; i--, j--) {
    const order = compareLabels(a, aLabels[i]!, b, bLabels[j]!)
    if (order !== 0) return order
  }
  return aLabels.length - bLabels.length
}

/** Compares two labels, each at its length octet, as RFC 4034 §6.1 does: unsigned lower-cased octets, shorter first. */
export function compareLabels(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number): number {
  const aLength = a[aAt]!
  const bLength = b[bAt]!
  const shared = Math.min(aLength, bLength)
  for (let i = 1; i <= shared; i++) {
    const order = fold[a[aAt + i]!]! - fold[b[bAt + i]!]!
    if (order !== 0) return order
  }
  return aLength - bLength
}

function labelOffsets(bytes: Uint8Array, at: number): number[] {
  const offsets: number[] = []
  for (let p = at; bytes[p] !== 0; p += bytes[p]! + 1) offsets.push(p)
  return offsets
}

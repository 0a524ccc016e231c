// Reads IPv6 addresses and prefixes as rbldnsd does in list files: groups of hexadecimal digits, of which the last may be left out, or
// `::`. It is reused from line to line.

import { hexDigit } from '../dns/address.ts'

const COLON = 0x3a
const SLASH = 0x2f
const GROUPS = 8

export class Ip6Text {
  /** Four words: the first address of the prefix. */
  readonly words = new Uint32Array(4)
  bits = 0
  /** Where reading ended. */
  at = 0
  hostBits = false
  readonly #groups = new Uint16Array(GROUPS)

  /** Reads groups, and returns their bits: 128 where there is a `::`, 0 where there are no groups. */
  #read(bytes: Uint8Array, from: number): number {
    const groups = this.#groups.fill(0)
    let p = from
    let count = 0
    let gap = -1
    if (bytes[p] === COLON) {
      if (bytes[p + 1] !== COLON) return 0
      gap = 0
      p += 2
    }
    while (count < GROUPS) {
      let value = 0
      const first = p
      for (let digit = hexDigit[bytes[p]!]!; digit >= 0; digit = hexDigit[bytes[++p]!]!) {
        value = value * 16 + digit
        if (value > 0xffff) return 0
      }
      if (p === first) break
      groups[count++] = value
      if (bytes[p] !== COLON || count === GROUPS) break
      const isLast = hexDigit[bytes[p + 1]!]! < 0
      if (gap < 0 && bytes[p + 1] === COLON) {
        gap = count
        p += 2
        continue
      }
      // A colon at the end, with no group behind it: an address with `::` may have it, others may not.
      if (isLast && gap < 0) return 0
      p++
      if (isLast) break
    }
    this.at = p
    if (gap < 0) return count * 16
    if (count === GROUPS) return 0
    groups.copyWithin(GROUPS - (count - gap), gap, count)
    groups.fill(0, gap, GROUPS - (count - gap))
    return 128
  }

  /** Reads `2001:db8::1`, `2001:db8:1:2` (64 bits) or `2001:db8::/32`; a lone group is no prefix. */
  prefix(bytes: Uint8Array, from: number): boolean {
    let bits = this.#read(bytes, from)
    if (bits === 0) return false
    if (bytes[this.at] === SLASH) {
      let length = 0
      const first = ++this.at
      for (let digit = bytes[this.at]! - 0x30; digit >= 0 && digit <= 9; digit = bytes[++this.at]! - 0x30) {
        length = length * 10 + digit
        if (length > 128) return false
      }
      if (this.at === first) return false
      bits = length
    } else if (bits === 16) return false
    this.#settle(bits)
    return true
  }

  #settle(bits: number): void {
    const { words } = this
    this.bits = bits
    this.hostBits = false
    for (let i = 0; i < 4; i++) {
      const word = ((this.#groups[2 * i]! << 16) | this.#groups[2 * i + 1]!) >>> 0
      const own = Math.min(Math.max(bits - 32 * i, 0), 32)
      const mask = own === 0 ? 0 : (-1 << (32 - own)) >>> 0
      words[i] = word & mask
      if ((word & ~mask) !== 0) this.hostBits = true
    }
  }
}

// Reads IPv4 addresses, prefixes and ranges as rbldnsd does in list files: octets in decimal, with or without leading zeros, of which the
// last may be left out. It is reused from line to line; its fields hold what it read.

const ZERO = 0x30
const DOT = 0x2e
const DASH = 0x2d
const SLASH = 0x2f

export class Ip4Text {
  first = 0
  last = 0
  /** Bits of the prefix; 32 for a range. */
  bits = 0
  /** Where reading ended. */
  at = 0
  /** Whether the prefix has bits set beyond its length. */
  hostBits = false
  #address = 0

  /** Reads up to four octets; missing ones are zero. Returns their bits, or 0 where there are none. */
  #octets(bytes: Uint8Array, from: number): number {
    let p = from
    let address = 0
    let shift = 24
    for (;;) {
      let value = bytes[p]! - ZERO
      if (value < 0 || value > 9) return 0
      p++
      for (let digit = bytes[p]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[++p]! - ZERO) {
        value = value * 10 + digit
        if (value > 255) return 0
      }
      address |= value << shift
      if (bytes[p] !== DOT || shift === 0) break
      p++
      shift -= 8
    }
    this.at = p
    this.#address = address >>> 0
    return 32 - shift
  }

  /** Reads a whole address. */
  address(bytes: Uint8Array, from: number): boolean {
    const bits = this.#octets(bytes, from)
    this.first = this.#address
    this.last = this.#address
    this.bits = bits
    return bits === 32
  }

  /** Reads `192.0.2.1`, `192.0.2`, `192.0.2.0/24` or `192.0.2/24`; a lone number is no prefix. */
  prefix(bytes: Uint8Array, from: number): boolean {
    const bits = this.#octets(bytes, from)
    if (bits === 0 || bytes[this.at] === DASH) return false
    return this.#completed(bytes, bits)
  }

  /** Reads a prefix, or `192.0.2.1-192.0.2.9`, `192.0.2-192.0.9`, `192.0.2.1-9`: a short end means all addresses that begin so. */
  range(bytes: Uint8Array, from: number): boolean {
    const bits = this.#octets(bytes, from)
    if (bits === 0) return false
    if (bytes[this.at] !== DASH) return this.#completed(bytes, bits)
    const first = this.#address
    let lastBits = this.#octets(bytes, this.at + 1)
    if (lastBits === 0) return false
    let last = this.#address
    if (lastBits === 8) {
      const above = bits - 8
      last = ((last >>> above) | (above === 0 ? 0 : first & (-1 << (32 - above)))) >>> 0
      lastBits = bits
    }
    if (lastBits !== bits) return false
    if (bits < 32) last = (last | (2 ** (32 - bits) - 1)) >>> 0
    if (first > last) return false
    this.first = first
    this.last = last
    this.bits = 32
    this.hostBits = false
    return true
  }

  #completed(bytes: Uint8Array, octetBits: number): boolean {
    let bits = octetBits
    if (bytes[this.at] === SLASH) {
      bits = this.#length(bytes)
      if (bits < 0) return false
    } else if (bits === 8) return false
    const rest = bits === 32 ? 0 : 2 ** (32 - bits) - 1
    this.first = this.#address
    this.last = (this.#address | rest) >>> 0
    this.bits = bits
    this.hostBits = (this.#address & rest) !== 0
    return true
  }

  #length(bytes: Uint8Array): number {
    let p = this.at + 1
    let bits = bytes[p]! - ZERO
    if (bits < 0 || bits > 9) return -1
    p++
    for (let digit = bytes[p]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[++p]! - ZERO) {
      bits = bits * 10 + digit
      if (bits > 32) return -1
    }
    this.at = p
    return bits
  }

  /**
   * Reads the address of a value: `:2:` is 127.0.0.2; all longer forms are those of number(), so `:1.2:` is 1.0.0.2. False for no address
   * and for 0.0.0.0.
   */
  value(bytes: Uint8Array, from: number): boolean {
    if (!this.number(bytes, from)) return false
    const { first } = this
    if (this.bits === 8) this.first = (0x7f000000 | first) >>> 0
    return first !== 0
  }

  /** Reads an address as the C library does: `1.2` is 1.0.0.2, and `5` is 0.0.0.5. */
  number(bytes: Uint8Array, from: number): boolean {
    const bits = this.#octets(bytes, from)
    const address = this.#address
    this.bits = bits
    if (bits === 8) this.first = address >>> 24
    else if (bits === 16) this.first = ((address & 0xff000000) | ((address >>> 16) & 0xff)) >>> 0
    else if (bits === 24) this.first = ((address & 0xffff0000) | ((address >>> 8) & 0xff)) >>> 0
    else this.first = address
    return bits !== 0
  }
}

// Reads lines that are only an entry, of which most lists have a million: an IPv4 address, or an IPv6 network of 64 bits. It stops at the
// first line of another kind, where the general reader goes on.

import { hexDigit } from '../dns/address.ts'

const LF = 0x0a
const DOT = 0x2e
const SLASH = 0x2f
const ZERO = 0x30
const COLON = 0x3a

export interface PlainLines {
  /** How many lines it has read. */
  readonly count: number
  /** Reads lines from bytes[at] on, all with this code; returns where the first other line begins. bytes[size] must be a line feed. */
  read(bytes: Uint8Array, at: number, size: number, code: number): number
}

type Addresses = { readonly addAll: (addresses: Uint32Array, code: number) => void }

export class PlainIp4 implements PlainLines {
  count = 0
  readonly #addresses: Addresses
  readonly #some = new Uint32Array(1 << 10)

  constructor(addresses: Addresses) {
    this.#addresses = addresses
  }

  read(bytes: Uint8Array, from: number, size: number, code: number): number {
    for (let at = from; ; ) {
      const next = this.#readSome(bytes, at, size)
      this.#addresses.addAll(this.#some.subarray(0, this.#found), code)
      this.count += this.#found
      if (this.#found < this.#some.length) return next
      at = next
    }
  }

  #found = 0

  /** Reads as many as there is room for; returns where the next line begins. */
  #readSome(bytes: Uint8Array, from: number, size: number): number {
    const some = this.#some
    let found = 0
    let at = from
    reading: while (at < size && found < some.length) {
      let p = at
      let address = 0
      // At most three digits: the general reader takes octets with more zeros in front.
      for (let octets = 1; ; octets++) {
        let octet = bytes[p]! - ZERO
        if (octet < 0 || octet > 9) break reading
        let digit = bytes[++p]! - ZERO
        if (digit >= 0 && digit <= 9) {
          octet = octet * 10 + digit
          digit = bytes[++p]! - ZERO
          if (digit >= 0 && digit <= 9) {
            octet = octet * 10 + digit
            if (octet > 255) break reading
            p++
          }
        }
        address = (address << 8) | octet
        if (octets === 4) break
        if (bytes[p++] !== DOT) break reading
      }
      if (bytes[p] !== LF) break
      some[found++] = address
      at = p + 1
    }
    this.#found = found
    return at
  }
}

type Networks = { readonly addNetwork: (high: number, low: number, code: number) => void }

/** Reads `2001:db8:1:2`, or with `slashed` `2001:db8:1:2::/64`. */
export class PlainIp6 implements PlainLines {
  count = 0
  readonly #networks: Networks
  readonly #slashed: boolean

  constructor(networks: Networks, { slashed }: { readonly slashed: boolean }) {
    this.#networks = networks
    this.#slashed = slashed
  }

  read(bytes: Uint8Array, from: number, size: number, code: number): number {
    const networks = this.#networks
    let at = from
    while (at < size) {
      let p = at
      let high = 0
      let low = 0
      let group = 0
      let digits = 0
      let groups = 0
      for (;;) {
        const digit = hexDigit[bytes[p]!]!
        if (digit >= 0) {
          group = (group << 4) | digit
          if (++digits > 4) return at
          p++
          continue
        }
        if (digits === 0) return at
        if (groups < 2) high = (high << 16) | group
        else low = (low << 16) | group
        if (++groups === 4) break
        if (bytes[p++] !== COLON) return at
        group = 0
        digits = 0
      }
      if (this.#slashed && isSlash64(bytes, p)) p += 5
      if (bytes[p] !== LF) return at
      networks.addNetwork(high >>> 0, low >>> 0, code)
      this.count++
      at = p + 1
    }
    return at
  }
}

/** Whether `::/64` stands at `at`. */
function isSlash64(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at] === COLON &&
    bytes[at + 1] === COLON &&
    bytes[at + 2] === SLASH &&
    bytes[at + 3] === ZERO + 6 &&
    bytes[at + 4] === ZERO + 4
  )
}

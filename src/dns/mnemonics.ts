// Names for numbers, both ways: types, classes, algorithms and the like. Look-ups from octets make no strings, because
// the zone parser does one for every record.

import { fold } from './name.ts'

export class Mnemonics {
  readonly #codes = new Map<string, number>()
  readonly #names = new Map<number, string>()
  readonly #generic: Uint8Array
  readonly #prefix: string
  readonly #max: number
  // Open addressing: slot -> code or -1, and the upper-cased name's place in #spelling.
  readonly #slotCode: Int32Array
  readonly #slotAt: Int32Array
  readonly #spelling: Uint8Array
  // A cache of words of up to four octets, as one number each, with their codes: a zone file has few.
  readonly #shortKey = new Int32Array(64)
  readonly #shortCode = new Int32Array(64).fill(-1)

  /**
   * It prints the first name of a code. `prefix` makes a name of any number up to `max`: `TYPE` gives `TYPE65280` (RFC 3597
   * §5); an empty prefix lets the number stand by itself.
   */
  constructor(entries: Iterable<readonly [string, number]>, prefix: string, max: number) {
    this.#prefix = prefix
    this.#generic = ascii(prefix.toLowerCase())
    this.#max = max
    for (const [name, code] of entries) {
      this.#codes.set(name.toUpperCase(), code)
      if (!this.#names.has(code)) this.#names.set(code, name)
    }
    const slots = 2 ** Math.ceil(Math.log2(this.#codes.size * 4 + 1))
    this.#slotCode = new Int32Array(slots).fill(-1)
    this.#slotAt = new Int32Array(slots)
    this.#spelling = this.#fill()
  }

  /** The number, or undefined where the text names none. Case does not matter. */
  code(text: string): number | undefined {
    const bytes = ascii(text)
    const code = this.codeFromBytes(bytes, 0, bytes.length)
    return code < 0 ? undefined : code
  }

  /** As `code`, of bytes[start, end); -1 where it names none. */
  codeFromBytes(bytes: Uint8Array, start: number, end: number): number {
    if (end - start > 4 || bytes[start] === 0) return this.#search(bytes, start, end)
    let key = 0
    for (let p = start; p < end; p++) key = (key << 8) | bytes[p]!
    const slot = Math.imul(key, 0x9e3779b1) >>> 26
    if (this.#shortKey[slot] !== key) {
      this.#shortKey[slot] = key
      this.#shortCode[slot] = this.#search(bytes, start, end)
    }
    return this.#shortCode[slot]!
  }

  #search(bytes: Uint8Array, start: number, end: number): number {
    const mask = this.#slotCode.length - 1
    for (let slot = hash(bytes, start, end) & mask; this.#slotCode[slot] !== -1; slot = (slot + 1) & mask) {
      if (this.#isAt(this.#slotAt[slot]!, bytes, start, end)) return this.#slotCode[slot]!
    }
    return this.#number(bytes, start, end)
  }

  /** The name, or the prefix and the number where there is none. */
  name(code: number): string {
    return this.#names.get(code) ?? this.#prefix + code
  }

  /** Whether the number has a name of its own. */
  has(code: number): boolean {
    return this.#names.has(code)
  }

  #fill(): Uint8Array {
    const mask = this.#slotCode.length - 1
    const spelling: number[] = []
    for (const [name, code] of this.#codes) {
      const bytes = ascii(name)
      let slot = hash(bytes, 0, bytes.length) & mask
      while (this.#slotCode[slot] !== -1) slot = (slot + 1) & mask
      this.#slotCode[slot] = code
      this.#slotAt[slot] = spelling.length
      spelling.push(bytes.length, ...bytes.map((octet) => fold[octet]!))
    }
    return Uint8Array.from(spelling)
  }

  #isAt(at: number, bytes: Uint8Array, start: number, end: number): boolean {
    const length = end - start
    if (this.#spelling[at] !== length) return false
    for (let i = 0; i < length; i++) if (this.#spelling[at + 1 + i] !== fold[bytes[start + i]!]) return false
    return true
  }

  #number(bytes: Uint8Array, start: number, end: number): number {
    const digits = start + this.#generic.length
    if (digits >= end) return -1
    for (let i = 0; i < this.#generic.length; i++) if (fold[bytes[start + i]!] !== this.#generic[i]) return -1
    let value = 0
    for (let p = digits; p < end; p++) {
      const digit = bytes[p]! - 0x30
      if (digit < 0 || digit > 9) return -1
      value = value * 10 + digit
      if (value > this.#max) return -1
    }
    return value
  }
}

function hash(bytes: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let p = start; p < end; p++) value = Math.imul(value ^ fold[bytes[p]!]!, 0x9e3779b1) ^ (value >>> 13)
  return value ^ (value >>> 16)
}

/** One octet per UTF-16 unit; what is outside Latin-1 becomes 0xff, which no mnemonic has. */
function ascii(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.min(text.charCodeAt(i), 0xff)
  return bytes
}

// Reads the value behind an entry, or on a line that begins with a colon: `:127.0.0.2:text`, `:2:text`, `:2`, `text`.

import { Ip4Text } from './ip4-text.ts'
import { NO_TEXT } from './values.ts'

const COLON = 0x3a
const SPACE = 0x20
const TAB = 0x09
const HASH = 0x23
const SEMICOLON = 0x3b

/** The value read last; reused from line to line. */
export class EntryValue {
  address = 0
  /** bytes[from, to) is the text; `from` is NO_TEXT where there is none. */
  from = 0
  to = 0
  /** Whether the text is the default's. */
  inherits = false
  readonly #reader = new Ip4Text()

  /**
   * Reads bytes[start, end), which does not begin with a blank. False if the octets between the colons are no address, or if anything but a
   * colon follows the address, even a comment. All behind the second colon is text.
   */
  read(bytes: Uint8Array, start: number, end: number, defaultAddress: number): boolean {
    this.inherits = false
    this.address = defaultAddress
    let p = start
    if (bytes[p] === COLON) {
      if (!this.#reader.value(bytes, p + 1)) return false
      this.address = this.#reader.first
      p = skipBlanks(bytes, this.#reader.at, end)
      if (p >= end) {
        this.inherits = true
        return true
      }
      if (bytes[p] !== COLON) return false
      p = skipBlanks(bytes, p + 1, end)
    }
    this.from = p >= end ? NO_TEXT : p
    this.to = p >= end ? NO_TEXT : end
    return true
  }
}

export function skipBlanks(bytes: Uint8Array, from: number, end: number): number {
  let p = from
  while (p < end && (bytes[p] === SPACE || bytes[p] === TAB)) p++
  return p
}

export function isBlank(octet: number): boolean {
  return octet === SPACE || octet === TAB
}

export function isComment(octet: number): boolean {
  return octet === HASH || octet === SEMICOLON
}

/** Whether what a line lists ends at `at`: its value may follow. */
export function isEntryEnd(bytes: Uint8Array, at: number, end: number): boolean {
  const octet = bytes[at]!
  return at >= end || isBlank(octet) || isComment(octet) || octet === COLON
}

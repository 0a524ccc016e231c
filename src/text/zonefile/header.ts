// Reads the words between owner and rdata: TTL, class and type (RFC 1035 §5.1: TTL and class in either order, both optional). Passes over
// the time stamp that Windows DNS writes before them.

import { classFromBytes } from '../../dns/classes.ts'
import type { Words } from '../../dns/rdata/words.ts'

/** Which words are which; -1 where there is none. Reused from entry to entry. */
export class Header {
  ttl = -1
  class = -1
  /** The class's number; meaningful where there is one. */
  classCode = 1
  /** May be words.count: the entry ends too early. */
  type = -1

  /**
   * Looks at the words from `first` on. A word that begins with a digit can only be a TTL: no class or type begins so. The first word that
   * is neither TTL nor class counts as the type; so does one in quotes, which the caller refuses.
   */
  read(words: Words, first: number): void {
    const { bytes, start, end, quoted, count } = words
    this.ttl = -1
    this.class = -1
    let word = first
    for (; word < count; word++) {
      const at = start[word]!
      const octet = bytes[at]!
      if (octet >= 0x30 && octet <= 0x39 && this.ttl < 0) {
        if (quoted[word]) break
        this.ttl = word
        continue
      }
      if (octet === BRACKET && word === first && isTimeStamp(words, word)) continue
      if (this.class >= 0) break
      const code = classFromBytes(bytes, at, end[word]!)
      if (code < 0 || quoted[word]) break
      this.class = word
      this.classCode = code
    }
    this.type = word
  }
}

/** `[AGE:3570254]`: when the host last asked for its record, in hours since 1601. */
function isTimeStamp({ bytes, start, end, quoted }: Words, word: number): boolean {
  const from = start[word]!
  if (quoted[word] || bytes[end[word]! - 1] !== 0x5d) return false
  return AGE.every((octet, i) => (bytes[from + i]! & 0xdf) === (octet & 0xdf))
}

const BRACKET = 0x5b
const AGE = [...'[AGE:'].map((character) => character.charCodeAt(0))

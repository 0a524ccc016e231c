// Answers ready to send. The first time a name of a zone is asked for, what the composer said is kept as octets; from then
// on it is copied. Of fixed size: what was put in longest ago is overwritten. Holds one generation and is emptied with it.
//
//   slots   [hash, position] pairs, eight to try per name
//   ring    an entry is   key | variants, next | name length | stride | variant 0 | variant 1 …
//           and a variant                         octets | the message without OPT, padded to words

import { fold } from '../dns/name.ts'
import type { Suffixes } from '../dns/suffixes.ts'
import { HEADER } from '../wire/header.ts'
import { Ring } from './ring.ts'

/** Names kept at the most; a power of two. */
const SLOTS = 1 << 17
export const PREPARED_NAMES = SLOTS
const WAYS = 8
/** 16 MiB, of which only what was ever written takes memory. */
const RING_WORDS = 1 << 22
const HEAD_WORDS = 5

/** Longest message that is kept, in octets, and most orders of its records. */
export const MAX_PREPARED = 4096
export const MAX_VARIANTS = 16

export class PreparedAnswers {
  readonly #slots = new Int32Array(SLOTS * 2)
  readonly #ring = new Ring(RING_WORDS, LARGEST)
  /** The array copied into last, as words. */
  #out: Uint8Array = new Uint8Array(0)
  #outWords: Int32Array = new Int32Array(0)

  clear(): void {
    this.#slots.fill(0)
    this.#ring.clear()
  }

  /**
   * Copies the answer for (view, name, type, dnssec) to out[at, …) and returns its length, if one is kept that is not longer
   * than `limit`; else 0. It has the ID and the spelling of another query: the caller puts in this one's.
   */
  copy(key: number, name: Suffixes, limit: number, out: Uint8Array, at: number): number {
    const entry = this.#find(key, name)
    if (entry < 0) return 0
    const { words } = this.#ring
    const variants = words[entry + 1]!
    const next = words[entry + 2]!
    const stride = words[entry + 4]!
    words[entry + 2] = next + 1 === variants ? 0 : next + 1
    const variant = entry + HEAD_WORDS + next * stride
    const length = words[variant]!
    if (length > limit) return 0
    this.#copyOut(variant + 1, length, out, at)
    return length
  }

  /**
   * Keeps an answer in `variants` orders of its records. `write` writes order `i` as a message without OPT at
   * out[at, …) and returns its length, or 0 where the answer is not fit to be kept; then put() returns false.
   */
  put(
    key: number,
    name: Suffixes,
    variants: number,
    write: (i: number, out: Uint8Array, at: number) => number,
  ): boolean {
    const stride = (MAX_PREPARED >> 2) + 1
    if (this.#ring.exhausted) this.clear()
    const entry = this.#ring.room(HEAD_WORDS + variants * stride)
    const used = this.#writeVariants(entry, variants, write)
    if (used === 0) return false
    const { words } = this.#ring
    words[entry] = key
    words[entry + 1] = variants
    words[entry + 2] = 0
    words[entry + 3] = name.length
    this.#takeSlot(key, name)
    this.#ring.head += used
    return true
  }

  /** Writes the variants as close together as the longest allows; words used, or 0. */
  #writeVariants(entry: number, variants: number, write: (i: number, out: Uint8Array, at: number) => number): number {
    const { words } = this.#ring
    let stride = 0
    for (let i = 0; i < variants; i++) {
      const variant = entry + HEAD_WORDS + i * stride
      const length = write(i, this.#ring.bytes, (variant + 1) << 2)
      if (length === 0 || length > MAX_PREPARED) return 0
      words[variant] = length
      // All orders of the same records are equally long but for a compressed name or two: room for the worst is kept.
      if (i === 0) stride = ((length + 3) >> 2) + 1 + (variants > 1 ? SLACK_WORDS : 0)
      if (((length + 3) >> 2) + 1 > stride) return 0
    }
    words[entry + 4] = stride
    return HEAD_WORDS + variants * stride
  }

  #find(key: number, name: Suffixes): number {
    const slots = this.#slots
    const hash = mix(name.hash[0]!, key)
    let s = (hash & (SLOTS - 1)) << 1
    for (let way = 0; way < WAYS; way++, s = (s + 2) & (SLOTS * 2 - 1)) {
      if (slots[s] !== hash) continue
      const position = slots[s + 1]!
      if (!this.#ring.isLive(position)) continue
      const entry = this.#ring.indexOf(position)
      if (this.#ring.words[entry] === key && this.#isNamed(entry, name)) return entry
    }
    return -1
  }

  /** The question of variant 0 is spelled as it was first asked. */
  #isNamed(entry: number, name: Suffixes): boolean {
    const length = this.#ring.words[entry + 3]!
    if (length !== name.length) return false
    const own = this.#ring.bytes
    const { bytes } = name
    let p = ((entry + HEAD_WORDS + 1) << 2) + HEADER
    let q = name.at[0]!
    for (const end = p + length; p < end; p++, q++) if (fold[own[p]!] !== fold[bytes[q]!]) return false
    return true
  }

  #takeSlot(key: number, name: Suffixes): void {
    const slots = this.#slots
    const hash = mix(name.hash[0]!, key)
    const first = (hash & (SLOTS - 1)) << 1
    let oldest = first
    for (let way = 0, s = first; way < WAYS; way++, s = (s + 2) & (SLOTS * 2 - 1)) {
      // The same name again, too long for its last client: it is in its place already.
      if (slots[s] === hash && slots[s + 1] !== 0 && this.#ring.words[this.#ring.indexOf(slots[s + 1]!)] === key) {
        oldest = s
        break
      }
      if (slots[s + 1]! < slots[oldest + 1]!) oldest = s
    }
    slots[oldest] = hash
    slots[oldest + 1] = this.#ring.head
  }

  #copyOut(from: number, length: number, out: Uint8Array, at: number): void {
    const place = out.byteOffset + at
    if (place & 3) {
      const own = this.#ring.bytes
      for (let i = 0, p = from << 2; i < length; i++) out[at + i] = own[p + i]!
      return
    }
    if (out !== this.#out) {
      this.#out = out
      this.#outWords = new Int32Array(out.buffer, 0, out.buffer.byteLength >> 2)
    }
    const target = this.#outWords
    const { words } = this.#ring
    for (let p = place >> 2, end = p + ((length + 3) >> 2), q = from; p < end; p++, q++) target[p] = words[q]!
  }
}

/** Words of the largest entry. */
const LARGEST = HEAD_WORDS + MAX_VARIANTS * ((MAX_PREPARED >> 2) + 1)
const SLACK_WORDS = 16

export function mix(hash: number, key: number): number {
  const mixed = Math.imul(hash ^ Math.imul(key, 0x9e3779b1), 0x85ebca6b)
  return mixed ^ (mixed >>> 15)
}

// Answers ready to send. When somebody asks for a name of a zone, this keeps the octets of the composer's answer, and copies
// them for whoever asks next. Its size is fixed: new answers overwrite the oldest. It passes over answers that no longer hold
// (freshness.ts).
//
//   slots   [hash, position] pairs, eight to try per name
//   ring    an entry is   key | variants, next | name length | stride | hash of the name | epoch | first, second member |
//                         the three words of its marks
//                         variant 0 | variant 1 …
//           and a variant                         octets | the message without OPT, padded to words

import { put32 } from '../dns/big-endian.ts'
import { compareFolded, foldedHash, Sameness } from '../dns/folded.ts'
import { HEADER } from '../wire/header.ts'
import { copyOctets, LastView } from '../wire/octets.ts'
import type { Query } from '../wire/query.ts'
import { type Consulted, type Freshness, firstOf, hasSoa, MADE_OF_WORDS, noteMadeOf } from './freshness.ts'
import { Ring } from './ring.ts'

/** The most answers that have a slot; a power of two. */
const SLOTS = 1 << 17
export const PREPARED_NAMES = SLOTS
const WAYS = 8
/** 16 MiB, of which only written pages take memory. */
const RING_WORDS = 1 << 22
/** Index in an entry of the words that say what the answer was made of. */
const MADE_OF = 6
const HEAD_WORDS = MADE_OF + MADE_OF_WORDS

/** Octets of the numbers that end an SOA, the serial first (RFC 1035 §3.3.13). */
const SOA_NUMBERS = 20

/** The longest message that we prepare, in octets, and the most orders of its records. */
export const MAX_PREPARED = 4096
export const MAX_VARIANTS = 16

/**
 * Writes one order of the records of an answer to `query` as a message without OPT at out[at, …) and returns its length, or 0
 * where the answer cannot be prepared.
 */
export type WriteOrder = (query: Query, order: number, out: Uint8Array, at: number) => number

export class PreparedAnswers {
  readonly #slots = new Int32Array(SLOTS * 2)
  readonly #ring = new Ring(RING_WORDS, LARGEST)
  readonly #messages = new LastView()
  readonly #outs = new LastView()
  /** Whether the name found last is spelled as in the query. */
  #spelling: Sameness = Sameness.other
  /** Hash of the name that copy() found last (dns/suffixes.ts). */
  nameHash = 0
  readonly #freshness: Freshness

  constructor(freshness: Freshness) {
    this.#freshness = freshness
  }

  clear(): void {
    this.#slots.fill(0)
    this.#ring.clear()
  }

  /**
   * Copies the prepared answer to (key, the query's name) to out[at, …) and returns its length; 0 where there is none, or it is
   * longer than `limit`. It has the ID of another query: the caller puts in this one's. `key` is the view, DO and the type.
   */
  copy(key: number, query: Query, limit: number, out: Uint8Array, at: number): number {
    const message = this.#messages.of(query.bytes)
    const entry = this.#find(key, message, query)
    if (entry < 0 || !this.#holds(entry)) return 0
    const { words, data } = this.#ring
    const variants = words[entry + 1]!
    const next = words[entry + 2]!
    const stride = words[entry + 4]!
    words[entry + 2] = next + 1 === variants ? 0 : next + 1
    const variant = entry + HEAD_WORDS + next * stride
    const length = words[variant]!
    if (length > limit) return 0
    this.nameHash = words[entry + 5]!
    const to = this.#outs.of(out)
    copyOctets(data, (variant + 1) << 2, to, at, length)
    if (this.#spelling !== Sameness.exact) copyOctets(message, query.from + HEADER, to, at + HEADER, query.nameLength)
    return length
  }

  #holds(entry: number): boolean {
    const { words } = this.#ring
    const { epoch } = this.#freshness
    if (words[entry + MADE_OF] === epoch) return true
    if (!this.#freshness.holds(viewOf(words[entry]!), words, entry + MADE_OF)) return false
    if (hasSoa(words, entry + MADE_OF)) this.#tellSerial(entry)
    words[entry + MADE_OF] = epoch
    return true
  }

  /** Writes the zone's present serial into all variants, where the zone has changed: every change brings a new one. */
  #tellSerial(entry: number): void {
    const { words, bytes } = this.#ring
    const view = viewOf(words[entry]!)
    const member = firstOf(words, entry + MADE_OF)
    if (!this.#freshness.hasChanged(view, member, words[entry + MADE_OF]!)) return
    const serial = this.#freshness.serialOf(view, member)
    const stride = words[entry + 4]!
    for (let i = words[entry + 1]!, at = entry + HEAD_WORDS; i > 0; i--, at += stride)
      put32(bytes, ((at + 1) << 2) + words[at]! - SOA_NUMBERS, serial)
  }

  /**
   * Prepares an answer in `variants` orders of its records. Where it has an SOA, it ends in that, or `consulted` is pinned to it (pinSoa).
   * False where the answer cannot be prepared.
   */
  put(key: number, query: Query, variants: number, consulted: Consulted, write: WriteOrder): boolean {
    if (this.#ring.exhausted) this.clear()
    const entry = this.#ring.room(roomFor(variants))
    const used = this.#writeVariants(entry, query, variants, write)
    if (used === 0) return false
    const { words } = this.#ring
    words[entry] = key
    words[entry + 1] = variants
    words[entry + 2] = 0
    words[entry + 3] = query.nameLength
    words[entry + 5] = query.name.hash[0]!
    noteMadeOf(words, entry + MADE_OF, this.#freshness.epoch, consulted)
    this.#takeSlot(key, hashOf(key, this.#messages.of(query.bytes), query))
    this.#ring.head += used
    return true
  }

  /** Writes the variants as close together as the first one's size allows. Returns the words used; 0 where one does not fit. */
  #writeVariants(entry: number, query: Query, variants: number, write: WriteOrder): number {
    const { words } = this.#ring
    let stride = 0
    for (let i = 0; i < variants; i++) {
      const variant = entry + HEAD_WORDS + i * stride
      const length = write(query, i, this.#ring.bytes, (variant + 1) << 2)
      if (length === 0 || length > MAX_PREPARED) return 0
      words[variant] = length
      // All orders of the same records are equally long but for a compressed name or two: so leave them some room.
      if (i === 0) stride = 1 + ((length + 3) >> 2) + slackFor(variants)
      if (1 + ((length + 3) >> 2) > stride) return 0
    }
    words[entry + 4] = stride
    return HEAD_WORDS + variants * stride
  }

  #find(key: number, message: DataView, query: Query): number {
    const slots = this.#slots
    const ring = this.#ring
    const hash = hashOf(key, message, query)
    const length = query.nameLength
    let s = (hash & (SLOTS - 1)) << 1
    for (let way = 0; way < WAYS; way++, s = (s + 2) & (SLOTS * 2 - 1)) {
      if (slots[s] !== hash || !ring.isLive(slots[s + 1]!)) continue
      const entry = ring.indexOf(slots[s + 1]!)
      if (ring.words[entry] !== key || ring.words[entry + 3] !== length) continue
      // The question of variant 0 is spelled as it was first asked.
      const name = ((entry + HEAD_WORDS + 1) << 2) + HEADER
      this.#spelling = compareFolded(ring.data, name, message, query.from + HEADER, length)
      if (this.#spelling !== Sameness.other) return entry
    }
    return -1
  }

  #takeSlot(key: number, hash: number): void {
    const slots = this.#slots
    const first = (hash & (SLOTS - 1)) << 1
    let oldest = first
    for (let way = 0, s = first; way < WAYS; way++, s = (s + 2) & (SLOTS * 2 - 1)) {
      // This answer has a slot already: it was too long for the client, or has become stale. It takes that slot again.
      if (slots[s] === hash && slots[s + 1] !== 0 && this.#ring.words[this.#ring.indexOf(slots[s + 1]!)] === key) {
        oldest = s
        break
      }
      if (slots[s + 1]! < slots[oldest + 1]!) oldest = s
    }
    slots[oldest] = hash
    slots[oldest + 1] = this.#ring.head
  }
}

/** The bits of a key below its view: DO and the type. */
export const VIEW_SHIFT = 17

export function viewOf(key: number): number {
  return key >>> VIEW_SHIFT
}

const SLACK_WORDS = 16

function slackFor(variants: number): number {
  return variants > 1 ? SLACK_WORDS : 0
}

/** The most words that so many variants may take: nobody knows their length before the first is written. */
function roomFor(variants: number): number {
  return HEAD_WORDS + variants * (1 + (MAX_PREPARED >> 2) + slackFor(variants))
}

const LARGEST = roomFor(MAX_VARIANTS)

/** foldedHash() reads up to three octets behind the name: the type and class are there. */
function hashOf(key: number, message: DataView, query: Query): number {
  return mix(foldedHash(message, query.from + HEADER, query.nameLength), key)
}

export function mix(hash: number, key: number): number {
  const mixed = Math.imul(hash ^ Math.imul(key, 0x9e3779b1), 0x85ebca6b)
  return mixed ^ (mixed >>> 15)
}

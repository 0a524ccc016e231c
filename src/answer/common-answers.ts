// Answers that hold for many names (common.ts), ready to send but for the name: we prepare one with one name and send it with
// another. The pointers move by the difference in length of the two names, but those to the beginning of the question stay.
//
//   slots   [hash, position] pairs
//   ring    an entry is   key | member | node | base | variants, next | stride | epoch | first, second member |
//                         the three words of its marks
//                         variant 0 | variant 1 …
//           a variant     octets | pointers | where they stand, a word each | the message without OPT
//
// `base` is where in the message the suffix begins that all these names have in common.

import { get16, put16 } from '../dns/big-endian.ts'
import { HEADER } from '../wire/header.ts'
import { copyOctets, LastView } from '../wire/octets.ts'
import type { Query } from '../wire/query.ts'
import type { Common } from './common.ts'
import { type Consulted, type Freshness, MADE_OF_WORDS, noteMadeOf } from './freshness.ts'
import { mix, viewOf, type WriteOrder } from './prepared.ts'
import { Ring } from './ring.ts'

const SLOTS = 1 << 14
const WAYS = 4
/** Index in an entry of the words that say what the answer was made of. */
const MADE_OF = 7
const HEAD_WORDS = MADE_OF + MADE_OF_WORDS
const RING_WORDS = 1 << 20
export const MAX_COMMON = 1232
export const MAX_COMMON_VARIANTS = 16
export const MAX_COMMON_POINTERS = 96
const SLACK_WORDS = 16
/** The most words from one variant to the next. A variant needs that many while we write it, whatever it takes in the end. */
const STRIDE = 2 + MAX_COMMON_POINTERS + (MAX_COMMON >> 2) + SLACK_WORDS
const LARGEST = HEAD_WORDS + MAX_COMMON_VARIANTS * STRIDE

/** Writes one order of an answer's records, and says where its pointers stand. */
export type WriteCommon = {
  /** At most MAX_COMMON octets. */
  readonly write: WriteOrder
  readonly pointers: () => { readonly count: number; readonly at: Uint16Array }
}

export class CommonAnswers {
  readonly #slots = new Int32Array(SLOTS * 2)
  readonly #ring = new Ring(RING_WORDS, LARGEST)
  readonly #messages = new LastView()
  readonly #outs = new LastView()
  readonly #freshness: Freshness

  constructor(freshness: Freshness) {
    this.#freshness = freshness
  }

  clear(): void {
    this.#slots.fill(0)
    this.#ring.clear()
  }

  /**
   * Writes the answer prepared for `common` with the question at query[from, from + questionEnd) to out[at, …) and returns its
   * length; 0 where there is none or it is longer than `limit`. `base`: where in the question's message the common suffix
   * begins. The ID and RD are another query's: the caller puts in this one's.
   */
  copy(
    key: number,
    common: Common,
    base: number,
    query: Uint8Array,
    from: number,
    questionEnd: number,
    limit: number,
    out: Uint8Array,
    at: number,
  ): number {
    const entry = this.#find(key, common)
    if (entry < 0 || !this.#holds(entry)) return 0
    const { words } = this.#ring
    const variants = words[entry + 4]!
    const next = words[entry + 5]!
    words[entry + 5] = next + 1 === variants ? 0 : next + 1
    const variant = entry + HEAD_WORDS + next * words[entry + 6]!
    const moved = base - words[entry + 3]!
    const length = words[variant]! + moved
    if (length > limit) return 0
    this.#copyOut(variant, moved, query, from, questionEnd, out, at)
    return length
  }

  #holds(entry: number): boolean {
    const { words } = this.#ring
    const { epoch } = this.#freshness
    if (words[entry + MADE_OF] === epoch) return true
    if (!this.#freshness.holds(viewOf(words[entry]!), words, entry + MADE_OF)) return false
    words[entry + MADE_OF] = epoch
    return true
  }

  #copyOut(
    variant: number,
    moved: number,
    query: Uint8Array,
    from: number,
    questionEnd: number,
    out: Uint8Array,
    at: number,
  ): void {
    const { words, data } = this.#ring
    const octets = words[variant]!
    const pointers = words[variant + 1]!
    const message = (variant + 2 + pointers) << 2
    const to = this.#outs.of(out)
    copyOctets(data, message, to, at, HEADER)
    copyOctets(this.#messages.of(query), from + HEADER, to, at + HEADER, questionEnd - HEADER)
    const behind = questionEnd - moved
    copyOctets(data, message + behind, to, at + questionEnd, octets - behind)
    for (let k = 0; k < pointers; k++) {
      const p = at + words[variant + 2 + k]! + moved
      const pointer = get16(out, p)
      if (pointer !== TO_QUESTION) put16(out, p, pointer + moved)
    }
  }

  /** Prepares an answer in `variants` orders of its records; false where it cannot be prepared. */
  put(
    key: number,
    query: Query,
    common: Common,
    base: number,
    variants: number,
    consulted: Consulted,
    writer: WriteCommon,
  ): boolean {
    const ring = this.#ring
    if (ring.exhausted) this.clear()
    const entry = ring.room(LARGEST)
    const stride = this.#writeVariants(entry, query, variants, writer)
    if (stride === 0) return false
    const { words } = ring
    words[entry] = key
    words[entry + 1] = common.member
    words[entry + 2] = common.node
    words[entry + 3] = base
    words[entry + 4] = variants
    words[entry + 5] = 0
    words[entry + 6] = stride
    noteMadeOf(words, entry + MADE_OF, this.#freshness.epoch, consulted)
    this.#takeSlot(key, common)
    ring.head += HEAD_WORDS + variants * stride
    return true
  }

  /** Writes the variants as close together as the first one's size allows. Returns the words from one to the next; 0 where one does not fit. */
  #writeVariants(entry: number, query: Query, variants: number, writer: WriteCommon): number {
    const { words } = this.#ring
    let stride = 0
    for (let i = 0; i < variants; i++) {
      const variant = entry + HEAD_WORDS + i * stride
      if (!this.#writeVariant(variant, query, i, writer)) return 0
      const used = wordsOf(words, variant)
      // All orders of the same records are equally long but for a compressed name or two.
      if (i === 0) stride = used + (variants > 1 ? SLACK_WORDS : 0)
      if (used > stride) return 0
    }
    return stride
  }

  #writeVariant(variant: number, query: Query, order: number, { write, pointers }: WriteCommon): boolean {
    const { words, bytes } = this.#ring
    const scratch = (variant + 2 + MAX_COMMON_POINTERS) << 2
    const octets = write(query, order, bytes, scratch)
    const { count, at } = pointers()
    if (octets === 0 || octets > MAX_COMMON || count > MAX_COMMON_POINTERS) return false
    words[variant] = octets
    words[variant + 1] = count
    for (let k = 0; k < count; k++) words[variant + 2 + k] = at[k]!
    bytes.copyWithin((variant + 2 + count) << 2, scratch, scratch + octets)
    return true
  }

  #find(key: number, common: Common): number {
    const slots = this.#slots
    const hash = hashOf(key, common)
    let s = (hash & (SLOTS - 1)) << 1
    for (let way = 0; way < WAYS; way++, s = (s + 2) & (SLOTS * 2 - 1)) {
      if (slots[s] === hash && this.#isOf(slots[s + 1]!, key, common)) return this.#ring.indexOf(slots[s + 1]!)
    }
    return -1
  }

  #takeSlot(key: number, common: Common): void {
    const slots = this.#slots
    const hash = hashOf(key, common)
    const first = (hash & (SLOTS - 1)) << 1
    let oldest = first
    for (let way = 0, s = first; way < WAYS; way++, s = (s + 2) & (SLOTS * 2 - 1)) {
      // This answer has a slot already: it was too long for the client, or has become stale. It takes that slot again.
      if (slots[s] === hash && this.#isOf(slots[s + 1]!, key, common)) {
        oldest = s
        break
      }
      if (slots[s + 1]! < slots[oldest + 1]!) oldest = s
    }
    slots[oldest] = hash
    slots[oldest + 1] = this.#ring.head
  }

  /** Whether the entry at this position is still there, and is the answer for `common`. */
  #isOf(position: number, key: number, common: Common): boolean {
    if (!this.#ring.isLive(position)) return false
    const { words } = this.#ring
    const entry = this.#ring.indexOf(position)
    return words[entry] === key && words[entry + 1] === common.member && words[entry + 2] === common.node
  }
}

/** A pointer to the name in the question, which never moves. */
const TO_QUESTION = 0xc000 | HEADER

/** The words that a variant takes, once written. */
function wordsOf(words: Int32Array, variant: number): number {
  return 2 + words[variant + 1]! + ((words[variant]! + 3) >> 2)
}

function hashOf(key: number, common: Common): number {
  return mix(Math.imul(common.node, 0x01000193) ^ common.member, key)
}

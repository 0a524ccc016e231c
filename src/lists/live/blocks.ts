// Entries sorted by key in shared memory: one thread writes, all others read without a lock and never wait. An entry is a key of a few
// words, when it ends, and the number of its value.
//
//   head      version | words of a key | blocks at the most | words of a tag    the version's last bit says which index holds
//   index     count | where each block begins (a key each) | number of each block             twice: one holds, one is made
//   blocks    uses | count | earliest end | - | keys | ends | values                           CAPACITY entries, sorted
//
// The writer never changes what a reader may be looking at. It writes a new block, or a new index, beside the old one, and then one word
// says that this is the one. A block that was replaced is used again later; its word of uses tells a reader who is still there.
//
// A key may end in a tag, by which it is not found: whoever looks for it writes TAG there. Of one key there is one entry.
//
// Sorted, because what stands above entries exists too (RFC 4592 §2.2.2): whether anything begins with an octet is one look.

export const CAPACITY = 128
const HEAD = 4

export const Head = { version: 0, keyWords: 1, maxBlocks: 2, tagWords: 3 } as const
export const BlockHead = { uses: 0, count: 1, earliest: 2 } as const

/** Blocks that two neighbours share are at least so full together, in entries (BlockWriter.#settle). */
export const LEAST_PAIR = Math.floor(CAPACITY * 0.85)

/** A block that was replaced is not used again before so many others were. */
export const RESTING = 64

/** An end as the table has it: ticks of the steady clock since the table was made, eight to the second: seventeen years of them. */
export const TICKS_PER_SECOND = 8

/** What stands in the place of a tag that is not known: no tag is larger. */
export const TAG = 2 ** 31 - 1

/** How many words, and how many of these are a tag. */
export type KeyForm = { readonly keyWords: number; readonly tagWords: number }

export class Blocks {
  readonly buffer: SharedArrayBuffer
  readonly words: Int32Array
  readonly values: Uint16Array
  readonly keyWords: number
  readonly tagWords: number
  readonly maxBlocks: number
  readonly #indexWords: number
  readonly #blocksAt: number
  readonly #blockWords: number

  /** Memory for so many entries; the system gives it when it is written to. */
  static make({ keyWords, tagWords }: KeyForm, entries: number): Blocks {
    const maxBlocks = Math.ceil((entries * 2) / LEAST_PAIR) + RESTING + 8
    const words = HEAD + 2 * indexWords(keyWords, maxBlocks) + maxBlocks * blockWords(keyWords)
    const head = new Int32Array(new SharedArrayBuffer(words * 4))
    head[Head.keyWords] = keyWords
    head[Head.tagWords] = tagWords
    head[Head.maxBlocks] = maxBlocks
    // One block is always there.
    for (const version of [0, 1]) head[HEAD + version * indexWords(keyWords, maxBlocks)] = 1
    return new Blocks(head.buffer as SharedArrayBuffer)
  }

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer
    this.words = new Int32Array(buffer)
    this.values = new Uint16Array(buffer)
    this.keyWords = this.words[Head.keyWords]!
    this.tagWords = this.words[Head.tagWords]!
    this.maxBlocks = this.words[Head.maxBlocks]!
    this.#indexWords = indexWords(this.keyWords, this.maxBlocks)
    this.#blocksAt = HEAD + 2 * this.#indexWords
    this.#blockWords = blockWords(this.keyWords)
  }

  /** Where the index of a version stands: its count. */
  indexAt(version: number): number {
    return HEAD + (version & 1) * this.#indexWords
  }

  /** Where the key stands with which a block of the index begins. */
  beginAt(index: number, place: number): number {
    return index + 1 + place * this.keyWords
  }

  /** Where the number of a block of the index stands. */
  numberAt(index: number, place: number): number {
    return index + 1 + this.maxBlocks * this.keyWords + place
  }

  blockAt(number: number): number {
    return this.#blocksAt + number * this.#blockWords
  }

  keyAt(block: number, i: number): number {
    return block + HEAD + i * this.keyWords
  }

  /** The last word of its key. */
  tagAt(block: number, i: number): number {
    return this.keyAt(block, i) + this.keyWords - 1
  }

  endAt(block: number, i: number): number {
    return block + HEAD + CAPACITY * this.keyWords + i
  }

  /** In `values`. */
  valueAt(block: number, i: number): number {
    return (block + HEAD + CAPACITY * (this.keyWords + 1)) * 2 + i
  }

  /** What is written to where so many blocks are used, and an index has had so many places at the most. */
  octetsOf(blocks: number, places: number): number {
    return (HEAD + 2 * indexWords(this.keyWords, places) + blocks * this.#blockWords) * 4
  }

  /** The place in the index of the block that a key belongs to: the last that does not begin behind it. */
  placeOf(index: number, key: Int32Array): number {
    let low = 0
    let high = Atomics.load(this.words, index) - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#order(this.beginAt(index, middle), key) > 0) high = middle - 1
      else low = middle
    }
    return low
  }

  /** The first entry of a block that stands behind the key. */
  seek(block: number, key: Int32Array): number {
    let low = 0
    // While a block is used anew it may say anything.
    let high = Math.min(Atomics.load(this.words, block + BlockHead.count), CAPACITY)
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#order(this.keyAt(block, middle), key) > 0) high = middle
      else low = middle + 1
    }
    return low
  }

  /** Whether it is the entry of this key; the last word does not matter where it is a tag. */
  isAt(block: number, i: number, key: Int32Array): boolean {
    const at = this.keyAt(block, i)
    for (let word = 0; word < this.keyWords - this.tagWords; word++)
      if (Atomics.load(this.words, at + word) !== key[word]) return false
    return true
  }

  isBefore(block: number, i: number, key: Int32Array): boolean {
    return this.#order(this.keyAt(block, i), key) < 0
  }

  isBehind(block: number, i: number, key: Int32Array): boolean {
    return this.#order(this.keyAt(block, i), key) > 0
  }

  /** Negative, zero or positive: words compare with their sign. */
  #order(at: number, key: Int32Array): number {
    for (let i = 0; i < this.keyWords; i++) {
      const word = Atomics.load(this.words, at + i)
      const other = key[i]!
      if (word !== other) return word < other ? -1 : 1
    }
    return 0
  }
}

function indexWords(keyWords: number, maxBlocks: number): number {
  return 1 + maxBlocks * (keyWords + 1)
}

function blockWords(keyWords: number): number {
  return HEAD + CAPACITY * (keyWords + 1) + CAPACITY / 2
}

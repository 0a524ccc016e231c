// A table of entries sorted by key in shared memory: one thread writes, all others read without a lock and never wait. An entry is a key of
// a few words, its end, and the number of its value.
//
//   head      version | words of a key | blocks at the most | words of a tag    the version's last bit says which index holds
//   index     count | where each block begins (a key each) | number of each block             twice: one holds, one is made
//   blocks    uses | count | earliest end | - | keys | ends | values                           CAPACITY entries, sorted
//
// The writer never changes what a reader may be looking at, but for an end, which is one word. It writes a new block, or a new index,
// beside the old one, and then switches one word to it. It uses a replaced block again later; a reader that is still there sees that by the
// block's word of uses.
//
// A key may end in a tag, which searches ignore: they put TAG there. Each key, without its tag, has one entry.
//
// It is sorted because names above entries exist too (RFC 4592 §2.2.2): one look shows whether any entry begins with an octet.

export const CAPACITY = 128
const HEAD = 4

export const Head = { version: 0, keyWords: 1, maxBlocks: 2, tagWords: 3 } as const
export const BlockHead = { uses: 0, count: 1, earliest: 2 } as const

/** Two neighbouring blocks have more entries than this together (BlockWriter.#settle). */
export const LEAST_PAIR = Math.floor(CAPACITY * 0.85)

/** So many other blocks are replaced before we use a replaced block again. */
export const RESTING = 64

/** Ends are ticks of the steady clock since the table was made, eight a second: they last for seventeen years. */
export const TICKS_PER_SECOND = 8

/** Takes the place of an unknown tag: no tag is larger. */
export const TAG = 2 ** 31 - 1

/** How many words a key has, and how many of these are a tag. */
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

  /** A table with address space for so many entries; the system gives memory when it is written to. */
  static make({ keyWords, tagWords }: KeyForm, entries: number): Blocks {
    const maxBlocks = Math.ceil((entries * 2) / LEAST_PAIR) + RESTING + 8
    const words = HEAD + 2 * indexWords(keyWords, maxBlocks) + maxBlocks * blockWords(keyWords)
    const head = new Int32Array(new SharedArrayBuffer(words * 4))
    head[Head.keyWords] = keyWords
    head[Head.tagWords] = tagWords
    head[Head.maxBlocks] = maxBlocks
    // There is always one block.
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

  /** Where the index of a version begins, with its count. */
  indexAt(version: number): number {
    return HEAD + (version & 1) * this.#indexWords
  }

  /** Where the key with which a block of the index begins stands. */
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

  /** Where the last word of an entry's key stands. */
  tagAt(block: number, i: number): number {
    return this.keyAt(block, i) + this.keyWords - 1
  }

  endAt(block: number, i: number): number {
    return block + HEAD + CAPACITY * this.keyWords + i
  }

  /** The place in `values`. */
  valueAt(block: number, i: number): number {
    return (block + HEAD + CAPACITY * (this.keyWords + 1)) * 2 + i
  }

  /** Octets written to where so many blocks are used, and an index has had at most so many places. */
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

  /** The first entry of the block behind the key. */
  seek(block: number, key: Int32Array): number {
    let low = 0
    // A block that is being written again may hold anything.
    let high = Math.min(Atomics.load(this.words, block + BlockHead.count), CAPACITY)
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#order(this.keyAt(block, middle), key) > 0) high = middle
      else low = middle + 1
    }
    return low
  }

  /** Whether entry `i` has this key; a tag does not count. */
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

  /** Compares keys: negative, zero or positive. Words are signed. */
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

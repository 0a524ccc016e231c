// Writes the table (blocks.ts), in one thread.

import { BlockHead, type Blocks, CAPACITY, Head, LEAST_PAIR, RESTING } from './blocks.ts'

/** An entry; each() and get() overwrite the one that they returned before. */
export type Held = { readonly key: Int32Array; end: number; value: number }

/** How many neighbours on either side make room for an entry whose block is full: with more, all blocks are fuller. */
const NEIGHBOURS = 3

/** The most blocks that we write anew together. */
const MOST = 2 * NEIGHBOURS + 1

/** We leave no block fuller than this where its neighbours have room, in entries. */
const FULL = Math.floor(CAPACITY * 0.96)

export class BlockWriter {
  readonly #blocks: Blocks
  readonly #words: Int32Array
  size = 0
  /** Blocks that were never used begin here. */
  #fresh = 1
  /** The most places that an index has had. */
  #mostPlaces = 1
  /** A ring of replaced blocks, the one that rests longest first. */
  readonly #resting: Int32Array
  #restingFrom = 0
  #restingCount = 0
  /** Entries that #deal() distributes to blocks. */
  readonly #keys: Int32Array
  readonly #ends = new Int32Array(MOST * CAPACITY + 1)
  readonly #values = new Uint16Array(MOST * CAPACITY + 1)
  #dealt = 0
  readonly #held: Held
  /** Where #find() found the key, or where it would be. */
  #place = 0
  #block = 0
  #at = 0

  /** `blocks`: a table that nobody has written to. */
  constructor(blocks: Blocks) {
    this.#blocks = blocks
    this.#words = blocks.words
    this.#resting = new Int32Array(blocks.maxBlocks)
    this.#keys = new Int32Array((MOST * CAPACITY + 1) * blocks.keyWords)
    this.#held = { key: new Int32Array(blocks.keyWords), end: 0, value: 0 }
    this.#setEarliest(blocks.blockAt(0))
  }

  /** The entry of the key, ended or not. */
  get(key: Int32Array): Held | undefined {
    return this.#find(key) ? this.#hold(this.#block, this.#at) : undefined
  }

  /** Adds or changes an entry; true where it is new. `end`: ticks, below 2 ** 32. */
  put(key: Int32Array, end: number, value: number): boolean {
    if (this.#find(key)) {
      this.#change(end, value)
      return false
    }
    this.size++
    if (this.#words[this.#block + BlockHead.count]! < CAPACITY) this.#insert(key, end, value)
    else this.#insertInFull(key, end, value)
    return true
  }

  remove(key: Int32Array): boolean {
    if (!this.#find(key)) return false
    const place = this.#place
    this.#takeOut()
    this.size--
    this.#settle(place)
    return true
  }

  /** The tick at which the next entry may end; Infinity where there is none. */
  get earliest(): number {
    let earliest = NEVER
    const index = this.#index
    for (let place = this.#words[index]! - 1; place >= 0; place--)
      earliest = Math.min(earliest, this.#words[this.#blockOf(index, place) + BlockHead.earliest]! >>> 0)
    return earliest === NEVER ? Number.POSITIVE_INFINITY : earliest
  }

  /** Entries that end at `now` or before, in ticks; at most `most` of them. */
  ended(now: number, most: number): Held[] {
    const ended: Held[] = []
    const index = this.#index
    for (let place = this.#words[index]! - 1; place >= 0 && ended.length < most; place--) {
      const block = this.#blockOf(index, place)
      if (this.#words[block + BlockHead.earliest]! >>> 0 > now) continue
      // Some of its entries may have been extended since.
      this.#setEarliest(block)
      const count = this.#words[block + BlockHead.count]!
      for (let i = 0; i < count && ended.length < most; i++) {
        const { key, end, value } = this.#hold(block, i)
        if (end <= now) ended.push({ key: key.slice(), end, value })
      }
    }
    return ended
  }

  /** All entries in the order of their keys. Change nothing meanwhile. */
  *each(): Generator<Held> {
    const index = this.#index
    for (let place = 0; place < this.#words[index]!; place++) {
      const block = this.#blockOf(index, place)
      const count = this.#words[block + BlockHead.count]!
      for (let i = 0; i < count; i++) yield this.#hold(block, i)
    }
  }

  /** Removes all entries; blocks that readers look at stay. */
  clear(): void {
    const used = this.#words[this.#index]!
    const first = this.#take()
    this.#words[first.at + BlockHead.count] = 0
    this.#setEarliest(first.at)
    this.#reindex(0, used, [first.number])
    this.size = 0
  }

  /** How many octets were ever written to. */
  get octets(): number {
    return this.#blocks.octetsOf(this.#fresh, this.#mostPlaces)
  }

  get #index(): number {
    return this.#blocks.indexAt(this.#words[Head.version]!)
  }

  #blockOf(index: number, place: number): number {
    return this.#blocks.blockAt(this.#words[this.#blocks.numberAt(index, place)]!)
  }

  #find(key: Int32Array): boolean {
    const index = this.#index
    this.#place = this.#blocks.placeOf(index, key)
    this.#block = this.#blockOf(index, this.#place)
    this.#at = this.#blocks.seek(this.#block, key)
    if (this.#at === 0 || !this.#blocks.isAt(this.#block, this.#at - 1, key)) return false
    this.#at--
    return true
  }

  #hold(block: number, i: number): Held {
    const blocks = this.#blocks
    const at = blocks.keyAt(block, i)
    for (let word = 0; word < blocks.keyWords; word++) this.#held.key[word] = this.#words[at + word]!
    this.#held.end = this.#words[blocks.endAt(block, i)]! >>> 0
    this.#held.value = blocks.values[blocks.valueAt(block, i)]!
    return this.#held
  }

  /** Changes the found entry. Another end is one word; another value takes a new block, so that nobody sees half of the change. */
  #change(end: number, value: number): void {
    const [blocks, place, at] = [this.#blocks, this.#place, this.#at]
    if (blocks.values[blocks.valueAt(this.#block, at)] === value) {
      const earliest = this.#words[this.#block + BlockHead.earliest]! >>> 0
      if (end < earliest) this.#words[this.#block + BlockHead.earliest] = end
      Atomics.store(this.#words, blocks.endAt(this.#block, at), end)
      return
    }
    this.#gather(place, 1)
    this.#ends[at] = end
    this.#values[at] = value
    this.#deal(place, 1, 1)
  }

  #insert(key: Int32Array, end: number, value: number): void {
    const [blocks, place, from, at] = [this.#blocks, this.#place, this.#block, this.#at]
    const { number, at: to } = this.#take()
    const count = this.#words[from + BlockHead.count]!
    const { words, values } = blocks
    words.copyWithin(blocks.keyAt(to, 0), blocks.keyAt(from, 0), blocks.keyAt(from, at))
    words.set(key, blocks.keyAt(to, at))
    words.copyWithin(blocks.keyAt(to, at + 1), blocks.keyAt(from, at), blocks.keyAt(from, count))
    words.copyWithin(blocks.endAt(to, 0), blocks.endAt(from, 0), blocks.endAt(from, at))
    words[blocks.endAt(to, at)] = end
    words.copyWithin(blocks.endAt(to, at + 1), blocks.endAt(from, at), blocks.endAt(from, count))
    values.copyWithin(blocks.valueAt(to, 0), blocks.valueAt(from, 0), blocks.valueAt(from, at))
    values[blocks.valueAt(to, at)] = value
    values.copyWithin(blocks.valueAt(to, at + 1), blocks.valueAt(from, at), blocks.valueAt(from, count))
    words[to + BlockHead.count] = count + 1
    words[to + BlockHead.earliest] = Math.min(words[from + BlockHead.earliest]! >>> 0, end)
    this.#swap(place, number)
  }

  /** Inserts into a full block: neighbours take some of its entries, or all of them become one block more. */
  #insertInFull(key: Int32Array, end: number, value: number): void {
    const { keyWords } = this.#blocks
    const places = this.#words[this.#index]!
    const first = Math.max(this.#place - NEIGHBOURS, 0)
    const blocks = Math.min(this.#place + NEIGHBOURS + 1, places) - first
    let at = this.#at
    for (let place = first; place < this.#place; place++)
      at += this.#words[this.#blockOf(this.#index, place) + BlockHead.count]!
    this.#gather(first, blocks)
    this.#keys.copyWithin((at + 1) * keyWords, at * keyWords, this.#dealt * keyWords)
    this.#keys.set(key, at * keyWords)
    this.#ends.copyWithin(at + 1, at, this.#dealt)
    this.#ends[at] = end
    this.#values.copyWithin(at + 1, at, this.#dealt)
    this.#values[at] = value
    this.#dealt++
    this.#deal(first, blocks, this.#dealt > blocks * FULL ? blocks + 1 : blocks)
  }

  /** Removes the found entry. */
  #takeOut(): void {
    const [blocks, place, from, at] = [this.#blocks, this.#place, this.#block, this.#at]
    const { number, at: to } = this.#take()
    const count = this.#words[from + BlockHead.count]!
    const { words, values } = blocks
    words.copyWithin(blocks.keyAt(to, 0), blocks.keyAt(from, 0), blocks.keyAt(from, at))
    words.copyWithin(blocks.keyAt(to, at), blocks.keyAt(from, at + 1), blocks.keyAt(from, count))
    words.copyWithin(blocks.endAt(to, 0), blocks.endAt(from, 0), blocks.endAt(from, at))
    words.copyWithin(blocks.endAt(to, at), blocks.endAt(from, at + 1), blocks.endAt(from, count))
    values.copyWithin(blocks.valueAt(to, 0), blocks.valueAt(from, 0), blocks.valueAt(from, at))
    values.copyWithin(blocks.valueAt(to, at), blocks.valueAt(from, at + 1), blocks.valueAt(from, count))
    words[to + BlockHead.count] = count - 1
    // The earliest end may be later now: ended() finds out.
    words[to + BlockHead.earliest] = words[from + BlockHead.earliest]!
    this.#swap(place, number)
  }

  /** Joins a block that has become too empty with a neighbour, so that two neighbours are never both nearly empty. */
  #settle(place: number): void {
    const index = this.#index
    const places = this.#words[index]!
    const countAt = (one: number) =>
      one < 0 || one >= places ? Number.POSITIVE_INFINITY : this.#words[this.#blockOf(index, one) + BlockHead.count]!
    const [left, own, right] = [countAt(place - 1), countAt(place), countAt(place + 1)]
    const first = left <= right ? place - 1 : place
    const three = left + own + right
    if (Math.min(left, right) + own <= LEAST_PAIR) {
      this.#gather(first, 2)
      this.#deal(first, 2, 1)
    } else if (three <= 2 * LEAST_PAIR) {
      this.#gather(place - 1, 3)
      this.#deal(place - 1, 3, 2)
    }
  }

  #gather(first: number, count: number): void {
    const blocks = this.#blocks
    const { words, values, keyWords } = blocks
    const index = this.#index
    let dealt = 0
    for (let place = first; place < first + count; place++) {
      const block = this.#blockOf(index, place)
      const entries = words[block + BlockHead.count]!
      this.#keys.set(words.subarray(blocks.keyAt(block, 0), blocks.keyAt(block, entries)), dealt * keyWords)
      this.#ends.set(words.subarray(blocks.endAt(block, 0), blocks.endAt(block, entries)), dealt)
      this.#values.set(values.subarray(blocks.valueAt(block, 0), blocks.valueAt(block, entries)), dealt)
      dealt += entries
    }
    this.#dealt = dealt
  }

  /** Distributes the gathered entries evenly to `count` blocks, in place of `before` others. */
  #deal(first: number, before: number, count: number): void {
    const blocks = this.#blocks
    const { words, values, keyWords } = blocks
    const numbers: number[] = []
    for (let i = 0, from = 0; i < count; i++) {
      const to = Math.floor((this.#dealt * (i + 1)) / count)
      const { number, at } = this.#take()
      numbers.push(number)
      words.set(this.#keys.subarray(from * keyWords, to * keyWords), blocks.keyAt(at, 0))
      words.set(this.#ends.subarray(from, to), blocks.endAt(at, 0))
      values.set(this.#values.subarray(from, to), blocks.valueAt(at, 0))
      words[at + BlockHead.count] = to - from
      this.#setEarliest(at)
      from = to
    }
    if (before === 1 && count === 1) this.#swap(first, numbers[0]!)
    else this.#reindex(first, before, numbers)
  }

  /** Takes a block that nobody looks at. */
  #take(): { readonly number: number; readonly at: number } {
    let number = this.#fresh
    if (this.#restingCount > RESTING || this.#fresh === this.#blocks.maxBlocks) {
      number = this.#resting[this.#restingFrom]!
      this.#restingFrom = (this.#restingFrom + 1) % this.#resting.length
      this.#restingCount--
    } else this.#fresh++
    return { number, at: this.#blocks.blockAt(number) }
  }

  #rest(number: number): void {
    // A reader that still looks at it looks again.
    Atomics.add(this.#words, this.#blocks.blockAt(number) + BlockHead.uses, 1)
    this.#resting[(this.#restingFrom + this.#restingCount++) % this.#resting.length] = number
  }

  /** Puts another block with the same range of keys in the place. */
  #swap(place: number, number: number): void {
    const at = this.#blocks.numberAt(this.#index, place)
    const before = this.#words[at]!
    Atomics.store(this.#words, at, number)
    this.#rest(before)
  }

  /** Replaces some blocks by others in the index that nobody looks at, and then switches to that index. */
  #reindex(first: number, before: number, numbers: readonly number[]): void {
    const blocks = this.#blocks
    const { words, keyWords, tagWords } = blocks
    const version = words[Head.version]!
    const [from, to] = [blocks.indexAt(version), blocks.indexAt(version + 1)]
    const places = words[from]!
    const retired = Array.from({ length: before }, (_, i) => words[blocks.numberAt(from, first + i)]!)
    const behind = first + numbers.length
    words.copyWithin(blocks.beginAt(to, 0), blocks.beginAt(from, 0), blocks.beginAt(from, first))
    words.copyWithin(blocks.numberAt(to, 0), blocks.numberAt(from, 0), blocks.numberAt(from, first))
    for (const [i, number] of numbers.entries()) {
      const key = blocks.keyAt(blocks.blockAt(number), 0)
      // The first new block takes over the beginning of the range that it replaces.
      const source = i === 0 ? blocks.beginAt(from, first) : key
      words.copyWithin(blocks.beginAt(to, first + i), source, source + keyWords)
      // A block begins before all tags of its first key: the entry may go, and come back with another tag.
      words.fill(NO_TAG, blocks.beginAt(to, first + i + 1) - tagWords, blocks.beginAt(to, first + i + 1))
      words[blocks.numberAt(to, first + i)] = number
    }
    const rest = first + before
    words.copyWithin(blocks.beginAt(to, behind), blocks.beginAt(from, rest), blocks.beginAt(from, places))
    words.copyWithin(blocks.numberAt(to, behind), blocks.numberAt(from, rest), blocks.numberAt(from, places))
    this.#mostPlaces = Math.max(this.#mostPlaces, places - before + numbers.length)
    Atomics.store(words, to, places - before + numbers.length)
    Atomics.store(words, Head.version, version + 1)
    for (const number of retired) this.#rest(number)
  }

  #setEarliest(block: number): void {
    const blocks = this.#blocks
    let earliest = NEVER
    const count = this.#words[block + BlockHead.count]!
    for (let i = 0; i < count; i++) earliest = Math.min(earliest, this.#words[blocks.endAt(block, i)]! >>> 0)
    this.#words[block + BlockHead.earliest] = earliest
  }
}

/** No tag is smaller. */
const NO_TAG = -(2 ** 31)

/** No end is later. */
const NEVER = 2 ** 32 - 1

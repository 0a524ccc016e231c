// Reads the table (blocks.ts), in any thread. What it gives was true at one moment of the look.

import { BlockHead, type Blocks, CAPACITY, Head } from './blocks.ts'

/** Looks at the value of an entry, and at its tag's name, before the writer may use their numbers for others. */
export type Look = (value: number, tag: number) => void

export class BlockReader {
  /** The end of the entry that find() found last, in ticks. */
  end = 0
  /** Whether find() has met the key, ended or not. Where it has not, what `look` saw before means nothing. */
  held = false
  readonly #blocks: Blocks

  constructor(blocks: Blocks) {
    this.#blocks = blocks
  }

  /** Whether there is an entry of this key that ends after `now`. */
  find(key: Int32Array, now: number, look: Look): boolean {
    for (;;) {
      const found = this.#tryFind(key, now, look)
      if (found !== MOVED) return found === YES
    }
  }

  /** Whether anything from one key to another, both included, ends after `now`. */
  hasAny(from: Int32Array, to: Int32Array, now: number): boolean {
    for (;;) {
      const found = this.#tryAny(from, to, now)
      if (found !== MOVED) return found === YES
    }
  }

  #tryFind(key: Int32Array, now: number, look: Look): number {
    const blocks = this.#blocks
    const { words } = blocks
    const version = Atomics.load(words, Head.version)
    const index = blocks.indexAt(version)
    const numberAt = blocks.numberAt(index, blocks.placeOf(index, key))
    const number = Atomics.load(words, numberAt)
    const block = blocks.blockAt(number)
    const uses = Atomics.load(words, block + BlockHead.uses)
    // The index led to this block when we read its uses.
    if (Atomics.load(words, numberAt) !== number || Atomics.load(words, Head.version) !== version) return MOVED
    const i = blocks.seek(block, key) - 1
    let found = NO
    this.held = i >= 0 && blocks.isAt(block, i, key)
    if (this.held) {
      this.end = Atomics.load(words, blocks.endAt(block, i)) >>> 0
      if (this.end > now) found = YES
      look(Atomics.load(blocks.values, blocks.valueAt(block, i)), Atomics.load(words, blocks.tagAt(block, i)))
    }
    return Atomics.load(words, block + BlockHead.uses) === uses ? found : MOVED
  }

  #tryAny(from: Int32Array, to: Int32Array, now: number): number {
    const blocks = this.#blocks
    const { words } = blocks
    const version = Atomics.load(words, Head.version)
    const index = blocks.indexAt(version)
    const count = Atomics.load(words, index)
    for (let place = blocks.placeOf(index, from); place < count; place++) {
      const numberAt = blocks.numberAt(index, place)
      const number = Atomics.load(words, numberAt)
      const block = blocks.blockAt(number)
      const uses = Atomics.load(words, block + BlockHead.uses)
      if (Atomics.load(words, numberAt) !== number || Atomics.load(words, Head.version) !== version) return MOVED
      const found = this.#anyOf(block, from, to, now)
      if (Atomics.load(words, block + BlockHead.uses) !== uses) return MOVED
      if (found !== FURTHER) return found
    }
    return NO
  }

  #anyOf(block: number, from: Int32Array, to: Int32Array, now: number): number {
    const blocks = this.#blocks
    const { words } = blocks
    const count = Math.min(Atomics.load(words, block + BlockHead.count), CAPACITY)
    // `from` itself is among them.
    for (let i = Math.max(blocks.seek(block, from) - 1, 0); i < count; i++) {
      if (blocks.isBehind(block, i, to)) return NO
      if (!blocks.isBefore(block, i, from) && Atomics.load(words, blocks.endAt(block, i)) >>> 0 > now) return YES
    }
    return FURTHER
  }
}

const [NO, YES, MOVED, FURTHER] = [0, 1, 2, 3]

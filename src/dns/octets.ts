// A growing run of octets that parsers write into; between uses they empty it and do not throw it away.

import { giveBack, take } from '../memory/budget.ts'

/** Numbers are written big-endian, as everything in DNS is (RFC 1035 §2.3.2). */
export class Octets {
  bytes: Uint8Array
  length = 0
  readonly #moves: boolean

  /**
   * `room`: how many octets, or the memory to begin with. `moves`: nobody may hold `bytes` or a view of them, because growing frees the old
   * ones at once: an idle thread would not collect garbage as large as a zone.
   */
  constructor(room: number | Uint8Array = 512, moves = false) {
    this.bytes = typeof room === 'number' ? new Uint8Array(room) : room
    this.#moves = moves && typeof room === 'number'
  }

  clear(): void {
    this.length = 0
  }

  u8(value: number): void {
    if (this.length === this.bytes.length) this.#grow(1)
    this.bytes[this.length++] = value
  }

  u16(value: number): void {
    const at = this.length
    if (at + 2 > this.bytes.length) this.#grow(2)
    const { bytes } = this
    bytes[at] = value >>> 8
    bytes[at + 1] = value
    this.length = at + 2
  }

  u32(value: number): void {
    this.u16(value >>> 16)
    this.u16(value)
  }

  /** Makes room for `more` octets, so that they may be written to `bytes` from `length` on without further checks. */
  reserve(more: number): void {
    if (this.length + more > this.bytes.length) this.#grow(more)
  }

  /** Appends bytes[from, to). */
  append(bytes: Uint8Array, from = 0, to = bytes.length): void {
    const at = this.length
    const length = at + to - from
    if (length > this.bytes.length) this.#grow(to - from)
    const own = this.bytes
    if (to - from < 64) for (let p = at, q = from; q < to; p++, q++) own[p] = bytes[q]!
    else own.set(bytes.subarray(from, to), at)
    this.length = length
  }

  /** Appends bytes[from, from + length) behind a 16-bit length. */
  appendSized(bytes: Uint8Array, length: number, from = 0): void {
    const at = this.length + 2
    if (at + length > this.bytes.length) this.#grow(length + 2)
    const own = this.bytes
    own[at - 2] = length >>> 8
    own[at - 1] = length
    if (length < 64) for (let i = 0; i < length; i++) own[at + i] = bytes[from + i]!
    else own.set(bytes.subarray(from, from + length), at)
    this.length = at + length
  }

  /** Frees the octets (with `moves`). */
  drop(): void {
    if (!this.#moves) return
    giveBack(this.bytes.length)
    ;(this.bytes.buffer as ArrayBuffer).transfer(0)
    this.bytes = new Uint8Array(0)
    this.length = 0
  }

  /** What was written, as a view that the next write may change. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }

  #grow(more: number): void {
    const room = Math.max(this.bytes.length * 2, this.length + more)
    const before = this.bytes
    take(room)
    giveBack(before.length)
    this.bytes = copied(before, room)
    if (this.#moves) (before.buffer as ArrayBuffer).transfer(0)
  }
}

/** Not transfer(): that writes to all of the new room. Room that nobody has touched takes no memory and no time. */
function copied(bytes: Uint8Array, room: number): Uint8Array {
  const next = new Uint8Array(room)
  next.set(bytes)
  return next
}

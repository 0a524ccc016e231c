// A growing run of octets that parsers write into and that is emptied, not thrown away, between uses.

/** Big-endian numbers, as everything in DNS is (RFC 1035 §2.3.2). */
export class Octets {
  bytes: Uint8Array
  length = 0

  constructor(capacity = 512) {
    this.bytes = new Uint8Array(capacity)
  }

  clear(): void {
    this.length = 0
  }

  u8(value: number): void {
    if (this.length === this.bytes.length) this.#grow(1)
    this.bytes[this.length++] = value
  }

  u16(value: number): void {
    this.u8(value >>> 8)
    this.u8(value)
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
    const size = to - from
    if (this.length + size > this.bytes.length) this.#grow(size)
    if (size < 32) for (let i = from; i < to; i++) this.bytes[this.length++] = bytes[i]!
    else {
      this.bytes.set(bytes.subarray(from, to), this.length)
      this.length += size
    }
  }

  /** What was written, as a view that the next write may change. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }

  #grow(more: number): void {
    const next = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more))
    next.set(this.bytes)
    this.bytes = next
  }
}

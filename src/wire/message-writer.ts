// Writes a message into a given buffer within a limit, and compresses names (RFC 1035 §4.1.4). Takes back whole records that turn out not
// to fit. The writer knows names and rdata, not answers.

import { put16, put32 } from '../dns/big-endian.ts'
import { fold } from '../dns/name.ts'
import { compressibleNames } from '../dns/rdata/rdata.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { HEADER } from './header.ts'

/** Pointers have 14 bits. */
const POINTABLE = 0x4000
const SLOTS = 1024
const MAX_ENTRIES = 512
export const MAX_POINTERS = 128

/** Offsets count from the start of the message. Reused from message to message; allocates nothing. */
export class MessageWriter {
  #out: Uint8Array = new Uint8Array(HEADER)
  #base = 0
  /** Octets of the message so far. It may pass `limit`, beyond which this writes nothing: see `overflows`. */
  length = 0
  #limit = 0
  /** Where pointers were written, the first MAX_POINTERS of them, and how many there are in all. */
  readonly pointerAt = new Uint16Array(MAX_POINTERS)
  pointers = 0
  readonly #name = new Suffixes()
  readonly #slotHash = new Int32Array(SLOTS)
  /** Message offset of a name, or 0. */
  readonly #slotOffset = new Uint16Array(SLOTS)
  /** Slots in the order in which they were filled. */
  readonly #filled = new Uint16Array(MAX_ENTRIES)
  #entries = 0

  /** Begins a message of at most `limit` octets at out[base, …). The header is the caller's. */
  begin(out: Uint8Array, base: number, limit: number): void {
    this.#forget(0)
    this.#out = out
    this.#base = base
    this.#limit = limit
    this.length = HEADER
    this.pointers = 0
  }

  /** Copies the question at bytes[from, to); pointers may then lead to suffixes of its name from `known` on. */
  question(bytes: Uint8Array, from: number, to: number, name: Suffixes, known = 0): void {
    const out = this.#out
    let p = this.#base + this.length
    for (let i = from; i < to; i++) out[p++] = bytes[i]!
    for (let i = known; i < name.count; i++) this.#remember(name.hash[i]!, this.length + name.at[i]! - name.at[0]!)
    this.length = p - this.#base
  }

  /** True once more was written than fits; the caller takes it back. */
  get overflows(): boolean {
    return this.length > this.#limit
  }

  /** Octets left before the limit. */
  get room(): number {
    return this.#limit - this.length
  }

  /** Takes back all octets from `length` on. */
  rewind(length: number): void {
    this.length = length
    this.pointers = Math.min(this.pointers, MAX_POINTERS)
    while (this.pointers > 0 && this.pointerAt[this.pointers - 1]! >= length) this.pointers--
    let entries = this.#entries
    while (entries > 0 && this.#slotOffset[this.#filled[entries - 1]!]! >= length) entries--
    this.#forget(entries)
  }

  u8(value: number): void {
    const at = this.#base + this.length++
    if (this.length <= this.#limit) this.#out[at] = value
  }

  u16(value: number): void {
    const at = this.#base + this.length
    this.length += 2
    if (this.length <= this.#limit) put16(this.#out, at, value)
  }

  u32(value: number): void {
    const at = this.#base + this.length
    this.length += 4
    if (this.length <= this.#limit) put32(this.#out, at, value)
  }

  append(bytes: Uint8Array, from: number, to: number): void {
    const out = this.#out
    let p = this.#base + this.length
    this.length += to - from
    if (this.length > this.#limit) return
    if (to - from < 64) for (let i = from; i < to; i++) out[p++] = bytes[i]!
    else out.set(bytes.subarray(from, to), p)
  }

  /** A pointer to an offset below 0x4000. */
  pointer(offset: number): void {
    if (this.pointers < MAX_POINTERS) this.pointerAt[this.pointers] = this.length
    this.pointers++
    this.u16(0xc000 | offset)
  }

  /**
   * The uncompressed name at (bytes, at), compressed against all names written before. Returns the offset for pointers to the
   * whole name from now on, or 0.
   */
  name(bytes: Uint8Array, at: number): number {
    const name = this.#name.set(bytes, at)
    const start = this.length
    for (let i = 0; i < name.count; i++) {
      const offset = this.#lookUp(name, i)
      if (offset !== 0) {
        this.pointer(offset)
        return i === 0 ? offset : pointable(start)
      }
      if (this.length < POINTABLE) this.#remember(name.hash[i]!, this.length)
      const from = name.at[i]!
      this.append(bytes, from, from + bytes[from]! + 1)
    }
    this.u8(0)
    return name.count === 0 ? 0 : pointable(start)
  }

  /** RDLENGTH and RDATA of the uncompressed bytes[from, to), with names compressed where RFC 3597 §4 permits it. */
  rdata(type: number, bytes: Uint8Array, from: number, to: number): void {
    const layout = compressibleNames(type)
    if (layout === undefined) {
      this.u16(to - from)
      this.append(bytes, from, to)
      return
    }
    const lengthAt = this.length
    this.length += 2
    let p = from + layout.prefix
    this.append(bytes, from, p)
    for (let i = 0; i < layout.names; i++) {
      this.name(bytes, p)
      while (bytes[p] !== 0) p += bytes[p]! + 1
      p++
    }
    this.append(bytes, p, to)
    if (!this.overflows) put16(this.#out, this.#base + lengthAt, this.length - lengthAt - 2)
  }

  #lookUp(name: Suffixes, i: number): number {
    const hash = name.hash[i]!
    for (let s = hash & (SLOTS - 1); this.#slotOffset[s] !== 0; s = (s + 1) & (SLOTS - 1))
      if (this.#slotHash[s] === hash && this.#stands(this.#slotOffset[s]!, name, i)) return this.#slotOffset[s]!
    return 0
  }

  /** Whether suffix `i` stands at `offset`. Names written before are well formed: pointers go backwards. */
  #stands(offset: number, name: Suffixes, i: number): boolean {
    const out = this.#out
    const { bytes } = name
    let p = this.#base + offset
    for (let k = i; ; k++) {
      while (out[p]! >= 0xc0) {
        const target = this.#base + (((out[p]! & 0x3f) << 8) | out[p + 1]!)
        // Nothing was written behind the limit: any octets may lie there.
        if (target >= p) return false
        p = target
      }
      let q = name.at[k]!
      if (out[p] !== bytes[q]) return false
      if (k === name.count) return true
      for (const end = p + out[p]!; p++ < end; ) if (fold[out[p]!] !== fold[bytes[++q]!]) return false
    }
  }

  #remember(hash: number, offset: number): void {
    if (this.#entries === MAX_ENTRIES) return
    let s = hash & (SLOTS - 1)
    while (this.#slotOffset[s] !== 0) s = (s + 1) & (SLOTS - 1)
    this.#slotHash[s] = hash
    this.#slotOffset[s] = offset
    this.#filled[this.#entries++] = s
  }

  /** Empties all slots but the first `keep`, in reverse, so that it breaks no probe sequence meanwhile. */
  #forget(keep: number): void {
    while (this.#entries > keep) this.#slotOffset[this.#filled[--this.#entries]!] = 0
  }
}

function pointable(offset: number): number {
  return offset < POINTABLE ? offset : 0
}

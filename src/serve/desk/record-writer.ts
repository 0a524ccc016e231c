// Writes the records of a transfer one behind the other into a message. Records that follow one another have much in common: a name is
// compressed against the owner before it, and against the names that rdata had last, where it is spelled alike (RFC 5936 §3.4: a
// secondary spells names as we do). So a million records need no table of all names.

import { put16, put32 } from '../../dns/big-endian.ts'
import { Class } from '../../dns/classes.ts'
import { MAX_LABELS, MAX_NAME } from '../../dns/name.ts'
import { compressibleNames } from '../../dns/rdata/rdata.ts'
import { HEADER } from '../../wire/header.ts'

/** Pointers have 14 bits (RFC 1035 §4.1.4). */
const POINTABLE = 0x4000
const POINTER = 0xc000
/** TYPE, CLASS, TTL and RDLENGTH. */
const FIXED = 10
/** Names of rdata that are remembered: servers of a delegation, hosts for mail. */
const REMEMBERED = 4

/** Offsets count from the start of the message. Reused from message to message; allocates nothing. */
export class RecordWriter {
  #out: Uint8Array = new Uint8Array(HEADER)
  #limit = 0
  /** Octets of the message so far. */
  length = HEADER
  /** Labels of the name that is being written: where each begins. */
  readonly #starts = new Uint32Array(MAX_LABELS + 1)
  #count = 0
  #owner = new Known()
  #nextOwner = new Known()
  readonly #targets = Array.from({ length: REMEMBERED }, () => new Known())
  #oldest = 0

  /** Begins a message of at most `limit` octets. The header is the caller's. */
  begin(out: Uint8Array, limit: number): void {
    this.#out = out
    this.#limit = limit
    this.length = HEADER
    this.#owner.clear()
    for (const target of this.#targets) target.clear()
  }

  /** Copies the question of `to - from` octets; names may point into it from now on. */
  question(bytes: Uint8Array, from: number, to: number): void {
    this.#out.set(bytes.subarray(from, to), this.length)
    const nameEnd = this.#labelsOf(bytes, from)
    this.#owner.take(bytes, from, nameEnd, this.#starts, this.#count, this.length)
    this.length += to - from
  }

  /** False where there is no room: then nothing was written. `isSameOwner`: the owner is the one of the record before. */
  record(
    owner: Uint8Array,
    ownerAt: number,
    isSameOwner: boolean,
    type: number,
    ttl: number,
    bytes: Uint8Array,
    from: number,
    to: number,
  ): boolean {
    const out = this.#out
    const before = this.length
    let p = before
    const known = this.#owner
    if (isSameOwner && known.whole !== 0) {
      // No name is as long as what is left before pointers end.
      if (this.#limit - p < 2 + FIXED + to - from) return false
      put16(out, p, POINTER | known.whole)
      p += 2
    } else {
      const nameEnd = this.#labelsOf(owner, ownerAt)
      const match = known.match(owner, ownerAt, nameEnd, this.#starts, this.#count)
      const octets = match < 0 ? nameEnd - ownerAt : this.#starts[match]! - ownerAt + 2
      if (this.#limit - p < octets + FIXED + to - from) return false
      const target = match < 0 ? 0 : known.offsetAt(nameEnd - this.#starts[match]!)
      p = this.#name(owner, ownerAt, nameEnd, match, target)
      const next = this.#nextOwner
      next.take(owner, ownerAt, nameEnd, this.#starts, match < 0 ? this.#count : match, before)
      if (match >= 0) next.inherit(known, nameEnd - this.#starts[match]!)
      this.#owner = next
      this.#nextOwner = known
    }
    put16(out, p, type)
    put16(out, p + 2, Class.IN)
    put32(out, p + 4, ttl)
    const layout = compressibleNames(type)
    if (layout === undefined) {
      put16(out, p + 8, to - from)
      this.length = copy(bytes, from, to, out, p + FIXED)
      return true
    }
    const rdata = p + FIXED
    p = copy(bytes, from, from + layout.prefix, out, rdata)
    let q = from + layout.prefix
    for (let i = 0; i < layout.names; i++) {
      const end = this.#labelsOf(bytes, q)
      p = this.#target(bytes, q, end, p)
      q = end
    }
    this.length = copy(bytes, q, to, out, p)
    put16(out, rdata - 2, this.length - rdata)
    return true
  }

  /** Gives where the name at (bytes, at) ends, and notes in #starts where its labels begin. */
  #labelsOf(bytes: Uint8Array, at: number): number {
    const starts = this.#starts
    let count = 0
    let p = at
    for (let length = bytes[p]!; length !== 0; length = bytes[p]!) {
      starts[count++] = p
      p += length + 1
    }
    this.#count = count
    return p + 1
  }

  /** Writes the labels before `match` and a pointer to `target`; where `match` is negative, the whole name. Gives where it ends. */
  #name(bytes: Uint8Array, at: number, end: number, match: number, target: number, p = this.length): number {
    if (match < 0) return copy(bytes, at, end, this.#out, p)
    const q = copy(bytes, at, this.#starts[match]!, this.#out, p)
    put16(this.#out, q, POINTER | target)
    return q + 2
  }

  /** Writes a name of rdata at out[p, …); gives where it ends. */
  #target(bytes: Uint8Array, at: number, end: number, p: number): number {
    const whole = this.#wholeTarget(bytes, at, end)
    if (whole !== 0) {
      put16(this.#out, p, POINTER | whole)
      return p + 2
    }
    const starts = this.#starts
    const count = this.#count
    let match = this.#owner.match(bytes, at, end, starts, count)
    let best = this.#owner
    for (let i = 0; i < REMEMBERED; i++) {
      const one = this.#targets[i]!
      const its = one.match(bytes, at, end, starts, count)
      if (its >= 0 && (match < 0 || its < match)) {
        match = its
        best = one
      }
    }
    const rest = match < 0 ? 0 : end - starts[match]!
    const q = this.#name(bytes, at, end, match, match < 0 ? 0 : best.offsetAt(rest), p)
    const oldest = this.#targets[this.#oldest]!
    const next = oldest === best ? this.#targets[(this.#oldest + 1) % REMEMBERED]! : oldest
    this.#oldest = (this.#oldest + 1) % REMEMBERED
    next.take(bytes, at, end, starts, match < 0 ? count : match, p)
    if (match >= 0) next.inherit(best, rest)
    return q
  }

  /** Offset at which this very name stands already, or 0. Most rdata names its own owner, or what the record before it names. */
  #wholeTarget(bytes: Uint8Array, at: number, end: number): number {
    if (this.#owner.is(bytes, at, end)) return this.#owner.whole
    for (let i = 0; i < REMEMBERED; i++) if (this.#targets[i]!.is(bytes, at, end)) return this.#targets[i]!.whole
    return 0
  }
}

/** A name that stands in the message, and where each of its suffixes can be pointed to. */
class Known {
  readonly #bytes = new Uint8Array(MAX_NAME)
  #length = 0
  /** By octets of the suffix; 0: it cannot be pointed to. */
  readonly #offsets = new Uint16Array(MAX_NAME + 1)
  /** Lengths in octets of the suffixes that can be pointed to, the longest first. */
  readonly #rests = new Uint16Array(MAX_LABELS + 1)
  #count = 0

  /** Offset of the whole name, or 0. */
  whole = 0

  clear(): void {
    for (let i = 0; i < this.#count; i++) this.#offsets[this.#rests[i]!] = 0
    this.#count = 0
    this.#length = 0
    this.whole = 0
  }

  is(bytes: Uint8Array, at: number, end: number): boolean {
    const own = this.#bytes
    if (this.#length !== end - at) return false
    for (let p = at, q = 0; p < end; ) if (bytes[p++] !== own[q++]) return false
    return true
  }

  offsetAt(rest: number): number {
    return this.#offsets[rest]!
  }

  /** Remembers the name at bytes[at, end), whose first `count` labels stand written out at `offset`. */
  take(bytes: Uint8Array, at: number, end: number, starts: Uint32Array, count: number, offset: number): void {
    this.clear()
    copy(bytes, at, end, this.#bytes, 0)
    this.#length = end - at
    for (let i = 0; i < count; i++) this.#add(end - starts[i]!, offset + starts[i]! - at)
    this.whole = this.#offsets[end - at]!
  }

  /** Takes over the other name's offsets for the last `rest` octets, in whose place a pointer to that name stands. */
  inherit(other: Known, rest: number): void {
    for (let i = 0; i < other.#count; i++) {
      const its = other.#rests[i]!
      if (its <= rest) this.#add(its, other.#offsets[its]!)
    }
    this.whole = this.#offsets[this.#length]!
  }

  /** Number of the first label from which on the name at bytes[at, end) is spelled as this one ends, and can be pointed to; or -1. */
  match(bytes: Uint8Array, at: number, end: number, starts: Uint32Array, count: number): number {
    const own = this.#bytes
    let p = end
    let q = this.#length
    while (p > at && q > 0 && bytes[p - 1] === own[q - 1]) {
      p--
      q--
    }
    for (let i = 0; i < count; i++) if (starts[i]! >= p && this.#offsets[end - starts[i]!] !== 0) return i
    return -1
  }

  #add(rest: number, offset: number): void {
    if (offset >= POINTABLE) return
    this.#offsets[rest] = offset
    this.#rests[this.#count++] = rest
  }
}

/** Copies bytes[from, to) to out[at, …); where it ends. */
function copy(bytes: Uint8Array, from: number, to: number, out: Uint8Array, at: number): number {
  let p = at
  if (to - from < 64) for (let i = from; i < to; i++) out[p++] = bytes[i]!
  else {
    out.set(bytes.subarray(from, to), p)
    p += to - from
  }
  return p
}

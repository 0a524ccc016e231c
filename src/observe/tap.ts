// Carries answers from the threads that answer to the thread that logs, through a ring of shared memory for each thread. Off, it costs one
// test a message. On, the thread copies each answer that the filter lets through; where the ring is full, it counts the answer as dropped.
//
//   words     dropped | head | tail | filter    positions run on past the ring's size; `filter`: the edition its thread has
//   entry     octets in all: u32 | view: i32 | generation: u32 | family, stream: u8 | octets of the message: u16
//             | time: f64 | address: 16 | message, padded to 8; an entry never lies across the ring's end
//
// The filter is one block for all threads: edition | on | view | one in how many | prefix | name.

import { fold } from '../dns/name.ts'
import type { Peer } from '../net/peer.ts'
import { HEADER } from '../wire/header.ts'

/** Octets of a ring. */
export const RING = 1 << 20
const HEAD_WORDS = 4
const DROPPED = 0
const HEAD = 1
const TAIL = 2
/** One more than the edition of the filter that the thread has looked at; 0 where no thread has the ring. */
const SEEN = 3
const ENTRY = 40
const SKIP = 0xffffffff
/** A longer message is cut to header and question. */
const LONGEST = 4096

const FILTER_OCTETS = 320
const Filter = { edition: 0, on: 1, view: 2, oneIn: 3, family: 16, bits: 17, octets: 20, name: 40 } as const

export type TapFilter = {
  /** Number of the view, or -1 for all. */
  readonly view: number
  /** Takes one of so many answers. */
  readonly oneIn: number
  readonly prefix: { readonly family: 4 | 6; readonly octets: Uint8Array; readonly bits: number } | undefined
  /** This name and all below, wire form; the root for all. */
  readonly name: Uint8Array
}

export const everything: TapFilter = { view: -1, oneIn: 1, prefix: undefined, name: Uint8Array.of(0) }

/** All taps of one kind, seen from the thread that logs, which switches them together and reads them one after the other. */
export class TapChannel {
  readonly filter = new SharedArrayBuffer(FILTER_OCTETS)
  /** One for each thread that answers. */
  readonly rings: readonly SharedArrayBuffer[]
  readonly #words = new Int32Array(this.filter)
  readonly #bytes = new Uint8Array(this.filter)
  readonly #readers: readonly TapReader[]

  constructor(threads: number) {
    this.rings = Array.from({ length: threads }, () => new SharedArrayBuffer(HEAD_WORDS * 4 + RING))
    this.#readers = this.rings.map((ring) => new TapReader(ring))
  }

  on({ view, oneIn, prefix, name }: TapFilter): void {
    this.#words[Filter.view] = view
    this.#words[Filter.oneIn] = oneIn
    this.#bytes[Filter.family] = prefix?.family ?? 0
    this.#bytes[Filter.bits] = prefix?.bits ?? 0
    this.#bytes.fill(0, Filter.octets, Filter.octets + 16)
    if (prefix) this.#bytes.set(prefix.octets, Filter.octets)
    this.#bytes.set(name, Filter.name)
    this.#words[Filter.on] = 1
    Atomics.add(this.#words, Filter.edition, 1)
  }

  off(): void {
    this.#words[Filter.on] = 0
    Atomics.add(this.#words, Filter.edition, 1)
  }

  /** Numbers of the rings whose threads have not looked at the filter since it changed; rings without a thread do not count. */
  get behind(): readonly number[] {
    const edition = Atomics.load(this.#words, Filter.edition)
    return this.#readers.flatMap(({ seen }, i) => (seen < 0 || seen === edition ? [] : [i]))
  }

  /** Passes on the entries since the last call, in the order of time. */
  drain(use: (entry: TapEntry) => void): void {
    const entries: TapEntry[] = []
    for (const reader of this.#readers) reader.drain((entry) => entries.push(entry))
    for (const entry of entries.sort((a, b) => a.time - b.time)) use(entry)
  }

  /** Answers that found no room, since the start. */
  get dropped(): number {
    return this.#readers.reduce((sum, reader) => sum + reader.dropped, 0)
  }
}

/** One thread's end of its ring. */
export class Tap {
  on = false
  readonly #filter: Uint8Array
  readonly #filterWords: Int32Array
  readonly #head: Int32Array
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #edition = -1
  #countdown = 1

  constructor(filter: SharedArrayBuffer, ring: SharedArrayBuffer) {
    this.#filter = new Uint8Array(filter)
    this.#filterWords = new Int32Array(filter)
    this.#head = new Int32Array(ring, 0, HEAD_WORDS)
    this.#bytes = new Uint8Array(ring, HEAD_WORDS * 4)
    this.#view = new DataView(ring, HEAD_WORDS * 4)
    this.refresh()
  }

  /** Looks whether the filter has changed. Call it now and then, not for every message. */
  refresh(): void {
    const edition = Atomics.load(this.#filterWords, Filter.edition)
    if (edition === this.#edition) return
    this.#edition = edition
    this.on = this.#filterWords[Filter.on] === 1
    this.#countdown = 1
    Atomics.store(this.#head, SEEN, edition + 1)
  }

  /** Records the answer at out[at, at + length), given to `peer` in `view` at `time`. */
  record(
    peer: Peer,
    view: number,
    generation: number,
    time: number,
    out: Uint8Array,
    at: number,
    length: number,
  ): void {
    if (!this.#wants(peer, view, out, at, length) || --this.#countdown > 0) return
    this.#countdown = this.#filterWords[Filter.oneIn]!
    const octets = length <= LONGEST ? length : questionEnd(out, at)
    const size = (ENTRY + octets + 7) & ~7
    const place = this.#place(size)
    if (place < 0) {
      Atomics.add(this.#head, DROPPED, 1)
      return
    }
    const entry = this.#view
    entry.setUint32(place, size, true)
    entry.setInt32(place + 4, view, true)
    entry.setUint32(place + 8, generation, true)
    entry.setUint8(place + 12, peer.client.family)
    entry.setUint8(place + 13, peer.stream ? 1 : 0)
    entry.setUint16(place + 14, octets, true)
    entry.setFloat64(place + 16, time, true)
    const bytes = this.#bytes
    for (let i = 0; i < 16; i++) bytes[place + 24 + i] = peer.client.octets[i]!
    for (let i = 0; i < octets; i++) bytes[place + ENTRY + i] = out[at + i]!
    Atomics.store(this.#head, HEAD, (this.#head[HEAD]! + size) | 0)
  }

  /** A place with so many free octets, or -1. It skips the rest before the ring's end where that is too small. */
  #place(size: number): number {
    const head = this.#head[HEAD]!
    const used = (head - Atomics.load(this.#head, TAIL)) | 0
    const at = head & (RING - 1)
    const left = RING - at
    if (size <= left) return used + size <= RING ? at : -1
    if (used + left + size > RING) return -1
    this.#view.setUint32(at, SKIP, true)
    Atomics.store(this.#head, HEAD, (head + left) | 0)
    return 0
  }

  #wants(peer: Peer, view: number, out: Uint8Array, at: number, length: number): boolean {
    const wanted = this.#filterWords[Filter.view]!
    if (wanted >= 0 && wanted !== view) return false
    const family = this.#filter[Filter.family]!
    if (family !== 0 && (family !== peer.client.family || !this.#covers(peer.client.octets))) return false
    return this.#filter[Filter.name] === 0 || (length > HEADER && this.#isBelow(out, at))
  }

  #covers(address: Uint8Array): boolean {
    const bits = this.#filter[Filter.bits]!
    const whole = bits >>> 3
    for (let i = 0; i < whole; i++) if (this.#filter[Filter.octets + i] !== address[i]) return false
    const rest = bits & 7
    return rest === 0 || (this.#filter[Filter.octets + whole]! ^ address[whole]!) >>> (8 - rest) === 0
  }

  /** Whether the question's name ends in the filter's: label by label from the left, until the rest is equal. */
  #isBelow(out: Uint8Array, at: number): boolean {
    for (let p = at + HEADER; ; p += out[p]! + 1) {
      if (this.#isName(out, p)) return true
      if (out[p] === 0) return false
    }
  }

  #isName(out: Uint8Array, at: number): boolean {
    for (let p = at, q: number = Filter.name; ; ) {
      const length = out[p]!
      if (length !== this.#filter[q]) return false
      if (length === 0) return true
      for (let end = p + length; p < end; ) if (fold[out[++p]!] !== fold[this.#filter[++q]!]) return false
      p++
      q++
    }
  }
}

export type TapEntry = {
  readonly view: number
  readonly generation: number
  readonly family: 4 | 6
  readonly stream: boolean
  /** Milliseconds since 1970. */
  readonly time: number
  readonly address: Uint8Array
  /** The response, or its header and question. */
  readonly message: Uint8Array
}

/** The reading end of a ring. */
class TapReader {
  readonly #head: Int32Array
  readonly #bytes: Uint8Array
  readonly #view: DataView

  constructor(ring: SharedArrayBuffer) {
    this.#head = new Int32Array(ring, 0, HEAD_WORDS)
    this.#bytes = new Uint8Array(ring, HEAD_WORDS * 4)
    this.#view = new DataView(ring, HEAD_WORDS * 4)
  }

  get dropped(): number {
    return Atomics.load(this.#head, DROPPED) >>> 0
  }

  /** Edition of the filter that the thread has looked at; -1 where no thread has the ring. */
  get seen(): number {
    return Atomics.load(this.#head, SEEN) - 1
  }

  drain(use: (entry: TapEntry) => void): void {
    const head = Atomics.load(this.#head, HEAD)
    let tail = this.#head[TAIL]!
    while (tail !== head) {
      const at = tail & (RING - 1)
      const size = this.#view.getUint32(at, true)
      if (size === SKIP) tail = (tail + RING - at) | 0
      else {
        use(this.#entry(at))
        tail = (tail + size) | 0
      }
      Atomics.store(this.#head, TAIL, tail)
    }
  }

  #entry(at: number): TapEntry {
    const entry = this.#view
    const family = entry.getUint8(at + 12) === 6 ? 6 : 4
    const octets = entry.getUint16(at + 14, true)
    return {
      view: entry.getInt32(at + 4, true),
      generation: entry.getUint32(at + 8, true),
      family,
      stream: entry.getUint8(at + 13) === 1,
      time: entry.getFloat64(at + 16, true),
      address: this.#bytes.slice(at + 24, at + 24 + (family === 4 ? 4 : 16)),
      message: this.#bytes.slice(at + ENTRY, at + ENTRY + octets),
    }
  }
}

/** Octets of header and question of a response of ours, whose name is not compressed. */
function questionEnd(out: Uint8Array, at: number): number {
  let p = at + HEADER
  while (out[p] !== 0) p += out[p]! + 1
  return p + 5 - at
}

// The answers of a batch as sendmmsg takes them. Answers of one length to one client go as one message that the kernel parts
// again at the far end of its layers (UDP_SEGMENT): forwarders and load balancers ask much from one port, and most of what an
// answer costs is the way through these layers.

import { BATCH, type Batch, CONTROL_ROOM } from './batch.ts'
import { CMSGHDR, IOVEC, type Libc, Mmsghdr, pointers, putPointer, SOL_UDP, UDP_SEGMENT } from './libc.ts'

/** Longer answers go alone: joined ones must fit the narrowest path that IPv6 knows (RFC 8200 §5), less headers. */
const JOINED_LENGTH = 1232
/** The most octets of a datagram over both IPv6 and IPv4, and so of joined answers. */
const JOINED_TOTAL = 65_487
/** A control message with the length to part at, padded as CMSG_SPACE says. */
const SEGMENT_CONTROL = CMSGHDR + 8
const CONTROLS = SEGMENT_CONTROL + CONTROL_ROOM
const NONE = 0xff
/** Four times as many as there can be chains, so that two seldom want the same bucket. #bucket() gives a number below this. */
const BUCKETS = 256
const NOWHERE = pointers(0, 0, 1)
const WORDS_PER_HEADER = Mmsghdr.size / 4

export class Outgoing {
  readonly batch: Batch
  /** Address of the headers that sendmmsg reads. */
  readonly headers: number
  /** Answers to send. */
  answers = 0
  readonly #words: Uint32Array
  readonly #vectors: number
  readonly #controls: number
  readonly #vectorPointers: Uint32Array
  readonly #controlPointers: Uint32Array
  /** Slots of the batch in the order in which they are sent, and the octets in each slot. */
  readonly #order = new Uint8Array(BATCH)
  readonly #lengths = new Uint16Array(BATCH)
  /** How many answers from each position of the order on go together; 0 within such a run. */
  readonly #runs = new Uint8Array(BATCH)
  /** The position in the order at which the answers of each header begin. */
  readonly #begins = new Uint8Array(BATCH + 1)
  readonly #leaders = new Uint8Array(BATCH)
  readonly #lastLeaders = new Uint8Array(BUCKETS)
  readonly #counts = new Uint8Array(BATCH)
  readonly #next = new Uint8Array(BATCH)
  readonly #tails = new Uint8Array(BATCH)

  constructor(libc: Libc, batch: Batch) {
    this.batch = batch
    this.#vectors = BATCH * Mmsghdr.size
    this.#controls = this.#vectors + BATCH * IOVEC
    const memory = new ArrayBuffer(this.#controls + BATCH * CONTROLS)
    this.#words = new Uint32Array(memory)
    this.headers = libc.addressOf(memory)
    this.#vectorPointers = pointers(this.headers + this.#vectors, IOVEC, BATCH)
    this.#controlPointers = pointers(this.headers + this.#controls, CONTROLS, BATCH)
  }

  clear(): void {
    this.answers = 0
  }

  /** The answer in slot `i` of the batch goes to where datagram `i` came from. */
  add(i: number, length: number): void {
    if (this.batch.withControl) this.batch.freeInterface(i)
    this.#lengths[i] = length
    this.#runs[this.answers] = 1
    this.#order[this.answers++] = i
  }

  /** Orders the answers so that those that can go together lie together. */
  join(): void {
    if (this.answers === 1) return
    const found = this.#findRuns()
    if (found === this.answers) return
    let k = 0
    for (let f = 0; f < found; f++) {
      const leader = this.#leaders[f]!
      const count = this.#counts[leader]!
      this.#runs.fill(0, k, k + count)
      this.#runs[k] = count
      for (let n = 0, i = leader; n < count; n++, i = this.#next[i]!) this.#order[k++] = i
    }
  }

  /** Chains answers of one length to one client behind the first of them; how many chains there are. */
  #findRuns(): number {
    const last = this.#lastLeaders.fill(NONE)
    let found = 0
    for (let k = 0; k < this.answers; k++) {
      const i = this.#order[k]!
      let bucket = this.#bucket(i)
      while (last[bucket] !== NONE && !this.#isAlike(last[bucket]!, i)) bucket = (bucket + 1) & (BUCKETS - 1)
      const leader = last[bucket]!
      if (leader !== NONE && this.#hasRoom(leader)) {
        this.#next[this.#tails[leader]!] = i
        this.#tails[leader] = i
        this.#counts[leader]!++
        continue
      }
      last[bucket] = i
      this.#leaders[found++] = i
      this.#tails[i] = i
      this.#counts[i] = 1
    }
    return found
  }

  #bucket(i: number): number {
    const { words } = this.batch
    const name = this.batch.nameAt(i) >> 2
    const mixed = Math.imul(words[name]! ^ words[name + 1]! ^ this.#lengths[i]!, 0x9e3779b1)
    return mixed >>> 24
  }

  /** Whether one more answer of its length can follow those behind `leader`. */
  #hasRoom(leader: number): boolean {
    const length = this.#lengths[leader]!
    return length <= JOINED_LENGTH && (this.#counts[leader]! + 1) * length <= JOINED_TOTAL
  }

  /** Whether the answers in both slots go to the same client, from the same address, and are as long. */
  #isAlike(leader: number, i: number): boolean {
    const { batch } = this
    return (
      this.#lengths[i] === this.#lengths[leader] &&
      this.#isSame(batch.nameAt(leader), batch.nameAt(i), batch.nameLength(i)) &&
      (!batch.withControl || this.#isSame(batch.controlAt(leader), batch.controlAt(i), batch.controlLength(i)))
    )
  }

  #isSame(a: number, b: number, octets: number): boolean {
    const { words } = this.batch
    for (let k = 0; k < octets >> 2; k++) if (words[(a >> 2) + k] !== words[(b >> 2) + k]) return false
    return true
  }

  /** Writes headers for the answers from position `k` of the order on. Returns how many. */
  layOut(k: number): number {
    let header = 0
    for (let from = k; from < this.answers; header++) {
      const count = this.#runs[from]!
      this.#begins[header] = from
      this.#writeHeader(header, from, count)
      from += count
    }
    this.#begins[header] = this.answers
    return header
  }

  /** Writes headers again for the answers from header `h` on, one for each. Returns how many. */
  part(h: number): number {
    const from = this.#begins[h]!
    this.#runs.fill(1, from, this.answers)
    return this.layOut(from)
  }

  /** How many answers the headers [from, to) have, as they were last written. */
  answersIn(from: number, to: number): number {
    return this.#begins[to]! - this.#begins[from]!
  }

  #writeHeader(h: number, from: number, count: number): void {
    const { batch } = this
    const words = this.#words
    const header = h * WORDS_PER_HEADER
    const first = this.#order[from]!
    putPointer(words, header + Mmsghdr.name / 4, batch.namePointers, first)
    words[header + Mmsghdr.nameLength / 4] = batch.nameLength(first)
    putPointer(words, header + Mmsghdr.vector / 4, this.#vectorPointers, from)
    words[header + Mmsghdr.vectorLength / 4] = count
    for (let k = from; k < from + count; k++) {
      const vector = (this.#vectors + k * IOVEC) >> 2
      const i = this.#order[k]!
      putPointer(words, vector, batch.answerPointers, i)
      words[vector + 2] = this.#lengths[i]!
    }
    const octets = count > 1 ? this.#writeControl(h, first) : batch.withControl ? batch.controlLength(first) : 0
    words[header + Mmsghdr.controlLength / 4] = octets
    const control = header + Mmsghdr.control / 4
    if (octets === 0) putPointer(words, control, NOWHERE, 0)
    else if (count > 1) putPointer(words, control, this.#controlPointers, h)
    else putPointer(words, control, batch.controlPointers, first)
  }

  /** How long each of the joined answers is and, from a wildcard listener, which address they come from; octets written. */
  #writeControl(h: number, i: number): number {
    const { batch } = this
    const words = this.#words
    const control = (this.#controls + h * CONTROLS) >> 2
    words[control] = CMSGHDR + 2
    words[control + 1] = 0
    words[control + 2] = SOL_UDP
    words[control + 3] = UDP_SEGMENT
    words[control + 4] = this.#lengths[i]!
    if (!batch.withControl) return SEGMENT_CONTROL
    const source = batch.controlAt(i) >> 2
    for (let k = 0; k < CONTROL_ROOM >> 2; k++) words[control + (SEGMENT_CONTROL >> 2) + k] = batch.words[source + k]!
    return SEGMENT_CONTROL + batch.controlLength(i)
  }
}

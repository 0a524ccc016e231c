// Takes the records of one zone in any order, as the parser reads them, and keeps them as columns of numbers until
// finish() sorts them into an image. No object and no string per record.

import type { HashKey } from '../dns/keyed-hash.ts'
import { compareLabels, nameLength } from '../dns/name.ts'
import { Octets } from '../dns/octets.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { giveBack, take } from '../memory/budget.ts'
import type { Partner } from './errand.ts'
import { finish } from './finish.ts'
import type { Room } from './fold.ts'
import { fillSlots, freeSlot, nearSlot } from './name-slots.ts'
import { isSpelled, type Names } from './names.ts'
import { MAX_NOTES, type Notes } from './notes.ts'
import { labelHash, MOST_PASSED, NO_LIMIT, newKey, rehash, rekeyedHashes, SAME_HASH } from './rekeyed.ts'
import { isNamed } from './tree.ts'
import { rdataRoom, type Zone } from './zone.ts'

/** A builder's contents. */
export type BuilderColumns = {
  readonly nodes: number
  readonly parent: Uint32Array
  readonly label: Uint32Array
  readonly hash: Int32Array
  /** Whether its hashes are made with a key. */
  readonly keyed: boolean
  readonly records: number
  readonly ownerNode: Uint32Array
  readonly type: Uint32Array
  readonly ttl: Uint32Array
  readonly data: Uint32Array
  readonly line: Uint32Array
  readonly heap: Uint8Array
  readonly rdataOctets: number
  readonly outside: Notes['outside']
}

/** Growing columns: records as they came, nodes as their names first appeared, a parent always before its children. */
export class ZoneBuilder {
  readonly apex: Uint8Array
  readonly notes: Notes = { outside: [], duplicates: [], ttls: [], longTtls: [] }

  /** What the image of a list has beside nodes; empty for all other zones. */
  listing: Uint32Array = new Uint32Array(0)

  nodes = 0
  parent: Uint32Array
  label: Uint32Array
  slots: Uint32Array<ArrayBuffer>

  records = 0
  ownerNode: Uint32Array<ArrayBuffer>
  type: Uint32Array<ArrayBuffer>
  ttl: Uint32Array<ArrayBuffer>
  data: Uint32Array<ArrayBuffer>
  line: Uint32Array<ArrayBuffer>

  /** Labels, and rdata behind a 16-bit length. */
  readonly heap: Octets

  /** Octets that the apex name and all labels take. */
  labelOctets = 0
  /** Octets that the rdata of all records takes in an image. */
  rdataOctets = 0
  /** node -> hash of its whole name. */
  hash: Int32Array
  readonly #apexLabels: number
  readonly #apexHash: number
  /** Set once so many names meet in one place that somebody must have chosen them. */
  #key: HashKey | undefined
  #current = 0
  #outside: Uint8Array | undefined

  /**
   * `textSize`: octets of the text that the records come from. A column that need not grow is never copied. `heap`: memory for labels and
   * rdata, as long as it suffices. `shared`: other threads read the names too.
   */
  constructor(apex: Uint8Array, textSize = 0, heap?: Uint8Array, shared = false) {
    // Tens of thousands of small zones may come one after the other: what each has to spare is garbage a moment later.
    const nodes = Math.max(32, textSize >>> 6)
    const records = Math.max(64, textSize >>> 4)
    const slots = 2 ** Math.ceil(Math.log2(nodes * 1.5))
    const room = heap ?? Math.max(1024, heapRoom(textSize))
    take(12 * nodes + 4 * slots + 20 * records + (typeof room === 'number' ? room : 0))
    const words = () => (shared ? new SharedArrayBuffer(nodes * 4) : new ArrayBuffer(nodes * 4))
    this.parent = new Uint32Array(words())
    this.label = new Uint32Array(words())
    this.hash = new Int32Array(words())
    this.slots = new Uint32Array(slots)
    this.ownerNode = new Uint32Array(records)
    this.type = new Uint32Array(records)
    this.ttl = new Uint32Array(records)
    this.data = new Uint32Array(records)
    this.line = new Uint32Array(records)
    this.heap = new Octets(room, true)
    this.apex = apex.slice(0, nameLength(apex, 0))
    this.heap.append(this.apex)
    scratch.set(this.apex, 0)
    this.#apexLabels = scratch.count
    this.#apexHash = scratch.hash[0]!
    this.#addNode(0, 0, this.#apexHash)
    this.labelOctets = this.apex.length
  }

  /** RecordSink. */
  owner(name: Uint8Array, at: number): void {
    if (!scratch.setWithin(name, at, this.apex, this.#apexLabels, this.#apexHash)) {
      this.#outside = name.slice(at, at + scratch.length)
      return
    }
    this.#outside = undefined
    this.#current = this.#intern(scratch, this.#rehashed(scratch))
  }

  /** The node of a name in the zone, made where it does not exist; it is the owner from now on. */
  nodeOf(name: Uint8Array): number {
    this.owner(name, 0)
    return this.#current
  }

  /** Whether this name, the current owner, is spelled as it was when its node was made; true for a name outside the zone. */
  isSpelled(name: Uint8Array, at: number): boolean {
    return this.#outside !== undefined || isSpelled(this.names, this.#current, name, at)
  }

  /** RecordSink. */
  record(type: number, ttl: number, rdata: Uint8Array, length: number, line: number, from = 0): void {
    if (this.#outside !== undefined) {
      if (this.notes.outside.length < MAX_NOTES) this.notes.outside.push({ line, owner: this.#outside, type })
      return
    }
    const r = this.records
    if (r === this.type.length) this.#growRecords()
    this.records = r + 1
    this.ownerNode[r] = this.#current
    // An RRSIG belongs to the set of those that cover the same type (RFC 2181 §5.3, RFC 4035 §2.2).
    this.type[r] = type === Type.RRSIG && length >= 2 ? type + (((rdata[from]! << 8) | rdata[from + 1]!) << 16) : type
    this.ttl[r] = ttl
    this.line[r] = line
    this.data[r] = this.heap.length
    this.heap.appendSized(rdata, length, from)
    this.rdataOctets += rdataRoom(type, length)
  }

  /** Appends the records of another builder of the same zone, and adds `lines` to each of their line numbers. */
  absorb(other: BuilderColumns, lines: number): void {
    const base = this.#absorbHeap(other.heap)
    take(other.nodes * 4)
    const node = this.#absorbNodes(other, base)
    const from = this.records
    this.records += other.records
    this.rdataOctets += other.rdataOctets
    while (this.records > this.type.length) this.#growRecords()
    this.type.set(other.type, from)
    this.ttl.set(other.ttl, from)
    const { ownerNode, line, data } = this
    const { ownerNode: theirNode, line: theirLine, data: theirData } = other
    for (let r = 0; r < other.records; r++) {
      ownerNode[from + r] = node[theirNode[r]!]!
      line[from + r] = theirLine[r]! + lines
      data[from + r] = theirData[r]! + base
    }
    giveBack(other.nodes * 4)
    for (const record of other.outside)
      if (this.notes.outside.length < MAX_NOTES) this.notes.outside.push({ ...record, line: record.line + lines })
  }

  /** Takes over a heap, and returns where it begins in this one. It may lie behind this one already, in one piece of shared memory. */
  #absorbHeap(other: Uint8Array): number {
    const { heap } = this
    const { buffer } = heap.bytes
    if (other.buffer instanceof SharedArrayBuffer && buffer instanceof SharedArrayBuffer) {
      heap.bytes = new Uint8Array(buffer)
      heap.length = other.byteOffset + other.length
      return other.byteOffset
    }
    const base = heap.length
    heap.append(other, 0, other.length)
    return base
  }

  /** The other's nodes here: found, or made with their labels where they lie in the heap now. */
  #absorbNodes(other: BuilderColumns, base: number): Uint32Array {
    const own = new Uint32Array(other.nodes)
    for (let n = 1; n < other.nodes; n++) {
      const parent = own[other.parent[n]!]!
      const label = other.label[n]! + base
      const alike = this.#key === undefined && !other.keyed
      let hash = alike ? other.hash[n]! : this.#labelHash(parent, label)
      let slot = this.#slotOfChild(parent, label, hash)
      if (slot < 0) {
        this.#rekey()
        hash = this.#labelHash(parent, label)
        slot = this.#slotOfChild(parent, label, hash)
      }
      own[n] = this.slots[slot] === 0 ? this.#addNode(parent, label, hash, slot) : this.slots[slot]! - 1
    }
    return own
  }

  #labelHash(parent: number, label: number): number {
    return labelHash(this.#key, this.hash[parent]!, this.heap.bytes, label)
  }

  /** The slot where the node is or belongs; -1 where too many others are in its way. */
  #slotOfChild(parent: number, label: number, hash: number): number {
    const { slots } = this
    const heap = this.heap.bytes
    const mask = slots.length - 1
    for (let s = nearSlot(hash, mask), left = this.#mostPassed; ; s = (s + 1) & mask) {
      const node = slots[s]! - 1
      if (node < 0) return s
      if (--left < 0) return -1
      if (this.hash[node] !== hash) continue
      left -= SAME_HASH
      if (this.parent[node] !== parent || node === 0) continue
      if (compareLabels(heap, this.label[node]!, heap, label) === 0) return s
    }
  }

  get #mostPassed(): number {
    return this.#key === undefined ? MOST_PASSED : NO_LIMIT
  }

  /** From now on this builder finds names by a hash of its own. */
  #rekey(): void {
    this.#key = newKey()
    rekeyedHashes(this.#key, this.#apexHash, this.names, this.hash)
    fillSlots(this.slots, this.hash, this.nodes)
  }

  /** Gives the name the hashes of this builder, and returns which of its suffixes is the apex. */
  #rehashed(name: Suffixes): number {
    rehash(this.#key, name, this.#apexLabels)
    return name.count - this.#apexLabels
  }

  /** What absorb() takes, fit to be passed to another thread. */
  columns(): BuilderColumns {
    const { nodes, records } = this
    return {
      nodes,
      parent: this.parent.subarray(0, nodes),
      label: this.label.subarray(0, nodes),
      hash: this.hash.subarray(0, nodes),
      keyed: this.#key !== undefined,
      records,
      ownerNode: this.ownerNode.subarray(0, records),
      type: this.type.subarray(0, records),
      ttl: this.ttl.subarray(0, records),
      data: this.data.subarray(0, records),
      line: this.line.subarray(0, records),
      heap: this.heap.view(),
      rdataOctets: this.rdataOctets,
      outside: this.notes.outside,
    }
  }

  get names(): Names {
    const { apex, nodes, parent, label, hash, heap } = this
    return { apex, nodes, parent, label, hash, heap: heap.bytes, key: this.#key }
  }

  /** Frees the names, once the image has them, at once: builder and image together are the peak of memory. */
  dropNodes(): void {
    for (const { buffer } of [this.parent, this.label, this.hash, this.slots])
      if (buffer instanceof ArrayBuffer) drop(buffer)
  }

  dropRecords(): void {
    for (const column of [this.ownerNode, this.type, this.ttl, this.data, this.line]) drop(column.buffer)
  }

  /** The zone of all records so far. Do not use the builder afterwards. The parameters are those of finish() in finish.ts. */
  finish(partner?: Partner, written?: (zone: Zone) => void, room?: Room): Zone {
    return finish(this, partner, written, room)
  }

  /** The node named by suffix 0, made with all its ancestors below the apex where they do not exist (RFC 4592 §2.2.2). */
  #intern(name: Suffixes, apexAt: number): number {
    let i = 0
    let node = -1
    for (; i < apexAt; i++) {
      node = this.#find(name, i)
      if (node === CROWDED) {
        this.#rekey()
        return this.#intern(name, this.#rehashed(name))
      }
      if (node >= 0) break
    }
    if (node < 0) node = 0
    while (--i >= 0) {
      const label = this.heap.length
      const at = name.at[i]!
      this.heap.append(name.bytes, at, at + name.bytes[at]! + 1)
      node = this.#addNode(node, label, name.hash[i]!)
    }
    return node
  }

  /** A node by its hash, its own label and its parents' labels; -1 where there is none, CROWDED where too many others are in the way. */
  #find(name: Suffixes, i: number): number {
    const { parent, label, slots } = this
    const heap = this.heap.bytes
    const hash = name.hash[i]!
    const mask = slots.length - 1
    for (let s = nearSlot(hash, mask), left = this.#mostPassed; ; s = (s + 1) & mask) {
      const node = slots[s]! - 1
      if (node < 0) return -1
      if (--left < 0) return CROWDED
      if (this.hash[node] !== hash) continue
      if (isNamed(parent, label, heap, this.#apexLabels, node, name, i)) return node
      left -= SAME_HASH
    }
  }

  /** `slot`: a free slot for its number. */
  #addNode(parent: number, label: number, hash: number, slot = freeSlot(this.slots, hash)): number {
    const node = this.nodes
    if (node === this.parent.length) this.#growNodes()
    this.nodes = node + 1
    this.parent[node] = parent
    this.label[node] = label
    this.hash[node] = hash
    this.labelOctets += this.heap.bytes[label]! + 1
    if (this.nodes * 3 > this.slots.length * 2) this.#rehash()
    else this.slots[slot] = node + 1
    return node
  }

  #growNodes(): void {
    this.parent = new Uint32Array(doubled(this.parent))
    this.label = new Uint32Array(doubled(this.label))
    this.hash = new Int32Array(doubled(this.hash))
  }

  #growRecords(): void {
    this.ownerNode = new Uint32Array(doubled(this.ownerNode))
    this.type = new Uint32Array(doubled(this.type))
    this.ttl = new Uint32Array(doubled(this.ttl))
    this.data = new Uint32Array(doubled(this.data))
    this.line = new Uint32Array(doubled(this.line))
  }

  #rehash(): void {
    const before = this.slots.byteLength
    take(before * 2)
    this.slots = new Uint32Array(this.slots.length * 2)
    giveBack(before)
    fillSlots(this.slots, this.hash, this.nodes)
  }
}

const CROWDED = -2

/** The name that a builder takes at the moment: within a thread only one does so at a time. */
const scratch = new Suffixes()

/** The most octets of labels and rdata that an ordinary text of this size gives. */
export function heapRoom(textSize: number): number {
  return textSize - (textSize >>> 2)
}

/** Copies a column into memory twice as long, of the same kind. As in Octets, untouched room costs nothing. */
function doubled<Memory extends ArrayBufferLike>({ buffer }: Uint32Array<Memory> | Int32Array<Memory>): Memory {
  const before = buffer.byteLength
  const size = before * 2
  take(size)
  giveBack(before)
  const next = buffer instanceof ArrayBuffer ? new ArrayBuffer(size) : new SharedArrayBuffer(size)
  new Uint32Array(next).set(new Uint32Array(buffer))
  if (buffer instanceof ArrayBuffer) buffer.transfer(0)
  return next as Memory
}

function drop(buffer: ArrayBuffer): void {
  giveBack(buffer.byteLength)
  buffer.transfer(0)
}

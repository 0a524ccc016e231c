// Writes what the next edition has and earlier ones have not behind the used part of an image's columns, and takes it back where that
// edition does not come to be. Nothing that it writes changes what an earlier edition reads.

import { type Columns, type Used, Word } from './image.ts'
import { keyOf, MOST_PASSED, NO_LIMIT, SAME_HASH } from './rekeyed.ts'
import { slotOf } from './tree.ts'
import { Flag, hasTarget, type Node, type RRset } from './zone.ts'

/** A column is full, or too many names meet in one place of the table. Nothing is broken: take back, fold (fold.ts) and edit again. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom'
}

/** How much had been written at one moment. */
export type Mark = Used & { readonly versions: number; readonly slots: number; readonly versioned: number }

export class Appender {
  readonly #columns: Columns
  readonly #nodeMask: number
  readonly #mostPassed: number
  nodes: number
  sets: number
  records: number
  heap: number
  #versions = 0
  /** Slots taken since settle(). */
  #slots: number[] = []
  /** Nodes with a new version since then, in threes: node, the version that it had, the flags that it had. */
  #versioned: number[] = []

  /** `nodeBits`: the bits of a slot that hold the node (tree.ts). */
  constructor(columns: Columns, used: Used, nodeBits: number) {
    this.#columns = columns
    this.#nodeMask = 2 ** nodeBits - 1
    this.#mostPassed = keyOf(columns) === undefined ? MOST_PASSED : NO_LIMIT
    this.nodes = used.nodes
    this.sets = used.sets
    this.records = used.records
    this.heap = used.heap
  }

  get used(): Used {
    const { nodes, sets, records, heap } = this
    return { nodes, sets, records, heap }
  }

  /** How much of its room the fullest column has used, from 0 to 1. */
  get fill(): number {
    const { parent, setType, line, heap, versionBorn } = this.#columns
    const { usedNodes, usedSets, usedRecords, usedHeap } = Word
    const part = (length: number, first: number, now: number) =>
      length === first ? 1 : (now - first) / (length - first)
    const { header } = this.#columns
    return Math.max(
      part(parent.length, header[usedNodes]!, this.nodes),
      part(setType.length, header[usedSets]!, this.sets),
      part(line.length, header[usedRecords]!, this.records),
      part(heap.length, header[usedHeap]!, this.heap),
      part(versionBorn.length, 0, this.#versions),
    )
  }

  /** Pass it to takeBack(). */
  get mark(): Mark {
    return {
      ...this.used,
      versions: this.#versions,
      slots: this.#slots.length,
      versioned: this.#versioned.length,
    }
  }

  /** Keeps what was written so far: marks from before are void. */
  settle(): void {
    this.#slots = []
    this.#versioned = []
  }

  /** Undoes what was written since the mark. */
  takeBack({ nodes, sets, records, heap, versions, slots, versioned }: Mark): void {
    const { version, flags, slot } = this.#columns
    for (let i = this.#versioned.length - 3; i >= versioned; i -= 3) {
      const node = this.#versioned[i]!
      flags[node] = this.#versioned[i + 2]!
      version[node] = this.#versioned[i + 1]!
    }
    for (let i = this.#slots.length - 1; i >= slots; i--) slot[this.#slots[i]!] = 0
    this.#versioned.length = versioned
    this.#slots.length = slots
    Object.assign(this, { nodes, sets, records, heap })
    this.#versions = versions
  }

  /** A new name. Earlier editions do not see it: their node numbers end below it. */
  node(parent: Node, hash: number, label: Uint8Array, at: number): Node {
    const { columns, node } = { columns: this.#columns, node: this.nodes }
    const length = label[at]! + 1
    if (node === columns.parent.length) throw new NoRoom()
    this.#reserve(length)
    columns.parent[node] = parent
    columns.label[node] = this.heap
    for (let i = 0; i < length; i++) columns.heap[this.heap + i] = label[at + i]!
    this.heap += length
    this.nodes = node + 1
    this.#slot(hash, node)
    return node
  }

  #slot(hash: number, node: Node): void {
    const { slot } = this.#columns
    const mask = slot.length - 1
    let s = slotOf(hash, mask)
    const tag = hash & ~this.#nodeMask
    for (let passed = 0; slot[s] !== 0; s = (s + 1) & mask) {
      passed += (slot[s]! & ~this.#nodeMask) === tag ? SAME_HASH : 1
      if (passed > this.#mostPassed) {
        this.#columns.header[Word.crowded] = 1
        throw new NoRoom()
      }
    }
    slot[s] = tag | (node + 1)
    this.#slots.push(s)
  }

  /** A set whose rdata lies in the heap already; `lines`: number of the first of its `size` records, whose lines are copied. */
  oldSet(key: number, ttl: number, data: number, lines: number, size: number): RRset {
    const set = this.#set(key, ttl, data, size)
    const { line } = this.#columns
    for (let i = 0; i < size; i++) line[this.records++] = line[lines + i]!
    this.#columns.firstRecord[set + 1] = this.records
    return set
  }

  /** A set of `size` records: call record() for each next. */
  newSet(key: number, ttl: number, size: number): RRset {
    return this.#set(key, ttl, this.heap, size)
  }

  /**
   * Appends a record to the newest set. `line`: 0 where it comes from no file. Where the type has a target, the caller still has to find
   * it.
   */
  record(type: number, bytes: Uint8Array, from: number, to: number, line: number): void {
    const { heap, line: lines, firstRecord } = this.#columns
    const length = to - from
    const around = hasTarget(type) ? 4 : 0
    this.#reserve(around + 2 + length)
    let p = this.heap
    for (const end = p + around; p < end; p++) heap[p] = 0
    heap[p++] = length >>> 8
    heap[p++] = length
    for (let q = from; q < to; q++) heap[p++] = bytes[q]!
    this.heap = p
    lines[this.records++] = line
    firstRecord[this.sets] = this.records
  }

  #set(key: number, ttl: number, data: number, size: number): RRset {
    const { setType, setTtl, setData, firstRecord, line } = this.#columns
    const set = this.sets
    if (set === setType.length || this.records + size > line.length) throw new NoRoom()
    setType[set] = key
    setTtl[set] = ttl
    setData[set] = data
    firstRecord[set] = this.records
    this.sets = set + 1
    return set
  }

  /** From edition `number` on the node has the sets [first, end) and these flags. */
  version(node: Node, number: number, first: RRset, end: RRset, flags: number): void {
    const columns = this.#columns
    const v = this.#versions
    if (v === columns.versionBorn.length) throw new NoRoom()
    const before = columns.version[node]!
    columns.versionBorn[v] = number
    columns.versionBefore[v] = before
    columns.versionFirst[v] = first
    columns.versionEnd[v] = end
    columns.versionFlags[v] = flags
    this.#versions = v + 1
    this.#versioned.push(node, before, columns.flags[node]!)
    // In this order: a thread that reads meanwhile sees the node as its own edition has it.
    columns.version[node] = v + 1
    columns.flags[node]! |= Flag.edited
  }

  #reserve(octets: number): void {
    if (this.heap + octets > this.#columns.heap.length) throw new NoRoom()
  }
}

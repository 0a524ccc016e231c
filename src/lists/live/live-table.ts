// The entries of one list that end, as the one thread has them that writes: addresses, names, and what stands above names. What other
// threads need to answer from it is `shared`.

import { randomBytes } from 'node:crypto'
import type { HashKey } from '../../dns/keyed-hash.ts'
import { BlockWriter, type Held } from './block-writer.ts'
import { Blocks, TICKS_PER_SECOND } from './blocks.ts'
import { addressEntry, type ListEntry } from './entry.ts'
import { addressOfKey, IPV4, IPV6, MOST_HASHES, NAME, type NameKeys, setAddress, setName } from './keys.ts'
import { CellReader, cellsBuffer, NameCells, TOP } from './name-cells.ts'
import { type Value, Values, valuesBuffer } from './values.ts'

export type SharedTable = {
  /** Milliseconds of the steady clock at which ticks begin. */
  readonly begin: number
  readonly nameKeys: NameKeys
  readonly ipv4: SharedArrayBuffer
  readonly ipv6: SharedArrayBuffer
  readonly names: SharedArrayBuffer
  readonly cells: SharedArrayBuffer
  readonly values: SharedArrayBuffer
}

/** `end`: in milliseconds of the steady clock. */
export type LiveEntry = { readonly entry: ListEntry; readonly end: number; readonly value: Value }

const TICK = 1000 / TICKS_PER_SECOND

/** Ten years: what lasts longer does not end. */
export const LONGEST = 10 * 365 * 86_400_000

/** A name that is not listed and has names below it. */
const NOT_LISTED = 0
const NEVER = 2 ** 32 - 1

export class LiveTable {
  readonly shared: SharedTable
  /** Entries that it has memory for, of each family. */
  readonly room: number
  /** Entries. */
  size = 0
  readonly #ipv4: BlockWriter
  readonly #ipv6: BlockWriter
  readonly #names: BlockWriter
  readonly #cells: NameCells
  readonly #isCell: CellReader
  readonly #values: Values
  readonly #key4 = new Int32Array(IPV4.keyWords)
  readonly #key6 = new Int32Array(IPV6.keyWords)
  readonly #nameKey = new Int32Array(NAME.keyWords)

  /** `begin`: now, by the steady clock. */
  constructor(room: number, begin: number) {
    this.room = room
    const [ipv4, ipv6] = [Blocks.make(IPV4, room), Blocks.make(IPV6, room)]
    // What stands above names takes room too.
    const names = Blocks.make(NAME, room * 2)
    const cells = cellsBuffer(room * 2)
    const values = valuesBuffer()
    this.#ipv4 = new BlockWriter(ipv4)
    this.#ipv6 = new BlockWriter(ipv6)
    this.#names = new BlockWriter(names)
    this.#cells = new NameCells(cells)
    this.#isCell = new CellReader(cells)
    this.#values = new Values(values)
    const nameKeys: NameKeys = Array.from({ length: MOST_HASHES }, hashKey)
    this.shared = { begin, nameKeys, ipv4: ipv4.buffer, ipv6: ipv6.buffer, names: names.buffer, cells, values }
  }

  /** What is held of it, ended or not. */
  get(entry: ListEntry): LiveEntry | undefined {
    const held = this.#heldOf(entry)
    if (held === undefined || held.value === NOT_LISTED) return undefined
    return { entry, end: this.#milliseconds(held.end), value: this.#values.of(held.value) }
  }

  /** The end that an entry gets that is to end then: it never ends before. */
  endFor(end: number): number {
    return this.#milliseconds(this.#ticks(end))
  }

  /** `full`: there is no room for it, or for what it says; nothing has changed. */
  put(entry: ListEntry, end: number, value: Value): 'new' | 'changed' | 'full' {
    const known = this.get(entry)
    if (known === undefined && this.size >= this.room) return 'full'
    const number = this.#values.hold(value)
    if (number === undefined) return 'full'
    if (known === undefined && entry.family === 'name' && !this.#hangName(entry.octets)) {
      this.#values.drop(number)
      return 'full'
    }
    const held = this.#heldOf(entry)
    const before = held?.value ?? NOT_LISTED
    this.#writerOf(entry).put(held?.key.slice() ?? this.#addressKey(entry), this.#ticks(end), number)
    if (before !== NOT_LISTED) this.#values.drop(before)
    if (known !== undefined) return 'changed'
    this.size++
    return 'new'
  }

  remove(entry: ListEntry): boolean {
    const held = this.#heldOf(entry)
    if (held === undefined || held.value === NOT_LISTED) return false
    const { value } = held
    if (entry.family === 'name') this.#unlistName(held)
    else this.#writerOf(entry).remove(held.key.slice())
    this.#values.drop(value)
    this.size--
    return true
  }

  /** Takes out all. */
  clear(): void {
    for (const writer of [this.#ipv4, this.#ipv6, this.#names]) writer.clear()
    this.#cells.clear()
    this.#values.clear()
    this.size = 0
  }

  /** When the next one may end, by the steady clock; Infinity where there is none. */
  get earliest(): number {
    const earliest = Math.min(this.#ipv4.earliest, this.#ipv6.earliest, this.#names.earliest)
    return earliest === Number.POSITIVE_INFINITY ? earliest : this.#milliseconds(earliest)
  }

  /** Takes out some of those that end at `now` or before: so many, unless there are less. */
  sweep(now: number, most: number): LiveEntry[] {
    const tick = Math.floor((now - this.shared.begin) / TICK)
    const gone = [this.#ipv4, this.#ipv6, this.#names].flatMap((writer) =>
      writer.ended(tick, most).map((held) => this.#liveOf(writer, held)),
    )
    for (const { entry } of gone) this.remove(entry)
    return gone
  }

  /** All of them, IPv4 first, addresses in order. Nothing may change meanwhile. */
  *each(): Generator<LiveEntry> {
    for (const writer of [this.#ipv4, this.#ipv6, this.#names])
      for (const held of writer.each()) if (held.value !== NOT_LISTED) yield this.#liveOf(writer, held)
  }

  /** What it has taken of the memory, in octets. */
  get octets(): number {
    return this.#ipv4.octets + this.#ipv6.octets + this.#names.octets + this.#cells.octets
  }

  #liveOf(writer: BlockWriter, { key, end, value }: Held): LiveEntry {
    const entry: ListEntry =
      writer === this.#names ? { family: 'name', octets: this.#cells.labels(key[1]!) } : addressEntry(addressOfKey(key))
    return { entry, end: this.#milliseconds(end), value: this.#values.of(value) }
  }

  #writerOf({ family }: ListEntry): BlockWriter {
    return family === 'ipv4' ? this.#ipv4 : family === 'ipv6' ? this.#ipv6 : this.#names
  }

  #heldOf(entry: ListEntry): Held | undefined {
    if (entry.family === 'name') return this.#heldName(entry.octets)
    return this.#writerOf(entry).get(this.#addressKey(entry))
  }

  #addressKey({ family, octets }: ListEntry): Int32Array {
    return setAddress(octets, family === 'ipv4' ? this.#key4 : this.#key6)
  }

  /** Makes a place for a new name below those above it. False where there is no room; then nothing has changed. */
  #hangName(labels: Uint8Array): boolean {
    const above = namesAbove(labels)
    if (this.#names.size + above.length + 1 > this.room * 2) return false
    // It may stand above others already.
    if (this.#heldName(labels) !== undefined) return true
    let missing = 0
    let cell = TOP
    for (; missing < above.length; missing++) {
      const held = this.#heldName(labels.subarray(above[missing]!))
      if (held === undefined) continue
      cell = held.key[1]!
      this.#cells.setBelow(cell, this.#cells.below(cell) + 1)
      break
    }
    // From the top: each leads to the one above it.
    while (missing-- > 0) {
      const next = this.#addName(labels.subarray(above[missing]!), cell)
      if (next === undefined) {
        this.#leave(labels.subarray(above[missing]!))
        return false
      }
      cell = next
      this.#cells.setBelow(cell, 1)
    }
    if (this.#addName(labels, cell) !== undefined) return true
    this.#leave(labels)
    return false
  }

  /** Its cell; undefined where there is none left. It is not listed yet. */
  #addName(labels: Uint8Array, above: number): number | undefined {
    const key = new Int32Array(NAME.keyWords)
    let hashes = 0
    do setName(labels, labels.length, this.shared.nameKeys[hashes++]!, key)
    while (this.#names.get(key) !== undefined)
    const cell = this.#cells.add(labels, above)
    if (cell === undefined) return undefined
    key[1] = cell
    if (hashes > this.#cells.hashes) this.#cells.hashes = hashes
    this.#names.put(key, NEVER, NOT_LISTED)
    return cell
  }

  #heldName(labels: Uint8Array): Held | undefined {
    for (let i = 0; i < this.#cells.hashes; i++) {
      const held = this.#names.get(setName(labels, labels.length, this.shared.nameKeys[i]!, this.#nameKey))
      if (held !== undefined && this.#isCell.is(held.key[1]!, labels, labels.length)) return held
    }
    return undefined
  }

  /** It stays as long as names below it do, and so do those above it. */
  #unlistName(held: Held): void {
    const key = held.key.slice()
    const labels = this.#cells.labels(key[1]!)
    if (this.#cells.below(key[1]!) > 0) {
      this.#names.put(key, NEVER, NOT_LISTED)
      return
    }
    this.#names.remove(key)
    this.#cells.drop(key[1]!)
    this.#leave(labels)
  }

  /** Nothing stands there any more: what stood above nothing else goes. */
  #leave(labels: Uint8Array): void {
    for (const from of namesAbove(labels)) {
      const above = this.#heldName(labels.subarray(from))!
      const cell = above.key[1]!
      const below = this.#cells.below(cell) - 1
      this.#cells.setBelow(cell, below)
      if (below > 0 || above.value !== NOT_LISTED) return
      this.#names.remove(above.key.slice())
      this.#cells.drop(cell)
    }
  }

  #ticks(end: number): number {
    const ticks = Math.ceil((Math.min(end, this.shared.begin + LAST_END) - this.shared.begin) / TICK)
    return Math.max(ticks, 0)
  }

  #milliseconds(ticks: number): number {
    return this.shared.begin + ticks * TICK
  }
}

/** A table lasts less than seven years of one process's life, and one that says NEVER does not end. */
const LAST_END = (NEVER - 1) * TICK

/** Where in its labels the names above a name begin, the next one first; not the list's own name. */
function namesAbove(labels: Uint8Array): number[] {
  const above: number[] = []
  for (let p = labels[0]! + 1; p < labels.length; p += labels[p]! + 1) above.push(p)
  return above
}

function hashKey(): HashKey {
  const octets = randomBytes(8)
  return [octets.readInt32LE(0), octets.readInt32LE(4)]
}

// The entries of one list that end, for the thread that writes: addresses, names, and names above these. `shared` is what other threads
// need to answer from it.

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

/** `end`: milliseconds of the steady clock. */
export type LiveEntry = { readonly entry: ListEntry; readonly end: number; readonly value: Value }

const TICK = 1000 / TICKS_PER_SECOND

/** Ten years, in milliseconds: the longest that an entry may last. */
export const LONGEST = 10 * 365 * 86_400_000

/** The value of a name that is not listed and has listed names below. */
const NOT_LISTED = 0
const NEVER = 2 ** 32 - 1

export class LiveTable {
  readonly shared: SharedTable
  /** How many entries it has room for, in each family and in all. */
  readonly room: number
  /** How many entries it has. */
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
    // Names above entries take room too.
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

  /** The entry as it is in the table, ended or not. */
  get(entry: ListEntry): LiveEntry | undefined {
    const held = this.#heldOf(entry)
    if (held === undefined || held.value === NOT_LISTED) return undefined
    return { entry, end: this.#milliseconds(held.end), value: this.#values.of(held.value) }
  }

  /** The end that put() gives an entry for this one: it is never before. */
  endFor(end: number): number {
    return this.#milliseconds(this.#ticks(end))
  }

  /** Adds or changes an entry. `full`: there is no room for it or for its value; nothing has changed. */
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

  /** Removes all entries. */
  clear(): void {
    for (const writer of [this.#ipv4, this.#ipv6, this.#names]) writer.clear()
    this.#cells.clear()
    this.#values.clear()
    this.size = 0
  }

  /** When the next entry may end, in milliseconds of the steady clock; Infinity where there is none. */
  get earliest(): number {
    const earliest = Math.min(this.#ipv4.earliest, this.#ipv6.earliest, this.#names.earliest)
    return earliest === Number.POSITIVE_INFINITY ? earliest : this.#milliseconds(earliest)
  }

  /** Removes entries that end at `now` or before, at most `most` of each family; returns them. */
  sweep(now: number, most: number): LiveEntry[] {
    const tick = Math.floor((now - this.shared.begin) / TICK)
    const gone = [this.#ipv4, this.#ipv6, this.#names].flatMap((writer) =>
      writer.ended(tick, most).map((held) => this.#liveOf(writer, held)),
    )
    for (const { entry } of gone) this.remove(entry)
    return gone
  }

  /** All entries, IPv4 first, addresses in order. Change nothing meanwhile. */
  *each(): Generator<LiveEntry> {
    for (const writer of [this.#ipv4, this.#ipv6, this.#names])
      for (const held of writer.each()) if (held.value !== NOT_LISTED) yield this.#liveOf(writer, held)
  }

  /** How much memory it has taken, in octets. */
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
    // The name may stand above others already.
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
    // From the top, because each cell leads to the one above it.
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

  /** Adds a name that is not listed yet; returns its cell, or undefined where there is none left. */
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

  /** Takes a name out. With names below, it stays as one that is not listed, and so do those above. */
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

  /** After a name has gone: removes names above it that are not listed and have nothing else below. */
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

/** The last end that a tick can say; NEVER does not end. With entries of up to ten years a table is good for seven years of a process. */
const LAST_END = (NEVER - 1) * TICK

/** Where in its labels the names above a name begin, the nearest first, without the list's own name. */
function namesAbove(labels: Uint8Array): number[] {
  const above: number[] = []
  for (let p = labels[0]! + 1; p < labels.length; p += labels[p]! + 1) above.push(p)
  return above
}

function hashKey(): HashKey {
  const octets = randomBytes(8)
  return [octets.readInt32LE(0), octets.readInt32LE(4)]
}

// Finds entries that end by name, in a thread that answers, with what is left of their time.

import { MAX_NAME } from '../../dns/name.ts'
import type { Suffixes } from '../../dns/suffixes.ts'
import { Type } from '../../dns/types.ts'
import { ABSENT, EMPTY, type Entries, type Entry, type ForSecondaries } from '../entries.ts'
import { BlockReader } from './block-reader.ts'
import { Blocks, TICKS_PER_SECOND } from './blocks.ts'
import { foldLabels, NAME, type NameKeys, setIpv4Range, setIpv6Range, setName } from './keys.ts'
import type { SharedTable } from './live-table.ts'
import { CellReader } from './name-cells.ts'
import { ValueReader } from './values.ts'

/** The entry found last: there is only one at a time. */
const LISTED: Entry = 0

const TICK = 1000 / TICKS_PER_SECOND

export class LiveEntries implements Entries {
  readonly shared: SharedTable
  readonly lasts = false
  /** The longest TTL, in seconds. */
  readonly mostTtl: number
  readonly #ipv4: BlockReader
  readonly #ipv6: BlockReader
  readonly #names: BlockReader
  readonly #values: ValueReader
  readonly #nameKeys: NameKeys
  readonly #low4 = new Int32Array(1)
  readonly #high4 = new Int32Array(1)
  readonly #low6 = new Int32Array(4)
  readonly #high6 = new Int32Array(4)
  readonly #cells: CellReader
  readonly #nameKey = new Int32Array(NAME.keyWords)
  readonly #labels = new Uint8Array(MAX_NAME)
  #length = 0
  #isName = false
  readonly #now: () => number
  #number = 0
  #end = 0

  /** There in the thread that writes the entries. */
  readonly forSecondaries?: ForSecondaries

  /** `ttl`: the longest, in seconds. `now`: the steady clock in milliseconds; it may be some tenths of a second behind. */
  constructor(shared: SharedTable, ttl: number, now: () => number, forSecondaries?: ForSecondaries) {
    if (forSecondaries !== undefined) this.forSecondaries = forSecondaries
    this.shared = shared
    this.mostTtl = ttl
    this.#now = now
    this.#ipv4 = new BlockReader(new Blocks(shared.ipv4))
    this.#ipv6 = new BlockReader(new Blocks(shared.ipv6))
    this.#names = new BlockReader(new Blocks(shared.names))
    this.#values = new ValueReader(shared.values)
    this.#nameKeys = shared.nameKeys
    this.#cells = new CellReader(shared.cells)
  }

  find(name: Suffixes, apexAt: number): Entry {
    if (apexAt === 0) return EMPTY
    const tick = Math.floor((this.#now() - this.shared.begin) / TICK)
    const isIpv4 = setIpv4Range(name, apexAt, this.#low4, this.#high4)
    if (isIpv4 && apexAt === 4)
      return this.#found(this.#ipv4, this.#low4, tick) ? LISTED : this.#findElse(name, apexAt, tick)
    const isIpv6 = setIpv6Range(name, apexAt, this.#low6, this.#high6)
    if (isIpv6 && apexAt === 32) return this.#found(this.#ipv6, this.#low6, tick) ? LISTED : ABSENT
    const isNamed = this.#findName(name, apexAt, tick)
    if (isNamed !== ABSENT) return isNamed
    if (isIpv4 && this.#ipv4.hasAny(this.#low4, this.#high4, tick)) return EMPTY
    return isIpv6 && this.#ipv6.hasAny(this.#low6, this.#high6, tick) ? EMPTY : ABSENT
  }

  count(_entry: Entry, type: number): number {
    return type === Type.A || (type === Type.TXT && this.#values.textLength >= 0) ? 1 : 0
  }

  write(_entry: Entry, type: number, _index: number, out: Uint8Array, at: number): number {
    const { code, text, textLength } = this.#values
    if (type === Type.A) {
      for (let i = 0; i < 4; i++) out[at + i] = code[i]!
      return 4
    }
    out[at] = textLength
    for (let i = 0; i < textLength; i++) out[at + 1 + i] = text[i]!
    return textLength + 1
  }

  /** The TTL ends with the entry at the latest: no cache has it longer than we do. */
  ttl(): number {
    const left = this.shared.begin + this.#end * TICK - this.#now()
    return Math.min(this.mostTtl, Math.max(Math.floor(left / 1000), 0))
  }

  isCommon(): boolean {
    return false
  }

  /** Looks among names and IPv6: four numbers may be four digits of IPv6 as well, and names may end so. */
  #findElse(name: Suffixes, apexAt: number, tick: number): Entry {
    const isNamed = this.#findName(name, apexAt, tick)
    if (isNamed !== ABSENT) return isNamed
    const isIpv6 = setIpv6Range(name, apexAt, this.#low6, this.#high6)
    return isIpv6 && this.#ipv6.hasAny(this.#low6, this.#high6, tick) ? EMPTY : ABSENT
  }

  #findName(name: Suffixes, apexAt: number, tick: number): Entry {
    this.#length = foldLabels(name, apexAt, this.#labels)
    for (let i = 0; i < this.#cells.hashes; i++) {
      const key = setName(this.#labels, this.#length, this.#nameKeys[i]!, this.#nameKey)
      const isThere = this.#names.find(key, tick, this.#lookName)
      // Where the key has no entry, #isName means nothing. Where another name has this hash, ours may stand under its next one.
      if (!this.#names.held || !this.#isName) continue
      if (!isThere) return ABSENT
      this.#end = this.#names.end
      return this.#number === 0 ? EMPTY : LISTED
    }
    return ABSENT
  }

  #found(reader: BlockReader, key: Int32Array, tick: number): boolean {
    if (!reader.find(key, tick, this.#look)) return false
    this.#end = reader.end
    return true
  }

  /** Checks the name too: another one may have the same hash. */
  readonly #lookName = (value: number, cell: number): void => {
    this.#isName = this.#cells.is(cell, this.#labels, this.#length)
    if (this.#isName) this.#look(value)
  }

  readonly #look = (value: number): void => {
    this.#number = value
    this.#values.read(value)
  }
}

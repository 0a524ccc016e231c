// Single IPv4 addresses with a code each. Most lists consist of them, so each is only a number.

import { take } from '../memory/budget.ts'
import { CodedColumn } from './coded-column.ts'
import { type Flat, Growing } from './ip4-flat.ts'
import { sortColumns } from './sort-columns.ts'

export class Singles {
  count = 0
  #addresses: Uint32Array<ArrayBuffer>
  readonly #codes = new CodedColumn()

  constructor(room: number) {
    take(room * 4)
    this.#addresses = new Uint32Array(room)
  }

  add(address: number, code: number): void {
    const i = this.count
    if (i === this.#addresses.length) this.#grow()
    this.#addresses[i] = address
    this.#codes.add(i, code, this.#addresses.length)
    this.count = i + 1
  }

  addAll(addresses: Uint32Array, code: number): void {
    while (this.count + addresses.length > this.#addresses.length) this.#grow()
    this.#addresses.set(addresses, this.count)
    this.#codes.addAll(this.count, addresses.length, code, this.#addresses.length)
    this.count += addresses.length
  }

  #grow(): void {
    const room = this.#addresses.length * 2 + 64
    take(room * 4)
    const next = new Uint32Array(room)
    next.set(this.#addresses)
    this.#addresses = next
  }

  /** `beside`: intervals of the same layer, whose codes join these. `together`: joins two codes, the one read first first. */
  flatten(beside: Flat, together: (a: number, b: number) => number): Flat {
    const own = this.#codes.column
    const columns = own === undefined ? [this.#addresses] : [this.#addresses, own]
    const [addresses, codes] = sortColumns(columns, 1, this.count)
    const code = codes ?? this.#codes.columnOf(this.count)
    const flat = new Growing(this.count)
    let b = 0
    for (let i = 0; i < addresses!.length; ) {
      const address = addresses![i]!
      let all = code[i]!
      for (i++; addresses![i] === address; i++) all = joined(all, code[i]!, together)
      while (b < beside.count && beside.last[b]! < address) b++
      if (b < beside.count && beside.first[b]! <= address) all = joined(all, beside.code[b]!, together)
      flat.add(address, address, all)
    }
    return flat
  }

  /** The addresses in order and without duplicates, if all have one code. Overwrites its columns: do not call flatten() afterwards. */
  alike(): { readonly addresses: Uint32Array; readonly code: number } | undefined {
    if (this.#codes.column !== undefined) return undefined
    const [addresses] = sortColumns([this.#addresses], 1, this.count) as [Uint32Array]
    let count = 0
    for (let i = 0; i < addresses.length; i++)
      if (i === 0 || addresses[i] !== addresses[count - 1]) addresses[count++] = addresses[i]!
    return { addresses: addresses.subarray(0, count), code: this.#codes.code }
  }
}

function joined(a: number, b: number, together: (a: number, b: number) => number): number {
  return a === b ? a : together(a, b)
}

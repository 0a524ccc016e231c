// A list whose entries end, with a clock that the test turns; it is asked as threads ask that answer.

import { addressFromText } from '../../../src/dns/address.ts'
import { nameFromText } from '../../../src/dns/name-text.ts'
import { Suffixes } from '../../../src/dns/suffixes.ts'
import { Type } from '../../../src/dns/types.ts'
import { ABSENT, EMPTY } from '../../../src/lists/entries.ts'
import { addressEntry, entryOfOwner, type ListEntry } from '../../../src/lists/live/entry.ts'
import { LiveEntries } from '../../../src/lists/live/live-entries.ts'
import { LiveTable } from '../../../src/lists/live/live-table.ts'
import type { Value } from '../../../src/lists/live/values.ts'

export const LIST = nameFromText('pop.example.')
export const value = (code = 2, text?: string): Value => ({
  code: Uint8Array.of(127, 0, 0, code),
  text: text === undefined ? undefined : Buffer.from(text),
  by: 'test',
})

export function entryOf(text: string): ListEntry {
  const address = addressFromText(text)
  if (address) return addressEntry(address)
  const name = nameFromText(text)
  return entryOfOwner(name, 0, name.length - 1)!
}

export class Turned {
  now = 1_000_000
  readonly table: LiveTable
  readonly entries: LiveEntries
  readonly #name = new Suffixes()
  readonly #out = new Uint8Array(256)

  constructor(room = 1000) {
    this.table = new LiveTable(room, this.now)
    this.entries = new LiveEntries(this.table.shared, 300, () => this.now)
  }

  add(text: string, seconds: number, what = value()) {
    return this.table.put(entryOf(text), this.now + seconds * 1000, what)
  }

  /** `-`: no such name; `empty`: it owns nothing; else TTL, address and text. */
  ask(owner: string): string {
    const name = this.#name.set(nameFromText(owner, LIST), 0)
    const found = this.entries.find(name, name.count - 2)
    if (found === ABSENT) return '-'
    if (found === EMPTY) return 'empty'
    const address = this.#out.slice(0, this.entries.write(found, Type.A, 0, this.#out, 0)).join('.')
    const texts = this.entries.count(found, Type.TXT)
    const text =
      texts === 0 ? '' : ` ${Buffer.from(this.#out.subarray(1, this.entries.write(found, Type.TXT, 0, this.#out, 0)))}`
    return `${this.entries.ttl()} ${address}${text}`
  }
}

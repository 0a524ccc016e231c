// A packed copy of the entries of a list at one moment: a transfer goes on long after they have changed.
//
//   family, 1 octet | octets of the entry, 1 | the entry | number of its value, 4 | end, 8         of each

import { Octets } from '../../dns/octets.ts'
import type { ContentEntry } from '../entries.ts'
import { type ListEntry, ownerLabels } from './entry.ts'
import type { LiveEntry } from './live-table.ts'
import type { Value } from './values.ts'

const FAMILIES = ['ipv4', 'ipv6', 'name'] as const

export class Snapshot {
  readonly #octets = new Octets(1024)
  readonly #end = new DataView(new ArrayBuffer(8))
  readonly #numbers = new Map<Value, number>()
  readonly #values: Value[] = []

  add({ entry: { family, octets }, end, value }: LiveEntry): void {
    const out = this.#octets
    out.u8(FAMILIES.indexOf(family))
    out.u8(octets.length)
    out.append(octets)
    out.u32(this.#numberOf(value))
    this.#end.setFloat64(0, end)
    out.u32(this.#end.getUint32(0))
    out.u32(this.#end.getUint32(4))
  }

  *entries(): Generator<ContentEntry> {
    const bytes = this.#octets.view()
    const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    for (let at = 0; at < bytes.length; ) {
      const family = FAMILIES[bytes[at]!]!
      const rest = at + 2 + bytes[at + 1]!
      const entry: ListEntry = { family, octets: bytes.subarray(at + 2, rest) }
      const { code, text } = this.#values[words.getUint32(rest)]!
      yield { labels: ownerLabels(entry), code, text, end: words.getFloat64(rest + 4) }
      at = rest + 12
    }
  }

  #numberOf(value: Value): number {
    const known = this.#numbers.get(value)
    if (known !== undefined) return known
    this.#numbers.set(value, this.#values.length)
    return this.#values.push(value) - 1
  }
}

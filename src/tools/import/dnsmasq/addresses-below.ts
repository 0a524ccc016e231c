// Writes out dnsmasq's `address=/a.example/192.0.2.1`, which is for all names below as well, whatever records other names have. In a zone,
// a name that exists keeps the wildcard above it away (RFC 4592 §2.2.1): it gets the addresses itself, and a wildcard of its own.

import { Type } from '../../../dns/types.ts'
import { nameKey } from '../../../supply/faces/layer-records.ts'
import { namesAbove } from '../faces.ts'
import type { Placed } from '../record-lines.ts'

const STAR = Uint8Array.of(1, 0x2a)

/** `addresses`: the records at the names of `address`. `declared`: apexes; a name lies in the longest that is above it. */
export function addressesBelow(
  records: readonly Placed[],
  addresses: readonly Placed[],
  declared: ReadonlySet<string>,
): Placed[] {
  const given = Map.groupBy(addresses, ({ owner }) => nameKey(owner))
  const decided = new Set(records.filter(decidesAddress).map(({ owner }) => nameKey(owner)))
  const made = new Map<string, Placed[]>()
  for (const { owner } of [...records, ...addresses]) {
    const above = namesAbove(owner)
    // For a name with such an address, look only above it: it may lie below another such name, with names between.
    const from = given.has(above[0]!) ? 1 : 0
    const end = above.findIndex((key, i) => i >= from && declared.has(key))
    const theirs = given.get(above[end] ?? '') ?? []
    for (const key of above.slice(from, Math.max(end, 0))) {
      const name = Buffer.from(key, 'latin1')
      const own = decided.has(key) ? [] : theirs.map((one) => ({ ...one, owner: name }))
      const all = theirs.map((one) => ({ ...one, owner: Buffer.concat([STAR, name]) }))
      made.set(key, [...own, ...all])
    }
  }
  return [...made.values()].flat()
}

function decidesAddress({ type }: Placed): boolean {
  return type === Type.A || type === Type.AAAA || type === Type.CNAME
}

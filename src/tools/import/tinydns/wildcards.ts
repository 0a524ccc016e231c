// tinydns lets a wildcard answer for every name below it that has no records, also where a name between exists. RFC 4592 §3.3.1
// ends a wildcard at the closest name that exists: so the records of the wildcard are repeated there.

import { nameLength } from '../../../dns/name.ts'
import { nameKey } from '../../../supply/faces/layer-records.ts'
import { namesAbove } from '../faces.ts'
import type { Placed } from '../record-lines.ts'

const WILDCARD = Uint8Array.of(1, 0x2a)
const MARK = '\x01*'

/** The records of one zone, and those that make its wildcards reach as far as tinydns has them reach. */
export function withRepeatedWildcards(apex: string, records: readonly Placed[]): Placed[] {
  const owners = Map.groupBy(records, ({ owner }) => nameKey(owner))
  if (![...owners.keys()].some((name) => name.startsWith(MARK))) return [...records]
  const cuts = new Set(
    records.filter(({ type, owner }) => type === NS && nameKey(owner) !== apex).map(({ owner }) => nameKey(owner)),
  )
  const made: Placed[] = []
  for (const name of existing(apex, records)) {
    const above = namesAbove(name)
    const wild = above.slice(1).find((one) => owners.has(MARK + one))
    // Outside of the zone's wildcards, below a cut, or a name that has a wildcard of its own.
    if (wild === undefined || !reaches(above, wild, apex) || above.some((one) => cuts.has(one))) continue
    const source = owners.get(MARK + wild)!
    const key = nameKey(name)
    // A name without records answers as the wildcard does.
    if (!owners.has(key)) made.push(...source.map((record) => ({ ...record, owner: name })))
    if (!owners.has(MARK + key))
      made.push(...source.map((record) => ({ ...record, owner: Buffer.concat([WILDCARD, name]) })))
  }
  return [...records, ...made]
}

const NS = 2

/** A name has records of its own between it and the wildcard's parent, or the apex is passed: the wildcard is looked for in order. */
function reaches(above: readonly string[], wild: string, apex: string): boolean {
  const at = above.indexOf(apex)
  return at >= 0 && above.indexOf(wild) <= at
}

/** All names of the zone but the apex and wildcards, empty non-terminals too. */
function existing(apex: string, records: readonly Placed[]): Uint8Array[] {
  const names = new Map<string, Uint8Array>()
  for (const { owner } of records) {
    for (let at = 0; owner[at] !== 0; at += 1 + owner[at]!) {
      const name = owner.slice(at, at + nameLength(owner, at))
      const key = nameKey(name)
      if (key === apex || names.has(key)) break
      if (!key.startsWith(MARK)) names.set(key, name)
    }
  }
  return [...names.values()]
}

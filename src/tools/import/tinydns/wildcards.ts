// Repeats the records of wildcards. In tinydns a wildcard answers for every name below its parent without records, even where a name
// between exists. By RFC 4592 §3.3.1 it ends at the closest existing name, so that name gets the wildcard's records again.

import { nameLength } from '../../../dns/name.ts'
import { nameKey } from '../../../supply/faces/layer-records.ts'
import { namesAbove } from '../faces.ts'
import type { Placed } from '../record-lines.ts'

const WILDCARD = Uint8Array.of(1, 0x2a)
const MARK = '\x01*'

/** The records of one zone, with those that make its wildcards reach as far as in tinydns. */
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
    // The name is outside of the zone's wildcards or below a cut.
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

/** Whether the wildcard's parent lies at or below the apex. */
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

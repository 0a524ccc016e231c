// Makes zones of a resolver's local records: one for each name that it declares local, and one for each other name with records, because it
// asks other servers for all names beside. Adds the SOA and NS that a resolver does without.

import { labelCount } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { nameKey } from '../../supply/faces/layer-records.ts'
import { intoZones, namesAbove, type Zones } from './faces.ts'
import type { Faults, Spot } from './faults.ts'
import type { Lost } from './named-config.ts'
import { type Placed, type RecordLine, readRecordLines } from './record-lines.ts'

/** Names declared local, by key of the apex. */
export type Declared = ReadonlyMap<string, { readonly at: Spot; readonly needsNothing?: boolean }>

export type Apex = { readonly soa: string; readonly ns: string; readonly ttl: number }

export function localZones(
  records: readonly Placed[],
  declared: Declared,
  { apex, faults, made }: { apex: Apex; faults: Faults; made: Lost[] },
): Zones {
  const apexes = new Map([...declared].map(([key, { at }]) => [key, at]))
  const byDepth = [...records].sort((a, b) => labelCount(a.owner) - labelCount(b.owner))
  for (const { owner, at } of byDepth)
    if (!namesAbove(owner).some((key) => apexes.has(key))) apexes.set(nameKey(owner), at)
  const { zones } = intoZones(records, new Set(apexes.keys()))
  const lines: RecordLine[] = [...apexes].flatMap(([key, at]) => {
    const name = nameText(Buffer.from(key, 'latin1'))
    const own = zones.get(key)?.filter(({ owner }) => nameKey(owner) === key) ?? []
    const without = [Type.SOA, Type.NS].filter((type) => !own.some((one) => one.type === type))
    if (without.length > 0 && declared.get(key)?.needsNothing !== true)
      made.push({
        file: at.file,
        line: at.line,
        why: `zone "${name}" has no ${without.map(typeText).join(' and no ')}`,
      })
    return without.map((type) => ({
      text: `${name} ${apex.ttl} IN ${type === Type.SOA ? `SOA ${apex.soa}` : `NS ${apex.ns}`}`,
      at,
    }))
  })
  const all = new Map([...zones].map(([key, own]) => [key, [...own]]))
  for (const record of readRecordLines(lines, faults)) {
    const key = nameKey(record.owner)
    all.set(key, [...(all.get(key) ?? []), record])
  }
  return all
}

function typeText(type: number): string {
  return type === Type.SOA ? 'SOA' : 'NS'
}

/** The reverse name of an address: `4.3.2.192.in-addr.arpa.`. */
export function reverseName(address: Uint8Array): string {
  if (address.length === 4) return `${[...address].reverse().join('.')}.in-addr.arpa.`
  const nibbles = [...address].flatMap((octet) => [octet >> 4, octet & 15])
  return `${nibbles
    .reverse()
    .map((nibble) => nibble.toString(16))
    .join('.')}.ip6.arpa.`
}

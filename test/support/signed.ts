// Zones that were signed, as text.

import { ownSet } from '../../src/sign/own-sets.ts'
import { recordLine } from '../../src/text/zonefile/printer.ts'
import { eachSet } from '../../src/zone/sets.ts'
import type { Zone } from '../../src/zone/zone.ts'

/** A plan for one zone by itself, signed with NSEC. */
export const ALONE = {
  denial: 'nsec',
  dnskeyTtl: 3600,
  zonemd: false,
  cds: 'none',
  children: [],
  signals: [],
  stores: [],
} as const

/** All records in full, the SOA first. */
export function zoneLines(zone: Zone): string[] {
  const lines: string[] = []
  eachSet(zone, (node, set) => {
    const { type, ttl, records } = ownSet(zone, set, zone.type(set))
    for (const rdata of records) lines.push(recordLine({ owner: zone.name(node), ttl, type, rdata }))
  })
  const soa = lines.findIndex((line) => line.includes(' IN SOA '))
  return [...lines.splice(soa, 1), ...lines]
}

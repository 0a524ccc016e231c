// Finds which types a zone has at all: most small zones have five or six, and we need not ask rules for others.

import { perZone } from '../zone/per-zone.ts'
import type { Zone } from '../zone/zone.ts'
import type { Check } from './rule.ts'

/** The types of the zone; it may hold those of deleted records, too. */
const typesIn = perZone((zone): ReadonlySet<number> => {
  const { setType } = zone.columns
  const low = new Uint8Array(LOW)
  const types = new Set<number>()
  for (let set = 0; set < zone.sets; set++) {
    const type = setType[set]! & 0xffff
    if (type < LOW) low[type] = 1
    else types.add(type)
  }
  for (let type = 0; type < LOW; type++) if (low[type] === 1) types.add(type)
  return types
})

/** Almost all records have a type below this: an array does for them. */
const LOW = 256

/** Whether the zone has an rrset for which the walk calls the rule. */
export function hasWanted(zone: Zone, check: Check): boolean {
  if (check.over !== 'sets' || check.types === 'all' || check.first !== undefined) return true
  const types = typesIn(zone)
  return check.types.some((type) => types.has(type))
}

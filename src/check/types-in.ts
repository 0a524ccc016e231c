// Which types a zone has at all: most small zones have five or six, and rules for others need not be asked.

import { perZone } from '../zone/per-zone.ts'
import type { Zone } from '../zone/zone.ts'
import type { Check } from './rule.ts'

/** By type; those of deleted records may be among them. */
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

/** Almost all records are of a type below: no hashing for them. */
const LOW = 256

/** Whether the zone has anything that the rule is called for. */
export function hasWanted(zone: Zone, check: Check): boolean {
  if (check.over !== 'sets' || check.types === 'all' || check.first !== undefined) return true
  const types = typesIn(zone)
  return check.types.some((type) => types.has(type))
}

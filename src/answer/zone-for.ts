// Finds which zone of a view answers for a name.

import type { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import type { Member, OnlineDenial, ZoneSet } from '../zone/zone-set.ts'

/** The place in the set of the zone that answers: the closest one at or above the name; for DS of an apex, the one above it. -1: none. */
export function zoneFor(set: ZoneSet, name: Suffixes, type: number): number {
  const member = set.enclosing(name)
  if (type !== Type.DS || member < 0 || set.apexAt(member, name) !== 0) return member
  // RFC 4035 §3.1.4.1: DS lives on the parent's side. Without that zone here, the child says that it has none.
  const parent = set.enclosing(name, 1)
  return parent < 0 ? member : parent
}

/** Whether the zone answers for the DS of its own apex, because the view does not have the zone above. */
export function isParentMissing(set: ZoneSet, member: number, name: Suffixes, type: number): boolean {
  return type === Type.DS && set.apexAt(member, name) === 0
}

/** How the zone makes its denial when somebody asks. Undefined where its own chain proves; without NSEC in the zone there is nothing to replace. */
export function onlineOf({ zone, online }: Member): OnlineDenial | undefined {
  return zone?.denial === 'nsec' ? online : undefined
}

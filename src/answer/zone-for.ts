// Which zone of a view answers for a name.

import type { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import type { Member, OnlineDenial, ZoneSet } from '../zone/zone-set.ts'

/** The zone that answers: the closest one above the name, but for DS the one that the name is delegated from. */
export function zoneFor(set: ZoneSet, name: Suffixes, type: number): number {
  const member = set.enclosing(name)
  if (type !== Type.DS || member < 0 || set.apexAt(member, name) !== 0) return member
  // RFC 4035 §3.1.4.1: DS lives on the parent's side. Without that zone here, the child says that it has none.
  const parent = set.enclosing(name, 1)
  return parent < 0 ? member : parent
}

/** Whether that one answers because the zone that should have the DS is not among them. */
export function isParentMissing(set: ZoneSet, member: number, name: Suffixes, type: number): boolean {
  return type === Type.DS && set.apexAt(member, name) === 0
}

/** How it proves absence to those who ask, where not by its chain; a zone without NSEC has nothing that could be made in its place. */
export function onlineOf({ zone, online }: Member): OnlineDenial | undefined {
  return zone?.denial === 'nsec' ? online : undefined
}

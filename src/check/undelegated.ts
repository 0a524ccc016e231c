// Finds zones of a view that lie next below another zone of the view, which has no delegation to them.

import { labelCount } from '../dns/name.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { APEX, Flag, NONE, type Zone } from '../zone/zone.ts'
import type { Member } from '../zone/zone-set.ts'
import type { ViewZones } from './subject.ts'

export function undelegated(zone: Zone, view: ViewZones | undefined): Member[] {
  if (view === undefined || zone.soa === NONE) return []
  return view.zones.below(zone.apex).filter(({ apex }) => isOurs(zone, view, apex) && !isDelegated(zone, apex))
}

/** Whether no other zone of the view lies between the two. */
function isOurs(zone: Zone, view: ViewZones, child: Uint8Array): boolean {
  const index = view.zones.enclosing(new Suffixes().set(child, child[0]! + 1))
  return index >= 0 && labelCount(view.zones.member(index)!.apex) === zone.apexLabels
}

function isDelegated(zone: Zone, child: Uint8Array): boolean {
  const name = new Suffixes().set(child, 0)
  for (let node = zone.find(name, zone.closest(name)); ; node = zone.parent(node)) {
    if (zone.flags(node) & Flag.cut) return true
    if (node === APEX) return false
  }
}

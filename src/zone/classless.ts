// Zones for part of a network (RFC 2317), as the aliases in the zone of the whole network lead to them.

import { sameName } from '../dns/name.ts'
import { isReverseZone } from '../dns/reverse-name.ts'
import { APEX, type Node, type Zone } from './zone.ts'

/**
 * Where an alias of an address leads into a zone for part of a network (RFC 2317 §4), the name of that zone: its place in the heap.
 * The target at `data` keeps the alias's own label, and has one more below the same parent: 129 CNAME 129.128/26.
 */
export function classlessZone(zone: Zone, node: Node, data: number): number | undefined {
  const { heap } = zone
  if (node === APEX || heap[data] === 0 || !isReverseZone(zone.apex)) return undefined
  const child = data + heap[data]! + 1
  if (heap[child] === 0) return undefined
  const parent = zone.name(zone.parent(node))
  return sameName(heap, child + heap[child]! + 1, parent, 0) ? child : undefined
}

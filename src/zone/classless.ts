// Finds zones for part of a network (RFC 2317) by the aliases in the zone of the whole network that lead to them.

import { sameName } from '../dns/name.ts'
import { isReverseZone } from '../dns/reverse-name.ts'
import { APEX, type Node, type Zone } from './zone.ts'

/**
 * Where in the heap the name of the zone for part of a network begins that an address's alias leads to (RFC 2317 §4); undefined for any
 * other alias. Such a target, at `data`, begins with a label for the address, and has one more label than the alias, below the same parent:
 * 129 CNAME 129.128/26.
 */
export function classlessZone(zone: Zone, node: Node, data: number): number | undefined {
  const { heap } = zone
  if (node === APEX || heap[data] === 0 || !isReverseZone(zone.apex)) return undefined
  const child = data + heap[data]! + 1
  if (heap[child] === 0) return undefined
  const parent = zone.name(zone.parent(node))
  return sameName(heap, child + heap[child]! + 1, parent, 0) ? child : undefined
}

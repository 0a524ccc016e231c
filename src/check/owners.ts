// What an owner is called, asked without making text.

import { APEX, type Node, type Zone } from '../zone/zone.ts'
import { isLabel } from './labels.ts'

/** Whether the node's own label is `text`, which is in lower case. */
export function hasLabel(zone: Zone, node: Node, text: string): boolean {
  return node !== APEX && isLabel(zone.heap, zone.labelAt(node), text)
}

/** Whether the label of the node's parent is `text`. */
export function isBelowLabel(zone: Zone, node: Node, text: string): boolean {
  return node !== APEX && hasLabel(zone, zone.parent(node), text)
}

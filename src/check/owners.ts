// Looks at the names of owners without making text.

import { isLabel } from '../dns/labels.ts'
import { APEX, type Node, type Zone } from '../zone/zone.ts'

/** Whether the node's own label is `text`, which is in lower case. */
export function hasLabel(zone: Zone, node: Node, text: string): boolean {
  return node !== APEX && isLabel(zone.heap, zone.labelAt(node), text)
}

/** Whether the label of the node's parent is `text`. */
export function isBelowLabel(zone: Zone, node: Node, text: string): boolean {
  return node !== APEX && hasLabel(zone, zone.parent(node), text)
}

/** The node itself if it has records, else the first below it that has: nodes below come later in the tree. */
export function ownerBelow(zone: Zone, node: Node): Node | undefined {
  for (let owner = node; owner < zone.nodes; owner++) {
    if (!zone.hasSets(owner)) continue
    let above = owner
    while (above > node) above = zone.parent(above)
    if (above === node) return owner
  }
  return undefined
}

/**
 * Whether the node is one for DKIM keys: `a.b._domainkey`, with a selector of one label or more (RFC 6376 §3.1). A selector does not
 * begin with an underscore: `_adsp._domainkey` (RFC 5617) and `_report._domainkey` (RFC 6651 §3.3) are something else.
 */
export function isDkimKey(zone: Zone, node: Node): boolean {
  let at = node
  while (at !== APEX && zone.heap[zone.labelAt(at) + 1] !== UNDERSCORE) at = zone.parent(at)
  return at !== node && hasLabel(zone, at, '_domainkey')
}

/** Whether the node is an instance of a service, with a name in UTF-8 for people: `Büro._ipp._tcp` (RFC 6763 §4.1.1). */
export function isInstance(zone: Zone, node: Node): boolean {
  if (
    node === APEX ||
    !(isBelowLabel(zone, zone.parent(node), '_tcp') || isBelowLabel(zone, zone.parent(node), '_udp'))
  )
    return false
  return zone.heap[zone.labelAt(zone.parent(node)) + 1] === UNDERSCORE
}

const UNDERSCORE = 0x5f

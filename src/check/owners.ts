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

/** The node, or where it is empty the first one below it that has records: what is below was made later. */
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
 * Whether DKIM keys stand at the node: `a.b._domainkey`, a selector of one label or more (RFC 6376 §3.1). What begins with an
 * underscore is no selector: `_adsp._domainkey` (RFC 5617) and `_report._domainkey` (RFC 6651 §3.3) are something else.
 */
export function isDkimKey(zone: Zone, node: Node): boolean {
  let at = node
  while (at !== APEX && zone.heap[zone.labelAt(at) + 1] !== UNDERSCORE) at = zone.parent(at)
  return at !== node && hasLabel(zone, at, '_domainkey')
}

/** Whether the node's name is for people, in UTF-8: an instance of a service, `Büro._ipp._tcp` (RFC 6763 §4.1.1). */
export function isInstance(zone: Zone, node: Node): boolean {
  if (
    node === APEX ||
    !(isBelowLabel(zone, zone.parent(node), '_tcp') || isBelowLabel(zone, zone.parent(node), '_udp'))
  )
    return false
  return zone.heap[zone.labelAt(zone.parent(node)) + 1] === UNDERSCORE
}

const UNDERSCORE = 0x5f

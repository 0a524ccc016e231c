// Finds the nodes of a zone at which clients see a changeset that led to it: those of its owners, the wildcards that stand for removed
// names, and names that a removed cut or DNAME hid. Names that are no longer there have no node in the zone.

import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import type { Changeset } from './changeset.ts'
import { APEX, Flag, NONE, type Node, type Zone } from './zone.ts'

export function changedNodes(zone: Zone, { removed, added }: Changeset): Node[] {
  const found = new Set<Node>()
  const bared = new Set<Node>()
  removed.each((bytes, owner, type) => {
    const node = nodeOf(zone, scratch.set(bytes, owner))
    if (node === NONE) return
    found.add(node)
    const hid = type === Type.DNAME || (type === Type.NS && node !== APEX)
    if (hid && (zone.flags(node) & HIDING) === 0) bared.add(node)
  })
  added.each((bytes, owner) => {
    found.add(zone.find(scratch.set(bytes, owner), 0))
  })
  if (bared.size > 0) addBelow(zone, bared, found)
  return [...found]
}

/** The name's node, or the node of the wildcard that now stands for it; or NONE. */
function nodeOf(zone: Zone, name: Suffixes): Node {
  const at = zone.closest(name)
  const node = zone.find(name, at)
  return at === 0 ? node : zone.findWildcard(node, name, at)
}

/** Adds all nodes below one of `tops`. A parent's number is below its children's. */
function addBelow(zone: Zone, tops: ReadonlySet<Node>, found: Set<Node>): void {
  const isBelow = new Uint8Array(zone.nodes)
  for (let node = APEX + 1; node < zone.nodes; node++) {
    const parent = zone.parent(node)
    if (isBelow[parent] === 0 && !tops.has(parent)) continue
    isBelow[node] = 1
    found.add(node)
  }
}

const HIDING = Flag.cut | Flag.dname

const scratch = new Suffixes()

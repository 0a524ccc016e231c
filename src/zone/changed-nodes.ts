// Where the records of a changeset lie in the zone that came of it: nodes of owners, and of names above them that came or went with
// them. What is not there any more has none.

import { Suffixes } from '../dns/suffixes.ts'
import type { Changeset } from './changeset.ts'
import { NONE, type Node, type Zone } from './zone.ts'

export function changedNodes(zone: Zone, { removed, added }: Changeset): Node[] {
  const found = new Set<Node>()
  for (const list of [removed, added])
    list.each((bytes, owner) => {
      const node = zone.find(scratch.set(bytes, owner), 0)
      if (node !== NONE) found.add(node)
    })
  return [...found]
}

const scratch = new Suffixes()

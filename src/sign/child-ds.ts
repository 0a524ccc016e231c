// DS records that do not come from the source of the upper zone: those of children that this server signs too, made of their keys, and those
// of other children, taken from their CDS records. The upper zone gets them wherever it delegates there.

import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { Flag, NONE, type Node, type Zone } from '../zone/zone.ts'
import type { OwnSet } from './own-sets.ts'
import { lowerName } from './signed-data.ts'

/** Plain data. `records`: rdata of DS; none: the child has no DS, whatever the source says. */
export type ChildDs = { readonly owner: Uint8Array; readonly records: readonly Uint8Array[] }

/** The DS records of children, by name. */
export class ChildSets {
  readonly #records: ReadonlyMap<string, readonly Uint8Array[]>

  constructor(children: readonly ChildDs[]) {
    this.#records = new Map(children.map(({ owner, records }) => [keyOf(owner), records]))
  }

  /**
   * The rrsets of the node with the right DS: where the zone delegates to one of these children, the child's DS replaces that of the
   * source. RFC 4035 §2.4: it has the TTL of the NS.
   */
  over(zone: Zone, node: Node, sets: OwnSet[]): OwnSet[] {
    if (this.#records.size === 0 || !isCut(zone, node)) return sets
    const records = this.#records.get(keyOf(zone.name(node)))
    if (records === undefined) return sets
    const { ttl } = sets.find(({ type }) => type === Type.NS)!
    const others = sets.filter(({ type }) => type !== Type.DS)
    if (records.length === 0) return others
    return [...others, { type: Type.DS, ttl, records }].sort((a, b) => a.type - b.type)
  }
}

/** Whether the zone delegates at this very name. */
export function isDelegated(zone: Zone, owner: Uint8Array): boolean {
  const node = zone.find(new Suffixes().set(owner, 0), 0)
  return node !== NONE && isCut(zone, node)
}

/** Whether the node is a cut that nothing hides: only there a DS may stand (RFC 4035 §2.4). */
function isCut(zone: Zone, node: Node): boolean {
  const flags = zone.flags(node)
  return (flags & Flag.cut) !== 0 && (flags & (Flag.belowCut | Flag.belowDname)) === 0
}

function keyOf(owner: Uint8Array): string {
  return Buffer.from(lowerName(owner)).toString('latin1')
}

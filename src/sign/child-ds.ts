// DS records of zones below that do not come from the source of the upper zone: of zones that this server signs too, which their keys
// tell, and of others, which have told it themselves. The upper zone gets them wherever it delegates there.

import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { Flag, NONE, type Node, type Zone } from '../zone/zone.ts'
import type { OwnSet } from './own-sets.ts'
import { lowerName } from './signed-data.ts'

/** Plain data. `records`: rdata of DS; none: it has none there, whatever the source says. */
export type ChildDs = { readonly owner: Uint8Array; readonly records: readonly Uint8Array[] }

/** By name. */
export class ChildSets {
  readonly #records: ReadonlyMap<string, readonly Uint8Array[]>

  constructor(children: readonly ChildDs[]) {
    this.#records = new Map(children.map(({ owner, records }) => [keyOf(owner), records]))
  }

  /**
   * What the zone says at the node: where it delegates to one of them, that tells which DS there is, whatever its source has.
   * RFC 4035 §2.4: with the TTL of the NS.
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

/** Whether the zone has a delegation at the name, and not only above it. */
export function isDelegated(zone: Zone, owner: Uint8Array): boolean {
  const node = zone.find(new Suffixes().set(owner, 0), 0)
  return node !== NONE && isCut(zone, node)
}

/** RFC 4035 §2.4: no DS stands where no delegation does. */
function isCut(zone: Zone, node: Node): boolean {
  const flags = zone.flags(node)
  return (flags & Flag.cut) !== 0 && (flags & (Flag.belowCut | Flag.belowDname)) === 0
}

function keyOf(owner: Uint8Array): string {
  return Buffer.from(lowerName(owner)).toString('latin1')
}

// What may be worth a look in an rrset, found in one pass for all rules that ask: most rrsets have nothing of it, and no rule
// looks at them. A rule decides for itself; a shape only says where it need not.

import { isWildcard } from '../dns/name.ts'
import { Type } from '../dns/types.ts'
import { APEX, DIVERTED, Flag, hasTarget, NONE, type Node, type RRset, Target, type Zone } from '../zone/zone.ts'
import { labelTraits, Trait } from './label-traits.ts'
import { perZone } from './per-zone.ts'
import { kindsAt, rangeKinds } from './ranges.ts'

export const Shape = {
  /** Addresses of a special range. */
  ...rangeKinds,
  /** More than one record. */
  several: 16,
  /** A TTL of zero, or longer than two weeks. */
  ttl: 32,
  /** Not all targets are hosts of this zone with an IPv4 address; so it is with any CNAME, whose target nobody has looked for. */
  target: 64,
  /** The owner, or a target, is no host name. */
  strange: 128,
  /** The owner is a wildcard. */
  wildcard: 256,
} as const

/** Every rrset has this one. */
export const ANY_SHAPE = 0x8000

export const LONG_TTL = 14 * 86400

const ADDRESS = Shape.bogon | Shape.loopback | Shape.private | Shape.documentation

type Known = { readonly shapes: Uint16Array; known: number }

/** By rrset its shapes, of those that are `wanted` at least. */
export function shapesOf(zone: Zone, wanted: number): Uint16Array {
  const found = shapes(zone)
  const missing = wanted & ~found.known
  found.known |= missing
  if (missing !== 0) readShapes(zone, missing, found.shapes)
  return found.shapes
}

const shapes = perZone((zone): Known => ({ shapes: new Uint16Array(zone.sets).fill(ANY_SHAPE), known: ANY_SHAPE }))

function readShapes(zone: Zone, wanted: number, shapes: Uint16Array): void {
  const { firstSet, setType, setTtl, setData, firstRecord, heap } = zone.columns
  const traits = wanted & Shape.strange ? labelTraits(zone) : undefined
  const addresses = (wanted & ADDRESS) !== 0
  const targets = (wanted & (Shape.target | Shape.strange)) !== 0
  for (let node: Node = 0; node < zone.nodes; node++) {
    let owner = 0
    // An asterisk is strange too.
    if (traits === undefined || traits[node]! & Trait.strange) {
      owner = traits === undefined ? 0 : Shape.strange
      if (isWildcardNode(zone, node)) owner |= Shape.wildcard
    }
    for (let set = firstSet[node]!, end = firstSet[node + 1]!; set < end; set++) {
      const type = setType[set]! & 0xffff
      const ttl = setTtl[set]!
      let shape = owner
      const records = firstRecord[set + 1]! - firstRecord[set]!
      if (records !== 1) shape |= Shape.several
      if (ttl === 0 || ttl > LONG_TTL) shape |= Shape.ttl
      if (type === Type.A || type === Type.AAAA) {
        if (addresses) shape |= addressKinds(heap, setData[set]! + 2, records, type)
      } else if (targets && hasTarget(type)) shape |= targetShape(zone, set, traits)
      else if (type === Type.CNAME) shape |= Shape.target
      shapes[set]! |= shape & wanted
    }
  }
}

function isWildcardNode(zone: Zone, node: Node): boolean {
  return node === APEX ? isWildcard(zone.apex) : isWildcard(zone.heap, zone.labelAt(node))
}

/** Of `records` addresses from heap offset `data` on, each behind its length. */
function addressKinds(heap: Uint8Array, data: number, records: number, type: number): number {
  const size = type === Type.A ? 4 : 16
  let kinds = 0
  for (let i = 0; i < records; i++) kinds |= kindsAt(heap, data + i * (size + 2), size)
  return kinds
}

/** A target that is somewhere else may be called anything. */
function targetShape(zone: Zone, set: RRset, traits: Uint8Array | undefined): number {
  let shape = 0
  let data = zone.dataOf(set)
  for (let left = zone.size(set); left > 0; left--, data = zone.nextData(data, true)) {
    const target = zone.targetOf(data)
    if (target === Target.elsewhere || target >= Target.nothing) return Shape.target | Shape.strange
    const flags = zone.flags(target - 1)
    if (flags & (DIVERTED | Flag.cname | Flag.hashed) || zone.rrset(target - 1, Type.A) === NONE) shape |= Shape.target
    if (traits !== undefined && traits[target - 1]! & Trait.strange) shape |= Shape.strange
  }
  return shape
}

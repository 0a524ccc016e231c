// Finds in one pass, for all rules that ask, what may be worth a look in an rrset. Most rrsets have no shape, and no rule looks at them.
// A rule decides for itself; a missing shape only says where it need not look.

import { isWildcard } from '../dns/name.ts'
import { tellsNames } from '../dns/rdata/told.ts'
import { kindsAt, rangeKinds } from '../dns/special-ranges.ts'
import { Type } from '../dns/types.ts'
import { take } from '../memory/budget.ts'
import { perZone } from '../zone/per-zone.ts'
import { allSteps, STEP, type Steps } from '../zone/steps.ts'
import { APEX, DIVERTED, Flag, hasTarget, NONE, type Node, type RRset, Target, type Zone } from '../zone/zone.ts'
import { labelTraits, Trait } from './label-traits.ts'

export const Shape = {
  /** Addresses of a special range. */
  ...rangeKinds,
  /** More than one record. */
  several: 16,
  /** A TTL of zero, or longer than two weeks. */
  ttl: 32,
  /** Not all targets are known to be hosts of this zone with an IPv4 address. A type whose targets a zone does not look up has it too: CNAME. */
  target: 64,
  /** The owner, or a target, is no host name. */
  strange: 128,
  /** The owner is a wildcard. */
  wildcard: 256,
  /** isLarge() */
  large: 512,
  /** The data has names, and an octet that is an upper-case letter. */
  capital: 1024,
} as const

/** Every rrset has this one. */
export const ANY_SHAPE = 0x8000

export const LONG_TTL = 14 * 86400

/** An rrset with this many records has more than is good. */
export const MANY_RECORDS = 100

/** Octets of data that are not many: the rrset and its signatures, each with so many, fit into one message. */
const MANY_OCTETS = 0x4000

const ADDRESS = Shape.bogon | Shape.loopback | Shape.private | Shape.documentation

/** The shapes that an rrset shows by itself. */
const OWN = ADDRESS | Shape.several | Shape.ttl | Shape.strange | Shape.wildcard | Shape.large | Shape.capital
/** The shapes that show where its names lead. */
const LED = Shape.target | Shape.strange

/** `own` and `led`: the shapes of each kind that we have looked for. */
type Known = { readonly shapes: Uint16Array; own: number; led: number }

/** The shapes of each rrset, by rrset; at least those that are `wanted`. */
export function shapesOf(zone: Zone, wanted: number): Uint16Array {
  return allSteps(readingShapes(zone, wanted))
}

export function* readingShapes(zone: Zone, wanted: number): Steps<Uint16Array> {
  const found = known(zone)
  const own = wanted & OWN & ~found.own
  const led = wanted & LED & ~found.led
  const traits = (own | led) & Shape.strange ? labelTraits(zone) : undefined
  if (own !== 0) yield* readOwnShapes(zone, own, traits, found.shapes)
  if (led !== 0) yield* readLedShapes(zone, led, traits, found.shapes)
  found.own |= own
  found.led |= led
  return found.shapes
}

const known = perZone((zone): Known => {
  take(zone.sets * 2)
  return { shapes: new Uint16Array(zone.sets).fill(ANY_SHAPE), own: 0, led: 0 }
})

/** Finds the shapes that rrsets show by themselves: one word of `shapes` for each. The zone need not know its targets yet. */
export function fillOwnShapes(zone: Zone, traits: Uint8Array, shapes: Uint16Array): void {
  allSteps(readOwnShapes(zone, OWN, traits, shapes.fill(ANY_SHAPE)))
}

/** Takes over for the zone the shapes that fillOwnShapes() found in another thread. */
export function noteShapes(zone: Zone, shapes: Uint16Array): void {
  known.learn(zone, { shapes, own: OWN, led: 0 })
}

function* readOwnShapes(zone: Zone, wanted: number, traits: Uint8Array | undefined, shapes: Uint16Array): Steps<void> {
  const { firstSet, setType, setTtl, setData, firstRecord, heap } = zone.columns
  const addresses = (wanted & ADDRESS) !== 0
  const capitals = (wanted & Shape.capital) !== 0
  for (let node: Node = 0; node < zone.nodes; node++) {
    if (node % STEP === 0) yield
    let owner = 0
    // A wildcard's label has this trait too.
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
      // The data of rrsets lies one behind the other, so the next one shows where this one ends.
      const octets = (set + 1 < zone.sets ? setData[set + 1]! : heap.length) - setData[set]!
      if ((records >= MANY_RECORDS || octets > MANY_OCTETS) && (wanted & Shape.large) !== 0 && isLarge(zone, set))
        shape |= Shape.large
      if (capitals && tellsNames(type)) {
        const gap = hasTarget(type) ? 6 : 2
        if (hasCapital(heap, setData[set]! + gap, records, gap)) shape |= Shape.capital
      }
      if (addresses && (type === Type.A || type === Type.AAAA))
        shape |= addressKinds(heap, setData[set]! + 2, records, type)
      shapes[set]! |= shape & wanted
    }
  }
}

function* readLedShapes(zone: Zone, wanted: number, traits: Uint8Array | undefined, shapes: Uint16Array): Steps<void> {
  const { setType } = zone.columns
  for (let set: RRset = 0; set < zone.sets; set++) {
    if (set % STEP === 0) yield
    const type = setType[set]! & 0xffff
    if (hasTarget(type)) shapes[set]! |= targetShape(zone, set, traits) & wanted
    else if (tellsNames(type)) shapes[set]! |= Shape.target & wanted
  }
}

/** Whether the rrset has so many records, or so much data, that the size of its answer is worth a look. */
export function isLarge(zone: Zone, set: RRset): boolean {
  const records = zone.size(set)
  if (records >= MANY_RECORDS) return true
  const withTarget = hasTarget(zone.type(set))
  let octets = 0
  for (let left = records, data = zone.dataOf(set); left > 0; left--, data = zone.nextData(data, withTarget))
    octets += zone.lengthOf(data)
  return octets > MANY_OCTETS
}

/** Whether `records` records have an upper-case letter. The first one's data is at heap offset `data`; `gap` octets stand between two. */
function hasCapital(heap: Uint8Array, data: number, records: number, gap: number): boolean {
  for (let left = records, p = data; left > 0; left--, p += gap)
    for (const end = p + ((heap[p - 2]! << 8) | heap[p - 1]!); p < end; p++) if ((heap[p]! - A) >>> 0 < 26) return true
  return false
}

const A = 0x41

function isWildcardNode(zone: Zone, node: Node): boolean {
  return node === APEX ? isWildcard(zone.apex) : isWildcard(zone.heap, zone.labelAt(node))
}

/** The special ranges of `records` addresses, from heap offset `data` on, each behind its length. */
function addressKinds(heap: Uint8Array, data: number, records: number, type: number): number {
  const size = type === Type.A ? 4 : 16
  let kinds = 0
  for (let i = 0; i < records; i++) kinds |= kindsAt(heap, data + i * (size + 2), size)
  return kinds
}

/** The shapes, `target` and `strange`, that the targets give. A target that the zone does not hold may have any name: it gives both. */
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

// Compares two versions of one zone rrset by rrset. The order of records and the spelling of owners do not count.

import { nameText } from '../dns/name-text.ts'
import { printRdata } from '../dns/rdata/rdata.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type, typeName } from '../dns/types.ts'
import { isIdentical } from '../zone/same.ts'
import { hasTarget, NONE, type Node, type RRset, type Zone } from '../zone/zone.ts'

export type RRsetText = { readonly ttl: number; readonly rdata: readonly string[] }

/** `before` is missing where the rrset is new, `after` where it is gone. */
export type RRsetChange = {
  readonly owner: string
  readonly type: string
  readonly before?: RRsetText
  readonly after?: RRsetText
}

/** Changes in the order of the new zone's nodes, then rrsets that are gone: at most `limit`, while `total` counts all. */
export function diffZones(
  before: Zone | undefined,
  after: Zone | undefined,
  limit: number,
): { readonly changes: readonly RRsetChange[]; readonly total: number } {
  const changes: RRsetChange[] = []
  let total = 0
  walk(before, after, ({ zone, node }, old, current) => {
    total++
    if (changes.length < limit) changes.push(changeOf(zone, node, before, old, after, current))
  })
  return { changes, total }
}

/** Gets an rrset that differs; NONE where a version does not have it. */
type Visit = (at: { readonly zone: Zone; readonly node: Node }, before: RRset, after: RRset) => void

function walk(before: Zone | undefined, after: Zone | undefined, visit: Visit): void {
  if (after) walkNodes(after, before, (node, set, other) => visit({ zone: after, node }, other, set), true)
  if (before)
    walkNodes(
      before,
      after,
      (node, set, other) => {
        if (other === NONE) visit({ zone: before, node }, set, NONE)
      },
      false,
    )
}

/** Visits all rrsets of `zone`, with the one of the same owner and type in `other`; passes over identical ones if `compare`. */
function walkNodes(
  zone: Zone,
  other: Zone | undefined,
  visit: (node: Node, set: RRset, other: RRset) => void,
  compare: boolean,
): void {
  const name = new Uint8Array(256)
  const suffixes = new Suffixes()
  for (let node = 0; node < zone.nodes; node++) {
    if (!zone.hasSets(node)) continue
    zone.writeName(node, name, 0)
    const twin = other ? other.find(suffixes.set(name, 0), 0) : NONE
    for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) {
      const found = twin === NONE ? NONE : sameKind(other!, twin, zone, set)
      if (compare && found !== NONE && isIdentical(zone, set, other!, found)) continue
      visit(node, set, found)
    }
  }
}

function sameKind(other: Zone, node: Node, zone: Zone, set: RRset): RRset {
  const type = zone.type(set)
  return type === Type.RRSIG ? other.signature(node, zone.covered(set)) : other.rrset(node, type)
}

function eachRdata<T>(zone: Zone, set: RRset, use: (heap: Uint8Array, from: number, to: number) => T): T[] {
  const target = hasTarget(zone.type(set))
  const found: T[] = []
  let data = zone.dataOf(set)
  for (let i = 0, size = zone.size(set); i < size; i++, data = zone.nextData(data, target))
    found.push(use(zone.heap, data, data + zone.lengthOf(data)))
  return found
}

function changeOf(
  zone: Zone,
  node: Node,
  before: Zone | undefined,
  old: RRset,
  after: Zone | undefined,
  current: RRset,
): RRsetChange {
  const [some, set] = current === NONE ? [before!, old] : [after!, current]
  const type = some.type(set)
  return {
    owner: nameText(zone.name(node)),
    type: type === Type.RRSIG ? `RRSIG ${typeName(some.covered(set))}` : typeName(type),
    ...(old !== NONE && { before: textOf(before!, old) }),
    ...(current !== NONE && { after: textOf(after!, current) }),
  }
}

function textOf(zone: Zone, set: RRset): RRsetText {
  const type = zone.type(set)
  return { ttl: zone.ttl(set), rdata: eachRdata(zone, set, (heap, from, to) => printRdata(type, heap, from, to)) }
}

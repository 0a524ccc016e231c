// Finds new aliases at names that another zone's MX or NS has used as a host all along (RFC 2181 §10.3). The change that makes the
// alias breaks them, so Janus refuses the zone with the alias, and serves the others as before.

import { sameName } from '../dns/name.ts'
import { targetOf } from '../dns/rdata/rdata.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { NameFinder, Where } from '../zone/name-finder.ts'
import { STEP, type Steps } from '../zone/steps.ts'
import { currentTarget } from '../zone/targets.ts'
import { APEX, NONE, type Node, type RRset, Target, type Zone } from '../zone/zone.ts'
import { ZoneSet } from '../zone/zone-set.ts'
import type { ViewZones } from './subject.ts'
import { isServed } from './targets.ts'

/** An MX or NS record that names a host in another zone. */
export type Reference = {
  /** Index of its zone in the view. */
  readonly member: number
  readonly zone: Zone
  readonly node: Node
  readonly set: RRset
  /** Number of the record in its rrset. */
  readonly index: number
  readonly type: number
  /** Where the host's name begins in the zone's heap. */
  readonly at: number
}

/** `alias`: the CNAME or DNAME, in the zone that breaks the reference. */
export type Break = { readonly reference: Reference; readonly alias: RRset }

type Past = {
  /** The last good version. */
  readonly fallback?: Zone | undefined
  /** Whether other zones make its records come and go: none of these counts as new. */
  readonly derived?: boolean
}

/**
 * Finds what each member breaks, by member. `past`: by member too. `referring`: the only members that may refer to what has changed; by
 * default all.
 */
export function* findingBreaks(
  view: ViewZones,
  past: readonly Past[],
  referring: Iterable<number> = past.keys(),
): Steps<ReadonlyMap<number, Break[]>> {
  const breaks = new Map<number, Break[]>()
  const before = past.map(({ fallback }) => fallback)
  const { members } = view.zones
  const changed = members.map(({ zone }, i) => zone !== undefined && zone !== before[i])
  if (!changed.includes(true) || before.every((zone) => zone === undefined)) return breaks
  const names = new NameFinder(view.zones)
  const name = new Suffixes()
  for (const member of referring) {
    const { zone } = members[member]!
    const old = before[member]
    if (zone === undefined || old === undefined) continue
    yield* eachReference(view.zones, zone, member, (reference) => {
      const holder = view.zones.enclosing(name.set(zone.heap, reference.at))
      if (holder < 0 || holder === member || !changed[holder]) return
      if (names.find(zone.heap, reference.at) !== Where.alias) return
      const { set: alias } = names
      if (zone !== old && !past[member]!.derived && !stands(reference, old)) return
      if (isAlias(before[holder], zone.heap, reference.at)) return
      breaks.set(holder, [...(breaks.get(holder) ?? []), { reference, alias }])
    })
  }
  return breaks
}

/** Looks up the hosts of one member's MX and NS records, so that ConsultedZones notes which zones they lie in. */
export function* askingReferences(zones: ZoneSet, member: number): Steps<void> {
  const { zone } = zones.member(member)!
  if (zone === undefined || zones.size === 1) return
  const name = new Suffixes()
  yield* eachReference(zones, zone, member, ({ at }) => {
    zones.enclosing(name.set(zone.heap, at))
  })
}

function* eachReference(
  zones: ZoneSet,
  zone: Zone,
  member: number,
  visit: (reference: Reference) => void,
): Steps<void> {
  const isAlone = zones.below(zone.apex).length === 0
  for (let node: Node = APEX; node < zone.nodes; node++) {
    if (node % STEP === 0) yield
    for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) {
      const type = zone.key(set)
      if ((type !== Type.MX && type !== Type.NS) || !isServed(zone, node, set)) continue
      let data = zone.dataOf(set)
      for (let index = 0, size = zone.size(set); index < size; index++, data = zone.nextData(data, true))
        // A name below another zone's apex may have a node here too.
        if (!isAlone || currentTarget(zone, type, data) === Target.elsewhere)
          visit({ member, zone, node, set, index, type, at: targetOf(type, zone.heap, data) })
    }
  }
}

/** Whether the version `old` of the reference's zone has the record too. */
function stands({ zone, node, type, at }: Reference, old: Zone): boolean {
  const owner = old.find(new Suffixes().set(zone.name(node), 0), 0)
  if (owner === NONE) return false
  const set = old.rrset(owner, type)
  if (set === NONE || !isServed(old, owner, set)) return false
  let data = old.dataOf(set)
  for (let i = old.size(set); i > 0; i--, data = old.nextData(data, true))
    if (sameName(old.heap, targetOf(type, old.heap, data), zone.heap, at)) return true
  return false
}

function isAlias(zone: Zone | undefined, bytes: Uint8Array, at: number): boolean {
  if (zone === undefined) return false
  return new NameFinder(new ZoneSet([{ apex: zone.apex, zone }])).find(bytes, at) === Where.alias
}

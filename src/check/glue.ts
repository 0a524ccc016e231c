// Finds name servers of delegations whose addresses only the delegated zone, or another delegated zone, could give.

import { isWithin } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { Where } from '../zone/name-finder.ts'
import { APEX, Flag, NONE, type Node, type RRset, type Zone } from '../zone/zone.ts'
import type { Reporter } from './reporter.ts'
import type { Saying } from './rule.ts'
import { knowsAddress } from './targets.ts'
import { unreachableCuts } from './unreachable-cuts.ts'

export const glueSayings: Readonly<Record<string, Saying>> = {
  found: {
    message: 'cannot delegate "{owner}" to "{target}": its address is missing',
    fix: 'add an A or AAAA record: {target} IN A …',
  },
  alias: {
    message: 'cannot delegate "{owner}" to "{target}": it is an alias, and needs an address of its own',
    fix: 'write an A or AAAA record in place of the CNAME',
    related: 'the alias stands here',
  },
  circular: {
    message:
      'cannot delegate "{owner}" to "{target}": only the zone {cut} knows its address, and nobody can reach that zone',
    fix: 'add an A or AAAA record: {target} IN A …',
    related: 'the delegation of that zone',
  },
}

/**
 * Reports the name servers of the delegation whose address is missing, of delegations that can be reached all the same
 * (`despite`), or of those that nobody can reach.
 */
export function reportGlue(reporter: Reporter, node: Node, set: RRset, despite: boolean): void {
  const { zone, names } = reporter
  if (node === APEX || zone.flags(node) & (Flag.belowCut | Flag.belowDname)) return
  let data = zone.dataOf(set)
  for (let i = 0, size = zone.size(set); i < size; i++, data = zone.nextData(data, true)) {
    const host = inDelegated(zone, node, data)
    if (host === OUTSIDE || hasAddress(zone, host) || knowsAddress(zone, data, data)) continue
    // This view may have the delegated zone itself: then the address comes from there.
    const where = names.find(zone.heap, data)
    if (where !== Where.unknown || names.zone !== zone || reporter.mayBeUnread(zone.heap, data)) continue
    const { node: needed } = names
    const unreachable = unreachableCuts(reporter)
    if (unreachable.has(node) === despite) return
    if (host === ELSEWHERE) {
      if (unreachable.has(needed)) reportCircular(reporter, node, needed, zone.line(set, i), data)
      continue
    }
    const cname = host === NONE ? NONE : zone.rrset(host, Type.CNAME)
    reporter.report(zone.line(set, i), 0, () => ({
      says: cname === NONE ? 'found' : 'alias',
      params: { owner: reporter.name(node), target: nameText(zone.heap, data) },
      related: cname === NONE ? undefined : { line: zone.line(cname, 0), part: 'entry' },
    }))
  }
}

/** `cut`: another cut, below which the target at `data` lies. */
function reportCircular(reporter: Reporter, node: Node, cut: Node, line: number, data: number): void {
  const { zone } = reporter
  reporter.report(line, 0, () => ({
    says: 'circular',
    params: { owner: reporter.name(node), target: nameText(zone.heap, data), cut: reporter.name(cut) },
    related: { line: zone.line(zone.rrset(cut, Type.NS), 0), part: 'entry' },
  }))
}

const OUTSIDE = -2
const ELSEWHERE = -3
const name = new Suffixes()

/**
 * The node of the name at `data`, if the name lies at or below the cut; NONE if it does not exist there. ELSEWHERE if the name lies in
 * the zone but not below the cut, OUTSIDE if it lies outside of the zone.
 */
function inDelegated(zone: Zone, cut: Node, data: number): Node {
  name.set(zone.heap, data)
  const apexAt = name.count - zone.apexLabels
  if (apexAt < 0 || !isWithin(zone.heap, name.at[apexAt]!, zone.apex, 0)) return OUTSIDE
  for (let i = 0; i < apexAt; i++) if (zone.find(name, i) === cut) return zone.find(name, 0)
  return ELSEWHERE
}

function hasAddress(zone: Zone, node: Node): boolean {
  return node >= 0 && (zone.rrset(node, Type.A) !== NONE || zone.rrset(node, Type.AAAA) !== NONE)
}

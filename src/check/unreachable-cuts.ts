// Finds delegations that no resolver can follow: only other delegated zones know the addresses of their name servers, and those zones
// depend on each other in turn.

import { Type } from '../dns/types.ts'
import { Where } from '../zone/name-finder.ts'
import { eachRecord } from '../zone/records.ts'
import { APEX, Flag, type Node, type RRset } from '../zone/zone.ts'
import type { Reporter } from './reporter.ts'
import { knowsAddress } from './targets.ts'

/** The cuts of the zone below which no resolver can get. We find them once per reporter. */
export function unreachableCuts(reporter: Reporter): ReadonlySet<Node> {
  const cuts = known.get(reporter) ?? find(reporter)
  known.set(reporter, cuts)
  return cuts
}

const known = new WeakMap<Reporter, ReadonlySet<Node>>()

function find(reporter: Reporter): ReadonlySet<Node> {
  const { zone } = reporter
  const reachable: Node[] = []
  const unreachable = new Set<Node>()
  /** By cut, the cuts that resolvers can reach once they can reach this one. */
  const waiting = new Map<Node, Node[]>()
  for (let node: Node = APEX + 1; node < zone.nodes; node++) {
    if ((zone.flags(node) & (Flag.cut | Flag.belowCut | Flag.belowDname)) !== Flag.cut) continue
    const needed = reporter.mayBeUnread(zone.name(node), 0)
      ? undefined
      : neededCuts(reporter, zone.rrset(node, Type.NS))
    if (needed === undefined) reachable.push(node)
    else unreachable.add(node)
    for (const cut of needed ?? []) {
      const others = waiting.get(cut)
      if (others) others.push(node)
      else waiting.set(cut, [node])
    }
  }
  for (const cut of reachable)
    for (const next of waiting.get(cut) ?? []) if (unreachable.delete(next)) reachable.push(next)
  return unreachable
}

/** The cuts below which the name servers lie: a resolver has to reach one. Undefined where it finds a name server without. */
function neededCuts(reporter: Reporter, set: RRset): ReadonlySet<Node> | undefined {
  const { zone, names } = reporter
  const cuts = new Set<Node>()
  let found = false
  eachRecord(zone, set, (data) => {
    if (found || knowsAddress(zone, data, data) || reporter.mayBeUnread(zone.heap, data)) {
      found = true
      return
    }
    const where = names.find(zone.heap, data)
    if (where === Where.unknown && names.zone === zone) cuts.add(names.node)
    else if (where !== Where.missing && where !== Where.noAddress) found = true
  })
  return found ? undefined : cuts
}

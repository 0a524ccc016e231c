// For each record that names a host (MX, NS, SRV …): which node of the same zone that is, found once at load, so that the
// additional section costs no look-up (M2).

import { isWithin } from '../dns/name.ts'
import { targetOf } from '../dns/rdata/rdata.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Flag, hasTarget, NONE, type Node, type RRset, Target, type Zone } from './zone.ts'

export function resolveTargets(zone: Zone): void {
  const finder = new TargetFinder(zone)
  const { firstSet } = zone.columns
  for (let node = 0; node < zone.nodes; node++)
    for (let set = firstSet[node]!; set < firstSet[node + 1]!; set++)
      if (hasTarget(zone.type(set))) resolveSet(zone, node, set, finder)
}

function resolveSet(zone: Zone, node: Node, set: RRset, finder: TargetFinder): void {
  const type = zone.type(set)
  let data = zone.dataOf(set)
  for (let i = zone.size(set); i > 0; i--) {
    const at = targetOf(type, zone.heap, data)
    let target: number = Target.nothing
    // RFC 9460 §2.5.2: in ServiceMode the root as target means the owner; everywhere else it means that there is none.
    if (at >= 0)
      target = zone.heap[at] !== 0 ? finder.find(at) : isServiceMode(type, zone.heap, data) ? node + 1 : target
    writeWord(zone.heap, data - 6, target)
    data = zone.nextData(data, true)
  }
}

const scratch = new Suffixes()

class TargetFinder {
  readonly #zone: Zone

  constructor(zone: Zone) {
    this.#zone = zone
  }

  find(at: number): number {
    const zone = this.#zone
    const { heap } = zone
    const name = scratch.set(heap, at)
    const apexAt = name.count - zone.apexLabels
    if (apexAt < 0 || !isWithin(heap, name.at[apexAt]!, zone.apex, 0)) return Target.elsewhere
    const found = zone.closest(name)
    const node = zone.find(name, found)
    if (found === 0) return zone.flags(node) & Flag.hashed ? Target.nothing : node + 1
    // Below a cut, or where there is nothing here, the name may be in a zone of its own on this server.
    if (zone.flags(node) & (Flag.cut | Flag.belowCut)) return Target.elsewhere
    const wildcard = zone.findWildcard(node, name, found)
    return wildcard === NONE ? Target.elsewhere : Target.wildcard + wildcard + 1
  }
}

const SVCB = 64
const HTTPS = 65

function isServiceMode(type: number, heap: Uint8Array, data: number): boolean {
  return (type === SVCB || type === HTTPS) && (heap[data] !== 0 || heap[data + 1] !== 0)
}

function writeWord(heap: Uint8Array, at: number, value: number): void {
  heap[at] = value
  heap[at + 1] = value >>> 8
  heap[at + 2] = value >>> 16
  heap[at + 3] = value >>> 24
}

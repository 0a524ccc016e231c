// Finds once, at load, for each record that names a host (MX, NS, SRV …) which node of the same zone that is, so that the
// additional section costs no look-up.

import { fold, sameName } from '../dns/name.ts'
import { isServiceMode, targetOf } from '../dns/rdata/rdata.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { APEX, Flag, hashName, hasTarget, NONE, type Node, type RRset, Target, type Zone } from './zone.ts'

export function resolveTargets(zone: Zone): void {
  const finder = new TargetFinder(zone)
  for (let node = 0; node < zone.nodes; node++)
    for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++)
      if (hasTarget(zone.type(set))) resolveSet(zone, node, set, finder)
}

/** Finds the targets of all records of one set, whose type must have a target. */
export function resolveSet(zone: Zone, node: Node, set: RRset, finder: TargetFinder): void {
  const type = zone.type(set)
  let data = zone.dataOf(set)
  for (let i = zone.size(set); i > 0; i--) {
    const at = targetOf(type, zone.heap, data)
    let target: number = Target.nothing
    // RFC 9460 §2.5.2: in ServiceMode the root as target means the owner; everywhere else it means that there is none.
    if (at >= 0)
      target = zone.heap[at] !== 0 ? finder.find(node, at) : isServiceMode(type, zone.heap, data) ? node + 1 : target
    writeWord(zone.heap, data - 6, target)
    data = zone.nextData(data, true)
  }
}

const scratch = new Suffixes()

export class TargetFinder {
  readonly #zone: Zone
  readonly #apexHash: number
  /** The name found last, which the next one often is: all mail goes to the gateway. */
  #lastAt = -1
  #last = 0

  constructor(zone: Zone) {
    this.#zone = zone
    this.#apexHash = hashName(zone.apex, 0)
  }

  /** The target (marks.ts) for the name at heap offset `at` in a record of `owner`; often that name is the owner's. */
  find(owner: Node, at: number): number {
    const zone = this.#zone
    const { heap } = zone
    if (isNameOf(zone, owner, at)) return named(zone, owner)
    if (this.#lastAt < 0 || !sameName(heap, at, heap, this.#lastAt)) this.#last = this.#search(at)
    this.#lastAt = at
    return this.#last
  }

  #search(at: number): number {
    const zone = this.#zone
    const name = scratch
    if (!name.setWithin(zone.heap, at, zone.apex, zone.apexLabels, this.#apexHash)) return Target.elsewhere
    return search(zone, name)
  }
}

/**
 * The target of a record in this edition, where Zone.targetOf() gives that of the edition in which the record came: names may have come and
 * gone since. A target that leads to an existing node is still right.
 */
export function currentTarget(zone: Zone, type: number, data: number): number {
  const target = zone.targetOf(data)
  return isGood(zone, target) ? target : targetNow(zone, target, targetOf(type, zone.heap, data))
}

/** The same for a record that names its host at heap offset `at`. */
export function currentTargetAt(zone: Zone, data: number, at: number): number {
  const target = zone.targetOf(data)
  return isGood(zone, target) ? target : targetNow(zone, target, at)
}

function isGood(zone: Zone, target: number): boolean {
  if (zone.isFirst) return true
  const node = target - 1
  return node >= 0 && node < zone.nodes && zone.exists(node)
}

function targetNow(zone: Zone, target: number, at: number): number {
  if (at < 0 || zone.heap[at] === 0) return target
  const name = scratch.set(zone.heap, at)
  const apexAt = name.count - zone.apexLabels
  if (apexAt < 0 || !sameName(zone.heap, name.at[apexAt]!, zone.apex, 0)) return Target.elsewhere
  return search(zone, name)
}

/** The target for a name at or below the apex. */
function search(zone: Zone, name: Suffixes): number {
  const found = zone.closest(name)
  const node = zone.find(name, found)
  if (found === 0) return named(zone, node)
  // Below a cut, or where there is nothing here, the name may be in a zone of its own on this server.
  if (zone.flags(node) & (Flag.cut | Flag.belowCut)) return Target.elsewhere
  const wildcard = zone.findWildcard(node, name, found)
  return wildcard === NONE ? Target.elsewhere : Target.wildcard + wildcard + 1
}

function named(zone: Zone, node: Node): number {
  return zone.flags(node) & Flag.hashed ? Target.nothing : node + 1
}

/** Whether the name at `at` of the heap is the node's own. */
function isNameOf({ heap, apex, columns: { parent, label } }: Zone, node: Node, at: number): boolean {
  let p = at
  for (let n = node; n !== APEX; n = parent[n]!)
    for (let q = label[n]!, end = q + heap[q]!; q <= end; p++, q++)
      if (heap[p] !== heap[q] && fold[heap[p]!] !== fold[heap[q]!]) return false
  return sameName(heap, p, apex, 0)
}

function writeWord(heap: Uint8Array, at: number, value: number): void {
  heap[at] = value
  heap[at + 1] = value >>> 8
  heap[at + 2] = value >>> 16
  heap[at + 3] = value >>> 24
}

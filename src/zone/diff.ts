// What differs between two versions of a zone, exactly: what is not identical (same.ts).

import { compareLabels, sameName } from '../dns/name.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { type Changeset, RecordList } from './changeset.ts'
import { diffListed } from './listed-diff.ts'
import { dataOf, isIdentical, octetsKey } from './same.ts'
import { sameListing } from './same-listing.ts'
import { APEX, hasTarget, NONE, type Node, type RRset, type Zone } from './zone.ts'

/**
 * How `before` becomes `after`; both have one apex. Undefined where the changes take more than `limit` octets, and for lists also where
 * diffListed() gives up: then nobody knows what differs, or whether anything does. The SOA comes first, then what the order of the nodes
 * gives.
 */
export function diff(before: Zone, after: Zone, limit = Number.POSITIVE_INFINITY): Changeset | undefined {
  const writer = new Writer(before, after)
  if (!sameListing(before, after)) {
    const { changeset } = writer
    return diffListed({ zone: before }, { zone: after }, changeset, limit) === 'compared' ? changeset : undefined
  }
  const left = new Uint8Array(before.nodes)
  const twins = new Twins(before, after)
  for (let node: Node = APEX; node < after.nodes; node++) {
    if (!after.exists(node)) continue
    const twin = twins.of(node)
    if (twin !== NONE) left[twin] = 1
    compareNode(before, twin, after, node, writer)
    if (writer.size > limit) return undefined
  }
  for (let node: Node = APEX + 1; node < before.nodes; node++) {
    if (left[node] === 1 || !before.exists(node)) continue
    for (let set = before.firstSet(node), end = before.setsEnd(node); set < end; set++) writer.remove(node, set)
    if (writer.size > limit) return undefined
  }
  return writer.changeset
}

/** For each node of `after` the node of that name in `before`. Ask for the nodes in ascending order. */
class Twins {
  readonly #before: Zone
  readonly #after: Zone
  readonly #known: Int32Array
  readonly #name = new Suffixes()
  readonly #octets = new Uint8Array(256)
  #last: Node = APEX

  constructor(before: Zone, after: Zone) {
    this.#before = before
    this.#after = after
    this.#known = new Int32Array(after.nodes).fill(NONE)
    this.#known[APEX] = APEX
  }

  of(node: Node): Node {
    if (node === APEX) return APEX
    const parent = this.#known[this.#after.parent(node)]!
    if (parent === NONE) return NONE
    const next = this.#last + 1
    const twin = this.#isChild(next, parent, node) ? next : this.#find(node)
    if (twin !== NONE) this.#last = twin
    this.#known[node] = twin
    return twin
  }

  /** Two versions of a file have most names in the same order. */
  #isChild(guess: Node, parent: Node, node: Node): boolean {
    const before = this.#before
    if (guess >= before.nodes || before.parent(guess) !== parent || !before.exists(guess)) return false
    return compareLabels(before.heap, before.labelAt(guess), this.#after.heap, this.#after.labelAt(node)) === 0
  }

  #find(node: Node): Node {
    this.#after.writeName(node, this.#octets, 0)
    return this.#before.find(this.#name.set(this.#octets, 0), 0)
  }
}

/** Both nodes have their rrsets by ascending key. */
function compareNode(before: Zone, twin: Node, after: Zone, node: Node, writer: Writer): void {
  let old = twin === NONE ? 0 : before.firstSet(twin)
  const oldEnd = twin === NONE ? 0 : before.setsEnd(twin)
  const end = after.setsEnd(node)
  for (let set = after.firstSet(node); set < end; set++) {
    const key = after.key(set)
    while (old < oldEnd && before.key(old) < key) writer.remove(twin, old++)
    if (old < oldEnd && before.key(old) === key) writer.change(twin, old++, node, set)
    else writer.add(node, set)
  }
  while (old < oldEnd) writer.remove(twin, old++)
}

class Writer {
  readonly #before: Zone
  readonly #after: Zone
  readonly changeset: Changeset = { removed: RecordList.empty(), added: RecordList.empty() }
  readonly #owner = new Uint8Array(256)

  constructor(before: Zone, after: Zone) {
    if (!sameName(before.apex, 0, after.apex, 0)) throw new Error('two zones of different names have no difference')
    this.#before = before
    this.#after = after
    this.#changeSoa()
  }

  get size(): number {
    return this.changeset.removed.size + this.changeset.added.size
  }

  remove(node: Node, set: RRset): void {
    if (!isSoa(node, this.#before, set)) copyAll(this.#before, node, set, this.changeset.removed, this.#owner)
  }

  add(node: Node, set: RRset): void {
    if (!isSoa(node, this.#after, set)) copyAll(this.#after, node, set, this.changeset.added, this.#owner)
  }

  /** Both sets have one key. */
  change(twin: Node, old: RRset, node: Node, set: RRset): void {
    if (isSoa(node, this.#after, set)) return
    this.#change(twin, old, node, set)
  }

  #changeSoa(): void {
    const [old, set] = [this.#before.soa, this.#after.soa]
    if (old !== NONE && set !== NONE) this.#change(APEX, old, APEX, set)
    else if (set !== NONE) copyAll(this.#after, APEX, set, this.changeset.added, this.#owner)
    else if (old !== NONE) copyAll(this.#before, APEX, old, this.changeset.removed, this.#owner)
  }

  #change(twin: Node, old: RRset, node: Node, set: RRset): void {
    const [before, after] = [this.#before, this.#after]
    const { removed, added } = this.changeset
    if (isIdentical(before, old, after, set)) return
    if (before.ttl(old) !== after.ttl(set)) {
      copyAll(before, twin, old, removed, this.#owner)
      copyAll(after, node, set, added, this.#owner)
      return
    }
    const [was, is] = [new Set(dataOf(before, old, octetsKey)), new Set(dataOf(after, set, octetsKey))]
    copyOthers(before, twin, old, is, removed, this.#owner)
    copyOthers(after, node, set, was, added, this.#owner)
  }
}

function isSoa(node: Node, zone: Zone, set: RRset): boolean {
  return node === APEX && zone.key(set) === Type.SOA
}

function copyAll(zone: Zone, node: Node, set: RRset, list: RecordList, owner: Uint8Array): void {
  copyOthers(zone, node, set, NOTHING, list, owner)
}

const NOTHING: ReadonlySet<string> = new Set()

/** The records of the set whose rdata is not among `these`. */
function copyOthers(
  zone: Zone,
  node: Node,
  set: RRset,
  these: ReadonlySet<string>,
  list: RecordList,
  owner: Uint8Array,
): void {
  zone.writeName(node, owner, 0)
  const [type, ttl] = [zone.type(set), zone.ttl(set)]
  const withTarget = hasTarget(type)
  let data = zone.dataOf(set)
  for (let i = zone.size(set); i > 0; i--, data = zone.nextData(data, withTarget)) {
    const end = data + zone.lengthOf(data)
    if (these.size > 0 && these.has(octetsKey(type, zone.heap, data, end))) continue
    list.add(owner, 0, type, ttl, zone.heap, data, end)
  }
}

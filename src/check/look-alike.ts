// Finds names that people take for one another: 0 and o, 1 and l, rn and m, vv and w. Each label has a skeleton, in which those are
// the same. We keep the hashes of the skeletons as integers, and so compare a million labels in one pass.

import { fold } from '../dns/name.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { take } from '../memory/budget.ts'
import type { Labels } from '../zone/names.ts'
import { perZone } from '../zone/per-zone.ts'
import { Flag, type Node, type Zone } from '../zone/zone.ts'

export type LookAlikes = {
  /** Siblings with records whose labels look alike: each with the first that it looks like. */
  readonly pairs: readonly (readonly [Node, Node])[]
  /** The child of `parent` whose label looks like the one at (bytes, at), which is none of its children, or undefined. */
  readonly find: (parent: Node, bytes: Uint8Array, at: number) => Node | undefined
}

export const lookAlikes = perZone(compareLabels)

function compareLabels(zone: Zone): LookAlikes {
  let table: SkeletonTable | undefined
  let found = 0
  return {
    pairs: findPairs(zone),
    find: (parent, bytes, at) => {
      if (++found <= FEW) return findOne(zone, parent, bytes, at)
      table ??= new SkeletonTable(zone)
      return table.find(parent, bytes, at)
    },
  }
}

/** For this many names a search through all hashes costs less than making a table. */
const FEW = 16

function findOne(zone: Zone, parent: Node, bytes: Uint8Array, at: number): Node | undefined {
  const { hashes } = doubtfulNames(zone)
  const hash = hashSkeleton(bytes, at, parent)
  for (let node = hashes.indexOf(hash, 1); node > 0; node = hashes.indexOf(hash, node + 1)) {
    if (zone.flags(node) & Flag.hashed || zone.parent(node) !== parent) continue
    if (isAlike(zone.heap, zone.labelAt(node), bytes, at)) return node
  }
  return undefined
}

/** Thousands of names may have one skeleton: compare each with the first only. */
function findPairs(zone: Zone): [Node, Node][] {
  const pairs: [Node, Node][] = []
  const byHash = new Map<number, Node>()
  const bySkeleton = new Map<string, Node>()
  const { nodes, hashes } = doubtfulNames(zone)
  for (const node of nodes) {
    if (zone.flags(node) & Flag.hashed || !zone.hasSets(node) || isAliasOfTwin(zone, node)) continue
    const rival = byHash.get(hashes[node]!)
    if (rival === undefined) {
      byHash.set(hashes[node]!, node)
      continue
    }
    bySkeleton.set(siblingSkeleton(zone, rival), rival)
    const own = siblingSkeleton(zone, node)
    const first = bySkeleton.get(own)
    if (first === undefined) bySkeleton.set(own, node)
    else pairs.push([node, first])
  }
  return pairs
}

/** Whether the node is an alias of the very name that it looks like: somebody wants those who misread it to get to the right host. */
function isAliasOfTwin(zone: Zone, node: Node): boolean {
  if ((zone.flags(node) & Flag.cname) === 0) return false
  const target = zone.dataOf(zone.rrset(node, Type.CNAME))
  if (!isAlike(zone.heap, zone.labelAt(node), zone.heap, target)) return false
  return zone.find(aliased.set(zone.heap, target), 1) === zone.parent(node)
}

const aliased = new Suffixes()

/** A text that is the same for siblings that look alike. */
function siblingSkeleton(zone: Zone, node: Node): string {
  return `${zone.parent(node)} ${skeleton(lowerLabel(zone.heap, zone.labelAt(node)))}`
}

export type Doubtful = { readonly nodes: Int32Array; readonly hashes: Int32Array }

/** The nodes whose skeletons may occur twice, with the hashes of all nodes. */
export const doubtfulNames = perZone(({ nodes, labels }): Doubtful => {
  take(nodes * 8)
  const doubtful = new Int32Array(nodes)
  const hashes = new Int32Array(nodes)
  return { nodes: doubtful.subarray(0, findDoubtful(labels, hashes, doubtful)), hashes }
})

/**
 * Fills `hashes`, one for each node, and `doubtful` with the nodes whose skeletons may occur twice; returns the number of the latter.
 * A bitmap rules out almost all nodes. It has no branches, because V8 would compile it anew when a rare one is first taken.
 */
export function findDoubtful({ nodes, parent, label, heap }: Labels, hashes: Int32Array, doubtful: Int32Array): number {
  const shift = Math.clz32(BITS_PER_NODE * nodes)
  const seen = new Int32Array(2 ** (27 - shift))
  const again = new Int32Array(seen.length)
  for (let node: Node = 1; node < nodes; node++) {
    const hash = hashSkeleton(heap, label[node]!, parent[node]!)
    hashes[node] = hash
    const bit = spread(hash) >>> shift
    const word = bit >>> 5
    const mask = 1 << (bit & 31)
    again[word]! |= seen[word]! & mask
    seen[word]! |= mask
  }
  let count = 0
  for (let node: Node = 1; node < nodes; node++) {
    const bit = spread(hashes[node]!) >>> shift
    doubtful[count] = node
    count += (again[bit >>> 5]! >>> (bit & 31)) & 1
  }
  return count
}

const BITS_PER_NODE = 16

/** Finds the label with a given skeleton among siblings; it keeps one label of each skeleton. */
class SkeletonTable {
  readonly #zone: Zone
  readonly #slots: Int32Array
  readonly #mask: number
  /** Bits of a slot that hold the node's number. The others hold bits of the hash: we compare labels only where those are the same. */
  readonly #nodeMask: number

  constructor(zone: Zone) {
    const { heap, nodes } = zone
    this.#zone = zone
    this.#mask = 2 ** (32 - Math.clz32(2 * nodes)) - 1
    this.#nodeMask = 2 ** (32 - Math.clz32(nodes)) - 1
    this.#slots = new Int32Array(this.#mask + 1)
    for (let node: Node = 1; node < nodes; node++) {
      if (zone.flags(node) & Flag.hashed) continue
      const hash = hashSkeleton(heap, zone.labelAt(node), zone.parent(node))
      const slot = this.#slot(hash, zone.parent(node), heap, zone.labelAt(node))
      if (this.#slots[slot] === 0) this.#slots[slot] = (spread(hash) & ~this.#nodeMask) | (node + 1)
    }
  }

  find(parent: Node, bytes: Uint8Array, at: number): Node | undefined {
    const slot = this.#slots[this.#slot(hashSkeleton(bytes, at, parent), parent, bytes, at)]!
    return slot === 0 ? undefined : (slot & this.#nodeMask) - 1
  }

  /** The slot of a child of `parent` whose label looks like the one at (bytes, at), or else the free one for it. */
  #slot(hash: number, parent: Node, bytes: Uint8Array, at: number): number {
    const zone = this.#zone
    let s = hash & this.#mask
    for (; this.#slots[s] !== 0; s = (s + 1) & this.#mask) {
      if (((this.#slots[s]! ^ spread(hash)) & ~this.#nodeMask) !== 0) continue
      const node = (this.#slots[s]! & this.#nodeMask) - 1
      if (zone.parent(node) === parent && isAlike(zone.heap, zone.labelAt(node), bytes, at)) return s
    }
    return s
  }
}

/** The lower bits of the hash choose the slot: this mixes them into the upper ones, which the slot keeps. */
function spread(hash: number): number {
  return Math.imul(hash, 0x9e3779b1)
}

function hashSkeleton(bytes: Uint8Array, at: number, parent: Node): number {
  let hash = Math.imul(parent + 1, 0x85ebca6b)
  const end = at + bytes[at]!
  for (let p = at + 1; p <= end; p++) {
    let octet = skeletonOctet[bytes[p]!]!
    if ((octet === R || octet === V) && p < end && isPair(octet, skeletonOctet[bytes[p + 1]!]!)) {
      octet = octet === R ? M : W
      p++
    }
    hash = Math.imul(hash ^ octet, 0x01000193)
  }
  return hash ^ (hash >>> 15)
}

const R = 0x72
const N = 0x6e
const M = 0x6d
const V = 0x76
const W = 0x77

function isPair(octet: number, next: number): boolean {
  return (octet === R && next === N) || (octet === V && next === V)
}

const skeletonOctet = Uint8Array.from({ length: 256 }, (_, octet) =>
  octet === 0x30 ? 0x6f : octet === 0x31 ? 0x6c : fold[octet]!,
)

/** Whether two labels that are not the same have one skeleton. */
function isAlike(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number): boolean {
  const [one, other] = [lowerLabel(a, aAt), lowerLabel(b, bAt)]
  return one !== other && skeleton(one) === skeleton(other)
}

function lowerLabel(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at + 1, at + 1 + bytes[at]!).map((octet) => fold[octet]!))
}

function skeleton(label: string): string {
  return label
    .replaceAll('0', 'o')
    .replaceAll('1', 'l')
    .replaceAll(/rn|vv/g, (pair) => (pair === 'rn' ? 'm' : 'w'))
}

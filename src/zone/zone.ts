// One edition of a zone, immutable: a tree of nodes with rrsets, read out of its image. Nodes, rrsets and records are integers.
// It knows names and data, not questions: answer/ decides what an answer is made of.

import { get32 } from '../dns/big-endian.ts'
import type { HashKey } from '../dns/keyed-hash.ts'
import { isWildcard, labelCount, nameLength } from '../dns/name.ts'
import { layoutOf } from '../dns/rdata/rdata.ts'
import { hashLabel, ROOT_HASH, type Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { type Listing, openListing } from '../lists/listing.ts'
import { type Denial, type Edition, firstEdition } from './edition.ts'
import { Columns } from './image.ts'
import { Flag, Target } from './marks.ts'
import type { Labels } from './names.ts'
import { keyOf, labelHash } from './rekeyed.ts'
import { isNamed, nodeBits, slotOf } from './tree.ts'

export { Flag, Target }

/** One name in the tree; 0 is the apex. NONE where there is no such name. */
export type Node = number
/** One rrset. NONE where the node has none of the type. */
export type RRset = number
export const NONE = -1
export const APEX: Node = 0

/** A node with one of these does not simply answer from its own rrsets. */
export const DIVERTED = Flag.cut | Flag.belowCut | Flag.dname | Flag.belowDname

export class Zone {
  /** For this folder, and for walks over all that a zone has. */
  readonly columns: Columns
  /** Wire form, spelled as configured. */
  readonly apex: Uint8Array
  /** Labels of the apex, the root not counted. */
  readonly apexLabels: number
  readonly edition: Edition
  /** Nodes have lower numbers than this. In an edition after the first some of them may not exist. */
  readonly nodes: number
  /** Rrsets have lower numbers than this. In an edition after the first some of them may belong to no node. */
  readonly sets: number
  /** The SOA rrset, or NONE in a zone that is not fit to serve. */
  readonly soa: RRset
  readonly serial: number
  /** RFC 2308 §3: the smaller of the SOA's TTL and its MINIMUM, in seconds. */
  readonly negativeTtl: number
  /** Seconds for which a secondary may go on without a word from its primary, as the SOA says; 0 without one. */
  readonly expire: number
  readonly denial: Denial
  /** For a list: its entries, which it has beside nodes. */
  readonly entries: Listing | undefined
  readonly heap: Uint8Array
  readonly #number: number
  readonly #mask: number
  readonly #nodeBits: number
  readonly #nodeMask: number
  readonly #key: HashKey | undefined
  readonly #apexHash: number

  constructor(columns: Columns, edition: Edition = firstEdition(columns)) {
    const { heap } = columns
    this.columns = columns
    this.edition = edition
    this.heap = heap
    this.nodes = edition.used.nodes
    this.sets = edition.used.sets
    this.#number = edition.number
    this.#mask = columns.slot.length - 1
    this.#nodeBits = nodeBits(columns.parent.length)
    this.#nodeMask = 2 ** this.#nodeBits - 1
    this.apex = heap.subarray(0, nameLength(heap, 0))
    this.apexLabels = labelCount(this.apex)
    this.#key = keyOf(columns)
    this.#apexHash = hashName(this.apex, 0)
    this.denial = edition.denial
    this.entries = columns.listing.length === 0 ? undefined : openListing(columns.listing)
    this.soa = this.rrset(APEX, Type.SOA)
    if (this.soa === NONE) {
      this.serial = 0
      this.negativeTtl = 0
      this.expire = 0
    } else {
      const end = this.dataOf(this.soa) + this.lengthOf(this.dataOf(this.soa))
      this.serial = get32(heap, end - 20)
      this.expire = get32(heap, end - 8)
      this.negativeTtl = Math.min(this.ttl(this.soa), get32(heap, end - 4))
    }
  }

  static open(buffer: SharedArrayBuffer, edition?: Edition): Zone {
    return new Zone(Columns.open(buffer), edition)
  }

  /** Whether it is the zone as it was finished: all nodes exist, and targetOf() is right for every record. */
  get isFirst(): boolean {
    return this.#number === 0
  }

  /** The node whose name is suffix `i` of `name`, or NONE. The name must lie at or below the apex. */
  find(name: Suffixes, i: number): Node {
    const { slot, parent, label } = this.columns
    const mask = this.#mask
    const nodeBits = this.#nodeBits
    const hash = this.#key === undefined ? name.hash[i]! : this.#keyedHash(name, i)
    const tag = hash >>> nodeBits
    for (let s = slotOf(hash, mask); ; s = (s + 1) & mask) {
      const entry = slot[s]!
      if (entry === 0) return NONE
      if (entry >>> nodeBits !== tag) continue
      const node = (entry & this.#nodeMask) - 1
      // A name that only a later edition has.
      if (node >= this.nodes) continue
      if (isNamed(parent, label, this.heap, this.apexLabels, node, name, i)) return this.exists(node) ? node : NONE
    }
  }

  /** False for a node that only other editions have. `node` is below `nodes`. */
  exists(node: Node): boolean {
    return (this.columns.flags[node]! & Flag.edited) === 0 || (this.#newFlags(node) & Flag.gone) === 0
  }

  /** The hash that this zone alone has for suffix `i` of a name at or below its apex. */
  #keyedHash(name: Suffixes, i: number): number {
    let at = name.count - this.apexLabels
    let hash = this.#apexHash
    while (--at >= i) hash = labelHash(this.#key, hash, name.bytes, name.at[at]!)
    return hash
  }

  /** The suffix of `name` that is its deepest existing node (its closest encloser, RFC 4592 §3.3.1, or itself). */
  closest(name: Suffixes): number {
    let i = 0
    while (this.find(name, i) === NONE) i++
    return i
  }

  /** The `*` child of `node`, where `node` is named by suffix `i` of `name`; or NONE. */
  findWildcard(node: Node, name: Suffixes, i: number): Node {
    if ((this.flags(node) & Flag.wildcardBelow) === 0) return NONE
    const { slot, parent, label } = this.columns
    const mask = this.#mask
    const hash = this.#key === undefined ? name.hash[i]! : this.#keyedHash(name, i)
    for (let s = slotOf(labelHash(this.#key, hash, ASTERISK, 0), mask); ; s = (s + 1) & mask) {
      if (slot[s] === 0) return NONE
      const child = (slot[s]! & this.#nodeMask) - 1
      if (parent[child] === node && child !== APEX && isWildcard(this.heap, label[child]!)) return child
    }
  }

  flags(node: Node): number {
    const flags = this.columns.flags[node]!
    return (flags & Flag.edited) === 0 ? flags : this.#newFlags(node)
  }

  #newFlags(node: Node): number {
    const version = this.#version(node)
    return version === NONE ? this.columns.flags[node]! & ~Flag.edited : this.columns.versionFlags[version]!
  }

  /** The version of a node that this edition has, or NONE: the node as it was finished. */
  #version(node: Node): number {
    const { version, versionBorn, versionBefore } = this.columns
    let v = version[node]!
    while (v !== 0 && versionBorn[v - 1]! > this.#number) v = versionBefore[v - 1]!
    return v - 1
  }

  /** The apex is its own parent. */
  parent(node: Node): Node {
    return this.columns.parent[node]!
  }

  /** Heap offset of the node's own label, at its length octet; for the apex, of its whole name. */
  labelAt(node: Node): number {
    return this.columns.label[node]!
  }

  /** First rrset of a node; its rrsets are those up to setsEnd(node), by ascending type. */
  firstSet(node: Node): RRset {
    const { flags, firstSet, versionFirst } = this.columns
    if ((flags[node]! & Flag.edited) === 0) return firstSet[node]!
    const version = this.#version(node)
    return version === NONE ? firstSet[node]! : versionFirst[version]!
  }

  /** The number behind the node's last rrset. */
  setsEnd(node: Node): RRset {
    const { flags, firstSet, versionEnd } = this.columns
    if ((flags[node]! & Flag.edited) === 0) return firstSet[node + 1]!
    const version = this.#version(node)
    return version === NONE ? firstSet[node + 1]! : versionEnd[version]!
  }

  hasSets(node: Node): boolean {
    return this.firstSet(node) !== this.setsEnd(node)
  }

  /** The rrset of `type` at `node`, or NONE. For RRSIGs see signature(). */
  rrset(node: Node, type: number): RRset {
    const { setType } = this.columns
    for (let set = this.firstSet(node), end = this.setsEnd(node); set < end; set++)
      if (setType[set] === type) return set
    return NONE
  }

  /** The RRSIGs at `node` that cover `type`, or NONE. */
  signature(node: Node, type: number): RRset {
    return this.rrset(node, type * 0x10000 + Type.RRSIG)
  }

  type(set: RRset): number {
    return this.columns.setType[set]! & 0xffff
  }

  /** What tells an rrset from the others of its node: its type, and for RRSIGs the type covered. As rrset() takes it. */
  key(set: RRset): number {
    return this.columns.setType[set]!
  }

  /** The type that a set of RRSIGs covers. */
  covered(set: RRset): number {
    return this.columns.setType[set]! >>> 16
  }

  ttl(set: RRset): number {
    return this.columns.setTtl[set]!
  }

  /** Number of records in an rrset. */
  size(set: RRset): number {
    return this.columns.firstRecord[set + 1]! - this.columns.firstRecord[set]!
  }

  /** Line of record `i` of an rrset; 0 where it was not read from a file. */
  line(set: RRset, i: number): number {
    return this.columns.line[this.columns.firstRecord[set]! + i]!
  }

  /** Heap offset of the first record's rdata; its length by lengthOf(), the next record's by nextData(). */
  dataOf(set: RRset): number {
    return this.columns.setData[set]! + (hasTarget(this.type(set)) ? 6 : 2)
  }

  /** Octets of the rdata at heap offset `data`. */
  lengthOf(data: number): number {
    return (this.heap[data - 2]! << 8) | this.heap[data - 1]!
  }

  /** Heap offset of the rdata that follows the one at `data`, for a type with or without a target. */
  nextData(data: number, withTarget: boolean): number {
    return data + this.lengthOf(data) + (withTarget ? 6 : 2)
  }

  /** Where the host named by the rdata at `data` is (Target); only for types of which hasTarget() is true. */
  targetOf(data: number): number {
    const p = data - 6
    const { heap } = this
    return (heap[p]! | (heap[p + 1]! << 8) | (heap[p + 2]! << 16) | (heap[p + 3]! << 24)) >>> 0
  }

  /** Writes the node's whole name at out[at, …) and returns its length. */
  writeName(node: Node, out: Uint8Array, at: number): number {
    const { parent, label } = this.columns
    const { heap, apex } = this
    let p = at
    for (let n = node; n !== APEX; n = parent[n]!)
      for (let q = label[n]!, end = q + heap[q]!; q <= end; q++) out[p++] = heap[q]!
    for (let i = 0; i < apex.length; i++) out[p++] = apex[i]!
    return p - at
  }

  /** A copy of the node's whole name. */
  name(node: Node): Uint8Array {
    return scratch.slice(0, this.writeName(node, scratch, 0))
  }

  /** The compiled zone, fit to be passed to other threads and to be kept in a file. */
  get image(): SharedArrayBuffer {
    return this.columns.buffer
  }

  get labels(): Labels {
    const { apex, nodes, heap, columns } = this
    return { apex, nodes, parent: columns.parent, label: columns.label, heap }
  }

  /** Names that exist, empty non-terminals among them. */
  get names(): number {
    return this.edition.names
  }

  get records(): number {
    return this.edition.records
  }

  /** Owners of NSEC in canonical order, or of NSEC3 by hash. */
  get order(): Uint32Array {
    return this.edition.order ?? this.columns.order
  }
}

/** Whether records of this type carry a target word in the image. */
export function hasTarget(type: number): boolean {
  return type < 512 ? TARGETS[type] === 1 : layoutOf(type)?.target !== undefined
}

/** Octets that rdata of `length` octets takes in the image, with what stands before it. */
export function rdataRoom(type: number, length: number): number {
  return length + (hasTarget(type) ? 6 : 2)
}

const TARGETS = Uint8Array.from({ length: 512 }, (_, type) => (layoutOf(type)?.target === undefined ? 0 : 1))
const ASTERISK = Uint8Array.of(1, 0x2a)
/** A name, copied before the next one is written here. */
const scratch = new Uint8Array(256)

/** Hash of a whole name. The hash of a zone's apex is the one from which all hashes in it follow. */
export function hashName(bytes: Uint8Array, at: number): number {
  return bytes[at] === 0 ? ROOT_HASH : hashLabel(hashName(bytes, at + bytes[at]! + 1), bytes, at)
}

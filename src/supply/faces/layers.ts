// Reads the records of one view's face layer by layer, and lays the layers over each other. Every file has two layers: its common lines,
// and over them its lines for the view. Records are rows of a builder's columns.
//
//   an rrset in a layer    takes the place of the same rrset below
//   $ADD                   is added to what is there
//   $HIDE                  takes away what is below
//   CNAME                  and other data exclude each other (RFC 1034 §3.6.2): the upper layer's stays

import { MAX_NAME, nameLength } from '../../dns/name.ts'
import { Type } from '../../dns/types.ts'
import { giveBack, take } from '../../memory/budget.ts'
import type { LayerSink } from '../../text/zonefile/sink.ts'
import { ZoneBuilder } from '../../zone/builder.ts'
import { writeNodeName } from '../../zone/names.ts'
import { NONE, type Node } from '../../zone/zone.ts'
import { Hides } from './hides.ts'
import { addsToNothing, hidesNothing, type Miss, missesAt } from './misses.ts'

/** Takes what parseLayers() reads, and holds what concerns the view. */
export class LayeredRecords implements LayerSink {
  readonly views: readonly string[] | undefined
  /** Views that the files name. */
  readonly named = new Set<string>()
  /** The records of all layers that the view has. */
  readonly builder: ZoneBuilder
  readonly hidden: Hidden[] = []
  /** By record, the spelling of its owner where earlier lines spell it otherwise. */
  readonly spellings = new Map<number, Uint8Array>()
  /** Records in lines for other views: owners and types, without rdata. */
  readonly elsewhere: ZoneBuilder
  adding = false
  readonly #view: string | undefined
  #section: readonly string[] | undefined
  #wanted = true
  #file = 0
  readonly #owner = new Uint8Array(MAX_NAME)
  /** Which builders do not have the owner yet. */
  #newTo = BOTH
  #spelled: Uint8Array | undefined
  /** For each record of the builder: twice its layer, plus 1 for $ADD. */
  #layer = new Uint32Array(LEAST)
  #elsewhereTypes: ReadonlySet<number> | undefined

  /** `view`: undefined for a view that no line is for. `views`: the names of all views, if known. */
  constructor(origin: Uint8Array, view: string | undefined, views?: readonly string[], textSize = 0) {
    this.#view = view
    this.views = views
    this.builder = new ZoneBuilder(origin, textSize)
    this.elsewhere = new ZoneBuilder(origin)
  }

  get section(): readonly string[] | undefined {
    return this.#section
  }

  set section(names: readonly string[] | undefined) {
    this.#section = names
    for (const name of names ?? []) this.named.add(name)
    this.#wanted = names === undefined || (this.#view !== undefined && names.includes(this.#view))
  }

  nextFile(): void {
    this.#file++
    this.section = undefined
  }

  owner(name: Uint8Array, at: number): void {
    const end = at + nameLength(name, at)
    for (let p = at, q = 0; p < end; ) this.#owner[q++] = name[p++]!
    this.#newTo = BOTH
  }

  record(type: number, ttl: number, rdata: Uint8Array, length: number, line: number): void {
    if (!this.#wanted) {
      if (this.#newTo & ELSEWHERE) this.elsewhere.owner(this.#owner, 0)
      this.#newTo &= ~ELSEWHERE
      this.elsewhere.record(type, ttl, rdata, 0, line)
      return
    }
    if (this.#newTo & HERE) this.#setOwner()
    const r = this.builder.records
    this.builder.record(type, ttl, rdata, length, line)
    // The builder takes no record from outside of the zone.
    if (this.builder.records === r) return
    if (r === this.#layer.length) this.#grow()
    this.#layer[r] = this.#now * 2 + (this.adding ? 1 : 0)
    if (this.#spelled) this.spellings.set(r, this.#spelled)
  }

  hide(name: Uint8Array, below: boolean, type: number, line: number): void {
    if (this.#wanted) this.hidden.push({ layer: this.#now, name, below, type, line })
  }

  layer(r: number): number {
    return this.#layer[r]! >>> 1
  }

  /** Whether lines for another view give a record of the type at the name. Ask once all lines are read. */
  isElsewhere(name: Uint8Array, type: number): boolean {
    if (this.elsewhere.records === 0) return false
    this.#elsewhereTypes ??= typesOf(this.elsewhere)
    return this.#elsewhereTypes.has(this.elsewhere.nodeOf(name) * 0x10000 + (type & 0xffff))
  }

  isAdded(r: number): boolean {
    return (this.#layer[r]! & 1) === 1
  }

  /**
   * Tells the builder of the owner once there is a record: a name of another view must not exist here, not even as an empty non-terminal.
   */
  #setOwner(): void {
    const { builder } = this
    builder.owner(this.#owner, 0)
    this.#newTo &= ~HERE
    const isSame = builder.isSpelled(this.#owner, 0)
    this.#spelled = isSame ? undefined : this.#owner.slice(0, nameLength(this.#owner, 0))
  }

  get #now(): number {
    return this.#file * 2 + (this.#section === undefined ? 0 : 1)
  }

  #grow(): void {
    const before = this.#layer.byteLength
    take(before * 2)
    this.#layer = new Uint32Array(this.#layer.buffer.transfer(before * 2))
    giveBack(before)
  }
}

/** A number for node and type of each record. */
function typesOf({ records, ownerNode, type }: ZoneBuilder): ReadonlySet<number> {
  const all = new Set<number>()
  for (let r = 0; r < records; r++) all.add(ownerNode[r]! * 0x10000 + (type[r]! & 0xffff))
  return all
}

/** One $HIDE: what a layer takes away from those below it. */
export type Hidden = {
  readonly layer: number
  readonly name: Uint8Array
  readonly below: boolean
  /** 0: all types. */
  readonly type: number
  readonly line: number
}

const LEAST = 256
const HERE = 1
const ELSEWHERE = 2
const BOTH = HERE | ELSEWHERE

/** A builder of the records that are left, in the order of the lines, and what layers asked for in vain. */
export function layOver(layers: LayeredRecords): { readonly builder: ZoneBuilder; readonly misses: Miss[] } {
  const { builder, hidden } = layers
  const hides = new Hides(builder, hidden)
  const mixed = mixedNodes(layers, hides)
  const gone = new Uint8Array(builder.records)
  const found: Found[] = []
  if (mixed.count > 0) eachMixed(layers, mixed.only, (node, rows) => layAt(layers, hides, node, rows, gone, found))
  for (let r = 0; r < builder.records; r++)
    if (layers.isAdded(r) && mixed.only[builder.ownerNode[r]!] !== MIXED)
      found.push({ layer: layers.layer(r), at: r, miss: addsToNothing(layers, r) })
  for (const hide of hides.inVain()) found.push({ layer: hide.layer, at: -1, miss: hidesNothing(hide) })
  found.sort((a, b) => a.layer - b.layer || a.at - b.at)
  const misses = found.map(({ miss }) => miss)
  return { builder: hidden.length === 0 && !gone.includes(1) ? builder : without(layers, gone), misses }
}

/** A miss, with its layer and place, for sorting. */
type Found = { readonly layer: number; readonly at: number; readonly miss: Miss }

const MIXED = -2
const NOBODY = -1

/** By node, the only layer with records there; MIXED where there are several layers, or a $HIDE. */
function mixedNodes(layers: LayeredRecords, hides: Hides): { readonly only: Int32Array; readonly count: number } {
  const { builder } = layers
  const only = new Int32Array(builder.nodes).fill(NOBODY)
  let count = 0
  for (let r = 0; r < builder.records; r++) {
    const node = builder.ownerNode[r]!
    const layer = layers.layer(r)
    if (only[node] === layer || only[node] === MIXED) continue
    if (only[node] === NOBODY && !hides.concern(node)) only[node] = layer
    else {
      only[node] = MIXED
      count++
    }
  }
  return { only, count }
}

/** Visits each MIXED node with its rows, in the order of their layers. */
function eachMixed(layers: LayeredRecords, only: Int32Array, visit: (node: Node, rows: number[]) => void): void {
  const { builder } = layers
  const rows: number[] = []
  for (let r = 0; r < builder.records; r++) if (only[builder.ownerNode[r]!] === MIXED) rows.push(r)
  const node = (r: number) => builder.ownerNode[r]!
  rows.sort((a, b) => node(a) - node(b) || layers.layer(a) - layers.layer(b) || a - b)
  for (let from = 0, to = 0; from < rows.length; from = to) {
    while (to < rows.length && node(rows[to]!) === node(rows[from]!)) to++
    visit(node(rows[from]!), rows.slice(from, to))
  }
}

/** Lays the node's records in each layer over those below. `rows`: in the order of their layers. */
function layAt(
  layers: LayeredRecords,
  hides: Hides,
  node: Node,
  rows: readonly number[],
  gone: Uint8Array,
  found: Found[],
): void {
  const { type } = layers.builder
  const ofLayers = Map.groupBy(rows, (r) => layers.layer(r))
  let below = new Map<number, readonly number[]>()
  for (const layer of inOrder(ofLayers.keys(), hides.layers)) {
    for (const key of below.keys()) if (hides.take(layer, node, key & 0xffff)) below.delete(key)
    const own = ofLayers.get(layer)
    if (own === undefined) continue
    const [at] = own as [number]
    const given = Map.groupBy(own, (r) => type[r]!)
    if (below.size === 0) {
      for (const r of own) if (layers.isAdded(r)) found.push({ layer, at, miss: addsToNothing(layers, r) })
      below = given
      continue
    }
    for (const miss of missesAt(layers, given, below)) found.push({ layer, at, miss })
    layInto(below, given, layers)
  }
  for (const r of rows) gone[r] = 1
  for (const left of below.values()) for (const r of left) gone[r] = 0
}

/** Each number of both once, ascending. */
function inOrder(a: Iterable<number>, b: Iterable<number>): number[] {
  return [...new Set([...a, ...b])].sort((a, b) => a - b)
}

/** Lays a layer's records of one name into those below. RRSIGs differ by the type that they cover (RFC 2181 §5.3). */
function layInto(
  below: Map<number, readonly number[]>,
  given: ReadonlyMap<number, readonly number[]>,
  layers: LayeredRecords,
): void {
  // An alias and other data exclude each other: the upper layer's stays.
  const isAlias = given.has(Type.CNAME)
  for (const type of isAlias ? below.keys() : [Type.CNAME]) if (!given.has(type)) below.delete(type)
  for (const [type, own] of given) {
    const kept = own.every((r) => layers.isAdded(r)) ? (below.get(type) ?? []) : []
    below.set(type, [...kept, ...own])
  }
}

/** A new builder of the rows that are left, in which a name without records does not exist. */
function without({ builder: all, spellings }: LayeredRecords, gone: Uint8Array): ZoneBuilder {
  const left = new ZoneBuilder(all.apex, all.records * TEXT)
  const { names, heap, ownerNode, type, ttl, data, line } = all
  let owner = NONE
  for (let r = 0; r < all.records; r++) {
    if (gone[r] === 1) continue
    const spelled = spellings.get(r)
    if (spelled) left.owner(spelled, 0)
    else if (ownerNode[r] !== owner) {
      writeNodeName(names, ownerNode[r]!, name)
      left.owner(name, 0)
    }
    owner = spelled ? NONE : ownerNode[r]!
    const at = data[r]!
    left.record(type[r]! & 0xffff, ttl[r]!, heap.bytes, (heap.bytes[at]! << 8) | heap.bytes[at + 1]!, line[r]!, at + 2)
  }
  left.notes.outside.push(...all.notes.outside)
  return left
}

/** About how many octets of text a record has, for ZoneBuilder. */
const TEXT = 32
const name = new Uint8Array(MAX_NAME)

// A face in the making, out of a zone: its records as columns of numbers, which of them stay, and their changed rdata. Names stay nodes of
// that zone: nothing here makes an object or a string for a record.

import { type JudgedZone, judgeZone } from '../../check/read-zone.ts'
import type { ActiveRule } from '../../check/walk.ts'
import { isWithin, MAX_NAME } from '../../dns/name.ts'
import { Octets } from '../../dns/octets.ts'
import { Suffixes } from '../../dns/suffixes.ts'
import { Type } from '../../dns/types.ts'
import { giveBack, take } from '../../memory/budget.ts'
import { FIRST_MADE } from '../../text/zonefile/lines.ts'
import type { Parsed } from '../../text/zonefile/parser.ts'
import { ZoneBuilder } from '../../zone/builder.ts'
import type { Notes } from '../../zone/notes.ts'
import { recast, Fate as WrittenFate } from '../../zone/recast.ts'
import { currentTarget } from '../../zone/targets.ts'
import { APEX, hasTarget, NONE, type Node, type RRset, type Zone } from '../../zone/zone.ts'

export class Draft {
  readonly zone: Zone
  records = 0
  node: Uint32Array<ArrayBuffer>
  type: Uint16Array<ArrayBuffer>
  ttl: Uint32Array<ArrayBuffer>
  line: Uint32Array<ArrayBuffer>
  /** Where the record's rdata begins, in the zone's heap or in the made rdata, and its length. */
  data: Uint32Array<ArrayBuffer>
  length: Uint16Array<ArrayBuffer>
  /** Bits of Fate. */
  fate: Uint8Array<ArrayBuffer>
  readonly #made = new Octets(0)
  #finished: Finished | undefined

  /** Begins with all records of the zone, in its order. */
  constructor(zone: Zone) {
    const room = zone.records
    take(room * ROW)
    this.zone = zone
    this.node = new Uint32Array(room)
    this.type = new Uint16Array(room)
    this.ttl = new Uint32Array(room)
    this.line = new Uint32Array(room)
    this.data = new Uint32Array(room)
    this.length = new Uint16Array(room)
    this.fate = new Uint8Array(room)
    for (let node = 0; node < zone.nodes; node++)
      for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) this.#addSet(node, set)
  }

  #addSet(node: Node, set: RRset): void {
    const { zone } = this
    const type = zone.type(set)
    const ttl = zone.ttl(set)
    const withTarget = hasTarget(type)
    let data = zone.dataOf(set)
    for (let i = 0, size = zone.size(set); i < size; i++, data = zone.nextData(data, withTarget)) {
      const r = this.#addRow(node, type, ttl, zone.line(set, i))
      this.data[r] = data
      this.length[r] = zone.lengthOf(data)
    }
  }

  /** Adds a record at a node of the zone. */
  add(node: Node, type: number, ttl: number, line: number, rdata: Uint8Array): void {
    const r = this.#addRow(node, type, ttl, line)
    this.rewrite(r, rdata)
  }

  /** Gives the record other rdata. */
  rewrite(r: number, rdata: Uint8Array, line = this.line[r]!): void {
    this.data[r] = this.#made.length
    this.length[r] = rdata.length
    this.line[r] = line
    this.fate[r]! |= Fate.made
    this.#made.append(rdata)
    this.#finished = undefined
  }

  drop(r: number): void {
    this.fate[r]! |= Fate.gone
    this.#finished = undefined
  }

  isGone(r: number): boolean {
    return (this.fate[r]! & Fate.gone) !== 0
  }

  /** The octets in which the record's rdata lies, from data[r] on. */
  bytesOf(r: number): Uint8Array {
    return this.fate[r]! & Fate.made ? this.#made.bytes : this.zone.heap
  }

  /** A copy of the record's rdata. */
  rdataOf(r: number): Uint8Array {
    return this.bytesOf(r).slice(this.data[r]!, this.data[r]! + this.length[r]!)
  }

  /** The node of the name at (bytes, at); NONE where it is not in the zone. */
  nodeOf(bytes: Uint8Array, at: number): Node {
    const { zone } = this
    if (!isWithin(bytes, at, zone.apex, 0)) return NONE
    return zone.find(suffixes.set(bytes, at), 0)
  }

  /** The node of the host that a record names. NONE if the host is no name of the zone, or if the draft made the record. */
  targetOf(r: number): Node {
    if (this.fate[r]! & Fate.made) return NONE
    const node = currentTarget(this.zone, this.type[r]!, this.data[r]!) - 1
    return node >= 0 && node < this.zone.nodes ? node : NONE
  }

  /** A new builder with the records that are left. */
  build(): ZoneBuilder {
    const { zone, node, type, ttl, line, data, length } = this
    const builder = new ZoneBuilder(zone.apex, this.records * TEXT)
    let owner = NONE
    for (let r = 0; r < this.records; r++) {
      if (this.isGone(r)) continue
      if (node[r] !== owner) {
        owner = node[r]!
        zone.writeName(owner, name, 0)
        builder.owner(name, 0)
      }
      builder.record(type[r]!, ttl[r]!, this.bytesOf(r), length[r]!, line[r]!, data[r]!)
    }
    return builder
  }

  /** The records that are left as a zone, made again only after a change. */
  finished(): Finished {
    this.#finished ??= this.#recast() ?? this.#built()
    return this.#finished
  }

  #recast(): Finished | undefined {
    const { records, fate, node, line, data, length } = this
    const zone = recast(this.zone, { records, fate, node, line, data, length, made: this.#made.bytes })
    return zone && { zone, notes: { outside: [], duplicates: [], ttls: [], longTtls: [] } }
  }

  #built(): Finished {
    const builder = this.build()
    return { zone: builder.finish(), notes: builder.notes }
  }

  #addRow(node: Node, type: number, ttl: number, line: number): number {
    const r = this.records++
    if (r === this.node.length) this.#grow()
    this.node[r] = node
    this.type[r] = type
    this.ttl[r] = ttl
    this.line[r] = line
    return r
  }

  #grow(): void {
    const before = this.node.length
    const room = Math.max(64, before * 2)
    take(room * ROW)
    this.node = new Uint32Array(this.node.buffer.transfer(room * 4))
    this.type = new Uint16Array(this.type.buffer.transfer(room * 2))
    this.ttl = new Uint32Array(this.ttl.buffer.transfer(room * 4))
    this.line = new Uint32Array(this.line.buffer.transfer(room * 4))
    this.data = new Uint32Array(this.data.buffer.transfer(room * 4))
    this.length = new Uint16Array(this.length.buffer.transfer(room * 2))
    this.fate = new Uint8Array(this.fate.buffer.transfer(room))
    giveBack(before * ROW)
  }
}

export const Fate = {
  ...WrittenFate,
  /** A rule has mapped its address. */
  mapped: 4,
} as const

/** `notes`: those of who built it. */
type Finished = { readonly zone: Zone; readonly notes: Notes }

/** Octets of one record's columns. */
const ROW = 21
/** About how many octets of text a record has, for ZoneBuilder. */
const TEXT = 32

const name = new Uint8Array(MAX_NAME)
const suffixes = new Suffixes()

/** Marks each node also with the marks of the nodes above it. A parent's number is below its children's. */
export function withBelow(zone: Zone, marked: Uint8Array): Uint8Array {
  for (let node = APEX + 1; node < zone.nodes; node++) marked[node]! |= marked[zone.parent(node)]!
  return marked
}

/** Whether rdata of the type names no host: then we need not look into it. */
export function namesNobody(type: number): boolean {
  return type === Type.A || type === Type.AAAA || type === Type.TXT
}

/** Types that name one host and nothing else, as most records that name hosts do. The image has the host's node with each record. */
export const NAMING_ONE: ReadonlySet<number> = new Set([Type.MX, Type.NS, Type.SRV])

/** The finished face, judged by the rules. */
export function finishDraft(
  draft: Draft,
  parsed: Pick<Parsed, 'problems' | 'text'>,
  rules: readonly ActiveRule[],
): JudgedZone {
  const { zone, notes } = draft.finished()
  return judgeZone(zone, notes, parsed, rules)
}

/** The last line of files that a record of the zone was read from. */
export function lastLine({ columns, edition }: Zone): number {
  const { line } = columns
  let last = 0
  for (let r = 0; r < edition.used.records; r++) if (line[r]! > last && line[r]! < FIRST_MADE) last = line[r]!
  return last
}

// From one edition of a zone to the next. The cost goes with the change, not with the zone: the editor appends names, rrsets and rdata to
// the columns of the image, and gives a node that changes a new version; all others stay as they are. Readers of an earlier edition, in
// this thread or in others, read on.
//
//   changeset -> rrsets of the names it touches -> names that come and go -> flags -> versions -> denial -> targets

import type { HashKey } from '../dns/keyed-hash.ts'
import { isWildcard } from '../dns/name.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { Appender, type Mark, NoRoom } from './appender.ts'
import type { Changeset } from './changeset.ts'
import { denialAfter } from './denial-order.ts'
import { noteEditor } from './editable.ts'
import type { Edition } from './edition.ts'
import { flagOf, isHashed } from './flags.ts'
import type { Columns } from './image.ts'
import { isRecord, isTwice, leftRecords, Misfit, nameAt, type SetChange, textOf } from './misfit.ts'
import { keyOf, rehash } from './rekeyed.ts'
import { resolveSet, TargetFinder } from './targets.ts'
import { isNamed, nodeBits, slotOf } from './tree.ts'
import { APEX, Flag, hashName, hasTarget, NONE, type Node, type RRset, Zone } from './zone.ts'

/** Why there is no next edition; nothing has changed. */
export type NotEdited =
  /** The image is full, or names would meet in one place of its table: fold (fold.ts), and edit what comes of that. */
  | { readonly kind: 'no-room' }
  /** It removes what is not there, adds what is there or no record of a zone, gives a set two TTLs, or names another zone's name. */
  | { readonly kind: 'misfit'; readonly owner: Uint8Array; readonly type: number }

/** What there was before an edition that discard() may take back. */
type Step = { readonly zone: Zone; readonly mark: Mark; readonly children: number; readonly changed: readonly Node[] }

/** Makes the editions of one image, one after the other. An image has one editor, and nobody else writes to it. */
export class Editor {
  readonly #appender: Appender
  readonly #children: Children
  #newest: Zone
  #changed: readonly Node[] = []
  /** Since settle(), newest last. */
  readonly #steps: Step[] = []
  /** The number of the edition begun last, whatever became of it: no number is used twice. */
  #number = 0

  /** `zone`: the first edition of an image with room. `children`: what childrenOf(zone) gave, where somebody has counted. */
  constructor(zone: Zone, children?: Uint32Array) {
    if (!zone.isFirst) throw new Error('an image has one editor, from its first edition on')
    noteEditor(zone.image)
    this.#newest = zone
    this.#appender = new Appender(zone.columns, zone.edition.used, nodeBits(zone.columns.parent.length))
    this.#children = new Children(() => children ?? childrenOf(this.#newest))
  }

  /** The edition that edit() goes on from. */
  get newest(): Zone {
    return this.#newest
  }

  /** The nodes by which the newest edition may differ from the one before: what they own, whether they exist, or what hides them. */
  get changed(): readonly Node[] {
    return this.#changed
  }

  /** How much of the image's room is used, from 0 to 1: that of the fullest column. */
  get fill(): number {
    return this.#appender.fill
  }

  /** The next edition, which is the newest from now on. */
  edit(changes: Changeset): Zone | NotEdited {
    this.#number++
    const before = this.#newest
    const children = this.#children
    this.#steps.push({ zone: before, mark: this.#appender.mark, children: children.steps, changed: this.#changed })
    try {
      const edit = new Edit(before, this.#number, this.#appender, children)
      this.#newest = edit.run(changes)
      this.#changed = edit.changed
      return this.#newest
    } catch (error) {
      this.discard()
      if (error instanceof NoRoom) return { kind: 'no-room' }
      if (error instanceof Misfit) return { kind: 'misfit', owner: error.owner, type: error.type }
      throw error
    }
  }

  /** Takes back the newest edition, which nobody else has seen: the one before is the newest again. Throws where settle() has kept it. */
  discard(): void {
    const step = this.#steps.pop()
    if (step === undefined) throw new Error('an edition that others may see is not taken back')
    this.#appender.takeBack(step.mark)
    this.#children.takeBack(step.children)
    this.#newest = step.zone
    this.#changed = step.changed
  }

  /** Keeps all editions made so far: from now on others may see them. */
  settle(): void {
    this.#steps.length = 0
    this.#appender.settle()
    this.#children.settle()
  }
}

/** The number of existing children of each node; counted when the first name comes or goes. */
class Children {
  readonly #count: () => Uint32Array
  #counts: Uint32Array | undefined
  /** Each count that changed since settle(): node + 1 where it went up, the negative of that where down. */
  readonly #steps: number[] = []

  constructor(count: () => Uint32Array) {
    this.#count = count
  }

  get steps(): number {
    return this.#steps.length
  }

  of(node: Node): number {
    this.#counts ??= this.#count()
    return this.#counts[node]!
  }

  comes(parent: Node): void {
    this.#counts ??= this.#count()
    this.#counts[parent]!++
    this.#steps.push(parent + 1)
  }

  goes(parent: Node): void {
    this.#counts ??= this.#count()
    this.#counts[parent]!--
    this.#steps.push(-(parent + 1))
  }

  takeBack(steps: number): void {
    while (this.#steps.length > steps) {
      const step = this.#steps.pop()!
      this.#counts![Math.abs(step) - 1]! -= Math.sign(step)
    }
  }

  settle(): void {
    this.#steps.length = 0
  }
}

/** A node as the edition in the making has it. */
type NewNode = { first: RRset; end: RRset; flags: number }

/** One for all: a thread makes one edition after the other. */
const scratch = new Suffixes()

/** One edition in the making. */
class Edit {
  readonly #zone: Zone
  readonly #columns: Columns
  readonly #number: number
  readonly #appender: Appender
  readonly #children: Children
  readonly #changes = new Map<Node, Map<number, SetChange>>()
  readonly #new = new Map<Node, NewNode>()
  /** Sets with new records that name hosts, whose targets are still to be found. */
  readonly #fresh: { readonly node: Node; readonly set: RRset }[] = []
  readonly #name = scratch
  readonly #apexHash: number
  readonly #key: HashKey | undefined
  #names: number
  #records: number

  constructor(zone: Zone, number: number, appender: Appender, children: Children) {
    this.#zone = zone
    this.#columns = zone.columns
    this.#number = number
    this.#appender = appender
    this.#children = children
    this.#apexHash = hashName(zone.apex, 0)
    this.#key = keyOf(zone.columns)
    this.#names = zone.edition.names
    this.#records = zone.edition.records
  }

  /** After run(). */
  get changed(): readonly Node[] {
    return [...this.#new.keys()]
  }

  run({ removed, added }: Changeset): Zone {
    removed.each((bytes, owner, type, _ttl, data, length) => {
      const change = this.#changeOf(this.#existing(bytes, owner, type), type, bytes, data, length)
      change.removed.add(textOf(bytes, data, length))
    })
    added.each((bytes, owner, type, ttl, data, length) => {
      if (!isRecord(bytes, type, ttl, data, length)) throw new Misfit(nameAt(bytes, owner), type)
      const change = this.#changeOf(this.#wanted(bytes, owner, type), type, bytes, data, length)
      if (change.ttl !== undefined && change.ttl !== ttl) throw new Misfit(nameAt(bytes, owner), type)
      change.ttl = ttl
      change.added.add(textOf(bytes, data, length))
    })
    for (const [node, sets] of this.#changes) this.#writeSets(node, sets)
    for (const node of this.#changes.keys()) this.#leave(node)
    this.#flag()
    for (const [node, { first, end, flags }] of this.#new) this.#appender.version(node, this.#number, first, end, flags)
    const zone = new Zone(this.#columns, this.#edition())
    const finder = new TargetFinder(zone)
    for (const { node, set } of this.#fresh) resolveSet(zone, node, set, finder)
    return zone
  }

  #edition(): Edition {
    const { used } = this.#appender
    const { denial, order } = this.#zone.edition
    const same: Edition = { number: this.#number, used, names: this.#names, records: this.#records, denial, order }
    return { ...same, ...denialAfter(this.#zone, new Zone(this.#columns, same), this.#new.keys()) }
  }

  #changeOf(node: Node, type: number, bytes: Uint8Array, data: number, length: number): SetChange {
    // As the builder does: an RRSIG belongs to the set of those that cover the same type.
    const covered = type === Type.RRSIG && length >= 2 ? (bytes[data]! << 8) | bytes[data + 1]! : 0
    const key = covered * 0x10000 + type
    const sets = this.#changes.get(node) ?? new Map<number, SetChange>()
    this.#changes.set(node, sets)
    const change = sets.get(key) ?? { removed: new Set(), added: new Set(), ttl: undefined }
    sets.set(key, change)
    return change
  }

  #existing(bytes: Uint8Array, owner: number, type: number): Node {
    const node = this.#isWithin(bytes, owner) ? this.#find(0) : NONE
    if (node === NONE || !this.#exists(node)) throw new Misfit(nameAt(bytes, owner), type)
    return node
  }

  /** The node of that name, which comes with its ancestors where they do not exist. */
  #wanted(bytes: Uint8Array, owner: number, type: number): Node {
    if (!this.#isWithin(bytes, owner)) throw new Misfit(nameAt(bytes, owner), type)
    let i = 0
    let node = this.#find(i)
    while (node === NONE || !this.#exists(node)) node = this.#find(++i)
    while (--i >= 0) node = this.#comes(node, i)
    return node
  }

  #isWithin(bytes: Uint8Array, owner: number): boolean {
    const { apex, apexLabels } = this.#zone
    if (!this.#name.setWithin(bytes, owner, apex, apexLabels, this.#apexHash)) return false
    rehash(this.#key, this.#name, apexLabels)
    return true
  }

  /** The node named by suffix `i`, though it may not exist any more. */
  #find(i: number): Node {
    const { parent, label, heap, slot } = this.#columns
    const bits = nodeBits(parent.length)
    const mask = slot.length - 1
    const hash = this.#name.hash[i]!
    for (let s = slotOf(hash, mask); ; s = (s + 1) & mask) {
      const entry = slot[s]!
      if (entry === 0) return NONE
      if (entry >>> bits !== hash >>> bits) continue
      const node = (entry & (2 ** bits - 1)) - 1
      if (isNamed(parent, label, heap, this.#zone.apexLabels, node, this.#name, i)) return node
    }
  }

  #exists(node: Node): boolean {
    const own = this.#new.get(node)
    return own ? (own.flags & Flag.gone) === 0 : node < this.#zone.nodes && this.#zone.exists(node)
  }

  /** Makes the child of `parent` that suffix `i` names, or has it exist again. */
  #comes(parent: Node, i: number): Node {
    const { bytes, at, hash } = this.#name
    const before = this.#find(i)
    const node = before === NONE ? this.#appender.node(parent, hash[i]!, bytes, at[i]!) : before
    this.#new.set(node, { first: 0, end: 0, flags: 0 })
    this.#children.comes(parent)
    this.#names++
    if (isWildcard(bytes, at[i]!)) this.#node(parent).flags |= Flag.wildcardBelow
    return node
  }

  /** Takes out a node without rrsets and children, then its parent likewise (RFC 4592 §2.2.2: an empty non-terminal has descendants). */
  #leave(node: Node): void {
    const { parent, heap, label } = this.#columns
    for (let n = node; n !== APEX; n = parent[n]!) {
      const own = this.#node(n)
      if (own.first !== own.end || this.#children.of(n) !== 0 || own.flags & Flag.gone) return
      own.flags = Flag.gone
      this.#children.goes(parent[n]!)
      this.#names--
      if (isWildcard(heap, label[n]!)) this.#node(parent[n]!).flags &= ~Flag.wildcardBelow
    }
  }

  #node(node: Node): NewNode {
    let own = this.#new.get(node)
    if (own === undefined) {
      const zone = this.#zone
      own = { first: zone.firstSet(node), end: zone.setsEnd(node), flags: zone.flags(node) }
      this.#new.set(node, own)
    }
    return own
  }

  /** Writes the node's rrsets side by side at the end of the columns, by ascending key. */
  #writeSets(node: Node, changes: ReadonlyMap<number, SetChange>): void {
    const own = this.#node(node)
    const old = new Map<number, RRset>()
    for (let set = own.first; set < own.end; set++) old.set(this.#zone.key(set), set)
    const keys = [...new Set([...old.keys(), ...changes.keys()])].sort((a, b) => a - b)
    own.first = this.#appender.sets
    for (const key of keys) this.#writeSet(node, key, old.get(key), changes.get(key))
    own.end = this.#appender.sets
  }

  #writeSet(node: Node, key: number, old: RRset | undefined, change: SetChange | undefined): void {
    const zone = this.#zone
    const appender = this.#appender
    const { firstRecord, setData } = this.#columns
    if (change === undefined) {
      appender.oldSet(key, zone.ttl(old!), setData[old!]!, firstRecord[old!]!, zone.size(old!))
      return
    }
    const type = key & 0xffff
    const left = old === undefined ? (change.removed.size === 0 ? [] : undefined) : leftRecords(zone, old, change)
    if (left === undefined || isTwice(zone, type, left, change.added)) throw new Misfit(zone.name(node), type)
    const size = left.length + change.added.size
    this.#records += change.added.size - change.removed.size
    if (size === 0) return
    const set = appender.newSet(key, change.ttl ?? zone.ttl(old!), size)
    for (const { data, line } of left) appender.record(type, zone.heap, data, data + zone.lengthOf(data), line)
    for (const rdata of change.added) {
      const bytes = Buffer.from(rdata, 'latin1')
      appender.record(type, bytes, 0, bytes.length, 0)
    }
    if (hasTarget(type)) this.#fresh.push({ node, set })
  }

  /** Flags changed nodes by what they own and what is above. Parents come before their children: their numbers ascend that way. */
  #flag(): void {
    const moved = new Set<Node>()
    for (const node of [...this.#new.keys()].sort((a, b) => a - b)) {
      const own = this.#new.get(node)!
      if (own.flags & Flag.gone) continue
      const before = node < this.#zone.nodes ? this.#zone.flags(node) : 0
      own.flags = ownFlags(this.#columns, node, own) | (own.flags & Flag.wildcardBelow) | this.#flagsFromAbove(node)
      if ((before ^ own.flags) & PASSED_DOWN) moved.add(node)
    }
    if (moved.size > 0) this.#passDown(moved)
  }

  #flagsFromAbove(node: Node): number {
    if (node === APEX) return 0
    const above = this.#columns.parent[node]!
    const flags = this.#new.get(above)?.flags ?? this.#zone.flags(above)
    return (
      (flags & (Flag.cut | Flag.belowCut) ? Flag.belowCut : 0) |
      (flags & (Flag.dname | Flag.belowDname) ? Flag.belowDname : 0)
    )
  }

  /** A cut or a DNAME came or went at these nodes: all names below are hidden by it now, or no longer. */
  #passDown(moved: ReadonlySet<Node>): void {
    const { parent } = this.#columns
    const below = new Uint8Array(this.#appender.nodes)
    for (let node = Math.min(...moved) + 1; node < below.length; node++) {
      if (!moved.has(parent[node]!) && below[parent[node]!] === 0) continue
      below[node] = 1
      if (!this.#exists(node)) continue
      const flags = this.#new.get(node)?.flags ?? this.#zone.flags(node)
      const passed = (flags & ~(Flag.belowCut | Flag.belowDname)) | this.#flagsFromAbove(node)
      if (passed !== flags) this.#node(node).flags = passed
    }
  }
}

/** Flags of a node on which the flags of the nodes below it depend. */
const PASSED_DOWN = Flag.cut | Flag.belowCut | Flag.dname | Flag.belowDname

function ownFlags({ setType }: Columns, node: Node, { first, end }: NewNode): number {
  let flags = 0
  let hashed = node !== APEX && first !== end
  for (let set = first; set < end; set++) {
    const key = setType[set]!
    flags |= flagOf(key, node)
    if (!isHashed(key)) hashed = false
  }
  return hashed ? flags | Flag.hashed : flags
}

/** How many children each node has in this edition. In shared memory: another thread can count, which takes long in a large zone. */
export function childrenOf(zone: Zone): Uint32Array {
  const children = new Uint32Array(new SharedArrayBuffer(zone.columns.parent.length * 4))
  for (let node = APEX + 1; node < zone.nodes; node++) if (zone.exists(node)) children[zone.parent(node)]!++
  return children
}

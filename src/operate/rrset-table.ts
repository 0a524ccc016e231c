// The faces of a zone beside each other, name by name in canonical order, for pages that show them. It finds out cheaply whether a name is
// wanted: most names of a large zone are not, and are never made into text.

import { compareNames, fold } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import { isSignersType } from '../dns/signers-types.ts'
import { Type } from '../dns/types.ts'
import type { Problem } from '../text/findings/problem.ts'
import type { LineMap } from '../text/zonefile/lines.ts'
import { isEqual } from '../zone/same.ts'
import { APEX, NONE, type Node, type Zone } from '../zone/zone.ts'
import { Turns } from './turns.ts'

export type Column = {
  readonly view: string
  readonly zone: Zone
  /** The zone's nodes in canonical order. */
  readonly order: Uint32Array
  /** The lines of its files; undefined where the actor may not see their names. */
  readonly lines: LineMap | undefined
  /** Findings by the place of the record; and the line numbers of all these places. */
  readonly problems: ReadonlyMap<string, readonly Problem[]>
  readonly lineNumbers: ReadonlySet<number>
}

export type RowTable = {
  readonly rows: number
  /** By column: its node in each row, or -1. */
  readonly nodes: readonly Int32Array[]
  /** By row: 0 where all columns have the same. */
  readonly differs: Uint8Array
}

export type Cell = { readonly column: Pick<Column, 'view' | 'zone'>; readonly node: Node }

/** The last table, by the zone of its first column: pages follow each other, and faces change seldom. */
const known = new WeakMap<Zone, { readonly zones: readonly Zone[]; readonly table: Promise<RowTable> }>()

export function rowsOf(columns: readonly Column[]): Promise<RowTable> {
  const zones = columns.map(({ zone }) => zone)
  const [first] = zones
  if (first === undefined) return Promise.resolve({ rows: 0, nodes: [], differs: new Uint8Array(0) })
  const before = known.get(first)
  if (before?.zones.length === zones.length && before.zones.every((zone, i) => zone === zones[i])) return before.table
  const table = joined(columns)
  known.set(first, { zones, table })
  return table
}

async function joined(columns: readonly Column[]): Promise<RowTable> {
  const most = columns.reduce((sum, { order }) => sum + order.length, 0)
  const nodes = columns.map(() => new Int32Array(most).fill(-1))
  const differs = new Uint8Array(most)
  const at = columns.map(() => 0)
  const names = columns.map(({ zone, order }) => (order.length > 0 ? zone.name(order[0]!) : undefined))
  const turns = new Turns()
  for (let row = 0; ; row++) {
    if (turns.isOver) await turns.next()
    let owner: Uint8Array | undefined
    for (const name of names)
      if (name !== undefined && (owner === undefined || compareNames(name, 0, owner, 0) < 0)) owner = name
    if (owner === undefined) return { rows: row, differs, nodes }
    const cells: Cell[] = []
    for (const [i, column] of columns.entries()) {
      const name = names[i]
      if (name === undefined || compareNames(name, 0, owner, 0) !== 0) continue
      const node = column.order[at[i]!]!
      nodes[i]![row] = node
      cells.push({ column, node })
      const next = column.order[++at[i]!]
      names[i] = next === undefined ? undefined : column.zone.name(next)
    }
    differs[row] = cells.length === columns.length && areSame(cells) ? 0 : 1
  }
}

export function rowOf(
  table: RowTable,
  columns: readonly Column[],
  row: number,
): { readonly owner: Uint8Array; readonly cells: readonly { readonly column: Column; readonly node: Node }[] } {
  const cells = columns.flatMap((column, i) => {
    const node = table.nodes[i]![row]!
    return node < 0 ? [] : [{ column, node }]
  })
  return { owner: cells[0]!.column.zone.name(cells[0]!.node), cells }
}

/** The first row whose name is not before this one. */
export function rowAt(table: RowTable, columns: readonly Column[], owner: Uint8Array): number {
  let [low, high] = [0, table.rows]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareNames(rowOf(table, columns, middle).owner, 0, owner, 0) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** Whether every rrset is surely the same in all cells. An SOA never counts as the same here: its serial must be ignored, which text does. */
export function areSame(cells: readonly Cell[]): boolean {
  const [first, ...others] = cells
  return others.every((other) => isSameNode(first!, other))
}

function isSameNode(a: Cell, b: Cell): boolean {
  const [zoneA, zoneB] = [a.column.zone, b.column.zone]
  const [endA, endB] = [zoneA.setsEnd(a.node), zoneB.setsEnd(b.node)]
  let setA = passOver(zoneA, zoneA.firstSet(a.node), endA)
  let setB = passOver(zoneB, zoneB.firstSet(b.node), endB)
  while (setA < endA && setB < endB) {
    const type = zoneA.type(setA)
    if (type === Type.SOA || type !== zoneB.type(setB) || zoneA.ttl(setA) !== zoneB.ttl(setB)) return false
    if (!isEqual(zoneA, setA, zoneB, setB)) return false
    setA = passOver(zoneA, setA + 1, endA)
    setB = passOver(zoneB, setB + 1, endB)
  }
  return setA === endA && setB === endB
}

function passOver(zone: Zone, set: number, end: number): number {
  let at = set
  while (at < end && isSignersType(zone.type(at))) at++
  return at
}

/** Whether a column may have a type in a row that no other column has there. Records of signing have to be compared as text. */
export function mayHaveOwnType(table: RowTable, columns: readonly Column[], row: number, column: number): boolean {
  const { zone } = columns[column]!
  const node = table.nodes[column]![row]!
  if (node < 0) return false
  for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++) {
    const type = zone.type(set)
    if (isSignersType(type)) return true
    const isOwn = columns.every((other, i) => {
      const there = table.nodes[i]![row]!
      return i === column || there < 0 || other.zone.rrset(there, type) === NONE
    })
    if (isOwn) return true
  }
  return false
}

/** Whether there is a finding about a line of the name. */
export function hasFinding({ zone, lines, problems, lineNumbers }: Column, node: Node): boolean {
  if (lines === undefined || problems.size === 0) return false
  for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++)
    for (let i = 0; i < zone.size(set); i++) {
      const line = zone.line(set, i)
      if (line <= 0) continue
      const at = lines.at(line)
      if (lineNumbers.has(at.line) && problems.has(placeKey(at))) return true
    }
  return false
}

/** Tells whether the name of a column's node has the text in it. */
export function holding(
  columns: readonly Pick<Column, 'zone'>[],
  text: string,
): (column: number, node: Node) => boolean {
  const own = columns.map(({ zone }) => holdingIn(text)(zone, nameText(zone.name(APEX))))
  return (column, node) => own[column]!(node)
}

/**
 * The same for many zones, one after the other: the function that it gives for a zone holds until it is asked for the next zone. `apex`: the
 * zone's name as text. It compares labels as octets, each node once, so that most names are never made into text.
 */
export function holdingIn(text: string): (zone: Zone, apex: string) => (node: Node) => boolean {
  const part = text.toLowerCase()
  if (!/^[\w.*-]+$/.test(part)) return (zone) => (node) => nameText(zone.name(node)).toLowerCase().includes(part)
  const labels = part.split('.').map((label) => Buffer.from(label))
  let seen = new Uint8Array(1024)
  return (zone, apex) => {
    const above = zone.name(APEX)
    const isInApex = apex.toLowerCase().includes(part)
    if (seen.length < zone.nodes) seen = new Uint8Array(2 * zone.nodes)
    else seen.fill(0, 0, zone.nodes)
    const isThere = (node: Node) =>
      labels.length > 1 && labelHas(zone.heap, zone.labelAt(node), DOT)
        ? nameText(zone.name(node)).toLowerCase().includes(part)
        : beginsAt(zone, node, labels, above)
    const has = (node: Node): boolean => {
      if (node === APEX || isInApex) return isInApex
      const state = seen[node]!
      if (state > 0) return state === YES
      const found = isThere(node) || has(zone.parent(node))
      seen[node] = found ? YES : NO
      return found
    }
    return has
  }
}

/**
 * Whether the labels from this node up are the text: the first label ends with the text's first part, the last begins with its last part,
 * and those between are the same. `above`: the name of the apex.
 */
function beginsAt(zone: Zone, node: Node, [first, ...more]: readonly Uint8Array[], above: Uint8Array): boolean {
  const { heap } = zone
  if (more.length === 0) return labelHas(heap, zone.labelAt(node), first!)
  if (!labelEnds(heap, zone.labelAt(node), first!)) return false
  let up = node
  let inApex = -1
  for (const [i, part] of more.entries()) {
    if (inApex >= 0) inApex += above[inApex]! === 0 ? 0 : above[inApex]! + 1
    else {
      up = zone.parent(up)
      if (up === APEX) inApex = 0
    }
    const [octets, at] = inApex >= 0 ? [above, inApex] : [heap, zone.labelAt(up)]
    const isLast = i === more.length - 1
    if (!isLast && octets[at] !== part.length) return false
    if (!labelBegins(octets, at, part)) return false
  }
  return true
}

/** A dot within a label: it would look like one between labels, so that such names are compared as text. */
const DOT = Buffer.from('.')

const NO = 1
const YES = 2

function labelHas(octets: Uint8Array, at: number, part: Uint8Array): boolean {
  const end = at + 1 + octets[at]! - part.length
  for (let from = at + 1; from <= end; from++) if (isAt(octets, from, part)) return true
  return false
}

function labelEnds(octets: Uint8Array, at: number, part: Uint8Array): boolean {
  return part.length <= octets[at]! && isAt(octets, at + 1 + octets[at]! - part.length, part)
}

function labelBegins(octets: Uint8Array, at: number, part: Uint8Array): boolean {
  return part.length <= octets[at]! && isAt(octets, at + 1, part)
}

function isAt(octets: Uint8Array, at: number, part: Uint8Array): boolean {
  for (let i = 0; i < part.length; i++) if (fold[octets[at + i]!] !== part[i]) return false
  return true
}

export function placeKey({ file, line }: { readonly file: string; readonly line: number }): string {
  return `${line} ${file}`
}

// Writes a zone anew of which some records go and others say something else. It copies the columns of the zone: no name is looked for, and
// nothing is sorted.

import { fold } from '../dns/name.ts'
import { giveBack, take } from '../memory/budget.ts'
import { markNodes } from './flags.ts'
import { type ExistingNames, namesOf, sizesFor } from './fold.ts'
import { Columns } from './image.ts'
import { writeNames } from './names.ts'
import { eachSet } from './sets.ts'
import { resolveTargets } from './targets.ts'
import { APEX, hasTarget, NONE, rdataRoom, Zone } from './zone.ts'

export const Fate = {
  /** It is not in the new zone. */
  gone: 1,
  /** Its data is not what the zone has. */
  made: 2,
} as const

/** The records of a zone in the order of its sets, each in a row, and what becomes of them. */
export type Fates = {
  readonly records: number
  /** Bits of Fate. */
  readonly fate: Uint8Array
  readonly node: Uint32Array
  readonly line: Uint32Array
  /** Where the data begins, in the zone's heap or in `made`, and its octets. */
  readonly data: Uint32Array
  readonly length: Uint16Array
  readonly made: Uint8Array
}

/** Undefined where that takes a look at names or at other records: somebody has to build the zone of its records. */
export function recast(zone: Zone, fates: Fates): Zone | undefined {
  const counted = zone.denial === 'none' && zone.entries === undefined ? countSets(zone, fates) : undefined
  if (counted === undefined) return undefined
  const { sets, records, rdata } = counted
  take(zone.nodes * OCTETS_A_NODE)
  const names = namesOf(zone, staying(zone, fates))
  const used = { nodes: names.nodes, sets, records, heap: names.octets + rdata }
  const columns = Columns.create(sizesFor(used, 0), used)
  writeNames.begin({ names, image: columns.buffer }, undefined)()
  copySets(zone, fates, names, columns)
  giveBack(zone.nodes * OCTETS_A_NODE)
  markNodes(columns, names.nodes)
  const made = new Zone(columns)
  resolveTargets(made)
  return made
}

/** Of what namesOf() and staying() make. */
const OCTETS_A_NODE = 17

/** By node, 1 where the new zone has the name. A parent's number is below its children's. */
function staying(zone: Zone, { records, fate, node }: Fates): Uint8Array {
  const stays = new Uint8Array(zone.nodes)
  stays[APEX] = 1
  for (let r = 0; r < records; r++) if ((fate[r]! & Fate.gone) === 0) stays[node[r]!] = 1
  for (let n = zone.nodes - 1; n > APEX; n--) if (stays[n] === 1) stays[zone.parent(n)] = 1
  return stays
}

type Counted = { readonly sets: number; readonly records: number; readonly rdata: number }

/** Undefined where records may say the same now, or where there are others than those of the zone. */
function countSets(zone: Zone, fates: Fates): Counted | undefined {
  const { fate, length } = fates
  let [r, sets, records, rdata] = [0, 0, 0, 0]
  let isSimple = true
  eachSet(zone, (_, set) => {
    const type = zone.type(set)
    const first = r
    let staying = 0
    let made = 0
    for (const end = r + zone.size(set); r < end; r++) {
      if (fate[r]! & Fate.gone) continue
      staying++
      made |= fate[r]!
      rdata += rdataRoom(type, length[r]!)
    }
    if (staying === 0) return
    sets++
    records += staying
    if (staying > 1 && (made & Fate.made) !== 0 && mayRepeat(zone, fates, first, r)) isSimple = false
  })
  return isSimple && r === fates.records ? { sets, records, rdata } : undefined
}

/** Whether two of these records may be the same, in whatever case. Of many, nobody knows: each would be compared with each. */
function mayRepeat(zone: Zone, fates: Fates, first: number, end: number): boolean {
  if (end - first > FEW) return true
  for (let a = first; a < end; a++)
    for (let b = first; b < a; b++)
      if (((fates.fate[a]! | fates.fate[b]!) & Fate.gone) === 0 && isAlike(zone, fates, a, b)) return true
  return false
}

const FEW = 32

function isAlike(zone: Zone, fates: Fates, a: number, b: number): boolean {
  const { data, length } = fates
  if (length[a] !== length[b]) return false
  const [one, other] = [bytesOf(zone, fates, a), bytesOf(zone, fates, b)]
  for (let i = 0; i < length[a]!; i++) if (fold[one[data[a]! + i]!] !== fold[other[data[b]! + i]!]) return false
  return true
}

function bytesOf({ heap }: Zone, { fate, made }: Fates, r: number): Uint8Array {
  return fate[r]! & Fate.made ? made : heap
}

function copySets(zone: Zone, fates: Fates, { octets, numbers }: ExistingNames, columns: Columns): void {
  const { fate, line } = fates
  const { heap, firstSet, setType, setTtl, setData, firstRecord, line: lines } = columns
  const copy = copier(zone, fates, heap)
  let [r, set, record, top] = [0, 0, 0, octets]
  let last = NONE
  eachSet(zone, (node, old) => {
    const around = hasTarget(zone.type(old)) ? 4 : 0
    let isOpen = false
    for (const end = r + zone.size(old); r < end; r++) {
      if (fate[r]! & Fate.gone) continue
      if (!isOpen) {
        while (last < numbers[node]!) firstSet[++last] = set
        setType[set] = zone.columns.setType[old]!
        setTtl[set] = zone.columns.setTtl[old]!
        setData[set] = top
        firstRecord[set] = record
        isOpen = true
      }
      lines[record++] = line[r]!
      top = copy(r, top + around)
    }
    if (isOpen) set++
  })
  while (last < columns.parent.length) firstSet[++last] = set
  firstRecord[set] = record
}

/** Copies the data of a record with its length to `heap`, and gives where that ends. */
function copier(zone: Zone, fates: Fates, heap: Uint8Array): (r: number, at: number) => number {
  const { fate, data, length, made } = fates
  const from = zone.heap
  return (r, at) => {
    const octets = length[r]!
    heap[at] = octets >>> 8
    heap[at + 1] = octets
    const bytes = fate[r]! & Fate.made ? made : from
    const p = data[r]!
    if (octets > SHORT) heap.set(bytes.subarray(p, p + octets), at + 2)
    else for (let i = 0; i < octets; i++) heap[at + 2 + i] = bytes[p + i]!
    return at + 2 + octets
  }
}

/** So many octets are copied in less time than it takes to make a view of them. */
const SHORT = 64

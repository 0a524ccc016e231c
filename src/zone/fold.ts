// Writes an edition anew as an image of its own: without what only other editions have, and with room for the ones to come. That takes as
// long as the zone is large: do it in a thread that nobody waits for.

import { DENIALS } from './edition.ts'
import { markNodes } from './flags.ts'
import { Columns, type Sizes, type Used, Word } from './image.ts'
import { type Names, slotsFor, writeNames } from './names.ts'
import { keyOf, labelHash, newKey } from './rekeyed.ts'
import { eachSet } from './sets.ts'
import { resolveTargets } from './targets.ts'
import { APEX, hashName, hasTarget, NONE, type RRset, Zone } from './zone.ts'

/** The least room that an image has beside what the zone takes. */
export type Room = Used & { readonly versions: number }

/** For changes that nobody knows yet. */
export const USUAL_ROOM: Room = { nodes: 256, sets: 4096, records: 8192, heap: 1 << 18, versions: 2048 }

/** To read or fold a zone of fewer records takes less time than to hand it to a thread. */
export const FEW_RECORDS = 2000

/**
 * The room that the image of a new zone should have for changes. A small zone gets none: its first change makes another image in a moment,
 * its room would be larger than its records, and there may be very many such zones.
 */
export function roomAtFirst(records: number): Room | undefined {
  return records < FEW_RECORDS ? undefined : USUAL_ROOM
}

/** The same zone, as the first edition of a new image. `room`: for the editions to come; without it there can be none. */
export function fold(zone: Zone, room?: Room): Zone {
  const names = namesOf(zone)
  const { numbers } = names
  const used = usedBy(zone, names)
  const columns = Columns.create(sizesFor(used, zone.order.length, room, zone.columns.listing.length), used)
  writeNames.begin({ names, image: columns.buffer }, undefined)()
  copySets(zone, names, columns)
  columns.listing.set(zone.columns.listing)
  markNodes(columns, used.nodes)
  columns.order.set(Array.from(zone.order, (node) => numbers[node]!))
  columns.header[Word.signed] = DENIALS.indexOf(zone.denial)
  const folded = new Zone(columns)
  resolveTargets(folded)
  return folded
}

/**
 * The columns' lengths for a zone that takes `used`: with room, each is a quarter longer than `used`, and then as much longer as `room`
 * says.
 */
export function sizesFor(used: Used, ordered: number, room?: Room, listing = 0): Sizes {
  if (room === undefined) return { ...used, slots: slotsFor(used.nodes), ordered, versions: 0, listing }
  const roomy = (count: number, least: number) => count + (count >>> 2) + least
  const nodes = roomy(used.nodes, room.nodes)
  return {
    nodes,
    sets: roomy(used.sets, room.sets),
    records: roomy(used.records, room.records),
    heap: roomy(used.heap, room.heap),
    slots: slotsFor(nodes),
    ordered,
    versions: (used.nodes >>> 2) + room.versions,
    listing,
  }
}

/** The names that exist, numbered anew in their order: parents still come before their children. */
export type ExistingNames = Names & {
  /** node of the zone -> its number here, or NONE. */
  readonly numbers: Int32Array
  /** Octets that the apex name and all labels take. */
  readonly octets: number
}

/** `stays`: by node, not 0 for those that stay; by default all that exist. */
export function namesOf(zone: Zone, stays?: Uint8Array): ExistingNames {
  const { apex, heap, names: nodes, columns } = zone
  const key = keyOf(columns) ?? (columns.header[Word.crowded] ? newKey() : undefined)
  const numbers = new Int32Array(zone.nodes).fill(NONE)
  const parent = new Uint32Array(nodes)
  const label = new Uint32Array(nodes)
  const hash = new Int32Array(nodes)
  hash[0] = hashName(apex, 0)
  numbers[APEX] = APEX
  let octets = apex.length
  let next = 1
  for (let node = APEX + 1; node < zone.nodes; node++) {
    if (stays === undefined ? !zone.exists(node) : stays[node] === 0) continue
    const at = zone.labelAt(node)
    const above = numbers[zone.parent(node)]!
    numbers[node] = next
    parent[next] = above
    label[next] = at
    hash[next] = labelHash(key, hash[above]!, heap, at)
    octets += heap[at]! + 1
    next++
  }
  return { apex, nodes: next, parent, label, heap, hash, key, numbers, octets }
}

function usedBy(zone: Zone, { octets }: ExistingNames): Used {
  let sets = 0
  let rdata = 0
  eachSet(zone, (_, set) => {
    sets++
    rdata += rdataEnd(zone, set) - zone.columns.setData[set]!
  })
  return { nodes: zone.names, sets, records: zone.records, heap: octets + rdata }
}

function copySets(zone: Zone, { octets, numbers }: ExistingNames, columns: Columns): void {
  const from = zone.columns
  let set = 0
  let record = 0
  let top = octets
  let last = NONE
  eachSet(zone, (node, old) => {
    while (last < numbers[node]!) columns.firstSet[++last] = set
    const [data, end] = [from.setData[old]!, rdataEnd(zone, old)]
    columns.setType[set] = from.setType[old]!
    columns.setTtl[set] = from.setTtl[old]!
    columns.setData[set] = top
    columns.firstRecord[set] = record
    columns.heap.set(from.heap.subarray(data, end), top)
    top += end - data
    const line = from.firstRecord[old]!
    for (let i = 0, size = zone.size(old); i < size; i++) columns.line[record++] = from.line[line + i]!
    set++
  })
  while (last < zone.names) columns.firstSet[++last] = set
  columns.firstRecord[set] = record
}

/** Where the last record of the set ends in the heap. */
function rdataEnd(zone: Zone, set: RRset): number {
  const withTarget = hasTarget(zone.type(set))
  let data = zone.dataOf(set)
  for (let i = zone.size(set); i > 0; i--) data = zone.nextData(data, withTarget)
  return data - (withTarget ? 6 : 2)
}

// Makes the finished image from records in file order: puts rrsets together, marks cuts and occluded names, finds targets. It
// works out once what queries would otherwise work out again and again.

import { compareNames } from '../dns/name.ts'
import { MAX_TTL } from '../dns/ttl.ts'
import { Type } from '../dns/types.ts'
import { giveBack, take } from '../memory/budget.ts'
import type { ZoneBuilder } from './builder.ts'
import { dropDuplicates } from './duplicates.ts'
import type { Partner } from './errand.ts'
import { markNodes } from './flags.ts'
import { type Room, sizesFor } from './fold.ts'
import { Columns, Word } from './image.ts'
import { writeNames } from './names.ts'
import { MAX_NOTES } from './notes.ts'
import { isUsable } from './nsec3-chain.ts'
import { sortRecords } from './sort.ts'
import { resolveTargets } from './targets.ts'
import { APEX, hasTarget, Zone } from './zone.ts'

/**
 * `partner`: a thread that writes the names meanwhile; for it the builder should be in shared memory. `written`: called when only the
 * targets are missing. `room`: for editions to come, as in fold(); without it there can be none.
 */
export function finish(builder: ZoneBuilder, partner?: Partner, written?: (zone: Zone) => void, room?: Room): Zone {
  cutTtls(builder)
  const { records, sets, rdata } = dropDuplicates(builder, sortRecords(builder))
  const denial = denialOwners(builder, records)
  const used = { nodes: builder.nodes, sets, records: records.length, heap: builder.labelOctets + rdata }
  const columns = Columns.create(sizesFor(used, denial.owners.length, room, builder.listing.length), used)
  const namesWritten = writeNames.begin({ names: builder.names, image: columns.buffer }, partner)
  builder.dropNodes()
  writeSets(builder, records, columns, builder.labelOctets)
  builder.dropRecords()
  const { buffer } = records
  giveBack(buffer.byteLength)
  ;(buffer as ArrayBuffer).transfer(0)
  namesWritten()
  builder.heap.drop()
  markNodes(columns, builder.nodes)
  columns.header[Word.signed] = denial.kind
  columns.listing.set(builder.listing)
  const zone = new Zone(columns)
  columns.order.set(inCanonicalOrder(zone, denial.owners))
  written?.(zone)
  resolveTargets(zone)
  return zone
}

/** RFC 2181 §8: a TTL with the most significant bit set counts as 0. */
function cutTtls({ ttl, type, line, records, notes }: ZoneBuilder): void {
  for (let r = 0; r < records; r++) {
    if (ttl[r]! <= MAX_TTL) continue
    if (notes.longTtls.length < MAX_NOTES)
      notes.longTtls.push({ line: line[r]!, type: type[r]! & 0xffff, ttl: ttl[r]! })
    ttl[r] = 0
  }
}

function writeSets(builder: ZoneBuilder, records: Uint32Array, columns: Columns, heapTop: number): void {
  const { ownerNode, type, ttl, line, data } = builder
  const { bytes } = builder.heap
  const { heap, firstSet, setType, setTtl, setData, firstRecord, line: lines } = columns
  const from = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const to = new DataView(heap.buffer, heap.byteOffset, heap.byteLength)
  // Copies four octets at a time. The last four may be too many: what comes next overwrites them.
  const roomy = Math.min(heap.byteLength, bytes.byteLength) - 64
  let top = heapTop
  let set = -1
  let node = -1
  let key = -1
  let around = 0
  for (let i = 0; i < records.length; i++) {
    const r = records[i]!
    const owner = ownerNode[r]!
    if (owner !== node || type[r] !== key) {
      set++
      while (node < owner) firstSet[++node] = set
      key = type[r]!
      around = hasTarget(key & 0xffff) ? 4 : 0
      setType[set] = key
      setTtl[set] = ttl[r]!
      setData[set] = top
      firstRecord[set] = i
    }
    lines[i] = line[r]!
    top += around
    const p = data[r]!
    const size = 2 + ((bytes[p]! << 8) | bytes[p + 1]!)
    if (size < 60 && top < roomy && p < roomy)
      for (let q = 0; q < size; q += 4) to.setInt32(top + q, from.getInt32(p + q, true), true)
    else heap.set(bytes.subarray(p, p + size), top)
    top += size
  }
  while (node < builder.nodes) firstSet[++node] = set + 1
  firstRecord[set + 1] = records.length
}

type Denial = { readonly kind: 0 | 1 | 2; readonly owners: Uint32Array }

/** Which chain the apex announces (RFC 4035 §2.3, RFC 5155 §4), and the nodes it runs through, not yet in its order. */
function denialOwners(builder: ZoneBuilder, records: Uint32Array): Denial {
  const { ownerNode, type, data } = builder
  let apexNsec = false
  let apexParameters = false
  for (let i = 0; i < records.length && ownerNode[records[i]!] === APEX; i++) {
    if (type[records[i]!] === Type.NSEC) apexNsec = true
    // The rdata begins behind its length.
    if (type[records[i]!] === Type.NSEC3PARAM && isUsable(builder.heap.bytes, data[records[i]!]! + 2))
      apexParameters = true
  }
  const kind = apexParameters ? 2 : apexNsec ? 1 : 0
  const wanted = kind === 2 ? Type.NSEC3 : Type.NSEC
  if (kind === 0) return { kind, owners: new Uint32Array(0) }
  take(records.length * 4)
  const owners = new Uint32Array(records.length)
  let count = 0
  for (let i = 0; i < records.length; i++) {
    const node = ownerNode[records[i]!]!
    if (type[records[i]!] === wanted && (count === 0 || owners[count - 1] !== node)) owners[count++] = node
  }
  return { kind, owners: owners.subarray(0, count) }
}

/** RFC 4034 §6.1. The owners of NSEC3 are base32hex, whose canonical order is that of their hashes (RFC 5155 §1.3). */
function inCanonicalOrder(zone: Zone, owners: Uint32Array): Uint32Array {
  const a = new Uint8Array(256)
  const b = new Uint8Array(256)
  const compare = (x: number, y: number): number => {
    zone.writeName(x, a, 0)
    zone.writeName(y, b, 0)
    return compareNames(a, 0, b, 0)
  }
  const sorted = owners.every((node, i) => i === 0 || compare(owners[i - 1]!, node) < 0)
  return sorted ? owners : owners.sort(compare)
}

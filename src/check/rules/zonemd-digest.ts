// RFC 8976 §4: who verifies the digest puts the whole zone together anew.

import { compareNames, fold } from '../../dns/name.ts'
import { Type } from '../../dns/types.ts'
import { canonicalOrder } from '../../sign/signed-data.ts'
import { type DigestedSet, zoneDigest, zoneDigests } from '../../sign/zone-digest.ts'
import { APEX, type Node, type RRset, type Zone } from '../../zone/zone.ts'
import { eachRecord, read16, read32, recordsOf } from '../records.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const zonemdDigest: Rule = {
  name: 'zonemd-digest',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 8976 §4',
  why: 'Whoever checks the digest takes the zone for damaged: somebody changed it after the digest was made.',
  bad: [
    '@  ZONEMD  2026010101 1 1 A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1',
  ],
  good: [
    '@  ZONEMD  2026010101 1 1 3AB9E0A83768BD2EC7A0ECE5B08AB335E1D982345D1920A24F24C22DD53EBAC0D08FCC36CBD628A338B1EA274C705AFA',
  ],
  absence: true,
  says: {
    found: {
      message: 'the ZONEMD digest does not fit the records of the zone',
      fix: 'make the ZONEMD record anew after each change',
    },
    twice: {
      message: 'the zone has two ZONEMD records with the same scheme and hash algorithm: neither counts',
      fix: 'delete this record, and make the other one anew',
      related: 'the first one',
    },
  },
  check: { over: 'sets', types: [Type.ZONEMD], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  if (node !== APEX) return
  const lines = new Map<number, number>()
  eachRecord(zone, set, (data, length, line) => {
    // RFC 8976 §2.2: each scheme and hash algorithm once.
    const kind = read16(zone.heap, data + 4)
    const first = lines.get(kind)
    if (first !== undefined) {
      reporter.report(line, 1, () => ({ says: 'twice', related: { line: first, part: 1 } }))
      return
    }
    lines.set(kind, line)
    const algorithm = zoneDigests.get(zone.heap[data + 5]!)
    // We cannot verify other schemes and algorithms; zonemd-serial tells of a wrong serial.
    if (zone.heap[data + 4] !== 1 || algorithm === undefined || read32(zone.heap, data) !== zone.serial) return
    const digest = zoneDigest(algorithm, digestedSets(zone))
    if (Buffer.compare(digest, zone.heap.subarray(data + 6, data + length)) === 0) return
    reporter.report(line, 3, () => ({}))
  })
}

/** RFC 8976 §3.3.1: everything but the ZONEMD at the top and the signature over it. */
function* digestedSets(zone: Zone): Generator<DigestedSet> {
  const nodes = Array.from({ length: zone.nodes }, (_, node) => ({ node, owner: lowerName(zone, node) }))
  nodes.sort((a, b) => compareNames(a.owner, 0, b.owner, 0))
  for (const { node, owner } of nodes) yield* setsAt(zone, node, owner)
}

/** RRSIGs of all types are one rrset here, and come in the order of their octets. */
function* setsAt(zone: Zone, node: Node, owner: Uint8Array): Generator<DigestedSet> {
  const byType = new Map<number, DigestedSet[]>()
  for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++) {
    const type = zone.type(set)
    if (node === APEX && (type === Type.ZONEMD || (type === Type.RRSIG && zone.covered(set) === Type.ZONEMD))) continue
    const sets = byType.get(type) ?? []
    sets.push({ owner, type, ttl: zone.ttl(set), records: canonicalOrder(type, recordsOf(zone, set)) })
    byType.set(type, sets)
  }
  for (const [, sets] of [...byType].sort(([a], [b]) => a - b))
    yield* sets
      .flatMap((set) => set.records.map((rdata) => ({ ...set, records: [rdata] })))
      .sort((a, b) => Buffer.compare(a.records[0]!, b.records[0]!))
}

function lowerName(zone: Zone, node: Node): Uint8Array {
  return zone.name(node).map((octet) => fold[octet]!)
}

// RFC 8976 §4: receivers compute the digest of the whole zone anew.

import { get16, get32 } from '../../dns/big-endian.ts'
import { Type } from '../../dns/types.ts'
import { digestedSets } from '../../sign/digested-sets.ts'
import { zoneDigest, zoneDigests } from '../../sign/zone-digest.ts'
import { eachRecord } from '../../zone/records.ts'
import { APEX, type Node, type RRset } from '../../zone/zone.ts'
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
    const kind = get16(zone.heap, data + 4)
    const first = lines.get(kind)
    if (first !== undefined) {
      reporter.report(line, 1, () => ({ says: 'twice', related: { line: first, part: 1 } }))
      return
    }
    lines.set(kind, line)
    const algorithm = zoneDigests.get(zone.heap[data + 5]!)
    // We cannot verify other schemes and algorithms; zonemd-serial tells of a wrong serial.
    if (zone.heap[data + 4] !== 1 || algorithm === undefined || get32(zone.heap, data) !== zone.serial) return
    const digest = zoneDigest(algorithm, digestedSets(zone))
    if (Buffer.compare(digest, zone.heap.subarray(data + 6, data + length)) === 0) return
    reporter.report(line, 3, () => ({}))
  })
}

// RFC 8976 §2.2: the digest is that of the whole zone with this serial.

import { get32 } from '../../dns/big-endian.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import { APEX, type Node, type RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const zonemdSerial: Rule = {
  name: 'zonemd-serial',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 8976 §4',
  why: 'The digest is for another serial than the zone has, and proves nothing: whoever insists on a digest refuses the zone.',
  bad: [
    '@  ZONEMD  2025123101 1 1 A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1',
  ],
  good: [
    '@  ZONEMD  2026010101 1 1 3AB9E0A83768BD2EC7A0ECE5B08AB335E1D982345D1920A24F24C22DD53EBAC0D08FCC36CBD628A338B1EA274C705AFA',
  ],
  says: {
    found: {
      message: 'the ZONEMD digest is for the serial {digested}, and the zone has {serial}',
      fix: 'make the ZONEMD record anew after each change',
    },
  },
  check: { over: 'sets', types: [Type.ZONEMD], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  if (node !== APEX) return
  eachRecord(zone, set, (data, _length, line) => {
    const digested = get32(zone.heap, data)
    if (digested === zone.serial) return
    reporter.report(line, 0, () => ({ params: { digested, serial: zone.serial } }))
  })
}

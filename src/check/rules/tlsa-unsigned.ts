// RFC 7672 §2.2: TLSA counts only where DNSSEC vouches for it.

import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { APEX, NONE, type Node, type RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const tlsaUnsigned: Rule = {
  name: 'tlsa-unsigned',
  group: 'mail',
  severity: 'info',
  rfc: 'RFC 7672 §2.2',
  why: 'Mail servers use a TLSA record only if the zone is signed with DNSSEC: in this zone it protects nobody.',
  bad: [
    '_25._tcp.mail  TLSA  3 1 1 4FE6B3DD9B4D7E0D2A8A7C3B1F0C9E8D7A6B5C4D3E2F1A0B9C8D7E6F5A4B3C2D',
    'mail           A     192.0.2.25',
  ],
  good: ['mail           A     192.0.2.25'],
  says: {
    found: {
      message: 'TLSA at "{owner}" protects nobody as long as the zone {apex} is not signed',
      fix: 'sign the zone with DNSSEC, here or where it is served, or delete the TLSA records',
    },
  },
  check: { over: 'sets', types: [Type.TLSA], run: reportUnsigned },
}

function reportUnsigned(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  // Once for all: where a zone is signed later, each of its TLSA would be told.
  if (reporter.count > 0) return
  if (zone.rrset(APEX, Type.DNSKEY) !== NONE || zone.denial !== 'none') return
  reporter.report(zone.line(set, 0), 'type', () => ({
    params: { owner: reporter.name(node), apex: nameText(zone.apex) },
  }))
}

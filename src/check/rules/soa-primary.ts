// RFC 1035 §3.3.13: MNAME is the primary, which takes updates and whom secondaries may ask.

import { sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import { APEX, NONE, type Zone } from '../../zone/zone.ts'
import type { Rule } from '../rule.ts'
import { soaRule } from '../soa.ts'

export const soaPrimary: Rule = {
  name: 'soa-primary',
  group: 'structure',
  severity: 'info',
  rfc: 'RFC 1912 §2.2',
  why: 'The SOA names the primary name server; programs send dynamic updates there.',
  bad: ['@  SOA  @ hostmaster 2026010101 1d 2h 4w 1h', '@  NS   ns', '@  NS   ns.example.net.', 'ns A    192.0.2.53'],
  good: ['@  SOA  ns hostmaster 2026010101 1d 2h 4w 1h', '@  NS   ns', '@  NS   ns.example.net.', 'ns A    192.0.2.53'],
  whole: true,
  says: {
    found: {
      message: 'the primary name server "{primary}" is not one of the NS of {apex}',
      fix: 'write one of the name servers of the zone, unless the primary is hidden on purpose',
    },
  },
  check: {
    over: 'zone',
    run: soaRule('primary', ({ primary }, { zone }) =>
      isListed(zone, primary) ? undefined : { params: { primary: nameText(primary), apex: nameText(zone.apex) } },
    ),
  },
}

function isListed(zone: Zone, primary: Uint8Array): boolean {
  const set = zone.rrset(APEX, Type.NS)
  let listed = set === NONE
  if (set !== NONE)
    eachRecord(zone, set, (data) => {
      if (sameName(zone.heap, data, primary, 0)) listed = true
    })
  return listed
}

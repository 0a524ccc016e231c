// Tells whether signatures or a digest vouch for all of a zone's data: then only somebody who can make these anew may change it.

import { Type } from '../dns/types.ts'
import { APEX, NONE, type Zone } from './zone.ts'

/** RRSIG: signatures (RFC 4035 §2.2). ZONEMD: a digest (RFC 8976). Undefined: neither. */
export function sealOf(zone: Zone): 'RRSIG' | 'ZONEMD' | undefined {
  if (zone.signature(APEX, Type.SOA) !== NONE) return 'RRSIG'
  return zone.rrset(APEX, Type.ZONEMD) === NONE ? undefined : 'ZONEMD'
}

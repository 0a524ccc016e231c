// What vouches for all of a zone's data, so that nobody changes it who cannot make that anew.

import { Type } from '../dns/types.ts'
import { APEX, NONE, type Zone } from './zone.ts'

/** Signatures (RFC 4035 §2.2), or its digest (RFC 8976); undefined where nothing does. */
export function sealOf(zone: Zone): 'RRSIG' | 'ZONEMD' | undefined {
  if (zone.signature(APEX, Type.SOA) !== NONE) return 'RRSIG'
  return zone.rrset(APEX, Type.ZONEMD) === NONE ? undefined : 'ZONEMD'
}

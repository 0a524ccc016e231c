// Zones that were signed before they came here. Janus has none of their keys: what it would change or add in them has no
// signature, so it leaves them alone, and says so.

import { sameName } from '../../dns/name.ts'
import { Type } from '../../dns/types.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { saying } from '../../text/findings/told.ts'
import type { ZoneText } from '../../text/zonefile/zone-text.ts'
import { APEX, NONE, type Zone } from '../../zone/zone.ts'
import type { Hidden, LayerRecord } from './layer-records.ts'
import { say } from './says.ts'

export const SIGNED_ELSEWHERE = 'signed-elsewhere'
export const REVERSE_SIGNED = 'reverse-signed'

/** What vouches for all of the zone's data: signatures (RFC 4035 §2.2) or its digest (RFC 8976); undefined where nothing does. */
export function sealOf(zone: Zone): 'RRSIG' | 'ZONEMD' | undefined {
  if (zone.signature(APEX, Type.SOA) !== NONE) return 'RRSIG'
  return zone.rrset(APEX, Type.ZONEMD) === NONE ? undefined : 'ZONEMD'
}

/** A layer gives or hides something over one in which the zone's own SOA is signed. */
export function overSigned(
  { records, hidden }: { readonly records: readonly LayerRecord[]; readonly hidden: readonly Hidden[] },
  origin: Uint8Array,
  text: ZoneText,
): Problem[] {
  const signature = records.find((record) => isSoaSignature(record, origin))
  if (signature === undefined) return []
  const over = [...records, ...hidden].find(({ layer }) => layer > signature.layer)
  if (over === undefined) return []
  const related = text.place(signature.line, 'entry')
  return [
    {
      rule: SIGNED_ELSEWHERE,
      severity: 'error',
      ...saying(say('lies-over-signed'), say('sign-afterwards'), say('the-signature')),
      ...text.place(over.line, 'entry'),
      related: { place: related.place, source: related.source },
    },
  ]
}

function isSoaSignature({ owner, type, rdata }: LayerRecord, origin: Uint8Array): boolean {
  return type === Type.RRSIG && ((rdata[0]! << 8) | rdata[1]!) === Type.SOA && sameName(owner, 0, origin, 0)
}

/** PTRs that are not added; the zone is served as its file has it. */
export function notCompleted(
  zone: string,
  seal: 'RRSIG' | 'ZONEMD',
  missing: number,
  place: Problem['place'],
): Problem {
  const why = say(seal === 'RRSIG' ? 'signed-elsewhere' : 'has-digest')
  const message = missing === 1 ? say('add-ptr', { zone, why }) : say('add-ptrs', { count: missing, zone, why })
  return {
    rule: REVERSE_SIGNED,
    severity: 'warning',
    ...saying(message, say('write-ptrs')),
    place,
  }
}

// Checks that the public view supports a claim: it has the zone for the record, and the claimed names are unsigned, so that validating
// clients accept the local answers (RFC 9704 §9, §12).

import { sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { Suffixes } from '../../dns/suffixes.ts'
import { Type } from '../../dns/types.ts'
import { Found, Lookup } from '../../zone/lookup.ts'
import { NONE, type Zone } from '../../zone/zone.ts'
import type { ZoneSet } from '../../zone/zone-set.ts'

export type ClaimFinding = { readonly severity: 'error' | 'warning'; readonly message: string; readonly fix: string }

/** `zones`: those of the public view. `names`: undefined: the whole parent. */
export function claimFindings(
  zones: ZoneSet,
  parent: Uint8Array,
  names: readonly Uint8Array[] | undefined,
): ClaimFinding[] {
  const member = zones.enclosing(new Suffixes().set(parent, 0))
  const zone = member < 0 ? undefined : zones.member(member)!.zone
  if (zone === undefined || !sameName(zone.apex, 0, parent, 0))
    return [
      {
        severity: 'warning',
        message: `"${nameText(parent)}" is no zone of the public view: the record has to be published by whoever serves it`,
        fix: 'add the record there',
      },
    ]
  if (!isSigned(zone)) return []
  if (names === undefined)
    return [
      {
        severity: 'error',
        message: `"${nameText(parent)}" is signed in the public view: validating clients reject other answers for it`,
        fix: 'claim names of a child zone that is delegated without DS, or sign the inside with the same keys',
      },
    ]
  return names.flatMap((name) => nameFindings(zone, name))
}

/** A name below an unsigned delegation is provably unsigned; all others of a signed zone are signed, or provably not there. */
function nameFindings(zone: Zone, name: Uint8Array): ClaimFinding[] {
  const lookup = new Lookup()
  const found = lookup.find(zone, new Suffixes().set(name, 0), false)
  const cut = found === Found.referral ? lookup.node : NONE
  if (cut !== NONE && zone.rrset(cut, Type.DS) === NONE) return []
  const why = cut === NONE ? 'it is signed, or provably not there' : 'its delegation has a DS'
  return [
    {
      severity: 'error',
      message: `"${nameText(name)}" is not provably unsigned in the public view: ${why}`,
      fix: 'delegate it without DS in the public zone',
    },
  ]
}

function isSigned(zone: Zone): boolean {
  return zone.rrset(0, Type.DNSKEY) !== NONE
}

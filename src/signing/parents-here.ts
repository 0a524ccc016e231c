// The DS of a zone in the next zones above, if Janus serves these.

import { sameName } from '../dns/name.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { isDelegated } from '../sign/child-ds.ts'
import { ownSet } from '../sign/own-sets.ts'
import type { FaceName } from '../store/change.ts'
import type { View } from '../views/view.ts'
import { APEX, NONE } from '../zone/zone.ts'
import type { ServerAnswer } from './parent-ds.ts'
import { say } from './says.ts'

/**
 * One answer for each view whose zone above has a DS, or lacks one that it should have: that zone is signed, and the view shows the lower
 * zone signed by Janus. `views`: as clients see them. `isSigned`: whether Janus signs a face.
 */
export function parentsHere(
  views: readonly View[],
  origin: Uint8Array,
  isSigned: (face: FaceName) => boolean,
): ServerAnswer[] {
  const name = new Suffixes().set(origin, 0)
  return views.flatMap(({ name: view, zones }): ServerAnswer[] => {
    const parent = name.count === 0 ? -1 : zones.enclosing(name, 1)
    const zone = parent < 0 ? undefined : zones.member(parent)!.zone
    if (zone === undefined || sameName(zone.apex, 0, origin, 0)) return []
    const server = say('server-here', { view })
    const isMade = isSigned({ view, origin: zone.apex })
    const here = isDelegated(zone, origin) ? (isMade ? 'made' : 'given') : 'undelegated'
    const node = zone.find(name, 0)
    const set = node === NONE ? NONE : zone.rrset(node, Type.DS)
    if (set === NONE) {
      const isThere = zones.apexAt(zones.enclosing(name), name) === 0 && isSigned({ view, origin })
      // In an unsigned zone nobody looks for a DS.
      return isThere && zone.rrset(APEX, Type.DNSKEY) !== NONE ? [{ kind: 'none', server, here }] : []
    }
    return [{ kind: 'there', server, here, records: ownSet(zone, set, Type.DS).records, ttl: zone.ttl(set) }]
  })
}

/**
 * The DS in the sources of such zones, if Janus signs them: while the lower zone is signed, its keys say the DS instead; once it is not,
 * Janus serves these. `contents`: the views before signing.
 */
export function writtenAbove(
  contents: readonly View[],
  origin: Uint8Array,
  isSigned: (face: FaceName) => boolean,
): ServerAnswer[] {
  return parentsHere(contents, origin, isSigned).flatMap((answer) =>
    answer.kind === 'there' && answer.here === 'made' ? [{ ...answer, isWritten: true }] : [],
  )
}

// The DS that the zones next above a zone have for it, where Janus serves them.

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
 * In each view that has such a zone with a DS, or without one where there should be one: that zone is signed, and the lower one is in
 * the view, signed by us. `views`: as clients are shown them. `isSigned`: by us.
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
      // Nobody looks for a DS in a zone that nothing proves.
      return isThere && zone.rrset(APEX, Type.DNSKEY) !== NONE ? [{ kind: 'none', server, here }] : []
    }
    return [{ kind: 'there', server, here, records: ownSet(zone, set, Type.DS).records, ttl: zone.ttl(set) }]
  })
}

/**
 * What the sources of such zones have as its DS, where we sign these: as long as the zone is signed the keys tell instead, and once it
 * is not, this is served. `contents`: views as nothing is signed in them yet.
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

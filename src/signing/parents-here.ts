// What the zones next above a zone have as its DS, where they are served here.

import { sameName } from '../dns/name.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { ownSet } from '../sign/own-sets.ts'
import type { View } from '../views/view.ts'
import { APEX, NONE } from '../zone/zone.ts'
import type { ServerAnswer } from './parent-ds.ts'

/** In each view that has such a zone, which is signed or has a DS all the same; `views`: as clients are shown them. */
export function parentsHere(views: readonly View[], origin: Uint8Array): ServerAnswer[] {
  const name = new Suffixes().set(origin, 0)
  return views.flatMap(({ name: view, zones }): ServerAnswer[] => {
    const parent = name.count === 0 ? -1 : zones.enclosing(name, 1)
    const zone = parent < 0 ? undefined : zones.members[parent]!.zone
    if (zone === undefined || sameName(zone.apex, 0, origin, 0)) return []
    const server = `this server in view ${view}`
    const node = zone.find(name, 0)
    const set = node === NONE ? NONE : zone.rrset(node, Type.DS)
    // Nobody looks for a DS in a zone that nothing proves.
    if (set === NONE) return zone.rrset(APEX, Type.DNSKEY) === NONE ? [] : [{ kind: 'none', server }]
    return [{ kind: 'there', server, records: ownSet(zone, set, Type.DS).records, ttl: zone.ttl(set) }]
  })
}

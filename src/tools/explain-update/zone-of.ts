// Finds the zone that a client would name in its message: the view's nearest zone at or above the name.

import { isWithin } from '../../dns/name.ts'
import type { ZoneSetting } from '../../text/config/settings.ts'
import type { FaceSetting } from '../../text/config/sources.ts'

export type FoundZone = { readonly zone: ZoneSetting; readonly face: FaceSetting }

export function zoneOf(zones: readonly ZoneSetting[], view: string, name: Uint8Array): FoundZone | undefined {
  let nearest: FoundZone | undefined
  for (const zone of zones) {
    const face = zone.faces.find(({ viewName }) => viewName === view)
    if (face === undefined || !isWithin(name, 0, zone.origin, 0)) continue
    if (nearest === undefined || zone.origin.length > nearest.zone.origin.length) nearest = { zone, face }
  }
  return nearest
}

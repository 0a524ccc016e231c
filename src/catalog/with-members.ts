// Settings with the members of catalogs among their zones: each is a face of its view that comes from a primary, as if somebody had
// written it there.

import { nameText } from '../dns/name-text.ts'
import type { ConsumedCatalog } from '../text/config/catalogs.ts'
import type { Settings, ZoneSetting } from '../text/config/settings.ts'
import type { FaceSetting } from '../text/config/sources.ts'
import { nameKey } from './member.ts'
import { type Owned, ownedKey } from './settle.ts'

type Zones = Pick<Settings, 'zones' | 'views' | 'catalogs'>

/** The same as they were written. */
export function withoutMembers<S extends Zones>(settings: S): S {
  if (!settings.zones.some(({ faces }) => faces.some(isMember))) return settings
  const zones = settings.zones.flatMap((zone): ZoneSetting[] => {
    const faces = zone.faces.filter((face) => !isMember(face))
    if (faces.length === zone.faces.length) return [zone]
    return faces.length === 0 ? [] : [{ ...zone, faces }]
  })
  return { ...settings, zones }
}

export function withMembers<S extends Zones>(written: S, owned: readonly Owned[]): S {
  if (owned.length === 0) return written
  const zones = [...written.zones]
  const at = new Map(zones.map(({ origin }, i) => [nameKey(origin), i]))
  for (const one of owned) {
    const face = faceOf(written, one)
    if (face === undefined) continue
    const index = at.get(nameKey(one.zone))
    if (index === undefined) {
      at.set(nameKey(one.zone), zones.length)
      zones.push({ name: nameText(one.zone), origin: one.zone, faces: [face], place: face.place })
      continue
    }
    const zone = zones[index]!
    zones[index] = { ...zone, faces: [...zone.faces, face].sort((a, b) => a.view - b.view) }
  }
  return { ...written, zones }
}

/** The members that the settings have, by ownedKey(), and where each comes from. */
export function membersOf({ zones }: Zones): ReadonlyMap<string, string> {
  const members = zones.flatMap(({ origin, faces }) =>
    faces.flatMap((face) =>
      face.source.kind === 'primary' && isMember(face)
        ? [[ownedKey({ view: face.viewName, zone: origin }), `${face.source.primary} ${face.source.catalog}`] as const]
        : [],
    ),
  )
  return new Map(members)
}

function faceOf({ views, catalogs }: Zones, { view: viewName, catalog, primary }: Owned): FaceSetting | undefined {
  const view = views.findIndex(({ name }) => name === viewName)
  const from = catalogs.find(
    (one): one is ConsumedCatalog =>
      one.kind === 'consumed' && one.viewName === viewName && nameKey(one.origin) === catalog,
  )
  if (view < 0 || from === undefined) return undefined
  const { place, name } = from
  return { view, viewName, source: { kind: 'primary', primary, catalog: name, place }, place }
}

function isMember({ source }: FaceSetting): boolean {
  return source.kind === 'primary' && source.catalog !== undefined
}

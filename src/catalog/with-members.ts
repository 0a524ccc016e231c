// Adds the members of catalogs to the zones of the settings: each becomes a face of its view that comes from a primary, as if the
// configuration had it.

import { nameText } from '../dns/name-text.ts'
import type { ConsumedCatalog } from '../text/config/catalogs.ts'
import type { Settings, ZoneSetting } from '../text/config/settings.ts'
import type { FaceSetting } from '../text/config/sources.ts'
import { nameKey } from './member.ts'
import { type Owned, ownedKey } from './settle.ts'

type Zones = Pick<Settings, 'zones' | 'views' | 'catalogs'>

/** The settings without the members of catalogs. */
export function withoutMembers<S extends Zones>(settings: S): S {
  if (!settings.zones.some(({ faces }) => faces.some(isMember))) return settings
  const zones = settings.zones.flatMap((zone): ZoneSetting[] => {
    const faces = zone.faces.filter((face) => !isMember(face))
    if (faces.length === zone.faces.length) return [zone]
    return faces.length === 0 ? [] : [{ ...zone, faces }]
  })
  return { ...settings, zones }
}

/** `known`: the present zones, so that those that stay keep their objects. */
export function withMembers<S extends Zones>(written: S, owned: readonly Owned[], known?: readonly ZoneSetting[]): S {
  const work = addingMembers(written, owned, known)
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

/** The same, but yields to other work. */
export function* addingMembers<S extends Zones>(
  written: S,
  owned: readonly Owned[],
  known: readonly ZoneSetting[] = [],
): Generator<void, S> {
  if (owned.length === 0) return written
  const zones = [...written.zones]
  const at = new Map<string, number>()
  for (const [i, { origin }] of zones.entries()) {
    at.set(nameKey(origin), i)
    yield
  }
  const before = new Map<string, ZoneSetting>()
  for (const zone of known) {
    before.set(nameKey(zone.origin), zone)
    yield
  }
  const faceFor = facesFor(written)
  for (const one of owned) {
    yield
    const face = faceFor(one)
    if (face === undefined) continue
    const key = nameKey(one.zone)
    const index = at.get(key)
    if (index === undefined) {
      at.set(key, zones.length)
      const same = before.get(key)
      const stays = same?.faces.length === 1 && isSameFace(same.faces[0]!, face)
      zones.push(stays ? same! : { name: nameText(one.zone), origin: one.zone, faces: [face], place: face.place })
      continue
    }
    const zone = zones[index]!
    zones[index] = { ...zone, faces: [...zone.faces, face].sort((a, b) => a.view - b.view) }
  }
  return { ...written, zones }
}

/** The members in the settings, by ownedKey(), with the primary and catalog of each. */
export function* membersOf({ zones }: Pick<Zones, 'zones'>): Generator<void, ReadonlyMap<string, string>> {
  const members = new Map<string, string>()
  for (const { origin, faces } of zones) {
    yield
    for (const { viewName: view, source } of faces)
      if (source.kind === 'primary' && source.catalog !== undefined)
        members.set(ownedKey({ view, zone: origin }), `${source.primary} ${source.catalog}`)
  }
  return members
}

/** Gives each member's face; undefined if the settings no longer have its catalog. */
function facesFor({ views, catalogs }: Zones): (owned: Owned) => FaceSetting | undefined {
  const of = ({ view: viewName, catalog }: Owned) => ({
    viewName,
    catalog,
    view: views.findIndex(({ name }) => name === viewName),
    from: catalogs.find(
      (one): one is ConsumedCatalog =>
        one.kind === 'consumed' && one.viewName === viewName && nameKey(one.origin) === catalog,
    ),
  })
  let last: ReturnType<typeof of> | undefined
  return (one) => {
    // Members of one catalog come in a row.
    if (last?.catalog !== one.catalog || last.viewName !== one.view) last = of(one)
    const { view, viewName, from } = last
    if (view < 0 || from === undefined) return undefined
    const { place, name } = from
    return { view, viewName, source: { kind: 'primary', primary: one.primary, catalog: name, place }, place }
  }
}

function isSameFace(one: FaceSetting, other: FaceSetting): boolean {
  return (
    one.view === other.view &&
    one.viewName === other.viewName &&
    one.place === other.place &&
    one.source.kind === 'primary' &&
    other.source.kind === 'primary' &&
    one.source.primary === other.source.primary &&
    one.source.catalog === other.source.catalog &&
    one.source.place === other.source.place
  )
}

function isMember({ source }: FaceSetting): boolean {
  return source.kind === 'primary' && source.catalog !== undefined
}

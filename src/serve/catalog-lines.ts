// Catalogs and their members, as people see them.

import { type CatalogMember, nameKey } from '../catalog/member.ts'
import { say } from '../catalog/says.ts'
import { ownedKey, primaryOf, type Settlement } from '../catalog/settle.ts'
import { nameText } from '../dns/name-text.ts'
import type { Said } from '../dns/said.ts'
import type { Settings } from '../text/config/settings.ts'
import type { FaceStatus } from '../transfer/face-status.ts'
import { secondariesOf } from '../transfer/secondaries.ts'
import { membersOf } from './catalog-consumers.ts'
import type { ConsumedState } from './consumed-catalogs.ts'
import type { Produced } from './produced-catalogs.ts'

export type MemberLine = {
  readonly zone: string
  readonly label: string | undefined
  readonly state: 'listed' | 'served' | 'waiting' | 'not-served' | 'not-listed'
  readonly primary: string | undefined
  readonly why: Said | undefined
}

export type CatalogHead = {
  readonly name: string
  readonly view: string
  readonly kind: 'produced' | 'consumed'
  readonly serial: number | undefined
  readonly followed: number | undefined
  readonly peers: readonly string[]
  readonly error: Said | undefined
}

export type CatalogLine = CatalogHead & { readonly members: readonly MemberLine[] }

/** A catalog without its members by name: there may be tens of thousands, and a line for each takes long. */
export type CatalogCount = CatalogHead & {
  readonly members: number
  readonly waiting: number
  readonly notServed: number
}

function producedHead({ setting, zone }: Produced): CatalogHead {
  return {
    ...{ name: setting.name, view: setting.viewName, kind: 'produced', error: undefined },
    ...{ serial: zone.serial, followed: zone.serial, peers: setting.consumers },
  }
}

export function producedCount(produced: Produced): CatalogCount {
  return { ...producedHead(produced), members: produced.members.length, waiting: 0, notServed: 0 }
}

/** `zones`: those that are served. */
export function producedLine(produced: Produced, zones: Settings['zones'], latest: Settings): CatalogLine {
  const { setting, members } = produced
  const listed = new Map(members.map((member) => [nameKey(member.zone), member.label]))
  const ofView = zones.filter(({ faces }) => faces.some(({ viewName }) => viewName === setting.viewName))
  const due = new Set(membersOf(setting, zones, latest))
  const mayFetch = say('all-may-fetch', { secondaries: setting.consumers.join(', ') })
  // Tens of thousands of members share few different reasons.
  const refusals = new Map<string, Said>()
  const mayNotFetch = (secondaries: string) => {
    const known = refusals.get(secondaries) ?? say('may-not-fetch', { secondaries })
    refusals.set(secondaries, known)
    return known
  }
  return {
    ...producedHead(produced),
    members: ofView.map((one): MemberLine => {
      const label = listed.get(nameKey(one.origin))
      const gets = secondariesOf(latest, setting.viewName, one.origin).map(({ name }) => name)
      const without = setting.consumers.filter((consumer) => !gets.includes(consumer))
      const why = due.has(one) ? mayFetch : mayNotFetch(without.join(', '))
      const state = label === undefined ? 'not-listed' : 'listed'
      return { zone: one.name, label, state, primary: undefined, why }
    }),
  }
}

/** What is known of zones of one view that come from primaries, by their names in lower case. */
export type Refreshed = ReadonlyMap<string, FaceStatus>

export function refreshedByView(statuses: readonly FaceStatus[]): (view: string) => Refreshed {
  const views = new Map<string, Map<string, FaceStatus>>()
  for (const status of statuses) {
    const its = views.get(status.view) ?? new Map<string, FaceStatus>()
    views.set(status.view, its.set(status.zone.toLowerCase(), status))
  }
  return (view) => views.get(view) ?? NONE
}

const NONE: Refreshed = new Map()

function consumedHead({ catalog, serial, followed, fault }: ConsumedState, refreshed: Refreshed): CatalogHead {
  const own = refreshed.get(catalog.name.toLowerCase())
  return {
    ...{ name: catalog.name, view: catalog.viewName, kind: 'consumed', serial, followed, peers: [catalog.primary] },
    error: fault ?? (serial === undefined ? own?.lastError : undefined),
  }
}

export function consumedCount(state: ConsumedState, { owned }: Settlement, refreshed: Refreshed): CatalogCount {
  const { catalog, listing } = state
  const key = nameKey(catalog.origin)
  const its = new Set(
    owned.filter((one) => one.catalog === key && one.view === catalog.viewName).map(({ zone }) => nameKey(zone)),
  )
  let [waiting, notServed] = [0, 0]
  for (const { zone } of listing.members ?? []) {
    if (!its.has(nameKey(zone))) notServed++
    else if (!hasCome(refreshed.get(nameText(zone).toLowerCase()))) waiting++
  }
  return { ...consumedHead(state, refreshed), members: listing.members?.length ?? 0, waiting, notServed }
}

function hasCome(status: FaceStatus | undefined): status is FaceStatus & { readonly serial: number } {
  return status?.serial !== undefined
}

export function consumedLine(state: ConsumedState, { owned, denied }: Settlement, refreshed: Refreshed): CatalogLine {
  const { catalog, listing } = state
  const view = catalog.viewName
  const has = new Map(owned.map((one) => [ownedKey(one), one]))
  const denials = new Map(
    denied.flatMap((one) => (one.catalog === catalog ? [[one.member.label, one.why] as const] : [])),
  )
  const line = (member: CatalogMember): MemberLine => {
    const zone = nameText(member.zone)
    const owner = has.get(ownedKey({ view, zone: member.zone }))
    const any = { zone, label: member.label, primary: primaryOf(catalog, member) }
    if (owner?.catalog !== nameKey(catalog.origin)) {
      return { ...any, state: 'not-served', why: denials.get(member.label) }
    }
    const status = refreshed.get(zone.toLowerCase())
    if (hasCome(status)) {
      return { ...any, state: 'served', why: say('has-come', { primary: any.primary, serial: status.serial }) }
    }
    const why = status?.lastError
    const { primary } = any
    return {
      ...{ ...any, state: 'waiting' },
      why: why === undefined ? say('not-come', { primary }) : say('not-come-for', { primary, why }),
    }
  }
  return { ...consumedHead(state, refreshed), members: (listing.members ?? []).map(line) }
}

// Catalogs and their members as people are told of them.

import { type CatalogMember, nameKey } from '../catalog/member.ts'
import { english, say } from '../catalog/says.ts'
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
  readonly why: string | undefined
}

export type CatalogLine = {
  readonly name: string
  readonly view: string
  readonly kind: 'produced' | 'consumed'
  readonly serial: number | undefined
  readonly followed: number | undefined
  readonly peers: readonly string[]
  readonly error: string | undefined
  readonly members: readonly MemberLine[]
}

/** `zones`: those that are served. */
export function producedLine(
  { setting, zone, members }: Produced,
  zones: Settings['zones'],
  latest: Settings,
): CatalogLine {
  const listed = new Map(members.map((member) => [nameKey(member.zone), member.label]))
  const ofView = zones.filter(({ faces }) => faces.some(({ viewName }) => viewName === setting.viewName))
  const due = new Set(membersOf(setting, zones, latest))
  const mayFetch = english.text(say('all-may-fetch', { secondaries: setting.consumers.join(', ') }))
  // Of tens of thousands of members few have words of their own.
  const refusals = new Map<string, string>()
  const mayNotFetch = (secondaries: string) => {
    const known = refusals.get(secondaries) ?? english.text(say('may-not-fetch', { secondaries }))
    refusals.set(secondaries, known)
    return known
  }
  return {
    name: setting.name,
    view: setting.viewName,
    kind: 'produced',
    serial: zone.serial,
    followed: zone.serial,
    peers: setting.consumers,
    error: undefined,
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

/** `refreshed`: what is known of all that comes from primaries. */
export function consumedLine(
  { catalog, serial, followed, fault, listing }: ConsumedState,
  { owned, denied }: Settlement,
  refreshed: readonly FaceStatus[],
): CatalogLine {
  const view = catalog.viewName
  const statusOf = new Map(refreshed.filter((one) => one.view === view).map((one) => [one.zone.toLowerCase(), one]))
  const has = new Map(owned.map((one) => [ownedKey(one), one]))
  const denials = new Map(
    denied.flatMap((one) => (one.catalog === catalog ? [[one.member.label, one.why] as const] : [])),
  )
  const line = (member: CatalogMember): MemberLine => {
    const zone = nameText(member.zone)
    const owner = has.get(ownedKey({ view, zone: member.zone }))
    const any = { zone, label: member.label, primary: primaryOf(catalog, member) }
    if (owner?.catalog !== nameKey(catalog.origin)) {
      const why = denials.get(member.label)
      return { ...any, state: 'not-served', why: why && english.text(why) }
    }
    const status = statusOf.get(zone.toLowerCase())
    const told = status?.serial === undefined ? status?.lastError : undefined
    const why: Said =
      status?.serial === undefined
        ? say('not-come', { primary: any.primary })
        : say('has-come', { primary: any.primary, serial: status.serial })
    return {
      ...any,
      state: status?.serial === undefined ? 'waiting' : 'served',
      why: [english.text(why), ...(told === undefined ? [] : [told])].join(': '),
    }
  }
  const own = statusOf.get(catalog.name.toLowerCase())
  return {
    name: catalog.name,
    view,
    kind: 'consumed',
    serial,
    followed,
    peers: [catalog.primary],
    error: fault ? english.text(fault) : serial === undefined ? own?.lastError : undefined,
    members: (listing.members ?? []).map(line),
  }
}

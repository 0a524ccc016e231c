// Answers what clients of PowerDNS read: the server, its zones, views and networks, as far as the actor may see them.

import { readName } from '../../../dns/name-text.ts'
import { typeCode } from '../../../dns/types.ts'
import type { LoadedFace } from '../../../supply/load.ts'
import { formatPrefix } from '../../../views/prefix.ts'
import type { Zone } from '../../../zone/zone.ts'
import type { Asked } from '../../verb.ts'
import { notFound, Refused } from './answers.ts'
import { faceMeant, facesOf, facesSeen } from './faces.ts'
import { readZoneId, zoneIdOf } from './zone-id.ts'
import { descriptionText, exportText, infoOf, ONLY_IN_ONE, SERVER, setsOf, type Wanted } from './zone-shape.ts'

/** The version of PowerDNS that clients are told: several do other things with older ones. */
const LIKE = '5.0.0'

export const discovery = [{ version: 1, url: '/api/v1' }]

export const discoveryOfOne = { server_url: '/api/v1/servers{/server}', api_features: [] }

export function serverOf(version: string) {
  return {
    type: 'Server',
    id: 'localhost',
    daemon_type: 'authoritative',
    version: LIKE,
    janus_version: version,
    url: SERVER,
    config_url: `${SERVER}/config{/config_setting}`,
    zones_url: `${SERVER}/zones{/zone}`,
  }
}

type Query = Readonly<Record<string, unknown>>

/** All zones, or a page of them, which begins after the zone with which the page before ended. */
export function zonesOf({ operated: { server }, sight }: Seen, query: Query): object[] | Page {
  const seen = facesSeen(server, sight)
  const counts = new Map<string, number>()
  for (const { name } of seen) counts.set(name, (counts.get(name) ?? 0) + 1)
  const { zone, limit, after } = query
  const id = zone === undefined ? undefined : readZoneId(String(zone))
  const meant = zone === undefined ? seen : id === undefined ? [] : facesOf(seen, id)
  const told = (faces: readonly LoadedFace[]) => faces.map((face) => infoOf(server, face, counts.get(face.name) === 1))
  if (limit === undefined && after === undefined) return told(meant)
  const most = limit === undefined ? meant.length : limitOf(limit)
  const from = after === undefined ? 0 : meant.findIndex((face) => idOf(face) === after) + 1
  if (after !== undefined && from === 0)
    throw new Refused(422, `there is no zone ${JSON.stringify(after)} to continue after`)
  const page = meant.slice(from, from + most)
  return { page: told(page), next: from + most < meant.length ? idOf(page.at(-1)!) : undefined }
}

/** `next`: the id of the page's last zone, where there are more. */
export type Page = { readonly page: readonly object[]; readonly next: string | undefined }

function idOf({ origin, face }: LoadedFace): string {
  return zoneIdOf(origin, face.viewName)
}

function limitOf(limit: unknown): number {
  const number = /^\d{1,9}$/.test(String(limit)) ? Number(limit) : 0
  if (number === 0) throw new Refused(422, 'cannot read limit: give the number of zones on a page')
  return number
}

export type Seen = Pick<Asked, 'operated' | 'sight'>

export type Text = { readonly text: AsyncGenerator<string, undefined> }

export function zoneOf(seen: Seen, id: string, query: Query): object | Text {
  const { server } = seen.operated
  const face = faceMeant(server, seen.sight, id)
  const faces = facesOf(facesSeen(server, seen.sight), { origin: face.origin, view: undefined })
  const info = infoOf(server, face, faces.length === 1)
  if (query.rrsets === 'false') return { ...info, ...ONLY_IN_ONE }
  const wanted = wantedOf(query)
  return { text: descriptionText(info, setsOf(servedOf(face, id), wanted)) }
}

export function exportOf({ operated: { server }, sight }: Seen, id: string): Text {
  return { text: exportText(setsOf(servedOf(faceMeant(server, sight, id), id), { owner: undefined, type: undefined })) }
}

function servedOf({ served }: { readonly served: Zone | undefined }, id: string): Zone {
  if (served === undefined) throw new Refused(503, `the zone "${id}" is not served: "janus zones" says why`)
  return served
}

function wantedOf({ rrset_name: name, rrset_type: type }: Query): Wanted {
  const owner = name === undefined ? undefined : readName(String(name))
  if (typeof owner === 'string') throw new Refused(422, `cannot read the name of rrset_name "${name}"`)
  const code = type === undefined ? undefined : typeCode(String(type).toUpperCase())
  if (type !== undefined && code === undefined) throw new Refused(422, `there is no type "${type}" for rrset_type`)
  if (code !== undefined && owner === undefined) throw new Refused(422, 'rrset_type needs rrset_name')
  return { owner, type: code }
}

export function viewsOf({ operated: { server }, sight }: Seen): object {
  const names = server.current.candidate.settings.views.map(({ name }) => name)
  return { views: names.filter((name) => sight.view(name)) }
}

export function viewOf({ operated: { server }, sight }: Seen, view: string): object {
  const zones = facesSeen(server, sight).filter(({ face }) => face.viewName === view)
  if (zones.length === 0) throw notFound()
  return { zones: zones.map(({ origin }) => zoneIdOf(origin, view)) }
}

/** The networks of the views that the actor sees. `network`: this one alone. */
export function networksOf({ operated: { server }, sight }: Seen, network?: string): object {
  const seen = server.current.candidate.settings.views.filter(({ name }) => sight.view(name))
  const networks = seen.flatMap(({ name, prefixes }) =>
    prefixes.map((prefix) => ({ network: withLength(formatPrefix(prefix), prefix.octets.length * 8), view: name })),
  )
  if (network === undefined) return { networks }
  const found = networks.filter((one) => one.network === network)
  if (found.length === 0) throw notFound()
  return { networks: found }
}

function withLength(prefix: string, bits: number): string {
  return prefix.includes('/') ? prefix : `${prefix}/${bits}`
}

// Compares the servers that zones name (NS) with those of the configuration: nobody asks a secondary that no NS leads to, and an NS that
// leads to no known server may lead to old records.

import { isLocal } from '../../check/local-zone.ts'
import { addressFromText, addressText } from '../../dns/address.ts'
import { sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import type { ReadZone } from '../../supply/read-zone.ts'
import { matchesName } from '../../text/config/matches-name.ts'
import type { SecondarySetting } from '../../text/config/secondaries.ts'
import type { Settings } from '../../text/config/settings.ts'
import type { FaceSetting } from '../../text/config/sources.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { saying } from '../../text/findings/told.ts'
import { covers } from '../../views/matching.ts'
import type { Prefix } from '../../views/prefix.ts'
import { NameFinder, Where } from '../../zone/name-finder.ts'
import { eachRecord, recordsOf } from '../../zone/records.ts'
import { readSoa } from '../../zone/soa.ts'
import { APEX, NONE, type Zone } from '../../zone/zone.ts'
import { ZoneSet } from '../../zone/zone-set.ts'
import { say } from './says.ts'

type Face = { readonly name: string; readonly origin: Uint8Array; readonly read: ReadZone }
type Server = {
  readonly host: string
  readonly addresses: readonly Uint8Array[]
  readonly line: number
  readonly isMain: boolean
}

/** Empty where the configuration names no secondaries. */
export function serverProblems(settings: Settings, faces: ReadonlyMap<FaceSetting, ReadZone>): Problem[] {
  if (settings.secondaries.length === 0) return []
  return settings.views.flatMap((_, view) => viewProblems(settings, view, facesOf(settings, view, faces)))
}

function facesOf({ zones }: Settings, view: number, faces: ReadonlyMap<FaceSetting, ReadZone>): Face[] {
  return zones.flatMap(({ name, origin, faces: its }) =>
    its.flatMap((face) => {
      const read = faces.get(face)
      // A primary's zone is not ours: its owner decides on its servers.
      return face.view !== view || face.source.kind === 'primary' || read === undefined ? [] : [{ name, origin, read }]
    }),
  )
}

function viewProblems(settings: Settings, view: number, faces: readonly Face[]): Problem[] {
  const own = settings.secondaries.filter(({ views }) => views.includes(view))
  if (own.length === 0) return []
  const finder = new NameFinder(
    new ZoneSet(faces.map(({ origin, read }) => ({ apex: origin, zone: read.subject?.zone }))),
  )
  const viewName = settings.views[view]!.name
  const unnamed = new Map<SecondarySetting, string[]>()
  const problems: Problem[] = []
  for (const { name, origin, read } of faces) {
    const zone = read.subject?.zone
    const its = own.filter(({ zones }) => zones?.some((pattern) => matchesName(pattern, origin)) ?? true)
    if (zone === undefined || its.length === 0 || isLocal(zone)) continue
    const servers = serversOf(zone, finder)
    // A server whose address we do not know may be any of the secondaries.
    if (servers.length > 0 && servers.every(({ addresses }) => addresses.length > 0))
      for (const secondary of its)
        if (!servers.some((server) => leadsTo(server, prefixesOf(secondary))))
          unnamed.set(secondary, [...(unnamed.get(secondary) ?? []), name])
    const known = [...its.flatMap(prefixesOf), ...fetchersOf(settings, view, origin), ...ownAddresses(settings)]
    for (const server of servers)
      if (!server.isMain && server.addresses.length > 0 && !leadsTo(server, known))
        problems.push(strange(server, name, viewName, read))
  }
  for (const [secondary, zones] of unnamed) problems.push(notNamed(secondary, zones, viewName))
  return problems
}

function serversOf(zone: Zone, finder: NameFinder): Server[] {
  const set = zone.rrset(APEX, Type.NS)
  const main = readSoa(zone)?.primary
  const servers: Server[] = []
  if (set === NONE) return servers
  eachRecord(zone, set, (data, _length, line) => {
    const isKnown = finder.find(zone.heap, data) === Where.host
    const addresses = isKnown ? addressesAt(finder.zone!, finder.node) : []
    const isMain = main !== undefined && sameName(zone.heap, data, main, 0)
    servers.push({ host: nameText(zone.heap, data), addresses, line, isMain })
  })
  return servers
}

function addressesAt(zone: Zone, node: number): Uint8Array[] {
  return [Type.A, Type.AAAA].flatMap((type) => {
    const set = zone.rrset(node, type)
    return set === NONE ? [] : recordsOf(zone, set)
  })
}

function leadsTo({ addresses }: Server, prefixes: readonly Prefix[]): boolean {
  return addresses.some((address) =>
    prefixes.some((prefix) => prefix.octets.length === address.length && covers(prefix, address)),
  )
}

function prefixesOf({ from, addresses }: SecondarySetting): readonly Prefix[] {
  return [...from, ...addresses.flatMap(({ address }) => hostPrefix(address))]
}

/** Clients that may fetch the zone may serve it too. */
function fetchersOf({ transfers, views }: Settings, view: number, origin: Uint8Array): Prefix[] {
  return transfers.flatMap(({ from = [], zones, views: named }) => {
    const isOfView = named?.includes(views[view]!.name) ?? true
    return isOfView && (zones?.some((pattern) => matchesName(pattern, origin)) ?? true) ? from : []
  })
}

function ownAddresses({ listen }: Settings): Prefix[] {
  return listen.flatMap(({ address }) => hostPrefix(address))
}

function hostPrefix(text: string): Prefix[] {
  const octets = addressFromText(text)
  return octets === undefined ? [] : [{ family: octets.length === 4 ? 4 : 6, octets, bits: octets.length * 8 }]
}

function notNamed({ name, place }: SecondarySetting, zones: readonly string[], view: string): Problem {
  const [zone, count] = [zones[0]!, zones.length - 1]
  const which = count === 0 ? say('zone-one', { zone }) : say('zone-and-more', { zone, count })
  const message = say('secondary-not-named', { secondary: name, zones: which, view })
  return { rule: 'secondary-not-named', severity: 'info', ...saying(message, say('name-it-in-ns')), place }
}

function strange({ host, addresses, line }: Server, zone: string, view: string, { subject }: ReadZone): Problem {
  const message = say('server-no-secondary', { host, addresses: addresses.map(addressText).join(', '), zone, view })
  const { place, source } = subject!.text.place(line, 'type')
  return {
    rule: 'server-no-secondary',
    severity: 'info',
    ...saying(message, say('name-it-under-secondaries')),
    place,
    source,
  }
}

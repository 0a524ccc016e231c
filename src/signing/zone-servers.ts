// The other servers of a zone: those that its NS records name in any view, and those that the configuration knows.

import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { addressText } from '../dns/address.ts'
import { isWithin, sameName } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { ownSet } from '../sign/own-sets.ts'
import { matchesName } from '../text/config/matches-name.ts'
import type { PeerAddress } from '../text/config/peers.ts'
import type { Settings } from '../text/config/settings.ts'
import type { View } from '../views/view.ts'
import { APEX, NONE, type Zone } from '../zone/zone.ts'
import { addressesOf } from './parent-ds.ts'
import type { SignedFace } from './signed-face.ts'

export type ServersOptions = Pick<Settings, 'listen' | 'secondaries' | 'views'>

/** `servers`: without duplicates. `missing`: names of servers without an address. */
export type ZoneServers = { readonly servers: readonly PeerAddress[]; readonly missing: readonly string[] }

/** `shown`: views as clients see them. */
export async function serversOf(
  origin: Uint8Array,
  faces: readonly SignedFace[],
  { listen, secondaries, views }: ServersOptions,
  shown: readonly View[],
): Promise<ZoneServers> {
  const own = new Set([...listen.map(({ address }) => address), ...addressesHere()])
  const servers = new Map<string, PeerAddress>()
  const missing = new Set<string>()
  const add = (server: PeerAddress) => servers.set(`${server.address} ${server.port}`, server)
  for (const { addresses, views: its, zones } of secondaries)
    if (
      faces.some(({ name }) => its.some((view) => views[view]?.name === name.view)) &&
      (zones === undefined || zones.some((pattern) => matchesName(pattern, origin)))
    )
      addresses.forEach(add)
  const configured = new Set([...servers.values()].map(({ address }) => address))
  const resolver = new Resolver({ timeout: 3000, tries: 2 })
  for (const { name, signed } of faces) {
    const view = shown.find((one) => one.name === name.view)
    for (const target of signed === undefined ? [] : targetsOf(signed)) {
      const isInside = isWithin(target, 0, origin, 0)
      const holder = isInside ? signed : zoneShown(view, target)
      const known = holder === undefined ? [] : addressesIn(holder, target)
      const isKnown = isInside || known.length > 0
      const addresses = isKnown ? known : await addressesOf(resolver, nameText(target).replace(/\.$/, ''))
      if (addresses.length === 0) missing.add(nameText(target))
      for (const address of addresses)
        if (!own.has(address) && !configured.has(address))
          add({ address, family: isIP(address) === 6 ? 6 : 4, port: 53 })
    }
  }
  return { servers: [...servers.values()], missing: [...missing] }
}

function addressesHere(): string[] {
  return Object.values(networkInterfaces()).flatMap((list) => list?.map(({ address }) => address) ?? [])
}

function targetsOf(zone: Zone): Uint8Array[] {
  const set = zone.rrset(APEX, Type.NS)
  const targets = set === NONE ? [] : ownSet(zone, set, Type.NS).records
  return targets.filter((target, i) => targets.findIndex((other) => sameName(other, 0, target, 0)) === i)
}

/** The zone of the view that holds the name: Janus need not ask others what it says itself. */
export function zoneShown(view: View | undefined, name: Uint8Array): Zone | undefined {
  const member = view?.zones.enclosing(new Suffixes().set(name, 0)) ?? -1
  return member < 0 ? undefined : view!.zones.member(member)!.zone
}

/** The IPv4 addresses, or the IPv6 addresses if there are no others: not every machine has IPv6. */
export function addressesIn(zone: Zone, name: Uint8Array): string[] {
  const all = allAddressesIn(zone, name)
  const four = all.filter((address) => isIP(address) === 4)
  return four.length > 0 ? four : all
}

export function allAddressesIn(zone: Zone, name: Uint8Array): string[] {
  const node = zone.find(new Suffixes().set(name, 0), 0)
  if (node === NONE) return []
  return [Type.A, Type.AAAA].flatMap((type) => {
    const set = zone.rrset(node, type)
    return set === NONE ? [] : ownSet(zone, set, type).records.map(addressText)
  })
}

// Who serves a zone besides this server: those that its NS records name in any view, and those that the configuration knows.

import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { addressText } from '../dns/address.ts'
import { isWithin, sameName } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { ownSet } from '../sign/own-sets.ts'
import { matchesName } from '../text/config/name-pattern.ts'
import type { PeerAddress } from '../text/config/peers.ts'
import type { Settings } from '../text/config/settings.ts'
import { APEX, NONE, type Zone } from '../zone/zone.ts'
import { addressesOf } from './parent-ds.ts'
import type { SignedFace } from './signed-face.ts'

export type ServersOptions = Pick<Settings, 'listen' | 'secondaries' | 'views'>

/** Each once; and the names of those that have no address. */
export type ZoneServers = { readonly servers: readonly PeerAddress[]; readonly missing: readonly string[] }

export async function serversOf(
  origin: Uint8Array,
  faces: readonly SignedFace[],
  { listen, secondaries, views }: ServersOptions,
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
  const known = new Set([...servers.values()].map(({ address }) => address))
  const resolver = new Resolver({ timeout: 3000, tries: 2 })
  for (const { signed } of faces)
    for (const target of signed === undefined ? [] : targetsOf(signed)) {
      const addresses = isWithin(target, 0, origin, 0)
        ? addressesIn(signed!, target)
        : await addressesOf(resolver, nameText(target).replace(/\.$/, ''))
      if (addresses.length === 0) missing.add(nameText(target))
      for (const address of addresses)
        if (!own.has(address) && !known.has(address)) add({ address, family: isIP(address) === 6 ? 6 : 4, port: 53 })
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

/** Those of IPv6 where there are no others: not every machine gets there. */
export function addressesIn(zone: Zone, name: Uint8Array): string[] {
  const node = zone.find(new Suffixes().set(name, 0), 0)
  if (node === NONE) return []
  const of = (type: number) => {
    const set = zone.rrset(node, type)
    return set === NONE ? [] : ownSet(zone, set, type).records.map(addressText)
  }
  const four = of(Type.A)
  return four.length > 0 ? four : of(Type.AAAA)
}

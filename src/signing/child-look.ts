// Asks the servers of a child zone that others sign for its keys and for the DS that it wants, and, while the child has no DS, the servers
// that have to confirm that. sign/child-cds.ts judges the answers.

import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { copyName, isWithin } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import { Rcode, rcodeName } from '../dns/rcodes.ts'
import type { Said } from '../dns/said.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type, typeName } from '../dns/types.ts'
import { type ChildSeen, type SeenSet, setText } from '../sign/child-cds.ts'
import { isDelegated } from '../sign/child-ds.ts'
import { ownSet } from '../sign/own-sets.ts'
import { say as sayOfChild } from '../sign/says.ts'
import { signalName } from '../sign/signal-name.ts'
import type { FaceName } from '../store/change.ts'
import type { PeerAddress } from '../text/config/peers.ts'
import type { View } from '../views/view.ts'
import { Bit } from '../wire/header.ts'
import type { Message } from '../wire/message.ts'
import { NONE, type Zone } from '../zone/zone.ts'
import { askResolver, serverText } from './ask-server.ts'
import { allAddressesOf } from './parent-ds.ts'
import { isRouted } from './routes.ts'
import { say } from './says.ts'
import { rdataOf, topOf } from './zone-looks.ts'
import { allAddressesIn, zoneShown } from './zone-servers.ts'

/** What the server says, or why its answer does not count. */
export async function seenAt(child: Uint8Array, at: PeerAddress): Promise<ChildSeen | Said> {
  const found = await topOf(child, at, [Type.DNSKEY, Type.CDS, Type.CDNSKEY])
  if ('code' in found) return found
  const [dnskey, cds, cdnskey] = found
  return {
    server: serverText(at),
    dnskey: seenIn(dnskey!, child, Type.DNSKEY),
    cds: seenIn(cds!, child, Type.CDS),
    cdnskey: seenIn(cdnskey!, child, Type.CDNSKEY),
  }
}

function seenIn(message: Message, name: Uint8Array, type: number): SeenSet {
  const signatures = rdataOf(message, name, Type.RRSIG).filter((rrsig) => ((rrsig[0]! << 8) | rrsig[1]!) === type)
  return { records: rdataOf(message, name, type), signatures }
}

/** The rdata at a name of the zone; empty if there is none. */
export function recordsIn(zone: Zone, name: Uint8Array, type: number): readonly Uint8Array[] {
  const node = zone.find(new Suffixes().set(name, 0), 0)
  const set = node === NONE ? NONE : zone.rrset(node, type)
  return set === NONE ? [] : ownSet(zone, set, type).records
}

/** Names of the child's servers, from the zone above. */
export function serverNames(above: Zone, child: Uint8Array): Uint8Array[] {
  return recordsIn(above, child, Type.NS).map((rdata) => copyName(rdata, 0))
}

/**
 * Addresses of the servers: first from glue and from zones of the view. Gives a reason if one server has no address. Of a server with
 * several, all addresses to which a route leads.
 */
export async function serversBelow(
  above: Zone,
  child: Uint8Array,
  view: View | undefined,
  isReached = isRouted,
): Promise<readonly PeerAddress[] | Said> {
  const resolver = new Resolver({ timeout: 3000, tries: 2 })
  const servers: PeerAddress[] = []
  for (const name of serverNames(above, child)) {
    const known = knownHere(above, name, view)
    const addresses = known.length > 0 ? known : await allAddressesOf(resolver, nameText(name).replace(/\.$/, ''))
    // Leaves no server out: that one might be the one that says something else.
    if (addresses.length === 0) return say('server-no-address', { name: nameText(name) })
    const areReached = await Promise.all(addresses.map(isReached))
    const reached = addresses.filter((_, i) => areReached[i])
    // If no route leads to any address, the question to it will say so.
    for (const address of reached.length > 0 ? reached : addresses)
      servers.push({ address, family: isIP(address) === 6 ? 6 : 4, port: 53 })
  }
  const each = servers.filter((one, i) => servers.findIndex(({ address }) => address === one.address) === i)
  return each.length > MOST_SERVERS ? say('addresses-many', { count: MOST_SERVERS }) : each
}

/** How many addresses to ask: a child that names a thousand would take all our sockets. */
const MOST_SERVERS = 32

function knownHere(above: Zone, name: Uint8Array, view: View | undefined): readonly string[] {
  const glue = isWithin(name, 0, above.apex, 0) ? allAddressesIn(above, name) : []
  if (glue.length > 0) return glue
  const zone = zoneShown(view, name)
  return zone === undefined ? [] : allAddressesIn(zone, name)
}

export type Witnesses = {
  readonly views: readonly View[]
  /** Whether Janus signs the face. */
  readonly isSigned: (face: FaceName) => boolean
  readonly resolvers: readonly PeerAddress[]
}

/**
 * RFC 9615 §4.2: under the name of each server outside the zone, the same CDS has to stand as in the zone itself, validated. Undefined if
 * that is so; otherwise why not.
 */
export async function whyNotSignalled(
  child: Uint8Array,
  servers: readonly Uint8Array[],
  { cds, cdnskey }: ChildSeen,
  witnesses: Witnesses,
): Promise<Said | undefined> {
  const outside = servers.filter((name) => !isWithin(name, 0, child, 0))
  if (outside.length === 0) return sayOfChild('child-signal-none', { child: nameText(child) })
  for (const server of outside) {
    const name = signalName(child, server)
    if (name === undefined) return sayOfChild('child-signal-none', { child: nameText(child) })
    for (const [type, wanted] of [
      [Type.CDS, cds.records],
      [Type.CDNSKEY, cdnskey.records],
    ] as const) {
      const told = signedHere(name, type, witnesses) ?? (await validated(name, type, witnesses.resolvers))
      if ('code' in told) return sayOfChild('child-signal-unproven', { name: nameText(name), why: told })
      if (setText(told) !== setText(wanted)) return sayOfChild('child-signal-differs', { name: nameText(name) })
    }
  }
  return undefined
}

/** The records if a zone that Janus signs has them; undefined if the name lies in no such zone, or exists in none of its faces. */
function signedHere(name: Uint8Array, type: number, { views, isSigned }: Witnesses): readonly Uint8Array[] | undefined {
  const suffixes = new Suffixes().set(name, 0)
  for (const { name: view, zones } of views) {
    const member = zones.enclosing(suffixes)
    const zone = member < 0 ? undefined : zones.member(member)!.zone
    if (zone === undefined || !isSigned({ view, origin: zone.apex }) || isBelowCut(zone, name)) continue
    if (zone.find(suffixes, 0) !== NONE) return recordsIn(zone, name, type)
  }
  return undefined
}

function isBelowCut(zone: Zone, name: Uint8Array): boolean {
  for (let at = 0; name.length - at > zone.apex.length; at += name[at]! + 1)
    if (isDelegated(zone, name.subarray(at))) return true
  return false
}

/** The records as a validating resolver knows them, or why none does. */
async function validated(
  name: Uint8Array,
  type: number,
  resolvers: readonly PeerAddress[],
): Promise<readonly Uint8Array[] | Said> {
  let why = say('answers-of-nobody')
  for (const resolver of resolvers) {
    const message = await askResolver(resolver, { name, type })
    const server = serverText(resolver)
    if ('code' in message) why = message
    else if (message.rcode !== Rcode.NOERROR) why = say('answers-with', { server, rcode: rcodeName(message.rcode) })
    else if ((message.flags & Bit.TC) !== 0) why = say('answers-in-part', { server })
    else if ((message.flags & Bit.AD) === 0) why = say('answers-unproven', { server, type: typeName(type) })
    else return rdataOf(message, name, type)
  }
  return why
}

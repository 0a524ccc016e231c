// Asks whether the parent of a zone has a DS for it. Janus asks before a zone gets its first keys: a DS means that somebody has keys.

import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { sameName } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import { Rcode, rcodeName } from '../dns/rcodes.ts'
import type { Said } from '../dns/said.ts'
import { Type } from '../dns/types.ts'
import type { PeerAddress } from '../text/config/peers.ts'
import { Bit } from '../wire/header.ts'
import { askServer, serverText } from './ask-server.ts'
import { say } from './says.ts'

/** The answer of one server of the parent. `server`: its name for people. */
export type ServerAnswer = {
  readonly server: string | Said
  /**
   * Set if Janus serves the parent. `made`: Janus puts the DS into it; `given`: the parent comes signed, and its signer has to put the DS
   * in; `undelegated`: it has no NS for the zone.
   */
  readonly here?: 'made' | 'given' | 'undelegated'
  /** The source of a parent into which Janus puts the DS has one too. */
  readonly isWritten?: boolean
} & (
  | { readonly kind: 'none' }
  /** Rdata of the DS records, and their TTL. */
  | {
      readonly kind: 'there'
      readonly records: readonly Uint8Array[]
      readonly ttl: number
      /** Why the answer may not be what the parent has now: it is a part, or comes from a cache. */
      readonly doubt?: Said
    }
  | { readonly kind: 'unreachable'; readonly reason: Said }
)

/** Seconds for which caches keep a DS of unknown TTL: registries give a day, and few give more. */
export const USUAL_DS_TTL = 86_400

/** The answer that counts, of all servers. */
export type ParentAnswer = ServerAnswer | { readonly kind: 'none' }

/** `servers`: undefined means look them up. */
export async function askParents(zone: Uint8Array, servers: readonly PeerAddress[] | undefined): Promise<ParentAnswer> {
  const answers = await askEachParent(zone, servers)
  const found = answers.find((answer) => answer.kind === 'there')
  const failed = answers.find((answer) => answer.kind === 'unreachable')
  // A server that does not answer may be the one that has a DS.
  return found ?? failed ?? { kind: 'none' }
}

/** The answer of each server; or one failure, if Janus cannot look the servers up. */
export async function askEachParent(
  zone: Uint8Array,
  servers: readonly PeerAddress[] | undefined,
): Promise<readonly ServerAnswer[]> {
  const asked = servers ?? (await serversAbove(zone))
  if ('code' in asked) return [{ kind: 'unreachable', server: say('server-of-parent'), reason: asked }]
  return Promise.all(asked.map((server) => ask(zone, server)))
}

/** The servers of the zone above, from the system's resolvers; or why these do not know them. */
export async function serversAbove(zone: Uint8Array): Promise<readonly PeerAddress[] | Said> {
  const resolver = new Resolver({ timeout: 3000, tries: 2 })
  for (let at = zone[0]! + 1; at < zone.length; at += zone[at]! + 1) {
    const parent = nameText(zone, at)
    try {
      const names = await resolver.resolveNs(parent === '.' ? '' : parent.replace(/\.$/, ''))
      const addresses = await Promise.all(names.map((name) => addressesOf(resolver, name)))
      // Leaves no server out: that one might have a DS.
      const missing = names.find((_, i) => addresses[i]!.length === 0)
      if (missing !== undefined) return say('no-address-of', { name: missing, zone: parent })
      if (names.length === 0) return say('no-server-of', { zone: parent })
      return addresses.flat().map((address) => ({ address, family: isIP(address) === 6 ? 6 : 4, port: 53 }))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // There is no cut: the parent is further up.
      if (code === 'ENODATA' || code === 'ENOTFOUND') continue
      return say('servers-unfound', { zone: parent, why: code ?? String(error) })
    }
  }
  return say('no-zone-above')
}

/** The IPv4 addresses, or the IPv6 addresses if there are no others: not every machine has IPv6. */
export async function addressesOf(resolver: Resolver, name: string): Promise<string[]> {
  const four = await resolver.resolve4(name).catch(() => [])
  return four.length > 0 ? four : resolver.resolve6(name).catch(() => [])
}

export async function allAddressesOf(resolver: Resolver, name: string): Promise<string[]> {
  const all = [resolver.resolve4(name), resolver.resolve6(name)].map((asked) => asked.catch(() => []))
  return (await Promise.all(all)).flat()
}

async function ask(zone: Uint8Array, at: PeerAddress): Promise<ServerAnswer> {
  const server = serverText(at)
  // RFC 4035 §3.1.4.1: the parent answers a question for DS.
  const message = await askServer(at, { name: zone, type: Type.DS })
  if ('code' in message) return { kind: 'unreachable', server, reason: message }
  const isAnswer = message.rcode === Rcode.NOERROR || message.rcode === Rcode.NXDOMAIN
  if (!isAnswer)
    return {
      kind: 'unreachable',
      server,
      reason: say('answers-no-parent', { server, rcode: rcodeName(message.rcode) }),
    }
  const records = message.answer.filter(({ name, type }) => type === Type.DS && sameName(name, 0, zone, 0))
  if (records.length > 0) {
    const ttl = Math.max(...records.map((record) => record.ttl))
    const there = { kind: 'there', server, records: records.map(({ rdata }) => rdata), ttl } as const
    const isCached = (message.flags & Bit.AA) === 0
    if (!isCached && (message.flags & Bit.TC) === 0) return there
    const doubt = say(isCached ? 'answers-for-no-parent' : 'answers-in-part', { server })
    // A cache gives only what is left of the TTL.
    return { ...there, ttl: isCached ? Math.max(ttl, USUAL_DS_TTL) : ttl, doubt }
  }
  // A truncated answer lacks records.
  if (message.flags & Bit.TC) return { kind: 'unreachable', server, reason: say('answers-in-part', { server }) }
  // RFC 4035 §3.1.4.1: a server that has only the zone denies a DS too, with the zone's SOA. A server that sends a referral knows nothing.
  const isOfZone = message.authority.some(({ name, type }) => type === Type.SOA && sameName(name, 0, zone, 0))
  if ((message.flags & Bit.AA) === 0 || isOfZone)
    return { kind: 'unreachable', server, reason: say('answers-for-no-parent', { server }) }
  return { kind: 'none', server }
}

// Finds where mail for a name goes in one view: its MX records, and the addresses that a server asking there would get.

import { isServed } from '../../check/targets.ts'
import { addressText } from '../../dns/address.ts'
import { copyName, isWildcard } from '../../dns/name.ts'
import { Type } from '../../dns/types.ts'
import { type NameFinder, Where } from '../../zone/name-finder.ts'
import { NONE, type Node, type RRset, type Zone } from '../../zone/zone.ts'

/** One MX record. */
export type MailHost = {
  readonly preference: number
  /** Wire form. */
  readonly target: Uint8Array
  readonly addresses: Addresses
  readonly line: number
}

export type Addresses = {
  /**
   * `elsewhere`: in no zone of the view, or below a delegation; `refused`: in a zone of the view that we could not read. We know the
   * addresses of neither.
   */
  readonly state: 'known' | 'alias' | 'none' | 'elsewhere' | 'refused'
  readonly ipv4: readonly string[]
  readonly ipv6: readonly string[]
}

/** Nodes that one step looks at. */
const STEP = 2000

/** The nodes, from `from` on, with MX records that answers come from; undefined between steps, where the caller may let other work run. */
export function* mailNodes(zone: Zone, from: Node, isMeant: (node: Node) => boolean): Generator<Node | undefined> {
  for (let node = from; node < zone.nodes; node++) {
    if (node % STEP === STEP - 1) yield undefined
    if (isMeant(node) && mxAt(zone, node) !== NONE && !isWildcard(zone.name(node))) yield node
  }
}

/** The MX records of the node, if answers come from them; or NONE. */
export function mxAt(zone: Zone, node: Node): RRset {
  const mx = zone.rrset(node, Type.MX)
  return mx === NONE || !isServed(zone, node, mx) ? NONE : mx
}

/** The hosts, the best first; empty for a null MX (RFC 7505). */
export function mailHosts(names: NameFinder, zone: Zone, mx: RRset): MailHost[] {
  const hosts: MailHost[] = []
  let data = zone.dataOf(mx)
  for (let i = 0; i < zone.size(mx); i++, data = zone.nextData(data, true)) {
    const target = copyName(zone.heap, data + 2)
    if (target.length === 1) continue
    const preference = (zone.heap[data]! << 8) | zone.heap[data + 1]!
    hosts.push({ preference, target, addresses: addressesOf(names, target), line: zone.line(mx, i) })
  }
  return hosts.sort((a, b) => a.preference - b.preference)
}

/** Whether we could not read the view's zone that holds the name. */
export function isRefused(names: NameFinder, name: Uint8Array): boolean {
  return names.find(name, 0) === Where.unknown && names.zone === undefined
}

/** Whether the zones of the view say what addresses the name has, or that it has none. */
export function isKnown({ state }: Addresses): boolean {
  return state !== 'elsewhere' && state !== 'refused'
}

export function addressesOf(names: NameFinder, name: Uint8Array): Addresses {
  switch (names.find(name, 0)) {
    case Where.host:
      return {
        state: 'known',
        ipv4: addressesAt(names.zone!, names.node, Type.A),
        ipv6: addressesAt(names.zone!, names.node, Type.AAAA),
      }
    case Where.alias:
      return { state: 'alias', ipv4: [], ipv6: [] }
    case Where.elsewhere:
      return { state: 'elsewhere', ipv4: [], ipv6: [] }
    case Where.unknown:
      return { state: names.zone === undefined ? 'refused' : 'elsewhere', ipv4: [], ipv6: [] }
    default:
      return { state: 'none', ipv4: [], ipv6: [] }
  }
}

function addressesAt(zone: Zone, node: Node, type: number): string[] {
  const set = zone.rrset(node, type)
  if (set === NONE) return []
  const list: string[] = []
  let data = zone.dataOf(set)
  for (let i = 0; i < zone.size(set); i++, data = zone.nextData(data, false))
    list.push(addressText(zone.heap.slice(data, data + zone.lengthOf(data))))
  return list
}

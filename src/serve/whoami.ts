// Tells a client how the server sees it: the listener, the addresses, the subnet, and the view that these lead to. For operators who debug
// views.

import { addressText } from '../dns/address.ts'
import type { Address, Peer } from '../net/peer.ts'
import type { Generation } from '../views/view.ts'
import { type Why, whyView } from './view-of.ts'

/** Octets of a string (RFC 1035 §3.3); a view may have any name. */
const LONGEST = 255

/** The client, its view and the generation that answers. A value, because a function made for each query would cost each query. */
export type Asker = { readonly peer: Peer; readonly view: number; readonly generation: Generation }

/** Strings of one fact each about the client. `view`: index of the client's view. */
export function whoamiTexts(peer: Peer, view: number, generation: Generation): Uint8Array[] {
  const { by, won } = whyView(peer, generation)
  const { protocol, sender, client, subnet, certified, key } = peer
  const facts = [
    `door=${protocol}`,
    `sender=${textOf(sender)}`,
    ...(client === sender ? [] : [`proxied=${textOf(client)}`]),
    ...(subnet?.given ? [`subnet=${textOf(subnet.address)}/${subnet.bits}`, `scope=${subnet.scope}`] : []),
    ...(certified === undefined ? [] : ['certificate=yes']),
    ...(key === undefined ? [] : [`key=${key}`]),
    `by=${by}`,
    ...(won === undefined ? [] : [`prefix=${networkOf(won)}`]),
    `view=${generation.views[view]!.name}`,
  ]
  return facts.map((fact) => Buffer.from(fact).subarray(0, LONGEST))
}

function networkOf({ address, bits }: NonNullable<Why['won']>): string {
  const octets = address.octets.slice(0, address.length)
  for (const [i, octet] of octets.entries()) octets[i] = octet & (0xff << (8 - Math.min(8, Math.max(0, bits - 8 * i))))
  return `${addressText(octets)}/${bits}`
}

function textOf({ octets, length }: Address): string {
  return addressText(octets.subarray(0, length))
}

// Who asks, as the server sees it: by which door, from where, for whom, and which view that gives. For operators who wonder.

import { addressText } from '../dns/address.ts'
import type { Address, Peer } from '../net/peer.ts'

/** Octets of a string (RFC 1035 §3.3); a view may have any name. */
const LONGEST = 255

/** One fact each. `view`: its name. */
export function whoamiTexts(peer: Peer, view: string): Uint8Array[] {
  const { protocol, sender, client, subnet, certified } = peer
  const facts = [
    `door=${protocol}`,
    `sender=${textOf(sender)}`,
    ...(client === sender ? [] : [`proxied=${textOf(client)}`]),
    ...(subnet?.given ? [`subnet=${textOf(subnet.address)}/${subnet.bits}`, `scope=${subnet.scope}`] : []),
    ...(certified === undefined ? [] : ['certificate=yes']),
    `view=${view}`,
  ]
  return facts.map((fact) => Buffer.from(fact).subarray(0, LONGEST))
}

function textOf({ octets, length }: Address): string {
  return addressText(octets.subarray(0, length))
}

// Who asks, as the server sees it: by which door, from where, for whom, and which view that gives. For operators who wonder.

import { addressText } from '../dns/address.ts'
import type { Address, Peer } from '../net/peer.ts'

/** One fact each; 255 octets in all at most. `view`: its name. */
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
  return facts.map((fact) => Buffer.from(fact))
}

function textOf({ octets, length }: Address): string {
  return addressText(octets.subarray(0, length))
}

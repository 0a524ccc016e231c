// Decides which view a message gets, once. In this order: a valid TSIG key, the listener's view, the client's certificate, the network that
// a believed resolver asks for, the client's address. Such a resolver never gets the view of its own address, for it passes answers on to
// others. A signed message ignores the subnet option, and a bad key never falls back to the address: it gets an error
// (serve/desk/signatures.ts).

import type { Address, Peer } from '../net/peer.ts'
import type { Generation } from '../views/view.ts'

/** Index of the client's view among the generation's, or -1. */
export function viewOf(peer: Peer, generation: Generation): number {
  const own = ownView(peer, generation)
  return peer.signed === undefined ? own : viewOfKey(peer.signed.views, own, generation)
}

function ownView({ listener, certified, subnet, client }: Peer, { views, prefixes }: Generation): number {
  if (listener.view >= 0) return listener.view
  // If a reload has taken the view away, the certificate leads to none.
  if (certified !== undefined) return views.findIndex(({ name }) => name === certified)
  if (subnet === undefined) return prefixes.match(client.octets, client.family)
  return prefixes.matchNetwork(subnet.address.octets, subnet.address.family, subnet.bits)
}

export type Why = {
  readonly by: 'key' | 'listener' | 'certificate' | 'subnet' | 'address'
  /** The address that was looked up, and the length of the prefix that matched; undefined where no prefix decides. */
  readonly won?: { readonly address: Address; readonly bits: number }
}

/** Tells people how viewOf() has found the view. */
export function whyView({ listener, certified, subnet, client, signed }: Peer, { prefixes }: Generation): Why {
  if (signed !== undefined) return { by: 'key' }
  if (listener.view >= 0) return { by: 'listener' }
  if (certified !== undefined) return { by: 'certificate' }
  const { octets, family } = subnet?.address ?? client
  const bits = prefixes.wonBy(octets, family)
  if (subnet === undefined) return { by: 'address', won: { address: client, bits } }
  // A network whose addresses have several views gets the view of the whole family.
  return { by: 'subnet', won: { address: subnet.address, bits: subnet.scope <= subnet.bits ? bits : 0 } }
}

/** The client's own view if the key shows that, else the first view that the key shows. */
function viewOfKey(names: readonly string[], own: number, { views }: Generation): number {
  const isShown = own >= 0 && names.includes(views[own]!.name)
  return isShown ? own : views.findIndex(({ name }) => name === names[0])
}

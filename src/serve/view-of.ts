// Which view a message gets: decided once, never again. In this order: a valid TSIG key, the listener's view, the client's certificate,
// the network that a believed resolver asks for, the client's address. Such a resolver never gets the view of its own address, for
// who knows whom it tells. Nothing that a client merely says of itself counts where it signs, and a bad key never falls back to the address: it gets an
// error (serve/desk/signatures.ts).

import type { Address, Peer } from '../net/peer.ts'
import type { Generation } from '../views/view.ts'

/** Index of the view, or -1. */
export function viewOf(peer: Peer, generation: Generation): number {
  const own = ownView(peer, generation)
  return peer.signed === undefined ? own : viewOfKey(peer.signed.views, own, generation)
}

function ownView({ listener, certified, subnet, client }: Peer, { views, prefixes }: Generation): number {
  if (listener.view >= 0) return listener.view
  // Where the view has gone, the certificate leads nowhere.
  if (certified !== undefined) return views.findIndex(({ name }) => name === certified)
  if (subnet === undefined) return prefixes.match(client.octets, client.family)
  return prefixes.matchNetwork(subnet.address.octets, subnet.address.family, subnet.bits)
}

export type Why = {
  readonly by: 'key' | 'listener' | 'certificate' | 'subnet' | 'address'
  /** What the prefix that has won was asked of, and how long it is; where no prefix decides, undefined. */
  readonly won?: { readonly address: Address; readonly bits: number }
}

/** By which of these viewOf() has found a view; for people who ask. */
export function whyView({ listener, certified, subnet, client, signed }: Peer, { prefixes }: Generation): Why {
  if (signed !== undefined) return { by: 'key' }
  if (listener.view >= 0) return { by: 'listener' }
  if (certified !== undefined) return { by: 'certificate' }
  const { octets, family } = subnet?.address ?? client
  const bits = prefixes.wonBy(octets, family)
  if (subnet === undefined) return { by: 'address', won: { address: client, bits } }
  // A network that not all of one view are in gets what the whole family gets.
  return { by: 'subnet', won: { address: subnet.address, bits: subnet.scope <= subnet.bits ? bits : 0 } }
}

/** The source's own view where the key shows it, else the first that it shows. */
function viewOfKey(names: readonly string[], own: number, { views }: Generation): number {
  const isShown = own >= 0 && names.includes(views[own]!.name)
  return isShown ? own : views.findIndex(({ name }) => name === names[0])
}

// Which view a message gets: decided once, never again. In this order: a valid TSIG key, the listener's view, the client's address.
// Nothing that a client merely says of itself counts where it signs, and a bad key never falls back to the address: it gets an
// error (serve/desk/signatures.ts).

import type { Peer } from '../net/peer.ts'
import type { Generation } from '../views/view.ts'

/** Index of the view, or -1. */
export function viewOf(peer: Peer, generation: Generation): number {
  const { listener, client, signed } = peer
  const own = listener.view >= 0 ? listener.view : generation.prefixes.match(client.octets, client.family)
  return signed === undefined ? own : viewOfKey(signed.views, own, generation)
}

/** The source's own view where the key shows it, else the first that it shows. */
function viewOfKey(names: readonly string[], own: number, { views }: Generation): number {
  const isShown = own >= 0 && names.includes(views[own]!.name)
  return isShown ? own : views.findIndex(({ name }) => name === names[0])
}

// Which view a message gets: decided once, never again.

import type { Peer } from '../net/peer.ts'
import type { Generation } from '../views/view.ts'

/** Index of the view, or -1: the listener's where it is tied to one, else that of the client's address. */
export function viewOf({ listener, client }: Peer, { prefixes }: Generation): number {
  return listener.view >= 0 ? listener.view : prefixes.match(client.octets, client.family)
}

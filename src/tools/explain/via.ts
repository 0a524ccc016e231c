// Whose address counts where another asks for a client: a proxy tells the client's address, a resolver its network.

import { addressText } from '../../dns/address.ts'
import { endpointText, type ListenAddress } from '../../net/endpoint.ts'
import type { Settings } from '../../text/config/settings.ts'
import { covers } from '../../views/matching.ts'
import type { Generation } from '../../views/view.ts'
import type { Via } from './explanation.ts'
import type { Question } from './question.ts'

export type Asker = {
  readonly via: Via | undefined
  /** The address that counts, in octets. */
  readonly counts: Uint8Array
}

/** `listen`: the addresses that the server listens on. */
export function askerOf(
  { address, via: sender, key }: Question,
  { access }: Settings,
  listen: readonly ListenAddress[],
  generation: Generation,
): Asker {
  if (sender === undefined) return { via: undefined, counts: address }
  const behind = listen.filter(({ proxies }) => proxies?.some((prefix) => covers(prefix, sender)))
  // We ignore the subnet of a signed question: there the key counts.
  const isBelieved = key === undefined && access.ecsFrom.some((prefix) => covers(prefix, sender))
  const via: Via = {
    sender: addressText(sender),
    proxy: behind.length > 0 ? { listen: behind.map(endpointText) } : undefined,
    subnet: isBelieved ? subnetOf(address, generation) : undefined,
  }
  return { via, counts: via.proxy || via.subnet ? address : sender }
}

function subnetOf(address: Uint8Array, { prefixes, views }: Generation): Via['subnet'] {
  const family = address.length === 4 ? 4 : 6
  const octets = new Uint8Array(16)
  octets.set(address)
  const scope = prefixes.scopeOf(octets, family)
  // A network of one bit less holds clients who get another view.
  const shorter = scope === 0 ? -1 : prefixes.matchNetwork(octets, family, scope - 1)
  return { scope, shorter: views[shorter]?.name }
}

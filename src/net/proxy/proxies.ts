// Tells whether a sender is a proxy of a listener, and counts what comes from others.

import type { Prefix } from '../../views/prefix.ts'
import type { Address } from '../peer.ts'

export type ProxyCounts = {
  /** Messages and connections from senders that are no proxies of the listener. */
  strangers: number
  /** Messages and connections from proxies, without a header that we can read. */
  broken: number
}

/** Whether the sender is one of the proxies. Allocates nothing. */
export function isProxy(proxies: readonly Prefix[], sender: Address): boolean {
  for (let i = 0; i < proxies.length; i++) if (isWithin(proxies[i]!, sender)) return true
  return false
}

function isWithin({ family, octets, bits }: Prefix, sender: Address): boolean {
  if (family !== sender.family) return false
  const whole = bits >>> 3
  for (let i = 0; i < whole; i++) if (octets[i] !== sender.octets[i]) return false
  const rest = bits & 7
  return rest === 0 || (octets[whole]! ^ sender.octets[whole]!) >>> (8 - rest) === 0
}

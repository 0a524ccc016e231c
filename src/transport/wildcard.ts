// Wildcard listen addresses (0.0.0.0 and ::) replaced by the addresses that this machine has.

import { isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Endpoint } from './endpoint.ts'

/** An address that is also listed by itself, on the same port, is left to its own entry: that one may be tied to a view. */
export function localAddresses<T extends Endpoint>(listed: readonly T[]): T[] {
  return listed.flatMap((entry) => {
    const family = wildcardFamily(entry.address)
    if (family === undefined) return [entry]
    return interfaceAddresses(family)
      .filter((address) => !listed.some((other) => other.address === address && other.port === entry.port))
      .map((address) => ({ ...entry, address }))
  })
}

function wildcardFamily(address: string): 'IPv4' | 'IPv6' | undefined {
  if (isIPv6(address)) return /^[0:]+$/.test(address) ? 'IPv6' : undefined
  return address === '0.0.0.0' ? 'IPv4' : undefined
}

function interfaceAddresses(family: 'IPv4' | 'IPv6'): string[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses
      .filter((address) => address.family === family)
      // RFC 4007 §6: a link-local address means nothing without its interface.
      .map((address) => (isIPv6(address.address) && address.scopeid ? `${address.address}%${name}` : address.address)),
  )
}

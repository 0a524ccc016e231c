// Replaces wildcard listen addresses (0.0.0.0 and ::) by the addresses that this machine has.

import { readFileSync } from 'node:fs'
import { isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { addressText } from '../dns/address.ts'
import type { Endpoint } from './endpoint.ts'

/** Leaves an address that the list has by itself, on the same port, to its own entry: that may be tied to a view. */
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

/** The addresses of all interfaces. Throws where the system does not let us see them. */
function interfaceAddresses(family: 'IPv4' | 'IPv6'): string[] {
  try {
    return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
      addresses
        .filter((address) => address.family === family)
        .map(({ address, ...more }) => ('scopeid' in more && more.scopeid ? scoped(address, name) : address)),
    )
  } catch (error) {
    // getifaddrs(3) asks over a socket of AF_NETLINK, which a unit for systemd may forbid.
    if (process.platform !== 'linux') throw error
    return family === 'IPv4' ? localIPv4() : localIPv6()
  }
}

/** RFC 4007 §6: a link-local address means nothing without its interface. */
function scoped(address: string, name: string): string {
  return `${address}%${name}`
}

/** Reads the routes to this machine itself, as the kernel draws them: an address, and below it `/32 host LOCAL`. */
function localIPv4(): string[] {
  const tries = readFileSync('/proc/self/net/fib_trie', 'utf8')
  return [...new Set([...tries.matchAll(/\|-- ([\d.]+)\n +\/32 host LOCAL$/gm)].map(([, address]) => address!))]
}

/** proc_net(5): 32 hexadecimal digits, index, prefix length, scope, flags, name. */
function localIPv6(): string[] {
  const lines = readFileSync('/proc/self/net/if_inet6', 'utf8').split('\n')
  return lines.flatMap((line) => {
    const [digits, , , scope, , name] = line.split(/ +/)
    if (digits?.length !== 32 || name === undefined) return []
    const address = addressText(Buffer.from(digits, 'hex'))
    return [scope === LINK_LOCAL ? scoped(address, name) : address]
  })
}

const LINK_LOCAL = '20'

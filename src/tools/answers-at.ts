// Finds the addresses at which clients can ask this server: those of `listen`, or all of the machine's for a wildcard.

import { networkInterfaces } from 'node:os'
import type { PeerAddress } from '../text/config/peers.ts'
import type { Settings } from '../text/config/settings.ts'

/** Those over UDP and TCP without a proxy; addresses that other hosts can reach come first. */
export function answersAt(listen: Settings['listen']): PeerAddress[] {
  const plain = listen.filter(({ by, proxies }) => by === undefined && proxies === undefined)
  const all = plain.flatMap(({ family, address, port }): PeerAddress[] =>
    WILDCARDS.has(address)
      ? ownAddresses(family).map((own) => ({ family, address: own, port }))
      : [{ family, address, port }],
  )
  return [...all.filter((one) => !isLoopback(one)), ...all.filter(isLoopback)]
}

export function isLoopback({ address }: Pick<PeerAddress, 'address'>): boolean {
  return address.startsWith('127.') || address === '::1'
}

const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::'])

function ownAddresses(family: 4 | 6): string[] {
  return Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter((one) => one.family === `IPv${family}` && !one.internal && !one.address.startsWith('fe80:'))
    .map(({ address }) => address)
}

// An address and port to listen on, and how it is written for people.

import { isIPv6 } from 'node:net'
import type { Prefix } from '../views/prefix.ts'
import type { Protocol } from './protocols.ts'

export type Endpoint = { readonly address: string; readonly port: number }

/** One address that is asked. */
export type ListenAddress = Endpoint & {
  /** Index of the view that it is tied to, or -1: who asks decides. */
  readonly view: number
  /** What it speaks; UDP and TCP where it does not say. */
  readonly by?: readonly Protocol[]
  /** Who must tell by a PROXY header for whom they speak; all others are dropped. */
  readonly proxies?: readonly Prefix[]
  /** Number of the certificate that is shown there. */
  readonly certificate?: number
  /** The header stands inside TLS. */
  readonly proxyInsideTls?: true
}

/** Where it does not matter which. */
export const ANY_ADDRESS: ListenAddress = { address: '0.0.0.0', port: 0, view: -1 }

/** `192.0.2.1:53`, `[2001:db8::1]:53` */
export function endpointText({ address, port }: Endpoint): string {
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`
}

// An address and port to listen on, and its text for people.

import { isIPv6 } from 'node:net'
import type { Prefix } from '../views/prefix.ts'
import type { Protocol } from './protocols.ts'

export type Endpoint = { readonly address: string; readonly port: number }

/** One address that is asked. */
export type ListenAddress = Endpoint & {
  /** Index of the view that the listener is tied to; -1 where the client's address decides. */
  readonly view: number
  /** The protocols that it speaks; by default UDP and TCP. */
  readonly by?: readonly Protocol[]
  /** The proxies, which must send a PROXY header. We drop all other senders. */
  readonly proxies?: readonly Prefix[]
  /** Number of the certificate that the listener shows. */
  readonly certificate?: number
  /** The header stands inside TLS. */
  readonly proxyInsideTls?: true
}

/** For callers to whom the listener does not matter. */
export const ANY_ADDRESS: ListenAddress = { address: '0.0.0.0', port: 0, view: -1 }

/** `192.0.2.1:53`, `[2001:db8::1]:53` */
export function endpointText({ address, port }: Endpoint): string {
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`
}

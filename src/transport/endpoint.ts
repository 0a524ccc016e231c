// An address and port to listen on, and how it is written for people.

import { isIPv6 } from 'node:net'

export type Endpoint = { readonly address: string; readonly port: number }

/** `192.0.2.1:53`, `[2001:db8::1]:53` */
export function endpointText({ address, port }: Endpoint): string {
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`
}

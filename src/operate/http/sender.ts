// The address that a connection comes from, as the system writes it.

import type { FastifyRequest } from 'fastify'
import { addressFromText } from '../../dns/address.ts'

/** The octets of an address: four also for IPv4 at a socket of both families; none where there is no address. */
export function senderOctets(address: string): Uint8Array {
  const plain = address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '')
  return addressFromText(plain) ?? NONE
}

const NONE = new Uint8Array(0)

export function isLoopback(octets: Uint8Array): boolean {
  if (octets.length === 4) return octets[0] === 127
  return octets.length === 16 && octets.every((octet, i) => octet === (i === 15 ? 1 : 0))
}

/** The client's address; empty for a request through a Unix socket whose proxy does not name its client. */
export function ipOf(request: { readonly ip: FastifyRequest['ip'] | undefined }): string {
  return request.ip ?? ''
}

// The services that mail programs look for by SRV records, and their ports: RFC 6186 §3, RFC 8314 §5.

import type { Node, Zone } from '../../zone/zone.ts'
import { hasLabel, isBelowLabel } from '../owners.ts'

export const mailServices: ReadonlyMap<string, number> = new Map([
  ['submission', 587],
  ['submissions', 465],
  ['imap', 143],
  ['imaps', 993],
  ['pop3', 110],
  ['pop3s', 995],
  ['sieve', 4190],
])

/** The mail service that the node's name asks for, `_imaps._tcp.example.com`, or undefined. */
export function serviceAt(zone: Zone, node: Node): string | undefined {
  if (!isBelowLabel(zone, node, '_tcp')) return undefined
  for (const service of mailServices.keys()) if (hasLabel(zone, node, `_${service}`)) return service
  return undefined
}

// Makes signalling records (RFC 9615), by which a parent may take a zone's first DS: copies of the zone's CDS and CDNSKEY under its
// servers' names, in zones that are signed already.

import { isWithin } from '../../dns/name.ts'
import { nameText, readName } from '../../dns/name-text.ts'
import type { Said } from '../../dns/said.ts'
import { Type } from '../../dns/types.ts'
import { signalName } from '../../sign/signal-name.ts'
import { dsOf, type ZoneKey } from '../../sign/zone-key.ts'
import { recordLine } from '../../text/zonefile/printer.ts'
import { say } from './says.ts'

export type Signalled = { readonly origin: Uint8Array; readonly ttl: number; readonly keys: readonly ZoneKey[] }

/** Lines for the zone in which the server's name lies, or why there are none. */
export function signalLines(server: string, { origin, ttl, keys }: Signalled): readonly string[] | Said {
  const name = readName(server)
  if (typeof name === 'string') return say('dnssec-no-name', { server })
  // RFC 9615 §4.4: a server's name inside the zone does not help, for nobody can validate it without the DS.
  if (isWithin(name, 0, origin, 0)) return say('dnssec-signal-inside', { server, zone: nameText(origin) })
  const owner = signalName(origin, name)
  if (owner === undefined) return say('dnssec-signal-long', { server, zone: nameText(origin) })
  return keys.flatMap((key) => [
    recordLine({ owner, ttl, type: Type.CDS, rdata: dsOf(origin, key) }),
    recordLine({ owner, ttl, type: Type.CDNSKEY, rdata: key.dnskey }),
  ])
}

// Finds the servers that zones name (NS): named tells all of them of changes, but for the one in the SOA.

import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { nameKey } from '../../supply/faces/layer-records.ts'
import type { FaceRecord } from '../../supply/faces/records.ts'
import type { Prefix } from '../../views/prefix.ts'

export type NameServer = { readonly host: string; readonly addresses: readonly Prefix[] }

/** The servers of one version of a zone, with the addresses that the zone itself has. */
export function nameServersOf(origin: Uint8Array, records: readonly FaceRecord[]): NameServer[] {
  const apex = nameKey(origin)
  const primary = records.find(({ type, owner }) => type === Type.SOA && nameKey(owner) === apex)
  // RFC 1035 §3.3.13: the rdata begins with the name of the primary.
  const own = primary && nameKey(primary.rdata.subarray(0, lengthOf(primary.rdata)))
  const hosts = records
    .filter(({ type, owner }) => type === Type.NS && nameKey(owner) === apex)
    .map(({ rdata }) => rdata)
  const others = new Map(hosts.map((host) => [nameKey(host), host]))
  if (own !== undefined) others.delete(own)
  return [...others].map(([key, host]) => ({
    host: nameText(host),
    addresses: records
      .filter(({ type, owner }) => (type === Type.A || type === Type.AAAA) && nameKey(owner) === key)
      .map(({ type, rdata }) => ({ family: type === Type.A ? 4 : 6, octets: rdata, bits: rdata.length * 8 })),
  }))
}

function lengthOf(rdata: Uint8Array): number {
  let at = 0
  while (rdata[at] !== 0) at += rdata[at]! + 1
  return at + 1
}

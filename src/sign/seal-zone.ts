// Writes the records of a signed zone that depend on its serial: the SOA and the digest, with their signatures. It writes them into an image
// that no other thread has yet, in place of records of the same length.

import { Type } from '../dns/types.ts'
import { APEX, NONE, type RRset, Zone } from '../zone/zone.ts'
import { digestedSets } from './digested-sets.ts'
import { type OwnSet, ownSet } from './own-sets.ts'
import type { SignedZone, SignInput } from './sign-zone.ts'
import { Signatures } from './signatures.ts'
import { zoneDigest } from './zone-digest.ts'

/** Whether records of the type, at the apex, are signed last. */
export function isSealedType(type: number): boolean {
  return type === Type.SOA || type === Type.ZONEMD
}

/** The sealed zone, with the number of signatures that this took. */
export function sealZone(zone: Zone, input: Omit<SignInput, 'content'>, serial: number): SignedZone {
  const signatures = new Signatures({ ...input, apex: zone.apex })
  const soa = zone.dataOf(zone.soa)
  zone.heap.set(withSerial(ownSet(zone, zone.soa, Type.SOA), serial).records[0]!, soa)
  sealSet(zone, zone.soa, signatures)
  const digest = zone.rrset(APEX, Type.ZONEMD)
  if (digest !== NONE) {
    zone.heap.set(zonemdRdata(zone, serial), zone.dataOf(digest))
    sealSet(zone, digest, signatures)
  }
  return { zone: Zone.open(zone.image), made: signatures.made, reused: signatures.reused }
}

/** RFC 8976 §2.2: serial, scheme SIMPLE, SHA-384, digest. */
function zonemdRdata(zone: Zone, serial: number): Uint8Array {
  const rdata = Buffer.alloc(6)
  rdata.writeUInt32BE(serial)
  rdata[4] = SIMPLE
  rdata[5] = SHA384
  return Buffer.concat([rdata, zoneDigest('sha384', digestedSets(zone))])
}

/** Serial, refresh, retry, expire and minimum end an SOA (RFC 1035 §3.3.13). */
const SOA_NUMBERS = 20
const SIMPLE = 1
const SHA384 = 1

function sealSet(zone: Zone, set: RRset, signatures: Signatures): void {
  const places = zone.signature(APEX, zone.type(set))
  if (places === NONE) return
  let data = zone.dataOf(places)
  signatures.over(zone.apex, ownSet(zone, set, zone.type(set)), (rrsig, maker, signed) => {
    if (maker !== undefined) rrsig.set(maker.sign(signed!), rrsig.length - maker.octets)
    zone.heap.set(rrsig, data)
    data = zone.nextData(data, false)
  })
}

/** The SOA with another serial. */
export function withSerial({ records, ...soa }: OwnSet, serial: number): OwnSet {
  const rdata = Buffer.from(records[0]!)
  rdata.writeUInt32BE(serial, rdata.length - SOA_NUMBERS)
  return { ...soa, records: [rdata] }
}

/** The zone's own ZONEMD rrset, or `otherwise` where it has none. */
export function zonemdSet(zone: Zone, otherwise: OwnSet): OwnSet {
  const set = zone.rrset(APEX, Type.ZONEMD)
  return set === NONE ? otherwise : ownSet(zone, set, Type.ZONEMD)
}

// The octets that a signature covers: the RRSIG without its signature, then the records in canonical form and order (RFC 4034 §3.1.8.1, §6).

import { fold, labelCount, nameLength } from '../dns/name.ts'
import { Octets } from '../dns/octets.ts'
import { lowerRdataNames } from '../dns/rdata/rdata.ts'

/** Octets of an RRSIG before the signer's name. */
export const RRSIG_FIXED = 18

/** `records` are the rdata of the rrset of `type` at `owner`, in canonical form and order. */
export function signedData(
  rrsig: Uint8Array,
  owner: Uint8Array,
  type: number,
  records: readonly Uint8Array[],
): Uint8Array {
  const out = new Octets(1024)
  const signer = lowerName(rrsig.subarray(RRSIG_FIXED))
  out.append(rrsig, 0, RRSIG_FIXED)
  out.append(signer)
  const name = signedName(owner, rrsig[3]!)
  for (const rdata of records) {
    out.append(name)
    out.u16(type)
    out.u16(1)
    out.append(rrsig, 4, 8)
    out.u16(rdata.length)
    out.append(rdata)
  }
  return out.view().slice()
}

/** The same for signing: the owner counts whole, so that a wildcard stays one. `owner`: in lower case. */
export function appendSigned(
  out: Octets,
  rrsig: Uint8Array,
  owner: Uint8Array,
  type: number,
  ttl: number,
  records: readonly Uint8Array[],
): void {
  out.append(rrsig)
  // Most rrsets have one record, and need no order.
  const isOne = records.length === 1
  for (const rdata of isOne ? records : canonicalOrder(type, records)) {
    out.append(owner)
    out.u16(type)
    out.u16(1)
    out.u32(ttl)
    out.u16(rdata.length)
    out.append(rdata)
    if (isOne) lowerRdataNames(type, out.bytes, out.length - rdata.length, out.length)
  }
}

/** The records in canonical form and order (RFC 4034 §6.2, §6.3): names in lower case, sorted by their octets, each once. */
export function canonicalOrder(type: number, records: readonly Uint8Array[]): Uint8Array[] {
  const own = records.map((rdata) => {
    const copy = rdata.slice()
    lowerRdataNames(type, copy, 0, copy.length)
    return copy
  })
  if (own.length < 2) return own
  own.sort((a, b) => Buffer.compare(a, b))
  return own.filter((rdata, i) => i === 0 || Buffer.compare(rdata, own[i - 1]!) !== 0)
}

/** The owner as it is signed. RFC 4035 §5.3.2: with fewer labels than the owner has, the signature is that of a wildcard. */
function signedName(owner: Uint8Array, labels: number): Uint8Array {
  const lower = lowerName(owner)
  let at = 0
  // The Labels field does not count an asterisk. At a wildcard itself the loop drops only the asterisk, and the last line puts it back.
  // A wildcard may also stand for `*.b` below itself.
  for (let drop = labelCount(lower) - labels; drop > 0; drop--) at += lower[at]! + 1
  return at === 0 ? lower : Uint8Array.of(1, 0x2a, ...lower.subarray(at))
}

/** A copy of the name in lower case. */
export function lowerName(name: Uint8Array): Uint8Array {
  const lower = new Uint8Array(nameLength(name, 0))
  for (let i = 0; i < lower.length; i++) lower[i] = fold[name[i]!]!
  return lower
}

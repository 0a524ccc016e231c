// The addresses that a record tells: A and AAAA, the hints of SVCB and HTTPS (RFC 9460 §7.3), the prefixes of APL (RFC 3123).

import { nameLength } from '../dns/name.ts'
import { Type } from '../dns/types.ts'

/** Each with 4 or 16 octets; of a prefix the first address. */
export function addressesIn(type: number, rdata: Uint8Array): Uint8Array[] {
  switch (type) {
    case Type.A:
    case Type.AAAA:
      return [rdata]
    case Type.SVCB:
    case Type.HTTPS:
      return hintsOf(rdata)
    case Type.APL:
      return prefixesOf(rdata)
    default:
      return []
  }
}

const IPV4_HINT = 4
const IPV6_HINT = 6

function hintsOf(rdata: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = []
  for (let p = 2 + nameLength(rdata, 2); p + 4 <= rdata.length; ) {
    const key = (rdata[p]! << 8) | rdata[p + 1]!
    const end = p + 4 + ((rdata[p + 2]! << 8) | rdata[p + 3]!)
    const size = key === IPV4_HINT ? 4 : key === IPV6_HINT ? 16 : 0
    if (size > 0) for (let at = p + 4; at + size <= end; at += size) found.push(rdata.subarray(at, at + size))
    p = end
  }
  return found
}

/** RFC 3123 §4: family, prefix length, a negation bit with the octets' count, then these octets without trailing zeros. */
function prefixesOf(rdata: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = []
  for (let p = 0; p + 4 <= rdata.length; ) {
    const family = (rdata[p]! << 8) | rdata[p + 1]!
    const size = rdata[p + 3]! & 0x7f
    const address = new Uint8Array(family === 1 ? 4 : 16)
    address.set(rdata.subarray(p + 4, p + 4 + Math.min(size, address.length)))
    if (family === 1 || family === 2) found.push(address)
    p += 4 + size
  }
  return found
}

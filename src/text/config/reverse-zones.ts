// Finds the zones for the names of a prefix's addresses: RFC 1035 §3.5 for IPv4, RFC 3596 §2.5 for IPv6.

import { nameFromText } from '../../dns/name-text.ts'
import type { Said } from '../../dns/said.ts'
import type { Prefix } from '../../views/prefix.ts'
import { say } from './says.ts'

/** Their names in wire form, or why there are none. A prefix that ends between two labels is several zones. */
export function reverseZones({ family, octets, bits }: Prefix): Uint8Array[] | Said {
  const step = family === 4 ? 8 : 4
  const last = family === 4 ? 24 : 124
  const depth = Math.max(step, Math.ceil(bits / step) * step)
  if (depth > last) return say('smaller-than-zone')
  const labels = family === 4 ? [...octets] : [...octets].flatMap((octet) => [octet >> 4, octet & 15])
  const index = depth / step - 1
  return Array.from({ length: 2 ** (depth - bits) }, (_, i) => {
    const own = labels.slice(0, index + 1)
    own[index]! += i
    const text = own.reverse().map((label) => label.toString(family === 4 ? 10 : 16))
    return nameFromText(`${text.join('.')}.${family === 4 ? 'in-addr' : 'ip6'}.arpa.`)
  })
}

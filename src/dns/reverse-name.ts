// Addresses and the names of their PTR records: 192.0.2.10 and 10.2.0.192.in-addr.arpa (RFC 1035 §3.5), IPv6 by nibbles
// under ip6.arpa (RFC 3596 §2.5).

import { hexDigit } from './address.ts'
import { copyName, isWithin } from './name.ts'
import { nameFromText } from './name-text.ts'

const inAddr = nameFromText('in-addr.arpa.')
const ip6 = nameFromText('ip6.arpa.')

/** Whether the zone is a reverse zone. */
export function isReverseZone(apex: Uint8Array): boolean {
  return isWithin(apex, 0, inAddr, 0) || isWithin(apex, 0, ip6, 0)
}

/** Writes the name of the PTR of the address of `size` octets at (bytes, at) to `out`; `out` has room for 255 octets. */
export function writeReverseName(bytes: Uint8Array, at: number, size: 4 | 16, out: Uint8Array): void {
  let p = 0
  if (size === 4) {
    for (let i = 3; i >= 0; i--) {
      const digits = String(bytes[at + i])
      out[p++] = digits.length
      for (let d = 0; d < digits.length; d++) out[p++] = digits.charCodeAt(d)
    }
    out.set(inAddr, p)
    return
  }
  for (let i = 15; i >= 0; i--)
    for (const nibble of [bytes[at + i]! & 15, bytes[at + i]! >>> 4]) {
      out[p++] = 1
      out[p++] = HEX.charCodeAt(nibble)
    }
  out.set(ip6, p)
}

const HEX = '0123456789abcdef'

/** The address that the name at (bytes, at) stands for, or undefined: too short, too long, or no address. */
export function addressOfReverse(bytes: Uint8Array, at: number): Uint8Array | undefined {
  const labels: string[] = []
  let p = at
  for (; bytes[p] !== 0; p += bytes[p]! + 1) {
    if (isSuffix(bytes, p, inAddr)) return ipv4Of(labels)
    if (isSuffix(bytes, p, ip6)) return ipv6Of(labels)
    labels.push(String.fromCharCode(...bytes.subarray(p + 1, p + 1 + bytes[p]!)))
  }
  return undefined
}

/** Whether the name is that of an address, in its own zone or in one for part of a network (RFC 2317); services have names there too. */
export function standsForAddress(name: Uint8Array): boolean {
  if (addressOfReverse(name, 0) !== undefined) return true
  const outer = withoutClassless(name)
  return outer !== undefined && addressOfReverse(outer, 0) !== undefined
}

/** The address's own name behind a name in a zone for part of a network: 129.2.0.192 for 129.128/26.2.0.192. */
export function withoutClassless(name: Uint8Array): Uint8Array | undefined {
  const second = name[0]! + 1
  if (name[0] === 0 || name[second] === 0 || !isWithin(name, 0, inAddr, 0)) return undefined
  const rest = copyName(name, second + name[second]! + 1)
  const own = new Uint8Array(second + rest.length)
  own.set(name.subarray(0, second))
  own.set(rest, second)
  return own
}

function isSuffix(bytes: Uint8Array, at: number, suffix: Uint8Array): boolean {
  return bytes[at] === suffix[0] && isWithin(bytes, at, suffix, 0)
}

function ipv4Of(labels: readonly string[]): Uint8Array | undefined {
  if (labels.length !== 4 || !labels.every((label) => /^(0|[1-9]\d{0,2})$/.test(label) && Number(label) < 256))
    return undefined
  return Uint8Array.from(labels.toReversed(), Number)
}

function ipv6Of(labels: readonly string[]): Uint8Array | undefined {
  if (labels.length !== 32) return undefined
  const nibbles = labels.toReversed().map((label) => (label.length === 1 ? hexDigit[label.charCodeAt(0)]! : -1))
  if (nibbles.includes(-1)) return undefined
  return Uint8Array.from({ length: 16 }, (_, i) => nibbles[2 * i]! * 16 + nibbles[2 * i + 1]!)
}

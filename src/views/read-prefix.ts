// Address prefixes as an operator writes them, read once when networks are compiled. Nothing here runs per query.

import IPCIDR from 'ip-cidr'
import { addressFromText } from '../dns/address.ts'
import type { Said } from '../dns/said.ts'
import { ALL_IPV4, ALL_IPV6, formatPrefix, type Prefix } from './prefix.ts'
import { say } from './says.ts'

export type PrefixReading =
  | { readonly kind: 'prefixes'; readonly prefixes: readonly Prefix[] }
  /** `network` is the prefix that the operator probably meant, `address` the single host. */
  | { readonly kind: 'host-bits'; readonly network: string; readonly address: string }
  | { readonly kind: 'syntax'; readonly reason: Said }

/** Reads `10.0.0.0/8`, `2001:db8::/32`, a single address, or `any`, which is every address of both families. */
export function readPrefix(text: string): PrefixReading {
  if (text === 'any') return { kind: 'prefixes', prefixes: [ALL_IPV4, ALL_IPV6] }
  const [, address, length] = /^([^/]*)(?:\/(.*))?$/s.exec(text)!
  const octets = readAddress(address!)
  if (octets === undefined)
    return syntax(
      length === undefined ? say('prefix-no-address') : say('prefix-part-no-address', { address: address! }),
    )
  const width = octets.length * 8
  if (length !== undefined && (!/^(0|[1-9]\d{0,2})$/.test(length) || Number(length) > width))
    return syntax(say('prefix-length', { most: width, length }))
  const bits = length === undefined ? width : Number(length)
  const network = networkOf(octets, bits)
  if (network !== octets)
    return {
      kind: 'host-bits',
      network: formatPrefix({ family: familyOf(network), octets: network, bits }),
      address: address!,
    }
  return { kind: 'prefixes', prefixes: [unmapped({ family: familyOf(network), octets: network, bits })] }
}

/** The octets of an IPv4 or IPv6 address in network order, or undefined where the text is not one. Takes no scope. */
function readAddress(text: string): Uint8Array | undefined {
  // Without ip-cidr, which is slow: lists of countries have 400,000 networks.
  const known = addressFromText(text)
  if (known) return known
  const plain = withoutDottedTail(text)
  const six = plain.includes(':')
  if (text.includes('%')) return undefined
  let value = firstAddress(`${plain}/${six ? 128 : 32}`)
  if (value === undefined) return undefined
  const octets = new Uint8Array(six ? 16 : 4)
  for (let i = octets.length - 1; i >= 0; i--, value >>= 8n) octets[i] = Number(value & 0xffn)
  return octets
}

function firstAddress(prefix: string): bigint | undefined {
  try {
    return new IPCIDR(prefix).start<bigint>({ type: 'bigInteger' })
  } catch {
    return undefined
  }
}

function syntax(reason: Said): PrefixReading {
  return { kind: 'syntax', reason }
}

function familyOf(octets: Uint8Array): 4 | 6 {
  return octets.length === 4 ? 4 : 6
}

/** The octets themselves where no bit is set behind the first `bits`. */
function networkOf(octets: Uint8Array, bits: number): Uint8Array {
  let network = octets
  for (let i = bits >>> 3; i < octets.length; i++) {
    const kept = octets[i]! & (i === bits >>> 3 ? 0xff00 >>> (bits & 7) : 0)
    if (kept === octets[i]) continue
    if (network === octets) network = octets.slice()
    network[i] = kept
  }
  return network
}

/** ip-cidr reads `::ffff:10.0.0.0/104` as 10.0.0.0/32, so turn the dotted tail (RFC 4291 §2.2) into two groups. */
function withoutDottedTail(text: string): string {
  const tail = /^(.*:)(\d{1,3}(?:\.\d{1,3}){3})$/.exec(text)
  const octets = tail && readAddress(tail[2]!)
  if (!octets) return text
  return `${tail[1]}${((octets[0]! << 8) | octets[1]!).toString(16)}:${((octets[2]! << 8) | octets[3]!).toString(16)}`
}

/** RFC 4291 §2.5.5.2: ::ffff:a.b.c.d stands for the IPv4 address. */
function unmapped(prefix: Prefix): Prefix {
  const { family, octets, bits } = prefix
  if (
    family === 4 ||
    bits < 96 ||
    octets[10] !== 0xff ||
    octets[11] !== 0xff ||
    octets.subarray(0, 10).some((o) => o !== 0)
  )
    return prefix
  return { family: 4, octets: octets.slice(12), bits: bits - 96 }
}

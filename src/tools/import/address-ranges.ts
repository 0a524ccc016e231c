// Reads addresses as access lists of other servers write them: one address, a prefix whose host bits do not count, a mask, or a range from
// one address to another.

import { addressFromText } from '../../dns/address.ts'
import { formatPrefix } from '../../views/prefix.ts'

/** The same addresses as prefixes; undefined for anything else, and for a mask with gaps. */
export function prefixesOfRange(text: string): string[] | undefined {
  const [, from = '', sign, to = ''] = /^([^-&/\s]+)(?:([-&/])(\S+))?$/.exec(text) ?? []
  const octets = addressFromText(from)
  if (octets === undefined) return undefined
  const width = octets.length * 8
  const first = numberOf(octets)
  if (sign === undefined) return [prefixText(first, width, width)]
  if (sign === '/') {
    const bits = /^\d{1,3}$/.test(to) ? Number(to) : width + 1
    return bits > width ? undefined : [prefixText(first, bits, width)]
  }
  const other = addressFromText(to)
  if (other?.length !== octets.length) return undefined
  if (sign === '-') return between(first, numberOf(other), width)
  const bits = lengthOfMask(numberOf(other), width)
  return bits === undefined ? undefined : [prefixText(first, bits, width)]
}

/** The smallest network around all addresses of a mask with gaps; undefined for text that is no mask. */
export function networkAround(text: string): string | undefined {
  const [from = '', mask = '', ...rest] = text.split('&').map((one) => addressFromText(one))
  if (!from || !mask || from.length !== mask.length || rest.length > 0) return undefined
  const width = from.length * 8
  const bits = numberOf(mask).toString(2).padStart(width, '0').indexOf('0')
  return prefixText(numberOf(from), bits < 0 ? width : bits, width)
}

function between(first: bigint, last: bigint, width: number): string[] | undefined {
  if (last < first) return undefined
  const found: string[] = []
  for (let at = first; at <= last; ) {
    let bits = width
    // The largest network that begins here and does not reach beyond `last`.
    while (bits > 0 && at % sizeOf(bits - 1, width) === 0n && at + sizeOf(bits - 1, width) - 1n <= last) bits--
    found.push(prefixText(at, bits, width))
    at += sizeOf(bits, width)
  }
  return found
}

function lengthOfMask(mask: bigint, width: number): number | undefined {
  const bits = mask.toString(2).padStart(width, '0')
  return /^1*0*$/.test(bits) ? bits.replaceAll('0', '').length : undefined
}

function sizeOf(bits: number, width: number): bigint {
  return 1n << BigInt(width - bits)
}

function numberOf(octets: Uint8Array): bigint {
  return octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n)
}

function prefixText(address: bigint, bits: number, width: number): string {
  const octets = new Uint8Array(width / 8)
  let rest = address - (address % sizeOf(bits, width))
  for (let i = octets.length - 1; i >= 0; i--, rest >>= 8n) octets[i] = Number(rest & 0xffn)
  return formatPrefix({ family: width === 32 ? 4 : 6, octets, bits })
}

// The CLIENT-SUBNET option (RFC 7871 §6): for which network a client says that it asks, and what the server answers to that.

import { addressText } from '../dns/address.ts'
import { get16, put16 } from '../dns/big-endian.ts'
import { Option } from './edns.ts'
import type { MessageOpt } from './message.ts'

const FIXED = 4
const OPTION_HEAD = 4

/** A copy of the message, whose last record is its OPT without options, with the option; `octets` are zero behind the first `bits`. */
export function withSubnet(message: Uint8Array, octets: Uint8Array, bits: number): Uint8Array {
  const told = (bits + 7) >>> 3
  const at = message.length
  const out = new Uint8Array(at + OPTION_HEAD + FIXED + told)
  out.set(message)
  put16(out, at - 2, OPTION_HEAD + FIXED + told)
  put16(out, at, Option.CLIENT_SUBNET)
  put16(out, at + 2, FIXED + told)
  put16(out, at + 4, octets.length === 4 ? 1 : 2)
  out[at + 6] = bits
  out.set(octets.subarray(0, told), at + OPTION_HEAD + FIXED)
  return out
}

/** The network that the answer is about, and its scope; undefined if the answer has no such option. */
export function subnetOf(
  opt: MessageOpt | undefined,
): { readonly network: string; readonly scope: number } | undefined {
  const data = opt?.options.find(({ code }) => code === Option.CLIENT_SUBNET)?.data
  if (data === undefined || data.length < FIXED) return undefined
  const octets = new Uint8Array(get16(data, 0) === 1 ? 4 : 16)
  octets.set(data.subarray(FIXED, FIXED + octets.length))
  return { network: `${addressText(octets)}/${data[2]}`, scope: data[3]! }
}

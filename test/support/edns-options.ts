// Options in the OPT record of a query, which is its last record.

import { addressFromText } from '../../src/dns/address.ts'

export type EdnsOption = readonly [code: number, data: Uint8Array]

export function withOptions(query: Uint8Array, ...options: readonly EdnsOption[]): Uint8Array<ArrayBuffer> {
  const data = Buffer.concat(
    options.flatMap(([code, octets]) => [
      Buffer.from([code >> 8, code & 255, octets.length >> 8, octets.length & 255]),
      octets,
    ]),
  )
  const whole = new Uint8Array(query.length + data.length)
  whole.set(query)
  whole.set(data, query.length)
  whole[query.length - 2] = data.length >> 8
  whole[query.length - 1] = data.length
  return whole
}

const CLIENT_SUBNET = 8

/** `10.1.2.0/24`, as a resolver sends it (RFC 7871 §6). */
export function subnetOption(text: string): EdnsOption {
  const [address, length] = text.split('/') as [string, string]
  const octets = addressFromText(address)!
  const bits = Number(length)
  return [
    CLIENT_SUBNET,
    Buffer.concat([Buffer.from([0, octets.length === 4 ? 1 : 2, bits, 0]), octets.subarray(0, (bits + 7) >> 3)]),
  ]
}

// PROXY headers (version 2) as proxies write them, and as nobody should.

import { addressFromText } from '../../src/dns/address.ts'

export type HeaderParts = {
  /** Who asks, and whom; LOCAL where it is missing. */
  readonly from?: string
  readonly to?: string
  readonly stream?: boolean
  /** Values behind the addresses, each whole. */
  readonly values?: readonly Uint8Array[]
}

const SIGNATURE = Buffer.from('0d0a0d0a000d0a515549540a', 'hex')

export function proxyHeader({ from, to, stream = false, values = [] }: HeaderParts): Buffer<ArrayBuffer> {
  const ends = from === undefined ? [] : [addressFromText(from)!, addressFromText(to ?? from)!]
  const ports = from === undefined ? [] : [Buffer.from([0xc0, 0x00, 0x00, 0x35])]
  const body = Buffer.concat([...ends, ...ports, ...values])
  const family = from === undefined ? 0 : ends[0]!.length === 4 ? 0x10 : 0x20
  const how = from === undefined ? 0 : stream ? 1 : 2
  const head = Buffer.from([from === undefined ? 0x20 : 0x21, family | how, body.length >> 8, body.length])
  return Buffer.concat([SIGNATURE, head, body])
}

export function value(type: number, octets: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([type, octets.length >> 8, octets.length]), octets])
}

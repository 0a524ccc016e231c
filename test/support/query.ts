// A query message out of its parts.

import { put16 } from '../../src/dns/big-endian.ts'
import { type Labels, wireOf } from './name.ts'

export type QueryOptions = {
  readonly class?: number
  readonly flags?: number
  /** UDP size of the OPT record that is sent; none without. */
  readonly edns?: number
  readonly dnssec?: boolean
}

export function queryOf(name: Labels, type: number, options: QueryOptions): Uint8Array {
  const qname = wireOf(name)
  const hasOpt = options.edns !== undefined || options.dnssec === true
  const query = new Uint8Array(12 + qname.length + 4 + (hasOpt ? 11 : 0))
  put16(query, 0, 0x1234)
  put16(query, 2, options.flags ?? 0)
  put16(query, 4, 1)
  query.set(qname, 12)
  const at = 12 + qname.length
  put16(query, at, type)
  put16(query, at + 2, options.class ?? 1)
  if (hasOpt) {
    put16(query, 10, 1)
    put16(query, at + 5, 41)
    put16(query, at + 7, options.edns ?? 1232)
    if (options.dnssec) query[at + 11] = 0x80
  }
  return query
}

/** Ends in a TSIG record, of a key that nobody has. */
export function signed(message: Uint8Array): Uint8Array {
  const names = [...Buffer.from('\x03key\x00')]
  const algorithm = [...Buffer.from('\x0bhmac-sha256\x00')]
  const rdata = [...algorithm, 0, 0, 0x65, 0, 0, 0, 1, 0x2c, 0, 2, 0xaa, 0xbb, message[0]!, message[1]!, 0, 0, 0, 0]
  const record = [...names, 0, 250, 0, 255, 0, 0, 0, 0, 0, rdata.length, ...rdata]
  const whole = Buffer.concat([message, Uint8Array.from(record)])
  whole[11]!++
  return whole
}

/** RFC 1995 §3: the client's SOA in the authority section; the zone's name is in the question. Without EDNS. */
export function withSerial(query: Uint8Array, serial: number): Uint8Array {
  const soa = Uint8Array.of(0xc0, 12, 0, 6, 0, 1, 0, 0, 0, 0, 0, 22, 0, 0, 0, 0, 0, serial)
  const message = Buffer.concat([query, soa, new Uint8Array(16)])
  message[9] = 1
  return message
}

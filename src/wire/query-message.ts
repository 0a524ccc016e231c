// Writes a query as a client sends it.

import { put16 } from '../dns/big-endian.ts'
import { Class } from '../dns/classes.ts'
import { Type } from '../dns/types.ts'
import { HEADER } from './header.ts'

const OPT_SIZE = 11
const DNSSEC_OK = 0x80

/**
 * The query has an OPT record, so that the server cuts its answer at `udpSize` and not at 512 octets (RFC 6891 §6.1.2). `has`: the serial
 * from which a client asks for changes (RFC 1995 §3).
 */
export function queryMessage(
  name: Uint8Array,
  type: number,
  dnssec: boolean,
  udpSize: number,
  has?: number,
): Uint8Array {
  const soa = has === undefined ? 0 : name.length + SOA_SIZE
  const at = HEADER + name.length
  const opt = at + 4 + soa
  const message = new Uint8Array(opt + OPT_SIZE)
  put16(message, 4, 1)
  put16(message, 8, has === undefined ? 0 : 1)
  put16(message, 10, 1)
  message.set(name, HEADER)
  put16(message, at, type)
  put16(message, at + 2, Class.IN)
  if (has !== undefined) putSoa(message, at + 4, name, has)
  put16(message, opt + 1, Type.OPT)
  put16(message, opt + 3, udpSize)
  if (dnssec) message[opt + 7] = DNSSEC_OK
  return message
}

/** Octets of an SOA record behind its owner: the fixed fields, two root names, five numbers. */
const SOA_SIZE = 10 + 2 + 20

function putSoa(message: Uint8Array, at: number, name: Uint8Array, serial: number): void {
  message.set(name, at)
  const fixed = at + name.length
  put16(message, fixed, Type.SOA)
  put16(message, fixed + 2, Class.IN)
  put16(message, fixed + 8, 22)
  new DataView(message.buffer).setUint32(fixed + 12, serial)
}

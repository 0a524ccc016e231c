// The question as a client sends it, in octets.

import { put16 } from '../dns/big-endian.ts'
import { Class } from '../dns/classes.ts'
import { Type } from '../dns/types.ts'
import { HEADER } from './header.ts'

const OPT_SIZE = 11
const DNSSEC_OK = 0x80

/** With an OPT record, so that the answer is cut at `udpSize` and not at 512 octets (RFC 6891 §6.1.2). */
export function queryMessage(name: Uint8Array, type: number, dnssec: boolean, udpSize: number): Uint8Array {
  const at = HEADER + name.length
  const message = new Uint8Array(at + 4 + OPT_SIZE)
  put16(message, 4, 1)
  put16(message, 10, 1)
  message.set(name, HEADER)
  put16(message, at, type)
  put16(message, at + 2, Class.IN)
  put16(message, at + 5, Type.OPT)
  put16(message, at + 7, udpSize)
  if (dnssec) message[at + 11] = DNSSEC_OK
  return message
}

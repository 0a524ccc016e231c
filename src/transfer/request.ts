// Writes the requests to a primary: for the SOA, for the whole zone (RFC 5936 §2.1), or for the changes since our version (RFC 1995 §3).

import { Class } from '../dns/classes.ts'
import { Octets } from '../dns/octets.ts'
import { Type } from '../dns/types.ts'
import { ENTRY_ENDS } from './entry-ends-option.ts'

export type Request = {
  readonly id: number
  /** The zone's name in wire form. */
  readonly apex: Uint8Array
  /** SOA, AXFR or IXFR. */
  readonly type: number
  /** Our serial; with IXFR. */
  readonly serial?: number
  /** Whether to send an OPT record: old servers take none. */
  readonly edns: boolean
  /** Whether the request goes over a connection that others use too. */
  readonly stream: boolean
  /** Whether to ask when records end by themselves. */
  readonly ends?: boolean
}

/** RFC 7314 §2 */
export const EXPIRE = 9
/** RFC 7828 §3 */
const TCP_KEEPALIVE = 11
const UDP_SIZE = 1232

export function requestMessage({ id, apex, type, serial, edns, stream, ends = false }: Request): Uint8Array {
  const out = new Octets(128)
  out.u16(id)
  out.u16(0)
  out.u16(1)
  out.u16(0)
  out.u16(serial === undefined ? 0 : 1)
  out.u16(edns ? 1 : 0)
  out.append(apex)
  out.u16(type)
  out.u16(Class.IN)
  if (serial !== undefined) putSoa(out, apex, serial)
  if (edns) putOpt(out, stream, ends)
  return out.view().slice()
}

/** Writes an SOA of which only the serial counts. */
function putSoa(out: Octets, apex: Uint8Array, serial: number): void {
  out.append(apex)
  out.u16(Type.SOA)
  out.u16(Class.IN)
  out.u32(0)
  out.u16(22)
  out.u16(0)
  out.u32(serial)
  for (let i = 0; i < 4; i++) out.u32(0)
}

/** Asks how long the zone is still good (RFC 7314 §3), and that the connection stays open (RFC 9103 §6.3.4). */
function putOpt(out: Octets, stream: boolean, ends: boolean): void {
  const options = [EXPIRE, ...(stream ? [TCP_KEEPALIVE] : []), ...(ends ? [ENTRY_ENDS] : [])]
  out.u8(0)
  out.u16(Type.OPT)
  out.u16(UDP_SIZE)
  out.u32(0)
  out.u16(options.length * 4)
  for (const code of options) {
    out.u16(code)
    out.u16(0)
  }
}

// Keys by which records of layers belong to the same rrset and name.

import { fold, MAX_NAME } from '../../dns/name.ts'
import { Type } from '../../dns/types.ts'

/** The key of a record's rrset at its name: RRSIGs differ by the type that they cover (RFC 2181 §5.3). */
export function setKey({ type, rdata }: { readonly type: number; readonly rdata: Uint8Array }): number {
  return type === Type.RRSIG && rdata.length >= 2 ? type + ((rdata[0]! << 8) | rdata[1]!) * 0x10000 : type
}

export function nameKey(name: Uint8Array): string {
  for (let i = 0; i < name.length; i++) folded[i] = fold[name[i]!]!
  return folded.toString('latin1', 0, name.length)
}

const folded = Buffer.alloc(MAX_NAME)

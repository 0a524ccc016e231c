// The records of layers as they stand in files, and the keys by which they are the same.

import { fold, MAX_NAME } from '../../dns/name.ts'
import { Type } from '../../dns/types.ts'

/** RRSIGs are told apart by what they cover (RFC 2181 §5.3). */
export function setKey({ type, rdata }: { readonly type: number; readonly rdata: Uint8Array }): number {
  return type === Type.RRSIG && rdata.length >= 2 ? type + ((rdata[0]! << 8) | rdata[1]!) * 0x10000 : type
}

export function nameKey(name: Uint8Array): string {
  for (let i = 0; i < name.length; i++) folded[i] = fold[name[i]!]!
  return folded.toString('latin1', 0, name.length)
}

const folded = Buffer.alloc(MAX_NAME)

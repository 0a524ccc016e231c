// The records of layers as they stand in files, and by which keys they are the same.

import { fold, MAX_NAME } from '../../dns/name.ts'
import { Type } from '../../dns/types.ts'

/** A record as it stands in a file. */
export type LayerRecord = {
  readonly layer: number
  /** Wire form. */
  readonly owner: Uint8Array
  readonly type: number
  readonly ttl: number
  readonly rdata: Uint8Array
  readonly line: number
  readonly added: boolean
}

/** Something that a layer takes away from those below it. */
export type Hidden = {
  readonly layer: number
  readonly name: Uint8Array
  readonly below: boolean
  /** 0: all types. */
  readonly type: number
  readonly line: number
}

export function elsewhereKey({ owner, type }: Pick<LayerRecord, 'owner' | 'type'>): string {
  return `${type} ${nameKey(owner)}`
}

/** RRSIGs are told apart by what they cover (RFC 2181 §5.3). */
export function setKey({ type, rdata }: Pick<LayerRecord, 'type' | 'rdata'>): number {
  return type === Type.RRSIG && rdata.length >= 2 ? type + ((rdata[0]! << 8) | rdata[1]!) * 0x10000 : type
}

export function nameKey(name: Uint8Array): string {
  for (let i = 0; i < name.length; i++) folded[i] = fold[name[i]!]!
  return folded.toString('latin1', 0, name.length)
}

const folded = Buffer.alloc(MAX_NAME)

// The records of leased entries, so that a crash loses no entry that somebody was told of. On the disk an entry has its end by the wall
// clock; if somebody set that clock while Janus ran, a record says by how much.

import { nameLength } from '../../dns/name.ts'
import { nameKey } from '../../dns/name-key.ts'
import { Octets } from '../../dns/octets.ts'
import type { ListEntry } from '../../lists/live/entry.ts'
import type { Value } from '../../lists/live/values.ts'

export const LEASES_VERSION = 1

export type LeaseRecord =
  /** `until`: milliseconds of the wall clock. */
  | {
      readonly kind: 'put'
      readonly list: Uint8Array
      readonly entry: ListEntry
      readonly until: number
      readonly value: Value
    }
  | { readonly kind: 'remove'; readonly list: Uint8Array; readonly entry: ListEntry }
  | { readonly kind: 'flush'; readonly list: Uint8Array }
  /** `at`: a time that has passed for sure, in milliseconds. `by`: by how much somebody set the wall clock: earlier entries end later. */
  | { readonly kind: 'step'; readonly by: number; readonly at: number }

const KINDS = ['put', 'remove', 'flush', 'step'] as const
const FAMILIES = ['ipv4', 'ipv6', 'name'] as const
/** This length of a text means that there is none. */
const NO_TEXT = 0xffff

//  kind | list | family | length, entry | until | code | length, text | length, who said so
//   u8    name     u8      u8             float64  4       u16             u16                     big-endian; as far as the kind goes

export function writeLease(record: LeaseRecord): Uint8Array {
  const octets = new Octets(128)
  octets.u8(KINDS.indexOf(record.kind))
  if (record.kind === 'step') {
    octets.append(float(record.by))
    octets.append(float(record.at))
    return octets.view().slice()
  }
  octets.append(record.list)
  if (record.kind === 'flush') return octets.view().slice()
  const { family, octets: own } = record.entry
  octets.u8(FAMILIES.indexOf(family))
  octets.u8(own.length)
  octets.append(own)
  if (record.kind === 'remove') return octets.view().slice()
  const { code, text, by } = record.value
  octets.append(float(record.until))
  octets.append(code)
  octets.u16(text?.length ?? NO_TEXT)
  if (text !== undefined) octets.append(text)
  const who = Buffer.from(by)
  octets.u16(who.length)
  octets.append(who)
  return octets.view().slice()
}

export function readLease(bytes: Uint8Array): LeaseRecord {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const kind = KINDS[bytes[0]!]!
  if (kind === 'step') return { kind, by: words.getFloat64(1), at: words.getFloat64(9) }
  let at = 1
  const take = (length: number) => {
    at += length
    return bytes.slice(at - length, at)
  }
  const list = take(nameLength(bytes, at))
  if (kind === 'flush') return { kind, list }
  const family = FAMILIES[bytes[at++]!]!
  const entry: ListEntry = { family, octets: take(bytes[at++]!) }
  if (kind === 'remove') return { kind, list, entry }
  const until = words.getFloat64(at)
  at += 8
  const code = take(4)
  const length = words.getUint16(at)
  at += 2
  const text = length === NO_TEXT ? undefined : take(length)
  const who = words.getUint16(at)
  at += 2
  return { kind, list, entry, until, value: { code, text, by: Buffer.from(take(who)).toString() } }
}

/** Records with one key are about one entry. */
export function leaseKey(list: Uint8Array, { family, octets }: ListEntry): string {
  return `${listKey(list)}${family}${Buffer.from(octets).toString('latin1')}`
}

export function listKey(list: Uint8Array): string {
  return `${nameKey(list)}\0`
}

function float(value: number): Uint8Array {
  const octets = new Uint8Array(8)
  new DataView(octets.buffer).setFloat64(0, value)
  return octets
}

// Changesets that set a zone's serial: they remove the SOA, and add it with another serial.

import { Type } from '../dns/types.ts'
import { type Changeset, listOf, RecordList } from './changeset.ts'
import { APEX, NONE, type Zone } from './zone.ts'

/** Octets of the five numbers that end an SOA (RFC 1035 §3.3.13), the serial first. */
const NUMBERS = 20

/** Sets the serial of the zone and changes nothing else. Throws where the zone has no SOA. */
export function serialChange(zone: Zone, serial: number): Changeset {
  if (zone.soa === NONE) throw new Error('a zone without an SOA has no serial')
  const data = zone.dataOf(zone.soa)
  const rdata = zone.heap.slice(data, data + zone.lengthOf(data))
  const list = (bytes: Uint8Array) => {
    const records = RecordList.empty()
    records.add(zone.name(APEX), 0, Type.SOA, zone.ttl(zone.soa), bytes, 0, bytes.length)
    return records
  }
  return { removed: list(rdata), added: list(withSerial(rdata, rdata.length, serial)) }
}

/** The same changes, but they leave the zone with this serial. `before`: the zone that they change. */
export function changesToSerial(changes: Changeset, before: Zone, serial: number): Changeset {
  const end = soaEnd(changes.added)
  if (end !== undefined)
    return { removed: changes.removed, added: listOf(withSerial(changes.added.bytes, end, serial)) }
  const own = serialChange(before, serial)
  return { removed: joined(own.removed, changes.removed), added: joined(own.added, changes.added) }
}

/** The serial of the version that the changes lead to; undefined where they leave the SOA alone. */
export function serialAfter({ added }: Changeset): number | undefined {
  const end = soaEnd(added)
  if (end === undefined) return undefined
  const { bytes } = added
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(end - NUMBERS)
}

/** Whether nothing changes, or the serial and nothing else. */
export function isSerialAlone({ removed, added }: Changeset): boolean {
  if (removed.count === 0 && added.count === 0) return true
  if (removed.count !== 1 || added.count !== 1 || removed.size !== added.size) return false
  if (soaEnd(removed) === undefined || soaEnd(added) === undefined) return false
  const zeroed = (list: RecordList) => Buffer.from(withSerial(list.bytes, list.size, 0))
  return zeroed(removed).equals(zeroed(added))
}

/** Whether two zones have the same SOA but for its serial, or both have none. */
export function isSameSoa(a: Zone, b: Zone): boolean {
  if (a.soa === NONE || b.soa === NONE || a.ttl(a.soa) !== b.ttl(b.soa)) return a.soa === b.soa
  const [dataA, dataB] = [a.dataOf(a.soa), b.dataOf(b.soa)]
  const length = a.lengthOf(dataA)
  if (length !== b.lengthOf(dataB)) return false
  for (let i = 0; i < length; i++) {
    const isOfSerial = i >= length - NUMBERS && i < length - NUMBERS + 4
    if (!isOfSerial && a.heap[dataA + i] !== b.heap[dataB + i]) return false
  }
  return true
}

/** A copy of `bytes` in which the SOA's rdata that ends at `end` has this serial. */
function withSerial(bytes: Uint8Array, end: number, serial: number): Uint8Array {
  const copy = Uint8Array.from(bytes)
  new DataView(copy.buffer).setUint32(end - NUMBERS, serial)
  return copy
}

/** Where the SOA ends, if the first record is one. */
function soaEnd(list: RecordList): number | undefined {
  let first: { readonly type: number; readonly end: number } | undefined
  list.each((_bytes, _owner, type, _ttl, data, length) => {
    first ??= { type, end: data + length }
  })
  return first?.type === Type.SOA ? first.end : undefined
}

function joined(one: RecordList, other: RecordList): RecordList {
  return listOf(Buffer.concat([one.bytes, other.bytes]))
}

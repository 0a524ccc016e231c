// What has changed since a version of a zone, as the messages of one transfer (RFC 1995 §4): the newest SOA, every step with what it
// removes and what it adds, oldest first, and the newest SOA once more.

import { Type } from '../../dns/types.ts'
import type { Query } from '../../wire/query.ts'
import type { Changeset, RecordList } from '../../zone/changeset.ts'
import { APEX, type Zone } from '../../zone/zone.ts'
import { type Envelope, type Messages, type Misfit, TransferMessage } from './transfer-message.ts'

export function* differenceMessages(
  zone: Zone,
  steps: readonly Changeset[],
  query: Query,
  envelope: Envelope,
): Messages {
  const message = new TransferMessage(query, envelope)
  let misfit: Misfit | undefined
  message.take(zone, APEX, zone.soa)
  for (const { removed, added } of steps) {
    misfit ??= yield* takeList(message, removed)
    misfit ??= yield* takeList(message, added)
  }
  if (misfit === undefined) message.take(zone, APEX, zone.soa)
  if (message.hasRecords) yield message.end()
  return misfit
}

/** Whether the steps lead from this serial to the zone, one from where the other ends: a client would take nothing else. */
export function leadTo(zone: Zone, steps: readonly Changeset[], serial: number): boolean {
  let at: number | undefined = serial
  for (const { removed, added } of steps) {
    if (firstSerial(removed) !== at) return false
    at = firstSerial(added)
  }
  return at === zone.serial
}

function* takeList(message: TransferMessage, list: RecordList): Messages {
  for (const { bytes, owner, type, ttl, data, length } of list.records()) {
    if (!message.add(bytes, owner, type, ttl, bytes, data, data + length)) {
      if (message.hasRecords) yield message.end()
      if (!message.add(bytes, owner, type, ttl, bytes, data, data + length)) return misfitAt(bytes, owner, type)
    }
    if (message.isFull) yield message.end()
  }
  return undefined
}

function misfitAt(bytes: Uint8Array, owner: number, type: number): Misfit {
  return { owner: bytes.slice(owner, owner + 255), type }
}

/** The serial of the list's first record; undefined where that is no SOA. */
function firstSerial(list: RecordList): number | undefined {
  for (const { bytes, type, data, length } of list.records())
    return type === Type.SOA && length >= SOA_NUMBERS ? serialAt(bytes, data + length) : undefined
  return undefined
}

/** `end`: where the rdata of an SOA ends. */
export function serialAt(bytes: Uint8Array, end: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + end - SOA_NUMBERS).getUint32(0)
}

/** Octets of the five numbers that end an SOA (RFC 1035 §3.3.13), the serial first. */
export const SOA_NUMBERS = 20

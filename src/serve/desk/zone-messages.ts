// A whole zone as the messages of one transfer (RFC 5936 §2.2): each is made when it is wanted, out of the edition that the
// first one was made of.

import { get16, put16 } from '../../dns/big-endian.ts'
import type { ListContent } from '../../lists/entries.ts'
import { Bit } from '../../wire/header.ts'
import type { Query } from '../../wire/query.ts'
import { type ListedRecord, listedRecords, liveRecords } from '../../zone/listed.ts'
import { APEX, type Node, type Zone } from '../../zone/zone.ts'
import { type Envelope, type Messages, Taken, TransferMessage } from './transfer-message.ts'

/** The SOA, everything else, and the SOA once more. */
export function* zoneMessages(zone: Zone, query: Query, envelope: Envelope, live?: ListContent): Messages {
  const message = new TransferMessage(query, envelope)
  const { soa, nodes } = zone
  // No generator for each set: there may be a million.
  let taken: Taken = message.take(zone, APEX, soa)
  for (; taken === Taken.full; taken = message.more()) yield message.end()
  for (let node: Node = APEX; node < nodes; node++)
    for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) {
      if (set === soa) continue
      for (taken = message.take(zone, node, set); taken === Taken.full; taken = message.more()) yield message.end()
      if (taken === Taken.misfit) return message.misfit
    }
  if (zone.entries !== undefined) yield* listedMessages(listedRecords(zone, zone.entries, live), message)
  if (live !== undefined) yield* listedMessages(liveRecords(zone, live), message)
  for (taken = message.take(zone, APEX, soa); taken === Taken.full; taken = message.more()) yield message.end()
  if (message.hasRecords) yield message.end()
  return undefined
}

/** The records of a list's entries, which stand in no node. */
function* listedMessages(
  records: Iterable<ListedRecord>,
  message: TransferMessage,
): Generator<Uint8Array, void, undefined> {
  for (const { name, type, ttl, rdata, length, end } of records) {
    if (!message.add(name, 0, type, ttl, rdata, 0, length, end)) {
      yield message.end()
      message.add(name, 0, type, ttl, rdata, 0, length, end)
    }
    if (message.isFull) yield message.end()
  }
}

/**
 * RFC 1995 §2, §4: the SOA alone, for a client that has the newest version or asks by datagram. RFC 2181 §9: an answer longer than
 * `most` octets is truncated, and the client comes again over TCP.
 */
export function soaMessage(zone: Zone, query: Query, envelope: Envelope, most: number): Uint8Array {
  const message = new TransferMessage(query, envelope)
  if (message.take(zone, APEX, zone.soa) !== Taken.all) throw new Error('an SOA fits into any message')
  const whole = message.end()
  if (whole.length <= most) return whole
  const truncated = new TransferMessage(query, envelope).end()
  put16(truncated, 2, get16(truncated, 2) | Bit.TC)
  return truncated
}

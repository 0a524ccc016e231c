// A whole zone as the messages of one transfer (RFC 5936 §2.2): each is made when it is wanted, out of the edition that the
// first one was made of.

import type { Query } from '../../wire/query.ts'
import { APEX, type Node, type Zone } from '../../zone/zone.ts'
import { type Envelope, type Messages, TransferMessage } from './transfer-message.ts'

/** The SOA, everything else, and the SOA once more. */
export function* zoneMessages(zone: Zone, query: Query, envelope: Envelope): Messages {
  const message = new TransferMessage(query, envelope)
  let misfit = yield* message.take(zone, APEX, zone.soa)
  for (let node: Node = APEX; node < zone.nodes; node++)
    for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) {
      if (set !== zone.soa) misfit ??= yield* message.take(zone, node, set)
      if (misfit !== undefined) return misfit
    }
  misfit = yield* message.take(zone, APEX, zone.soa)
  if (message.hasRecords) yield message.end()
  return misfit
}

/** RFC 1995 §2, §4: all that a client that has the newest version already is told, or one that asks by datagram. */
export function soaMessage(zone: Zone, query: Query, envelope: Envelope): Uint8Array {
  const message = new TransferMessage(query, envelope)
  for (const _full of message.take(zone, APEX, zone.soa)) throw new Error('an SOA fits into any message')
  return message.end()
}

// Computes the size of the answer with one whole rrset. Rules ask for it when a zone is loaded: no client can get an rrset that no message
// can hold.

import { put16 } from '../dns/big-endian.ts'
import { MAX_NAME } from '../dns/name.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { HEADER } from '../wire/header.ts'
import { MessageWriter } from '../wire/message-writer.ts'
import { hasTarget, NONE, type Node, type RRset, type Zone } from '../zone/zone.ts'

/** RFC 1035 §4.2.2: over TCP two octets say how long a message is. */
export const MAX_MESSAGE = 0xffff

/** Octets of an OPT record without options (RFC 6891 §6.1.2), which all resolvers send: root, type, class, TTL and length. */
const OPT = 11

/** Octets of the answer to a question for the rrset: header, question, all records with their RRSIGs, and the OPT record. */
export function messageSize(zone: Zone, node: Node, set: RRset): number {
  const question = new Uint8Array(MAX_NAME + 4)
  const end = zone.writeName(node, question, 0)
  put16(question, end, zone.type(set))
  put16(question, end + 2, 1)
  const writer = new MessageWriter()
  writer.begin(new Uint8Array(MAX_MESSAGE), 0, MAX_MESSAGE)
  writer.question(question, 0, end + 4, new Suffixes().set(question, 0))
  addSet(writer, zone, set)
  const signature = zone.signature(node, zone.type(set))
  if (signature !== NONE) addSet(writer, zone, signature)
  return writer.length + OPT
}

/** Writes the records of the rrset. Their owner is the qname: a pointer of two octets. */
function addSet(writer: MessageWriter, zone: Zone, set: RRset): void {
  const type = zone.type(set)
  const withTarget = hasTarget(type)
  let data = zone.dataOf(set)
  for (let left = zone.size(set); left > 0; left--, data = zone.nextData(data, withTarget)) {
    writer.pointer(HEADER)
    writer.u16(type)
    writer.u16(1)
    writer.u32(zone.ttl(set))
    writer.rdata(type, zone.heap, data, data + zone.lengthOf(data))
  }
}

// Streams of a primary as a test writes them: records as lines of a master file, so many in a message.

import { nameLength } from '../../src/dns/name.ts'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import { printRdata } from '../../src/dns/rdata/rdata.ts'
import { typeCode, typeName } from '../../src/dns/types.ts'
import { parseZoneFile } from '../../src/text/zonefile/parser.ts'
import type { RecordSink } from '../../src/text/zonefile/sink.ts'
import { textSource } from '../../src/text/zonefile/source.ts'
import { type Asked, type StreamStep, ZoneStream } from '../../src/transfer/stream.ts'
import { hasTarget, type Zone } from '../../src/zone/zone.ts'
import { messageOf } from '../support/english.ts'

export const APEX = nameFromText('example.com.')
export const ID = 0x1234

export type Shape = {
  /** Records in each message, the rest in the last; by default all in one. */
  readonly perMessage?: number
  readonly type?: 'AXFR' | 'IXFR' | 'SOA'
  readonly rcode?: number
}

/** Records of lines, one behind the other, in wire form. */
export function recordsOf(lines: readonly string[]): Uint8Array[] {
  return lines.map((line) => {
    const records: Uint8Array[] = []
    let owner: Uint8Array = APEX
    const sink: RecordSink = {
      owner: (name, at) => {
        owner = name.slice(at, at + nameLength(name, at))
      },
      record: (type, ttl, rdata, length, _line, from = 0) => {
        records.push(record(owner, type, ttl, rdata.slice(from, from + length)))
      },
    }
    const source = textSource('stream', `$TTL 60\n${line}\n`)
    if ('rule' in source) throw new Error(messageOf(source))
    const { problems } = parseZoneFile(source, { origin: APEX }, sink)
    if (records.length !== 1) throw new Error(`${line}: ${problems.map(messageOf).join('; ')}`)
    return records[0]!
  })
}

export function record(owner: Uint8Array, type: number, ttl: number, rdata: Uint8Array, klass = 1): Uint8Array {
  const fixed = Buffer.alloc(10)
  fixed.writeUInt16BE(type, 0)
  fixed.writeUInt16BE(klass, 2)
  fixed.writeUInt32BE(ttl, 4)
  fixed.writeUInt16BE(rdata.length, 8)
  return Buffer.concat([owner, fixed, rdata])
}

export function message(records: readonly Uint8Array[], { type = 'AXFR', rcode = 0 }: Shape = {}, id = ID): Uint8Array {
  const header = Buffer.alloc(12)
  header.writeUInt16BE(id, 0)
  header.writeUInt16BE(0x8400 | rcode, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(records.length, 6)
  const question = Buffer.alloc(4)
  question.writeUInt16BE(typeCode(type)!, 0)
  question.writeUInt16BE(1, 2)
  return Buffer.concat([header, APEX, question, ...records])
}

export function messagesOf(lines: readonly string[], shape: Shape = {}): Uint8Array[] {
  const records = recordsOf(lines)
  const { perMessage = records.length } = shape
  const messages: Uint8Array[] = []
  for (let i = 0; i < records.length; i += perMessage) messages.push(message(records.slice(i, i + perMessage), shape))
  return messages
}

export function askedFor(type: 'AXFR' | 'IXFR', serial?: number): Asked {
  return { id: ID, apex: APEX, type: typeCode(type)!, ...(serial !== undefined && { serial }) }
}

export const NO_LIMITS = { records: 1e9, octets: 1e12 }

/** What the last message brought, or the first that ended it. */
export function taken(asked: Asked, messages: readonly Uint8Array[], limits = NO_LIMITS) {
  const stream = new ZoneStream(asked, limits)
  let step: StreamStep = { kind: 'more' }
  for (const one of messages) {
    step = stream.take(one)
    if (step.kind !== 'more') break
  }
  return { step, stream }
}

/** All names and records, in an order that does not depend on how the zone came to be. */
export function linesOf(zone: Zone): string[] {
  const lines: string[] = []
  for (let node = 0; node < zone.nodes; node++) {
    if (!zone.exists(node)) continue
    const owner = nameText(zone.name(node)).toLowerCase()
    lines.push(owner)
    for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) {
      const type = zone.type(set)
      let data = zone.dataOf(set)
      for (let i = zone.size(set); i > 0; i--, data = zone.nextData(data, hasTarget(type)))
        lines.push(
          `${owner} ${zone.ttl(set)} ${typeName(type)} ${printRdata(type, zone.heap, data, data + zone.lengthOf(data))}`,
        )
    }
  }
  return lines.sort()
}

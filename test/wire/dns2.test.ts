// dns2, whose code has nothing in common with ours, reads what we send and sees the same records.

import dns2 from 'dns2'
import t from 'tap'
import { addressText } from '../../src/dns/address.ts'
import { Type, typeCode } from '../../src/dns/types.ts'
import { type MessageRecord, readMessage } from '../../src/wire/message.ts'
import { TestServer } from '../support/ask.ts'
import { labelsOf } from '../support/name.ts'
import fc from '../support/properties.ts'
import { queryOf } from '../support/query.ts'
import { inquiries } from '../support/world.ts'
import { worldGeneration } from '../support/zones.ts'

const server = new TestServer(worldGeneration({ zones: [] }))

/** What dns2 makes of a record of the types that it knows. */
type Dns2Record = {
  readonly name: string
  readonly type: number
  readonly ttl: number
  readonly address?: string
  readonly exchange?: string
  readonly priority?: number
  readonly ns?: string
  readonly domain?: string
  readonly primary?: string
  readonly serial?: number
  readonly minimum?: number
  readonly data?: string | readonly string[]
}

t.test('dns2 decodes our answers to the records that we meant', async () => {
  fc.assert(
    fc.property(inquiries({ min: 10, max: 10 }), ({ world, questions }) => {
      server.responder.use(worldGeneration(world))
      for (const { name, type } of questions) {
        const octets = server.send(queryOf(name, typeCode(type)!, {}), { stream: true })
        const mine = readMessage(octets)!
        const theirs = dns2.Packet.parse(Buffer.from(octets)) as unknown as {
          answers: Dns2Record[]
          authorities: Dns2Record[]
          additionals: Dns2Record[]
          header: { rcode: number; aa: number; id: number }
        }
        same(theirs.header.rcode, mine.rcode)
        compare(mine.answer, theirs.answers)
        compare(mine.authority, theirs.authorities)
        compare(mine.additional, theirs.additionals)
      }
    }),
    { numRuns: 150 },
  )
})

function compare(mine: readonly MessageRecord[], theirs: readonly Dns2Record[]): void {
  same(theirs.length, mine.length)
  mine.forEach((record, i) => {
    const other = theirs[i]!
    same([other.name, other.type, other.ttl], [dotted(record.name), record.type, record.ttl])
    const want = fieldsOf(record)
    if (want !== undefined) same(pick(other, want), want)
  })
}

/** The fields that dns2 gives rdata of these types; undefined for others. */
function fieldsOf({ type, rdata }: MessageRecord): Partial<Dns2Record> | undefined {
  switch (type) {
    case Type.A:
    case Type.AAAA:
      return { address: addressText(rdata) }
    case Type.MX:
      return { priority: (rdata[0]! << 8) | rdata[1]!, exchange: dotted(rdata, 2) }
    case Type.NS:
      return { ns: dotted(rdata) }
    case Type.TXT:
      // One string of the generator's texts.
      return { data: [String.fromCharCode(...rdata.subarray(1))] }
    case Type.CNAME:
      return { domain: dotted(rdata) }
    case Type.SOA: {
      const view = new DataView(rdata.buffer, rdata.byteOffset)
      return {
        primary: dotted(rdata),
        serial: view.getUint32(rdata.length - 20),
        minimum: view.getUint32(rdata.length - 4),
      }
    }
    default:
      return undefined
  }
}

/** dns2 writes names as labels joined by dots, whatever octets are in them. */
function dotted(name: Uint8Array, at = 0): string {
  return labelsOf(name, at).join('.')
}

function pick(record: Dns2Record, like: object): object {
  return Object.fromEntries(Object.keys(like).map((key) => [key, record[key as keyof Dns2Record]]))
}

function same(seen: unknown, wanted: unknown): void {
  if (JSON.stringify(seen) !== JSON.stringify(wanted))
    throw new Error(`${JSON.stringify(seen)} is not ${JSON.stringify(wanted)}`)
}

// Primaries that break off, or send what no primary should: nothing comes of half a zone, and nothing of what is not in the zone.

import { createServer } from 'node:net'
import t, { type Test } from 'tap'
import { Type } from '../../src/dns/types.ts'
import { Connections } from '../../src/transfer/connection.ts'
import { type FetchJob, fetchZone, Refusals } from '../../src/transfer/fetch.ts'
import { english } from '../../src/transfer/says.ts'
import { Random } from '../fuzz/random.ts'
import { zoneOf } from '../support/zones.ts'
import { framed } from './primary.ts'
import { APEX, ID, linesOf, message, messagesOf, record, recordsOf } from './streams.ts'

const soa = (serial: number) => `@ SOA ns hostmaster ${serial} 1d 2h 4w 1h`
const hosts = Array.from({ length: 40 }, (_, i) => `h${i} A 192.0.2.${i}`)
const lines = [soa(8), '@ NS ns', 'ns A 192.0.2.1', ...hosts, soa(8)]
const PATIENCE = { connect: 30_000, progress: 2000, whole: 60_000, unused: 50 }

/** Writes these octets for any request, piece by piece, with its ID in each message; then closes, or waits. */
async function sending(
  t: Test,
  messages: readonly Uint8Array[],
  more: { cut?: number; piece?: number; stays?: boolean } = {},
) {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (query: Buffer) => {
      const id = query.readUInt16BE(2)
      const octets = Buffer.concat(messages.map((one) => framed(one, id ^ (one[0]! * 256 + one[1]!) ^ ID))).subarray(
        0,
        more.cut,
      )
      const { piece = octets.length } = more
      for (let at = 0; at < octets.length; at += piece) socket.write(octets.subarray(at, at + piece))
      if (more.stays !== true) socket.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const { port } = server.address() as { port: number }
  const connections = new Connections(PATIENCE)
  const job: FetchJob = {
    apex: APEX,
    peer: { name: 'hidden', at: { family: 4, address: '127.0.0.1', port }, source: undefined, key: undefined },
    ours: undefined,
    stays: undefined,
    limits: { records: 1000, octets: 1e6 },
    zonemd: 'verify',
  }
  const result = await fetchZone(job, connections, new Refusals(() => 0))
  connections.close()
  return result
}

t.test('a transfer that is cut anywhere brings nothing', async (t) => {
  const messages = messagesOf(lines, { perMessage: 7 })
  const ends: number[] = []
  let length = 0
  for (const one of messages) {
    length += 2 + one.length
    ends.push(length)
  }
  const random = new Random(14, 0)
  const cuts = [0, 1, 2, ...ends.slice(0, -1).flatMap((end) => [end - 1, end, end + 1]), length - 1]
  for (let i = 0; i < 300; i++) cuts.push(random.below(length))
  for (const cut of cuts)
    t.match(await sending(t, messages, { cut }), { kind: 'failed' }, `after ${cut} of ${length} octets`)
  t.match(await sending(t, messages), { kind: 'zone' })
})

t.test('octet by octet it is the same zone', async (t) => {
  const result = await sending(t, messagesOf(lines, { perMessage: 7 }), { piece: 1 })
  t.same(
    result.kind === 'zone' && linesOf(result.zone),
    linesOf(zoneOf('example.com.', `$TTL 60\n${lines.slice(0, -1).join('\n')}\n`)),
  )
})

const [first, last] = messagesOf([soa(8), soa(8)], { perMessage: 1 }) as [Uint8Array, Uint8Array]
const of = (...texts: string[]) => message(recordsOf(texts))
const name = (octets: string) => Buffer.from(octets, 'hex')
const a = Buffer.of(192, 0, 2, 1)
const END = 12 + APEX.length + 4

const hostile: readonly (readonly [string, readonly Uint8Array[], RegExp | readonly string[]])[] = [
  // Without it the zone would look whole.
  [
    'a message in the middle under another ID',
    [first, message(recordsOf(['www A 192.0.2.9']), {}, ID ^ 1), last],
    /sent an answer to another question/,
  ],
  [
    'a name that points to itself',
    [first, message([record(name(`c0${END.toString(16)}`), Type.A, 60, a)]), last],
    /octets that are no DNS message/,
  ],
  [
    'a name that points ahead',
    [first, message([record(name('c0ff'), Type.A, 60, a)]), last],
    /octets that are no DNS message/,
  ],
  [
    'a name of more than 255 octets',
    [
      first,
      message([
        record(
          Buffer.concat([...Array(4).fill(Buffer.concat([Buffer.of(63), Buffer.alloc(63, 97)])), APEX]),
          Type.A,
          60,
          a,
        ),
      ]),
      last,
    ],
    /octets that are no DNS message/,
  ],
  ['records of CHAOS among the others', [first, message([record(APEX, Type.A, 60, a, 3)]), last], /another class/],
  ['two versions', [first, of(soa(9)), last], /two different SOAs/],
  ['a version that goes back', [first, of(soa(7)), last], /two different SOAs/],
  ['names above the zone', [first, of('com. NS ns', '. NS ns'), last], []],
  ['names beside it', [first, of('www.example.org. A 192.0.2.9', 'xexample.com. A 192.0.2.9'), last], []],
  [
    'glue of another zone',
    [first, of('sub NS ns.example.net.', 'ns.example.net. A 192.0.2.9'), last],
    ['sub.example.com. 60 NS ns.example.net.'],
  ],
  ['a zone without NS', [first, last], []],
  ['an alias at the apex', [first, of('@ CNAME www'), last], ['example.com. 60 CNAME www.example.com.']],
  ['a DNAME at the apex', [first, of('@ DNAME example.net.'), last], ['example.com. 60 DNAME example.net.']],
  ['NS of nothing', [first, of('@ NS .'), last], ['example.com. 60 NS .']],
  [
    'OPT, TSIG, ANY and AXFR as records',
    [first, message([Type.OPT, 250, 255, 252].map((type) => record(APEX, type, 60, new Uint8Array(0)))), last],
    [],
  ],
  [
    'the smallest records, more than the limit',
    [
      first,
      ...Array.from({ length: 4 }, () =>
        message(Array.from({ length: 300 }, () => record(APEX, Type.NULL, 0, new Uint8Array(0)))),
      ),
      last,
    ],
    /stopped at 1,001 records/,
  ],
]

for (const [what, messages, gives] of hostile)
  t.test(`a primary that sends ${what}`, async (t) => {
    const result = await sending(t, messages)
    if (gives instanceof RegExp) {
      t.match(result.kind === 'failed' && english.text(result.reason), gives)
      return
    }
    if (result.kind !== 'zone') throw new Error(result.kind === 'failed' ? english.text(result.reason) : result.kind)
    const found = linesOf(result.zone).filter((line) => line.includes(' ') && !line.includes(' SOA '))
    t.same(found, gives)
  })

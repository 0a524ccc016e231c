// A connection that ends at any octet of a transfer: at each end of a message, and anywhere else. Nothing comes of what is not whole, and
// of changes that were cut off the whole zone comes at once.

import { createServer } from 'node:net'
import t, { type Test } from 'tap'
import { get16 } from '../../src/dns/big-endian.ts'
import { typeName } from '../../src/dns/types.ts'
import { Connections } from '../../src/transfer/connection.ts'
import { fetchZone, Refusals } from '../../src/transfer/fetch.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { Random } from '../fuzz/random.ts'
import { zoneOf } from '../support/zones.ts'
import { framed } from './primary.ts'
import { APEX, linesOf, messagesOf } from './streams.ts'

const OFFSETS = 300
const PER_MESSAGE = 7
const soa = (serial: number) => `@ SOA ns hostmaster ${serial} 1d 2h 4w 1h`
const hosts = (serial: number) => Array.from({ length: 100 }, (_, i) => `h${i} A 10.0.${serial}.${i}`)
const records = (serial: number) => [soa(serial), '@ NS ns', 'ns A 192.0.2.1', ...hosts(serial)]
const whole = (serial: number) => [...records(serial), soa(serial)]
const changes = [soa(8), soa(7), ...hosts(7), soa(8), ...hosts(8), soa(8)]
const zone = (serial: number) => zoneOf('example.com.', `$TTL 60\n${records(serial).join('\n')}\n`)

/** Where each message of it ends, with its length before it. */
function endsOf(lines: readonly string[]): number[] {
  let at = 0
  return messagesOf(lines, { perMessage: PER_MESSAGE }).map((one) => (at += one.length + 2))
}

/** Of what `type` asks for it sends so many octets, and ends or resets the connection; whoever asks for something else gets that whole. */
async function primary(t: Test, type: 'AXFR' | 'IXFR') {
  let cut = { at: 0, byReset: false }
  let asked: string[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (read: Buffer) => {
      const wanted = typeName(get16(read, 2 + 12 + APEX.length)) as 'AXFR' | 'IXFR'
      asked.push(wanted)
      const lines = wanted === 'IXFR' ? changes : whole(type === 'IXFR' ? 8 : 7)
      const parts = messagesOf(lines, { type: wanted, perMessage: PER_MESSAGE })
      const octets = Buffer.concat(parts.map((one) => framed(one, read.readUInt16BE(2))))
      const end = () => (cut.byReset ? socket.resetAndDestroy() : socket.end())
      if (wanted !== type) socket.write(octets)
      else if (cut.at === 0) end()
      else socket.write(octets.subarray(0, cut.at), end)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const connections = new Connections({ connect: 5000, progress: 10_000, whole: 60_000, unused: 1000 })
  t.teardown(() => {
    connections.close()
    server.close()
  })
  const { port } = server.address() as { port: number }
  return async (at: number, byReset: boolean, from: Zone | undefined) => {
    cut = { at, byReset }
    asked = []
    const result = await fetchZone(
      {
        apex: APEX,
        peer: { name: 'hidden', at: { family: 4, address: '127.0.0.1', port }, source: undefined, key: undefined },
        ours: from && { image: from.image, edition: from.edition },
        stays: from?.serial,
        limits: { records: 1e6, octets: 1e9 },
        zonemd: 'verify',
      },
      connections,
      new Refusals(() => 0),
    )
    return { result, asked }
  }
}

for (const type of ['AXFR', 'IXFR'] as const)
  t.test(`${type}, cut off at each end of a message and at ${OFFSETS} other octets`, async (t) => {
    const fetch = await primary(t, type)
    const random = new Random(14, type === 'AXFR' ? 1 : 2)
    const ends = endsOf(type === 'AXFR' ? whole(7) : changes)
    const total = ends.at(-1)!
    const ours = type === 'IXFR' ? zone(7) : undefined
    const cuts = [0, 1, 2, ...ends.slice(0, -1), ...Array.from({ length: OFFSETS }, () => random.below(total)), total]
    const newest = linesOf(zone(8)).join('\n')
    const wrong: string[] = []
    for (const [i, at] of cuts.entries()) {
      const isWhole = at === total
      // A reset may take with it what was sent before; of all of it an end alone is sure to leave nothing out.
      const { result, asked } = await fetch(at, i % 2 === 1 && !isWhole, ours)
      const wanted =
        type === 'AXFR' ? (isWhole ? 'zone' : 'failed') : isWhole ? 'changes after IXFR' : 'zone after IXFR, AXFR'
      // Whoever finds a connection that was good before reset asks once more by a new one.
      const after = asked.filter((one, k) => one !== asked[k - 1]).join(', ')
      const found = type === 'AXFR' ? result.kind : `${result.kind} after ${after}`
      if (found !== wanted) wrong.push(`${at} of ${total}: ${found}`)
      if (type === 'IXFR' && result.kind === 'zone' && linesOf(result.zone).join('\n') !== newest)
        wrong.push(`${at} of ${total}: another zone`)
    }
    t.same(wrong, [])
    t.ok(cuts.length > OFFSETS + ends.length)
  })

// One zone from a primary over TCP: what is asked when something goes wrong, and what comes of it.

import { createServer } from 'node:net'
import t from 'tap'
import { Rcode } from '../../src/dns/rcodes.ts'
import { Connections } from '../../src/transfer/connection.ts'
import { type FetchJob, fetchZone, Refusals } from '../../src/transfer/fetch.ts'
import { english } from '../../src/transfer/says.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { freePort } from '../support/free-port.ts'
import { zoneOf } from '../support/zones.ts'
import { type Asked, framed, Primary, type Reply } from './primary.ts'
import { APEX, linesOf, message, messagesOf } from './streams.ts'

const soa = (serial: number) => `@ SOA ns hostmaster ${serial} 1d 2h 4w 1h`
const records = ['@ NS ns', 'ns A 192.0.2.1', 'www A 192.0.2.2']
const ours = zoneOf('example.com.', `$TTL 60\n${[soa(7), ...records].join('\n')}\n`)
const whole = (serial: number, type: 'AXFR' | 'IXFR' = 'AXFR', perMessage?: number) =>
  messagesOf([soa(serial), ...records, soa(serial)], { type, ...(perMessage && { perMessage }) })
const changes = [soa(8), soa(7), 'www A 192.0.2.2', soa(8), 'www A 192.0.2.8', soa(8)]
const rcode = (code: number, type: 'AXFR' | 'IXFR') => [message([], { type, rcode: code })]
const PATIENCE = { connect: 30_000, progress: 30_000, whole: 60_000, unused: 50 }
/** For those who say nothing. Whoever answers is waited for as long: a busy machine is not to be taken for silence. */
const HASTE = { ...PATIENCE, progress: 2000 }

function jobFor(port: number, from: Zone | undefined, more: Partial<FetchJob> = {}): FetchJob {
  return {
    apex: APEX,
    peer: { name: 'hidden', at: { family: 4, address: '127.0.0.1', port }, source: undefined, key: undefined },
    ours: from && { image: from.image, edition: from.edition },
    stays: from?.serial,
    limits: { records: 1e6, octets: 1e9 },
    zonemd: 'verify',
    ...more,
  }
}

async function fetched(
  from: Zone | undefined,
  reply: (asked: Asked) => Reply,
  { patience = PATIENCE, ...more }: Partial<FetchJob> & { patience?: typeof PATIENCE } = {},
) {
  const primary = await Primary.start(reply)
  const connections = new Connections(patience)
  try {
    const refusals = new Refusals(() => performance.now())
    const result = await fetchZone(jobFor(primary.port, from, more), connections, refusals)
    const said = result.kind === 'failed' ? english.text(result.reason) : result.kind
    return { result, said: said.replaceAll(/:\d+\)/g, ')'), asked: primary.asked }
  } finally {
    connections.close()
    await primary.close()
  }
}

/** As `IXFR 7, AXFR`. */
function askedText(asked: readonly Asked[]): string {
  return asked
    .map(({ type, serial, edns }) => `${type}${serial === undefined ? '' : ` ${serial}`}${edns ? '' : ' without OPT'}`)
    .join(', ')
}

const rows: readonly {
  readonly name: string
  readonly from?: Zone
  readonly reply: (asked: Asked) => Reply
  readonly asks: string
  readonly gives: string
}[] = [
  { name: 'a first copy', reply: () => whole(7, 'AXFR', 2), asks: 'AXFR', gives: 'zone' },
  {
    name: 'a refusal',
    reply: () => rcode(Rcode.REFUSED, 'AXFR'),
    asks: 'AXFR',
    gives: 'hidden (127.0.0.1) answers REFUSED',
  },
  {
    name: 'changes',
    from: ours,
    reply: () => messagesOf(changes, { type: 'IXFR', perMessage: 1 }),
    asks: 'IXFR 7',
    gives: 'changes',
  },
  {
    name: 'nothing newer',
    from: ours,
    reply: () => messagesOf([soa(7)], { type: 'IXFR' }),
    asks: 'IXFR 7',
    gives: 'nothing-newer',
  },
  { name: 'no history', from: ours, reply: () => whole(8, 'IXFR', 1), asks: 'IXFR 7', gives: 'zone' },
  ...(
    [
      ['SERVFAIL', () => rcode(Rcode.SERVFAIL, 'IXFR')],
      ['REFUSED', () => rcode(Rcode.REFUSED, 'IXFR')],
      [
        'changes that do not fit',
        () => messagesOf([soa(8), soa(7), 'x A 192.0.2.1', soa(8), soa(8)], { type: 'IXFR' }),
      ],
      ['a gap', () => messagesOf([soa(9), soa(7), soa(8), soa(9)], { type: 'IXFR' })],
      ['silence', () => ['wait']],
      ['a closed connection', () => ['close']],
      ['half of it and a closed connection', () => [messagesOf(changes, { type: 'IXFR', perMessage: 2 })[0]!, 'close']],
      ['a newer SOA alone', () => messagesOf([soa(8)], { type: 'IXFR' })],
    ] as readonly (readonly [string, () => Reply])[]
  ).map(([name, reply]) => ({
    name: `IXFR, and ${name}`,
    from: ours,
    reply: (asked: Asked) => (asked.type === 'IXFR' ? reply() : whole(8)),
    asks: 'IXFR 7, AXFR',
    gives: 'zone',
  })),
  {
    name: 'a primary that knows no OPT',
    reply: ({ edns }) => (edns ? rcode(Rcode.FORMERR, 'AXFR') : whole(7)),
    asks: 'AXFR, AXFR without OPT',
    gives: 'zone',
  },
  {
    name: 'a primary that knows neither OPT nor IXFR',
    from: ours,
    reply: ({ edns, type }) =>
      type === 'IXFR' || edns ? rcode(Rcode.NOTIMP, type === 'IXFR' ? 'IXFR' : 'AXFR') : whole(8),
    asks: 'IXFR 7, IXFR 7 without OPT, AXFR, AXFR without OPT',
    gives: 'zone',
  },
  {
    name: 'a cut zone',
    reply: () => [whole(7, 'AXFR', 2)[0]!, 'close'],
    asks: 'AXFR',
    gives: 'hidden (127.0.0.1) closed the connection before the end of the transfer',
  },
  {
    name: 'two versions in one transfer',
    reply: () => messagesOf([soa(7), ...records, soa(8)]),
    asks: 'AXFR',
    gives: 'the transfer from hidden (127.0.0.1) has two different SOAs: it mixes two versions of the zone',
  },
  {
    name: 'padding for ever',
    reply: () => Array.from({ length: 3 }, () => message([])),
    asks: 'AXFR',
    gives: 'hidden (127.0.0.1) sent nothing for 2 s',
  },
]

for (const { name, from, reply, asks, gives } of rows)
  t.test(`${name}: asks ${asks}`, async (t) => {
    const patience = /silence|for ever/.test(name) ? HASTE : PATIENCE
    const { said, asked } = await fetched(from, reply, { patience })
    t.equal(askedText(asked), asks)
    t.equal(said, gives)
    const lost = name.includes('alone') || name.includes('silence') || name.includes('closed')
    if (!lost) t.equal(new Set(asked.map(({ connection }) => connection)).size, 1, 'on one connection')
  })

t.test('what comes of it is the zone that the primary has', async (t) => {
  const { result } = await fetched(undefined, () => whole(7, 'AXFR', 1))
  t.same(result.kind === 'zone' && linesOf(result.zone), linesOf(ours))
})

t.test('a limit is told with what to raise, and what stays', async (t) => {
  const { said } = await fetched(undefined, () => whole(8), { limits: { records: 3, octets: 1e9 }, stays: 7 })
  t.equal(
    said,
    'transfer from 127.0.0.1 stopped at 4 records (limit 3): raise primaries.hidden.max-records; serial 7 stays in service',
  )
})

t.test('of a try that fails nothing is in the next one', async (t) => {
  const newest = zoneOf('example.com.', `$TTL 60\n${[soa(8), ...records].join('\n')}\n`)
  const half = messagesOf([soa(8), ...records, 'stale A 192.0.2.9', soa(8)], { perMessage: 4 })
  for (const end of ['close', 'wait'] as const) {
    let tries = 0
    const primary = await Primary.start(() => (++tries === 1 ? [half[0]!, end] : whole(8)))
    const connections = new Connections(HASTE)
    const fetch = () => fetchZone(jobFor(primary.port, undefined), connections, new Refusals(() => 0))
    t.equal((await fetch()).kind, 'failed')
    const next = await fetch()
    t.same(next.kind === 'zone' && linesOf(next.zone), linesOf(newest))
    connections.close()
    await primary.close()
  }
})

t.test('what a primary does not take is not tried for two days, and then again', async (t) => {
  const HOUR = 3600_000
  let now = 0
  const primary = await Primary.start(({ type }) => (type === 'IXFR' ? rcode(Rcode.NOTIMP, 'IXFR') : whole(8)))
  t.teardown(() => primary.close())
  const connections = new Connections(PATIENCE)
  t.teardown(() => connections.close())
  const refusals = new Refusals(() => now)
  for (const [hour, asks] of [
    [0, 'IXFR 7, IXFR 7 without OPT, AXFR'],
    [1, 'AXFR'],
    [47, 'AXFR'],
    [49, 'IXFR 7, IXFR 7 without OPT, AXFR'],
  ] as const) {
    now = hour * HOUR
    const before = primary.asked.length
    t.equal((await fetchZone(jobFor(primary.port, ours), connections, refusals)).kind, 'zone')
    t.equal(askedText(primary.asked.slice(before)), asks, `hour ${hour}`)
  }
})

t.test('a primary is asked from the address that is configured', async (t) => {
  const source = { family: 4, address: '127.0.0.5', port: 0 } as const
  const primary = await Primary.start(() => whole(7))
  t.teardown(() => primary.close())
  const connections = new Connections(PATIENCE)
  t.teardown(() => connections.close())
  const job = jobFor(primary.port, undefined)
  t.equal((await fetchZone({ ...job, peer: { ...job.peer, source } }, connections, new Refusals(() => 0))).kind, 'zone')
  t.equal((await fetchZone(job, connections, new Refusals(() => 0))).kind, 'zone')
  t.same(
    primary.asked.map(({ from }) => from),
    ['127.0.0.5', '127.0.0.1'],
    'and another one by another connection',
  )
})

t.test('a closed port is told at once', async (t) => {
  const result = await fetchZone(jobFor(await freePort(), undefined), new Connections(PATIENCE), new Refusals(() => 0))
  t.match(result, { kind: 'failed', unreachable: true })
})

t.test('zones of one primary are asked for over one connection', async (t) => {
  const primary = await Primary.start(() => whole(7))
  t.teardown(() => primary.close())
  const connections = new Connections(PATIENCE)
  t.teardown(() => connections.close())
  const all = [1, 2, 3].map(() => fetchZone(jobFor(primary.port, undefined), connections, new Refusals(() => 0)))
  t.ok((await Promise.all(all)).every(({ kind }) => kind === 'zone'))
  t.equal(new Set(primary.asked.map(({ id }) => id)).size, 3)
  t.equal(new Set(primary.asked.map(({ connection }) => connection)).size, 1)
})

t.test('a request that is not answered is given up, whatever comes for others on the connection', async (t) => {
  const seen = new Map<number, number>()
  const primary = await Primary.start(({ connection }) => {
    const count = (seen.get(connection) ?? 0) + 1
    seen.set(connection, count)
    // The first one of the first connection gets nothing.
    return connection === 1 && count === 1 ? ['wait'] : whole(7)
  })
  t.teardown(() => primary.close())
  const connections = new Connections(HASTE)
  t.teardown(() => connections.close())
  let isOver = false
  const refusals = new Refusals(() => 0)
  const stuck = fetchZone(jobFor(primary.port, undefined), connections, refusals).finally(() => {
    isOver = true
  })
  // Others are answered all the time.
  const kinds = new Set<string>()
  for (let others = 0; !isOver && others < 10_000; others++)
    kinds.add((await fetchZone(jobFor(primary.port, undefined), connections, refusals)).kind)
  t.same([...kinds], ['zone'])
  t.match(await stuck, { kind: 'failed', unreachable: false })
})

t.test('a primary that sends a record now and then does not do so for ever', async (t) => {
  const records = messagesOf([soa(7), ...Array.from({ length: 200 }, (_, i) => `h${i} A 192.0.2.1`)], { perMessage: 1 })
  const slow = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (query: Buffer) => {
      let i = 0
      const timer = setInterval(() => socket.write(framed(records[i++ % records.length]!, query.readUInt16BE(2))), 20)
      socket.on('close', () => clearInterval(timer))
    })
  })
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve))
  t.teardown(() => slow.close())
  const connections = new Connections({ ...PATIENCE, progress: 10_000, whole: 300 })
  t.teardown(() => connections.close())
  const { port } = slow.address() as { port: number }
  const result = await fetchZone(jobFor(port, undefined), connections, new Refusals(() => 0))
  t.match(result.kind === 'failed' && english.text(result.reason), /has not ended after 0 s/)
})

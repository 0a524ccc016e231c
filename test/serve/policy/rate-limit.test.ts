// Response rate limiting, an answer at a time.

import t from 'tap'
import { addressFromText } from '../../../src/dns/address.ts'
import { peerAt } from '../../../src/net/peer.ts'
import {
  AnswerClass,
  Limited,
  RateLimiter,
  type RateLimits,
  RateWord,
  rateTable,
} from '../../../src/serve/policy/rate-limit.ts'
import { compilePrefixes } from '../../../src/views/prefix-table.ts'
import { readPrefix } from '../../../src/views/read-prefix.ts'

const NAME = 0x1234567

t.test('a second has its answers, then every second one held back is cut short, the others are dropped', async (t) => {
  const limits = limiter({ perSecond: [5, 0, 0, 0, 0, 0] })
  t.equal(limits.ask(12), '.....-/-/-/-')
})

t.test('slip says which of those held back is cut short', async (t) => {
  const rows: readonly (readonly [slip: number, seen: string])[] = [
    [0, '..------'],
    [1, '..//////'],
    [2, '..-/-/-/'],
    [3, '..--/--/'],
  ]
  for (const [slip, seen] of rows)
    t.equal(limiter({ perSecond: [2, 0, 0, 0, 0, 0], slip }).ask(8), seen, `slip ${slip}`)
})

t.test('the next second has answers again; who goes on asking owes for what was held back', async (t) => {
  const polite = limiter({ perSecond: [3, 0, 0, 0, 0, 0] })
  t.equal(polite.ask(3), '...')
  polite.wait(1)
  t.equal(polite.ask(4), '...-')

  const flood = limiter({ perSecond: [3, 0, 0, 0, 0, 0], slip: 0, window: 4 })
  flood.ask(1000)
  for (const second of [1, 2, 3, 4]) {
    flood.wait(1)
    t.equal(flood.ask(1), '-', `still held back after ${second} s`)
  }
  flood.wait(2)
  t.equal(flood.ask(1), '.', 'but for no longer than the window and what was asked in it')
})

t.test(
  'limits are the same whatever the clock counts from, and where its seconds no longer fit into 31 bits',
  async (t) => {
    for (const start of [0, 2 ** 31 - 2, 2 ** 32 - 2]) {
      const limits = limiter({ perSecond: [2, 0, 0, 0, 0, 0], slip: 0 }, { start })
      t.equal(limits.ask(3), '..-', String(start))
      limits.wait(2)
      t.equal(limits.ask(3), '..-', `${start} and 2 s`)
      limits.wait(2)
      t.equal(limits.ask(3), '..-', `${start} and 4 s`)
    }
  },
)

t.test('a clock that goes backwards changes nothing', async (t) => {
  const limits = limiter({ perSecond: [2, 0, 0, 0, 0, 0], slip: 0 })
  limits.ask(2)
  limits.wait(-100)
  t.equal(limits.ask(2), '--')
})

t.test('classes, names, prefixes and views have accounts of their own', async (t) => {
  const table = rateTable()
  const limits = limiter({ perSecond: [1, 1, 1, 1, 1, 0], slip: 0 }, { table })
  const rows: readonly Parameters<typeof limits.ask>[1][] = [
    {},
    { kind: AnswerClass.nodata },
    { kind: AnswerClass.nxdomain },
    { kind: AnswerClass.referral },
    { kind: AnswerClass.error },
    { name: NAME + 1 },
    { from: '192.0.3.1' },
    { from: '2001:db8::1' },
    { from: '2001:db8:0:100::1' },
  ]
  for (const row of rows) t.equal(limits.ask(2, row), '.-', JSON.stringify(row))
  t.equal(limits.ask(1, { from: '192.0.2.200' }), '-', 'one IPv4 /24 is one client')
  t.equal(limits.ask(1, { from: '2001:db8:0:ff::1' }), '-', 'one IPv6 /56 is one client')
  t.equal(limiter({ perSecond: [1, 1, 1, 1, 1, 0] }, { table, view: 1 }).ask(2), '.-', 'another view')
})

t.test('prefix lengths are as configured', async (t) => {
  const limits = limiter({ perSecond: [1, 0, 0, 0, 0, 0], slip: 0, ipv4PrefixLength: 32, ipv6PrefixLength: 128 })
  for (const from of ['192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8::2'])
    t.equal(limits.ask(2, { from }), '.-', from)
  const wide = limiter({ perSecond: [1, 0, 0, 0, 0, 0], slip: 0, ipv4PrefixLength: 1, ipv6PrefixLength: 33 })
  t.equal(wide.ask(1, { from: '10.0.0.1' }) + wide.ask(1, { from: '100.0.0.1' }), '.-')
  t.equal(wide.ask(1, { from: '2001:db8::1' }) + wide.ask(1, { from: '2001:db8:7fff::1' }), '.-')
  t.equal(wide.ask(1, { from: '2001:db8:8000::1' }), '.')
})

t.test('a class without a rate is not limited, but counts in all', async (t) => {
  const limits = limiter({ perSecond: [0, 1, 0, 0, 0, 4], slip: 0 })
  t.equal(limits.ask(3), '...')
  t.equal(limits.ask(1, { kind: AnswerClass.nodata }), '.')
  t.equal(limits.ask(2, { name: NAME + 7 }), '--')
  t.equal(limiter({ perSecond: [0, 1, 1, 1, 1, 0] }).ask(1000), '.'.repeat(1000))
})

t.test('exempt prefixes have no limits', async (t) => {
  const limits = limiter({ perSecond: [1, 1, 1, 1, 1, 1] }, { exempt: ['192.0.2.0/25', '2001:db8::/32'] })
  for (const from of ['192.0.2.1', '2001:db8:1::1']) t.equal(limits.ask(9, { from }), '.'.repeat(9), from)
  t.equal(limits.ask(2, { from: '192.0.2.129' }), '.-')
})

t.test('log-only holds nothing back, and says what it would have', async (t) => {
  const limits = limiter({ perSecond: [2, 0, 0, 0, 0, 0], logOnly: true })
  t.equal(limits.ask(10), '.'.repeat(10))
  t.same([...limits.words.slice(0, 3)], [0, 0, 8])
})

t.test('what is held back is counted, with the last client', async (t) => {
  const limits = limiter({ perSecond: [2, 0, 0, 0, 0, 0] }, { view: 3 })
  limits.ask(11)
  t.same([...limits.words.slice(0, 5)], [5, 4, 0, 4, 4])
  t.equal(limits.words[RateWord.prefix]! >>> 0, 0xc0000200)
})

t.test('a flood of prefixes makes room for itself, and the table stays as it is', async (t) => {
  const limits = limiter({ perSecond: [1, 0, 0, 0, 0, 0], slip: 0 })
  const octets = limits.words.buffer.byteLength
  let passed = 0
  for (let i = 0; i < 300_000; i++)
    if (limits.ask(1, { from: `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}` }) === '.') passed++
  t.equal(passed, Math.ceil(300_000 / 256), 'one answer for each /24')
  for (let i = 0; i < 300_000; i++) limits.ask(1, { name: i })
  t.equal(limits.words.buffer.byteLength, octets)
})

type Ask = { readonly kind?: AnswerClass; readonly name?: number; readonly from?: string }

/** A limiter with a clock; `ask` shows each answer as `.` sent, `/` cut short or `-` dropped. */
function limiter(
  limits: Partial<RateLimits>,
  { table = rateTable(), view = 0, exempt = [] as readonly string[], start = 1_700_000_000 } = {},
) {
  const prefixes = exempt.map(readPrefix).flatMap((read) => (read.kind === 'prefixes' ? read.prefixes : []))
  const all: RateLimits = {
    perSecond: [0, 0, 0, 0, 0, 0],
    window: 15,
    slip: 2,
    ipv4PrefixLength: 24,
    ipv6PrefixLength: 56,
    logOnly: false,
    ...(exempt.length > 0 && { exempt: compilePrefixes(prefixes.map((prefix) => ({ prefix, view: 0 }))).buffer }),
    ...limits,
  }
  const rateLimiter = new RateLimiter(all, view, table)
  let now = start
  rateLimiter.tick(now)
  return {
    words: new Int32Array(table),
    wait(seconds: number) {
      now += seconds
      rateLimiter.tick(now)
    },
    ask(times: number, { kind = AnswerClass.answer, name = NAME, from = '192.0.2.1' }: Ask = {}) {
      const { client } = peerAt(addressFromText(from)!, 'udp')
      const marks = { [Limited.no]: '.', [Limited.slip]: '/', [Limited.drop]: '-' }
      return Array.from({ length: times }, () => marks[rateLimiter.count(client, kind, name)]).join('')
    },
  }
}

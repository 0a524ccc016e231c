// The log's lines about rate limits.

import type { Logger } from 'pino'
import t from 'tap'
import { addressFromText } from '../../src/dns/address.ts'
import { peerAt } from '../../src/net/peer.ts'
import { AnswerClass, RateLimiter, rateTable } from '../../src/serve/policy/rate-limit.ts'
import { RateLimitLog } from '../../src/serve/rate-limit-log.ts'

t.test('a line tells the last client and how many since the last line; nothing new, no line', async (t) => {
  const lines: unknown[] = []
  const log = new RateLimitLog({
    warn: (about: object, text: string) => lines.push([text, about]),
  } as unknown as Logger)
  const table = rateTable()
  const ask = (from: string, view: number, times: number, logOnly = false) => {
    const limits = { window: 15, slip: 2, ipv4PrefixLength: 24, ipv6PrefixLength: 56, logOnly }
    const limiter = new RateLimiter({ ...limits, perSecond: [1, 1, 1, 1, 1, 0] }, view, table)
    const { client } = peerAt(addressFromText(from)!, 'udp')
    for (let i = 0; i < times; i++) limiter.count(client, AnswerClass.answer, 1)
  }
  const report = () => log.report(table, ['inside', 'outside'])

  report()
  ask('192.0.2.7', 1, 6)
  report()
  report()
  ask('2001:db8:1:2::3', -1, 4)
  report()
  ask('10.1.2.3', 0, 3, true)
  report()
  const text = 'answers are held back by rate limits'
  t.same(lines, [
    [text, { view: 'outside', client: '192.0.2.0', dropped: 3, truncated: 2, logOnly: 0 }],
    [text, { view: 'none', client: '2001:db8:1::', dropped: 2, truncated: 1, logOnly: 0 }],
    [text, { view: 'inside', client: '10.1.2.0', dropped: 0, truncated: 0, logOnly: 2 }],
  ])
})

// The zones that distributions bring for a resolver's own use are as they should be.

import t from 'tap'
import { brief, problemsOf } from './harness.ts'

const heading = ['$TTL 1w', '@ SOA localhost. root.localhost. 2 1w 1d 4w 1w']

/** Remarks aside. */
function found(origin: string, records: readonly string[]): string[] {
  const problems = problemsOf([...heading, ...records, ''].join('\n'), { origin })
  return problems.filter(({ severity }) => severity !== 'info').map(brief)
}

t.test('localhost, its reverse zone and one that is empty have nothing wrong', async (t) => {
  t.strictSame(found('localhost.', ['@ NS localhost.', '@ A 127.0.0.1', '@ AAAA ::1']), [])
  t.strictSame(found('127.in-addr.arpa.', ['@ NS localhost.', '1.0.0 PTR localhost.']), [])
  t.strictSame(found('10.in-addr.arpa.', ['@ NS invalid.']), [])
})

t.test('any other zone has', async (t) => {
  const wrong = ['2:36 soa-refresh', '2:45 soa-minimum', '3:1 ns-single']
  t.strictSame(found('example.com.', ['@ NS ns.example.net.']), wrong)
  t.strictSame(found('example.com.', ['@ NS localhost.', '@ NS ns.example.net.']), wrong.slice(0, 2))
  t.strictSame(found('example.com.', ['@ NS localhost.', 'a A 127.0.0.1']), ['4:5 address-loopback'])
})

// Name servers that are one, and PTR records where nobody looks for them.

import t from 'tap'
import { heading, problemsOf, problemsOfView } from './harness.ts'

const lines = (pattern: RegExp, ...records: readonly string[]) =>
  problemsOf([...heading, ...records, ''].join('\n'))
    .filter(({ rule }) => pattern.test(rule))
    .map(({ place, rule }) => `${place.line - heading.length} ${rule}`)

t.test('two name servers with one address are one', async (t) => {
  const cases: [records: readonly string[], found: readonly string[]][] = [
    [['@ NS ns2', 'ns2 A 192.0.2.53'], ['1 ns-same-address']],
    [['@ NS ns2', 'ns2 A 192.0.2.54'], []],
    [['@ NS ns2', 'ns2 A 192.0.2.54', 'ns2 A 192.0.2.53'], ['1 ns-same-address']],
    [['@ NS ns2', 'ns2 AAAA 2001:db8::1', 'ns AAAA 2001:db8::1'], ['1 ns-same-address']],
    [['sub NS a.sub', 'sub NS b.sub', 'a.sub A 192.0.2.1', 'b.sub A 192.0.2.1'], ['2 ns-same-address']],
    [['sub NS ns', 'sub NS ns.example.net.'], []],
  ]
  for (const [records, found] of cases) t.strictSame(lines(/^ns-same-address$/, ...records), found, records.join())
})

t.test('one server with two names is told once, and not as one network too', async (t) => {
  const zone = '@ SOA ns1 hostmaster 2026010101 1d 2h 4w 1h\n@ NS ns1\n@ NS ns2\nns1 A 192.0.2.53\nns2 A 192.0.2.53\n'
  const rules = problemsOf(`$TTL 1h\n${zone}`).map(({ rule }) => rule)
  t.strictSame(
    rules.filter((rule) => rule.startsWith('ns-same')),
    ['ns-same-address'],
  )
})

t.test('a PTR for an address outside of the reverse zones', async (t) => {
  const cases: [record: string, found: boolean][] = [
    ['10 PTR ns', true],
    ['10.2.0.192 PTR ns', true],
    ['10.rev PTR ns', true],
    ['host10 PTR ns', false],
    ['_http._tcp PTR a._http._tcp', false],
    ['lb._dns-sd._udp PTR ns', false],
  ]
  for (const [record, found] of cases)
    t.strictSame(lines(/^ptr-outside-reverse$/, record), found ? ['1 ptr-outside-reverse'] : [], record)
})

t.test('a reverse zone may lead into a zone of any name (RFC 2317 §5.2)', async (t) => {
  const reverse = '@ SOA ns.example.com. h 1 1d 2h 4w 1h\n@ NS ns.example.com.\n10 CNAME 10.rev.example.com.\n'
  const zones = {
    'example.com.': [...heading, '10.rev PTR ns', ''].join('\n'),
    '2.0.192.in-addr.arpa.': `$TTL 1h\n${reverse}`,
  }
  t.strictSame(
    problemsOfView(zones).filter(({ rule }) => rule === 'ptr-outside-reverse'),
    [],
  )
})

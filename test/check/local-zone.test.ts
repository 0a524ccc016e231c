// The zones that distributions bring for a resolver's own use are as they should be.

import t from 'tap'
import { brief, problemsOf } from './harness.ts'

const heading = ['$TTL 1w', '@ SOA localhost. root.localhost. 2 1w 1d 4w 1w']

/** Remarks aside. */
function found(origin: string, records: readonly string[], above = heading): string[] {
  const problems = problemsOf([...above, ...records, ''].join('\n'), { origin })
  return problems.filter(({ severity }) => severity !== 'info').map(brief)
}

t.test('localhost, its reverse zone and one that is empty have nothing wrong', async (t) => {
  t.strictSame(found('localhost.', ['@ NS localhost.', '@ A 127.0.0.1', '@ AAAA ::1']), [])
  t.strictSame(found('127.in-addr.arpa.', ['@ NS localhost.', '1.0.0 PTR localhost.']), [])
  t.strictSame(found('10.in-addr.arpa.', ['@ NS invalid.']), [])
})

t.test('a response policy may turn clients to this host or to none, and be asked for news every minute', async (t) => {
  const minute = ['$TTL 1h', '@ SOA localhost. root.localhost. 1 60 60 7d 60', '@ NS localhost.']
  const sinks = ['ads.example.net A 127.0.0.1', 'ads.example.org A 0.0.0.0', '*.ads.example.org AAAA ::']
  const told = (origin: string, records: readonly string[]) => found(origin, records, minute)
  for (const origin of ['rpz.', 'RPZ.example.com.', 'a.rpz-local.example.com.'])
    t.strictSame(told(origin, sinks), [], origin)
  const signs = ['a.example.net CNAME .', 'a.example.net CNAME *.', 'a CNAME rpz-drop.', '32.1.2.0.192.rpz-ip CNAME .']
  for (const sign of signs) t.strictSame(told('policy.example.com.', [...sinks, sign]), [], sign)
  const wrong = ['4:19 address-loopback', '5:19 address-bogon', '6:24 address-bogon']
  for (const records of [sinks, [...sinks, 'a CNAME ads.example.net'], [...sinks, 'rpzone CNAME ads.example.net']])
    t.strictSame(told('policy.example.com.', records), wrong)
})

t.test("Debian's db.local may take its name from its file", async (t) => {
  t.strictSame(found('local.', ['@ NS localhost.', '@ A 127.0.0.1', '@ AAAA ::1']), [])
})

t.test('what RHEL ships as named.localhost, named.loopback and named.empty has nothing wrong', async (t) => {
  const above = ['$TTL 1D', '@ IN SOA @ rname.invalid. 0 1D 1H 1W 3H', '@ NS @', '@ A 127.0.0.1', '@ AAAA ::1']
  const none = '0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa.'
  for (const origin of ['localhost.', 'localhost.localdomain.', '0.in-addr.arpa.'])
    t.strictSame(found(origin, [], above), [], origin)
  for (const origin of ['1.0.0.127.in-addr.arpa.', `1.0.${none}`])
    t.strictSame(found(origin, ['@ PTR localhost.'], above), [], origin)
  const filled = above.map((line) => line.replace('rname.invalid.', 'hostmaster'))
  t.strictSame(found('example.com.', [], filled), ['3:1 ns-single', '4:5 address-loopback', '5:8 address-loopback'])
})

t.test('a list of addresses is known by its entry for tests (RFC 5782 §5)', async (t) => {
  const hosts = ['@ NS ns', '@ NS ns.example.net.', 'ns A 192.0.2.53', 'www A 192.0.2.80', 'a A 192.0.2.81']
  const told = (records: readonly string[]) =>
    found('dnsbl.example.com.', [...hosts, ...records]).filter((one) => one.endsWith('address-loopback'))
  t.strictSame(told(['2.0.0.127 A 127.0.0.2', '*.9.0.192 A 127.0.0.4']), [])
  t.strictSame(told(['test A 127.0.0.2', 'bad.example.net A 127.0.0.2']), [])
  t.strictSame(told(['test A 127.0.0.1', 'b A 127.0.0.1']).length, 2)
})

t.test('any other zone has', async (t) => {
  const wrong = ['2:36 soa-refresh', '2:45 soa-minimum', '3:1 ns-single']
  t.strictSame(found('example.com.', ['@ NS ns.example.net.']), wrong)
  t.strictSame(found('example.com.', ['@ NS localhost.', '@ NS ns.example.net.']), wrong.slice(0, 2))
  t.strictSame(found('example.com.', ['@ NS localhost.', 'a A 127.0.0.1']), ['4:5 address-loopback'])
})

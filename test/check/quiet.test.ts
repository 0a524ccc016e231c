// What is no mistake, although rules took it for one: reverse zones without names, TLSA in zones that somebody signs later,
// names of loopback.

import t from 'tap'
import { heading, problemsOf, problemsOfView } from './harness.ts'

const reverse = (records: string) => `$TTL 1h\n@ SOA ns.example.com. h 1 1d 2h 4w 1h\n@ NS ns.example.com.\n${records}`

t.test('a reverse zone without any PTR asks for none (RFC 6303)', async (t) => {
  const missing = (records: string) =>
    problemsOfView({
      'example.com.': [...heading, 'a A 10.0.0.1', ''].join('\n'),
      '10.in-addr.arpa.': reverse(records),
    }).filter(({ rule }) => rule === 'ptr-missing').length
  t.equal(missing(''), 0)
  t.equal(missing('2.0.0 PTR b.example.net.\n'), 1)
})

t.test('TLSA in a zone that is not signed is one remark, however many there are', async (t) => {
  const tlsa = ['_25._tcp.a', '_443._tcp.a', '_25._tcp.b'].map((owner) => `${owner} TLSA 3 1 1 ${'A1'.repeat(32)}`)
  const found = problemsOf([...heading, ...tlsa, ''].join('\n')).filter(({ rule }) => rule === 'tlsa-unsigned')
  t.match(found, [{ severity: 'info' }])
})

t.test('the name of a loopback address is no leak, that of a private one is', async (t) => {
  const leaks = (origin: string, owner: string) =>
    problemsOf(reverse(`${owner} PTR localhost.\n`), { origin, name: 'external', public: true }).filter(
      ({ rule }) => rule === 'leak-pointer',
    ).length
  t.equal(leaks('127.in-addr.arpa.', '1.0.0'), 0)
  t.equal(leaks('10.in-addr.arpa.', '1.0.0'), 1)
})

t.test('the SOA that ends a transfer is no duplicate, and one in the midst of a file is', async (t) => {
  const soa = heading.find((line) => / SOA /.test(line))!
  const found = (records: readonly string[]) =>
    problemsOf([...heading, ...records, ''].join('\n')).filter(({ rule }) => rule === 'duplicate-record').length
  t.equal(found(['a A 192.0.2.1', soa]), 0)
  t.equal(found([soa, 'a A 192.0.2.1']), 1)
})

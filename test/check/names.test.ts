// Rules about names and where they lead, in the shapes that their examples do not show: what they find, and what not.

import t from 'tap'
import { heading, problemsOf } from './harness.ts'

/** What the rule says about records below the heading, by the record's number. */
function found(rule: string, records: readonly string[]): string[] {
  return problemsOf([...heading, ...records, ''].join('\n'))
    .filter((problem) => problem.rule === rule)
    .map(({ place, message }) => `${place.line - heading.length}: ${message}`)
}

t.test('a broken international label is told at the first name below it, where it has no records itself', async (t) => {
  const message = 'the label "xn--99999999" of "www.xn--99999999.example.com." begins with xn-- and cannot be decoded'
  t.strictSame(found('idna-broken', ['www.xn--99999999 A 192.0.2.1', 'b.xn--99999999 A 192.0.2.2']), [`1: ${message}`])
})

t.test('two null MX are no mail server twice', async (t) => {
  const records = ['a MX 0 .', 'a MX 10 .']
  t.strictSame(found('mx-duplicate', records), [])
  t.equal(found('null-mx-and-others', records).length, 1)
})

t.test(
  'name servers are in one network where all addresses of a kind are, and none of the other kind is elsewhere',
  async (t) => {
    const cases: [readonly string[], readonly string[], string | undefined][] = [
      [['192.0.2.1', '2001:db8:1::1'], ['192.0.2.2', '2001:db8:1::2'], '192.0.2.0/24'],
      [['192.0.2.1', '2001:db8:1::1'], ['192.0.2.2'], '192.0.2.0/24'],
      [['2001:db8:1::1'], ['2001:db8:1::2'], '2001:db8:1::/64'],
      [['192.0.2.1', '2001:db8:1::1'], ['192.0.2.2', '2001:db8:2::2'], undefined],
      [['192.0.2.1', '2001:db8:1::1'], ['198.51.100.2', '2001:db8:1::2'], undefined],
      [['192.0.2.1'], ['2001:db8:1::2'], undefined],
      [['192.0.2.1', '198.51.100.1'], ['192.0.2.2'], undefined],
    ]
    for (const [ns1, ns2, network] of cases) {
      const records = [ns1, ns2].flatMap((addresses, i) =>
        addresses.map((address) => `ns${i + 1} ${address.includes(':') ? 'AAAA' : 'A'} ${address}`),
      )
      const text = [...heading.slice(0, 2), heading[2]!.replace('ns ', 'ns1 '), '@ NS ns1', '@ NS ns2', ...records, '']
      t.strictSame(
        problemsOf(text.join('\n'))
          .filter(({ rule }) => rule === 'ns-same-network')
          .map(({ message }) => message),
        network === undefined ? [] : [`all name servers of example.com. are in one network, ${network}`],
        records.join(', '),
      )
    }
  },
)

t.test('the address of a mail server in a delegated zone is needed by who names it, and by nobody else', async (t) => {
  const delegation = ['dept NS ns.example.net.', 'dept NS ns.example.org.', 'mail.dept A 192.0.2.25']
  const mail = ['a MX 10 mail.dept', 'a TXT "v=spf1 mx -all"']
  t.strictSame(found('glue-useless', [...delegation, ...mail]), [])
  t.strictSame(found('mx-below-delegation', [...delegation, ...mail]), [])
  t.equal(found('glue-useless', delegation).length, 1)
  t.equal(found('glue-useless', [...delegation, 'b.dept MX 10 mail.dept']).length, 1)
})

t.test('control characters are in no host name', async (t) => {
  t.strictSame(found('host-name', ['c.\\026.a A 192.0.2.2', '"tab\\009" MX 10 ns', 'b\\195\\188cher A 192.0.2.3']), [
    '1: "c.\\026.a.example.com." is no host name: "\\026" holds the character "\\026"',
    '2: "tab\\009.example.com." is no host name: "tab\\009" holds the character "\\009"',
  ])
})

t.test('a record behind # is served, and whoever meant a comment is told how one begins', async (t) => {
  const records = [
    '#a A 192.0.2.1',
    '#b CNAME ns',
    '#c TXT "x"',
    '#d NS ns.example.net.',
    'e/f CNAME ns',
    '#g.h AAAA ::1',
  ]
  const told = ['#a', '#b', '#c', '#d', '#g.h'].map(
    (owner) => `"${owner}.example.com." is a name, and its record is served: "#" begins no comment in a zone file`,
  )
  t.strictSame(
    found('host-name', records).map((message) => message.replace(/^\d: /, '')),
    told,
  )
})

t.test('an instance of a service is named for people, in any characters, and nothing else is', async (t) => {
  const büro = 'B\\195\\188ro'
  t.strictSame(found('name-not-ascii', [`${büro}._ipp._tcp SRV 0 0 631 ns`, `${büro}._ipp._tcp TXT "txtvers=1"`]), [])
  for (const owner of [büro, `_ipp._tcp.${büro}`, `${büro}._tcp`, `${büro}.ipp._tcp`])
    t.equal(found('name-not-ascii', [`${owner} SRV 0 0 631 ns`]).length, 1, owner)
})

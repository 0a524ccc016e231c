// RFC 4035 appendix B: the answers to its questions about the zone of its appendix A. The zone's own NS rrset, which the RFC
// adds to answers that are complete without, is left out (minimal responses).

import t from 'tap'
import { isAuthoritative, rcodeOf, TestServer } from '../support/ask.ts'
import { withPlaceholderSignatures } from '../support/placeholder-signatures.ts'
import { recordKinds } from '../support/record-kinds.ts'
import { generationOf } from '../support/zones.ts'

const zone = `
example. SOA ns1.example. bugs.x.w.example. 1081539377 3600 300 3600000 3600
example. NS ns1.example.
example. NS ns2.example.
example. MX 1 xx.example.
example. NSEC a.example. NS SOA MX RRSIG NSEC DNSKEY
example. DNSKEY 257 3 5 AQOeX7+baTmvpVHb2CcLnL1dMRWbuscRvHXlLnXwDzvqp4tZVKp1sZMepFb8MvxhhW3y
a.example. NS ns1.a.example.
a.example. NS ns2.a.example.
a.example. DS 57855 5 1 B6DCD485719ADCA18E5F3D48A2331627FDD3636B
a.example. NSEC ai.example. NS DS RRSIG NSEC
ns1.a.example. A 192.0.2.5
ns2.a.example. A 192.0.2.6
ai.example. A 192.0.2.9
ai.example. HINFO "KLH-10" "ITS"
ai.example. AAAA 2001:db8::f00:baa9
ai.example. NSEC b.example. A HINFO AAAA RRSIG NSEC
b.example. NS ns1.b.example.
b.example. NS ns2.b.example.
b.example. NSEC ns1.example. NS RRSIG NSEC
ns1.b.example. A 192.0.2.7
ns2.b.example. A 192.0.2.8
ns1.example. A 192.0.2.1
ns1.example. NSEC ns2.example. A RRSIG NSEC
ns2.example. A 192.0.2.2
ns2.example. NSEC *.w.example. A RRSIG NSEC
*.w.example. MX 1 ai.example.
*.w.example. NSEC x.w.example. MX RRSIG NSEC
x.w.example. MX 1 xx.example.
x.w.example. NSEC x.y.w.example. MX RRSIG NSEC
x.y.w.example. MX 1 xx.example.
x.y.w.example. NSEC xx.example. MX RRSIG NSEC
xx.example. A 192.0.2.10
xx.example. HINFO "KLH-10" "TOPS-20"
xx.example. AAAA 2001:db8::f00:baaa
xx.example. NSEC example. A HINFO AAAA RRSIG NSEC
`
const unsigned = [
  'a.example. NS',
  'b.example. NS',
  'ns1.a.example.',
  'ns2.a.example.',
  'ns1.b.example.',
  'ns2.b.example.',
]
const text = `$TTL 3600\n${withPlaceholderSignatures(zone, unsigned)}`
const server = new TestServer(generationOf({ any: { clients: ['any'], zones: { example: text } } }))

const soa = ['example. SOA', 'example. RRSIG SOA 1']
const cases = [
  {
    section: 'B.1 Answer',
    ask: 'x.w.example. MX',
    answer: ['x.w.example. MX', 'x.w.example. RRSIG MX 3'],
    additional: ['xx.example. A', 'xx.example. AAAA', 'xx.example. RRSIG A 2', 'xx.example. RRSIG AAAA 2'],
  },
  {
    section: 'B.2 Name Error',
    ask: 'ml.example. A',
    rcode: 'NXDOMAIN',
    authority: [...soa, 'b.example. NSEC', 'b.example. RRSIG NSEC 2', 'example. NSEC', 'example. RRSIG NSEC 1'],
  },
  {
    section: 'B.3 No Data Error',
    ask: 'ns1.example. MX',
    authority: [...soa, 'ns1.example. NSEC', 'ns1.example. RRSIG NSEC 2'],
  },
  {
    section: 'B.4 Referral to Signed Zone',
    ask: 'mc.a.example. MX',
    aa: false,
    authority: ['a.example. DS', 'a.example. NS', 'a.example. NS', 'a.example. RRSIG DS 2'],
    additional: ['ns1.a.example. A', 'ns2.a.example. A'],
  },
  {
    section: 'B.5 Referral to Unsigned Zone',
    ask: 'mc.b.example. MX',
    aa: false,
    authority: ['b.example. NS', 'b.example. NS', 'b.example. NSEC', 'b.example. RRSIG NSEC 2'],
    additional: ['ns1.b.example. A', 'ns2.b.example. A'],
  },
  {
    section: 'B.6 Wildcard Expansion',
    ask: 'a.z.w.example. MX',
    answer: ['a.z.w.example. MX', 'a.z.w.example. RRSIG MX 2'],
    authority: ['x.y.w.example. NSEC', 'x.y.w.example. RRSIG NSEC 4'],
    additional: ['ai.example. A', 'ai.example. AAAA', 'ai.example. RRSIG A 2', 'ai.example. RRSIG AAAA 2'],
  },
  {
    section: 'B.7 Wildcard No Data Error',
    ask: 'a.z.w.example. AAAA',
    authority: [
      ...soa,
      'x.y.w.example. NSEC',
      'x.y.w.example. RRSIG NSEC 4',
      '*.w.example. NSEC',
      '*.w.example. RRSIG NSEC 2',
    ],
  },
  {
    section: 'B.8 DS Child Zone No Data Error',
    ask: 'example. DS',
    authority: [...soa, 'example. NSEC', 'example. RRSIG NSEC 1'],
  },
  {
    section: '§3.1.3.2 an empty non-terminal',
    ask: 'y.w.example. A',
    authority: [...soa, 'x.w.example. NSEC', 'x.w.example. RRSIG NSEC 3'],
  },
]

for (const { section, ask, rcode = 'NOERROR', aa = true, answer = [], authority = [], additional = [] } of cases)
  t.test(`${section}: ${ask}`, async (t) => {
    const message = server.ask(ask, { dnssec: true, edns: 4096 })
    t.equal(rcodeOf(message), rcode)
    t.equal(isAuthoritative(message), aa)
    t.same(recordKinds(message.answer), answer.toSorted(), 'answer')
    t.same(recordKinds(message.authority), authority.toSorted(), 'authority')
    t.same(recordKinds(message.additional), additional.toSorted(), 'additional')
  })

t.test('without DO there is no signature and no proof', async (t) => {
  for (const { ask } of cases) {
    const { answer, authority, additional } = server.ask(ask)
    const kinds = recordKinds([...answer, ...authority, ...additional])
    t.notOk(
      kinds.some((kind) => /RRSIG|NSEC| DS$/.test(kind)),
      ask,
    )
  }
})

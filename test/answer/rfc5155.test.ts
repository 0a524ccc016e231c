// RFC 5155 appendix B: the answers to its questions about the zone of its appendix A, whose hashes are the RFC's own.

import t from 'tap'
import { isAuthoritative, rcodeOf, TestServer } from '../support/ask.ts'
import { withPlaceholderSignatures } from '../support/placeholder-signatures.ts'
import { recordKinds } from '../support/record-kinds.ts'
import { generationOf } from '../support/zones.ts'

const zone = `
example. SOA ns1.example. bugs.x.w.example. 1 3600 300 3600000 3600
example. NS ns1.example.
example. NS ns2.example.
example. MX 1 xx.example.
example. DNSKEY 257 3 7 AwEAAcUlFV1vhmqx6NSOUOq2R/dsR7Xm3upJj7IommWSpJABVfW8Q0rOvXdM6kzt+TAu92L9AbsUdblMFin8CVF3n4s=
example. NSEC3PARAM 1 0 12 aabbccdd
0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example. NSEC3 1 1 12 aabbccdd 2t7b4g4vsa5smi47k61mv5bv1a22bojr MX DNSKEY NS SOA NSEC3PARAM RRSIG
2t7b4g4vsa5smi47k61mv5bv1a22bojr.example. A 192.0.2.127
2t7b4g4vsa5smi47k61mv5bv1a22bojr.example. NSEC3 1 1 12 aabbccdd 2vptu5timamqttgl4luu9kg21e0aor3s A RRSIG
2vptu5timamqttgl4luu9kg21e0aor3s.example. NSEC3 1 1 12 aabbccdd 35mthgpgcu1qg68fab165klnsnk3dpvl MX RRSIG
35mthgpgcu1qg68fab165klnsnk3dpvl.example. NSEC3 1 1 12 aabbccdd b4um86eghhds6nea196smvmlo4ors995 NS DS RRSIG
a.example. NS ns1.a.example.
a.example. NS ns2.a.example.
a.example. DS 58470 5 1 3079F1593EBAD6DC121E202A8B766A6A4837206C
ns1.a.example. A 192.0.2.5
ns2.a.example. A 192.0.2.6
ai.example. A 192.0.2.9
ai.example. HINFO "KLH-10" "ITS"
ai.example. AAAA 2001:db8:0:0:0:0:f00:baa9
b4um86eghhds6nea196smvmlo4ors995.example. NSEC3 1 1 12 aabbccdd gjeqe526plbf1g8mklp59enfd789njgi MX RRSIG
c.example. NS ns1.c.example.
c.example. NS ns2.c.example.
ns1.c.example. A 192.0.2.7
ns2.c.example. A 192.0.2.8
gjeqe526plbf1g8mklp59enfd789njgi.example. NSEC3 1 1 12 aabbccdd ji6neoaepv8b5o6k4ev33abha8ht9fgc HINFO A AAAA RRSIG
ji6neoaepv8b5o6k4ev33abha8ht9fgc.example. NSEC3 1 1 12 aabbccdd k8udemvp1j2f7eg6jebps17vp3n8i58h
k8udemvp1j2f7eg6jebps17vp3n8i58h.example. NSEC3 1 1 12 aabbccdd kohar7mbb8dc2ce8a9qvl8hon4k53uhi
kohar7mbb8dc2ce8a9qvl8hon4k53uhi.example. NSEC3 1 1 12 aabbccdd q04jkcevqvmu85r014c7dkba38o0ji5r A RRSIG
ns1.example. A 192.0.2.1
ns2.example. A 192.0.2.2
q04jkcevqvmu85r014c7dkba38o0ji5r.example. NSEC3 1 1 12 aabbccdd r53bq7cc2uvmubfu5ocmm6pers9tk9en A RRSIG
r53bq7cc2uvmubfu5ocmm6pers9tk9en.example. NSEC3 1 1 12 aabbccdd t644ebqk9bibcna874givr6joj62mlhv MX RRSIG
t644ebqk9bibcna874givr6joj62mlhv.example. NSEC3 1 1 12 aabbccdd 0p9mhaveqvm6t7vbl5lop2u3t2rp3tom HINFO A AAAA RRSIG
*.w.example. MX 1 ai.example.
x.w.example. MX 1 xx.example.
x.y.w.example. MX 1 xx.example.
xx.example. A 192.0.2.10
xx.example. HINFO "KLH-10" "TOPS-20"
xx.example. AAAA 2001:db8:0:0:0:0:f00:baaa
`
const unsigned = [
  'a.example. NS',
  'c.example. NS',
  'ns1.a.example.',
  'ns2.a.example.',
  'ns1.c.example.',
  'ns2.c.example.',
]
const text = `$TTL 3600\n${withPlaceholderSignatures(zone, unsigned)}`
const server = new TestServer(generationOf({ any: { clients: ['any'], zones: { example: text } } }))

const soa = ['example. SOA', 'example. RRSIG SOA 1']

/** The NSEC3 whose hash begins so, and its RRSIG. */
function nsec3(...beginnings: readonly string[]): string[] {
  return beginnings.flatMap((beginning) => {
    const owner = zone
      .split('\n')
      .find((line) => line.startsWith(beginning))!
      .split(' ')[0]!
    return [`${owner} NSEC3`, `${owner} RRSIG NSEC3 2`]
  })
}

const cases = [
  {
    section: 'B.1 Name Error',
    ask: 'a.c.x.w.example. A',
    rcode: 'NXDOMAIN',
    // The next closer name is covered, the closest encloser matched, its wildcard covered.
    authority: [...soa, ...nsec3('0p9m', 'b4um', '35mt')],
  },
  { section: 'B.2 No Data Error', ask: 'ns1.example. MX', authority: [...soa, ...nsec3('2t7b')] },
  { section: 'B.2.1 Empty Non-Terminal', ask: 'y.w.example. A', authority: [...soa, ...nsec3('ji6n')] },
  {
    section: 'B.3 Referral to an Opt-Out Unsigned Zone',
    ask: 'mc.c.example. MX',
    aa: false,
    authority: ['c.example. NS', 'c.example. NS', ...nsec3('35mt', '0p9m')],
    additional: ['ns1.c.example. A', 'ns2.c.example. A'],
  },
  {
    section: 'B.4 Wildcard Expansion',
    ask: 'a.z.w.example. MX',
    answer: ['a.z.w.example. MX', 'a.z.w.example. RRSIG MX 2'],
    authority: nsec3('q04j'),
    additional: ['ai.example. A', 'ai.example. AAAA', 'ai.example. RRSIG A 2', 'ai.example. RRSIG AAAA 2'],
  },
  {
    section: 'B.5 Wildcard No Data Error',
    ask: 'a.z.w.example. AAAA',
    authority: [...soa, ...nsec3('k8ud', 'q04j', 'r53b')],
  },
  { section: 'B.6 DS Child Zone No Data Error', ask: 'example. DS', authority: [...soa, ...nsec3('0p9m')] },
  {
    section: '§7.2.4 no DS at an opted-out delegation',
    ask: 'c.example. DS',
    authority: [...soa, ...nsec3('35mt', '0p9m')],
  },
  {
    section: '§7.2.8 the owner of an NSEC3 is no name of the zone',
    ask: '0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example. NSEC3',
    rcode: 'NXDOMAIN',
  },
  {
    section: '§7.2.8 but for what else it owns',
    ask: '2t7b4g4vsa5smi47k61mv5bv1a22bojr.example. A',
    answer: ['2t7b4g4vsa5smi47k61mv5bv1a22bojr.example. A', '2t7b4g4vsa5smi47k61mv5bv1a22bojr.example. RRSIG A 2'],
  },
]

for (const { section, ask, rcode = 'NOERROR', aa = true, answer = [], authority, additional = [] } of cases)
  t.test(`${section}: ${ask}`, async (t) => {
    const message = server.ask(ask, { dnssec: true, edns: 4096 })
    t.equal(rcodeOf(message), rcode)
    t.equal(isAuthoritative(message), aa)
    t.same(recordKinds(message.answer), answer.toSorted(), 'answer')
    if (authority) t.same(recordKinds(message.authority), authority.toSorted(), 'authority')
    t.same(recordKinds(message.additional), additional.toSorted(), 'additional')
  })

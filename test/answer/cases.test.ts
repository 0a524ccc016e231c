// What comparing with other nameservers and with the reference once showed wrong: one row each, so that it stays right.

import t from 'tap'
import { type AskOptions, isAuthoritative, recordText, summary, TestServer } from '../support/ask.ts'
import { recordKinds } from '../support/record-kinds.ts'
import { generationOf } from '../support/zones.ts'

const header = `
$TTL 300
@        SOA   ns hostmaster 1 7200 900 604800 60
@        NS    ns
ns       A     192.0.2.53
`
const zones = {
  'example.com': `${header}
two      MX    10 a.pool
two      MX    10 b.pool
*.pool   A     192.0.2.25
mail     MX    10 mx.deep
sub      NS    ns.child.sub
ns.child.sub A 192.0.2.54
beside   NS    ns2.child.sub
ns2.child.sub A 192.0.2.56
signed   NS    ns.signed
signed   DS    1 13 2 ${'00'.repeat(32)}
ns.signed A    192.0.2.55
up       DNAME @
down     DNAME target
target   A     192.0.2.7
x.target TXT   "there"
alias    CNAME ns
`,
  'deep.example.com': `${header}
mx       A     192.0.2.26
`,
  'child.sub.example.com': header,
  'signed.example.com': header,
}
const server = new TestServer(generationOf({ any: { clients: ['any'], zones } }))

type Row = {
  readonly why: string
  readonly ask: string
  readonly manner?: AskOptions
  readonly want: string
  readonly additional?: readonly string[]
  readonly aa?: boolean
}

const cases: readonly Row[] = [
  {
    why: 'two targets below one wildcard both bring their address',
    ask: 'two MX',
    want: '10 a.pool.example.com. 10 b.pool.example.com.',
    additional: ['a.pool.example.com. 300 A 192.0.2.25', 'b.pool.example.com. 300 A 192.0.2.25'],
  },
  {
    why: 'a target that the zone does not have may be in a zone below that nobody delegated',
    ask: 'mail MX',
    want: '10 mx.deep.example.com.',
    additional: ['mx.deep.example.com. 300 A 192.0.2.26'],
  },
  {
    why: 'glue stands for servers of the delegation, whatever a zone deeper down says',
    ask: 'x.sub A',
    want: 'referral sub.example.com.',
    additional: ['ns.child.sub.example.com. 300 A 192.0.2.54'],
    aa: false,
  },
  {
    why: 'glue beside the cut is sent, though a zone deeper down has no such name',
    ask: 'x.beside A',
    want: 'referral beside.example.com.',
    additional: ['ns2.child.sub.example.com. 300 A 192.0.2.56'],
    aa: false,
  },
  {
    why: 'DS is asked of the parent after an alias too (RFC 4035 §3.1.4.1)',
    ask: 'signed.up DS',
    want: `CNAME signed.example.com. DNAME example.com. 1 13 2 ${'00'.repeat(32)}`,
  },
  {
    why: 'a DNAME is followed for any type',
    ask: 'x.down TXT',
    want: 'CNAME x.target.example.com. DNAME target.example.com. "there"',
  },
  {
    why: 'for ANY too (RFC 6672 §3.2)',
    ask: 'y.down ANY',
    want: 'CNAME y.target.example.com. DNAME target.example.com. NXDOMAIN',
  },
  {
    why: 'but asked for CNAME it is the answer',
    ask: 'y.down CNAME',
    want: 'CNAME y.target.example.com. DNAME target.example.com.',
  },
  { why: 'NSEC belongs to the alias itself (RFC 4034 §4)', ask: 'alias NSEC', want: 'NODATA' },
  { why: 'RRSIG too', ask: 'alias RRSIG', want: 'NODATA' },
  {
    why: 'nobody has authority over all classes (RFC 1035 §6.2)',
    ask: 'ns A',
    manner: { class: 255 },
    want: '192.0.2.53',
    aa: false,
  },
]

for (const { why, ask, manner, want, additional, aa = true } of cases)
  t.test(`${ask}: ${why}`, async (t) => {
    for (const turn of ['composed', 'asked again']) {
      const message = server.ask(ask, { origin: 'example.com.', ...manner })
      t.equal(sortedWords(summary(message)), sortedWords(want), turn)
      t.equal(isAuthoritative(message), aa, turn)
      if (additional) t.same(message.additional.map(recordText).sort(), additional, turn)
    }
  })

t.test(
  'the proof for a wildcard alias stands in the authority section, though more of the answer follows',
  async (t) => {
    const nsec = `${header}
*        CNAME  ns
@        NSEC   *.example.com. NS SOA RRSIG NSEC
*        NSEC   ns.example.com. CNAME RRSIG NSEC
ns       NSEC   example.com. A RRSIG NSEC
`
    const signed = new TestServer(generationOf({ any: { clients: ['any'], zones: { 'example.com': nsec } } }))
    const { answer, authority } = signed.ask('host.example.com A', { dnssec: true })
    t.same(recordKinds(answer), ['host.example.com. CNAME', 'ns.example.com. A'])
    t.same(recordKinds(authority), ['*.example.com. NSEC'])
  },
)

t.test(
  'NODATA at a wildcard that is an empty non-terminal is proved by what stands before it and before the name',
  async (t) => {
    const nsec = `${header}
a.*.in   A      192.0.2.8
@        NSEC   a.*.in.example.com. NS SOA RRSIG NSEC
a.*.in   NSEC   ns.example.com. A RRSIG NSEC
ns       NSEC   example.com. A RRSIG NSEC
`
    const signed = new TestServer(generationOf({ any: { clients: ['any'], zones: { 'example.com': nsec } } }))
    const { authority } = signed.ask('x.in.example.com A', { dnssec: true })
    t.same(recordKinds(authority), ['a.*.in.example.com. NSEC', 'example.com. NSEC', 'example.com. SOA'])
  },
)

function sortedWords(text: string): string {
  return text.split(' ').sort().join(' ')
}

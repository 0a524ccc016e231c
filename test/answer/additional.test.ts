// What comes along unasked: addresses of targets, services behind aliases, glue, and with `minimal-responses: false`
// the servers of the zone.

import t from 'tap'
import { recordText, TestServer } from '../support/ask.ts'
import { generationOf } from '../support/zones.ts'

const chain = Array.from({ length: 30 }, (_, i) => `chain${i} HTTPS 0 chain${i + 1}`).join('\n')

const zones = {
  'example.com': `
$TTL 300
@         SOA   ns hostmaster 1 7200 900 604800 300
@         NS    ns
ns        A     192.0.2.53
ns        AAAA  2001:db8::53
mail      MX    10 mx.example.net.
both      MX    10 mx
both      MX    20 mx
both      MX    20 ns
mx        A     192.0.2.25
mx        AAAA  2001:db8::25
wild      MX    10 a.pool
wild      MX    20 b.pool
wild      MX    30 A.pool
*.pool    A     192.0.2.30
_imaps._tcp SRV 0 0 993 mx
none      SRV   0 0 0 .
null      MX    0 .
away      MX    10 mx.example.org.
gone      MX    10 missing
alias     MX    10 cname
cname     CNAME mx
web       HTTPS 1 . alpn=h2
web       A     192.0.2.80
other     HTTPS 0 web
third     HTTPS 0 other
loop      HTTPS 0 pool
pool      HTTPS 0 loop
pool      A     192.0.2.81
faraway   SVCB  0 svc.example.net.
*.any     HTTPS 1 .
*.any     A     192.0.2.82
*.each    HTTPS 0 b.each
*.each    A     192.0.2.83
*.both    HTTPS 1 .
*.both    HTTPS 2 b.both
*.both    A     192.0.2.84
${chain}
svc       SVCB  1 mx port=25
late      SVCB  1 other
occluded  MX    10 host.sub
sub       NS    ns.sub
sub       NS    ns.sibling
sub       NS    ns.example.net.
sub       NS    ns.example.org.
ns.sub    A     192.0.2.54
host.sub  A     192.0.2.55
sibling   NS    ns.sibling
ns.sibling AAAA 2001:db8::56
deep      NS    ns.child.deep
ns.child.deep A 192.0.2.57
child2    NS    ns.child2
ns.child2 A     192.0.2.58
tochild   MX    10 mx.child2
hall      NS    ns.cs.hall
`,
  'example.net': `
$TTL 300
@         SOA   ns hostmaster 1 7200 900 604800 300
@         NS    ns
ns        A     198.51.100.53
mx        A     198.51.100.25
svc       SVCB  1 mx port=25
svc       HTTPS 1 .
`,
  'child2.example.com': `
$TTL 300
@         SOA   ns hostmaster 1 7200 900 604800 300
@         NS    ns
ns        A     192.0.2.58
mx        A     192.0.2.59
`,
  'cs.hall.example.com': `
$TTL 300
@         SOA   ns hostmaster 1 7200 900 604800 300
@         NS    ns
ns        A     192.0.2.60
`,
}
const generation = generationOf({ any: { clients: ['any'], zones } })
const minimal = new TestServer(generation)
const fuller = new TestServer(generation, { minimalResponses: false })

const cases = [
  { ask: 'mail MX', why: 'the target is in another zone of the view', want: ['mx.example.net. 300 A 198.51.100.25'] },
  {
    ask: 'both MX',
    why: 'each address comes once, of both families',
    want: [
      'mx.example.com. 300 A 192.0.2.25',
      'mx.example.com. 300 AAAA 2001:db8::25',
      'ns.example.com. 300 A 192.0.2.53',
      'ns.example.com. 300 AAAA 2001:db8::53',
    ],
  },
  {
    ask: 'wild MX',
    why: 'a wildcard stands for each of the targets',
    want: ['a.pool.example.com. 300 A 192.0.2.30', 'b.pool.example.com. 300 A 192.0.2.30'],
  },
  {
    ask: '_imaps._tcp SRV',
    why: 'SRV has a target too',
    want: ['mx.example.com. 300 A 192.0.2.25', 'mx.example.com. 300 AAAA 2001:db8::25'],
  },
  { ask: 'none SRV', why: 'the root says that there is no such service', want: [] },
  { ask: 'null MX', why: 'a null MX has no host', want: [] },
  { ask: 'away MX', why: 'no zone here has the target', want: [] },
  { ask: 'gone MX', why: 'the target does not exist', want: [] },
  { ask: 'alias MX', why: 'aliases are not followed (RFC 2181 §10.3)', want: [] },
  { ask: 'web HTTPS', why: 'the root as target means the owner', want: ['web.example.com. 300 A 192.0.2.80'] },
  {
    ask: 'x.any HTTPS',
    why: 'the owner is what the wildcard stands for',
    want: ['x.any.example.com. 300 A 192.0.2.82'],
  },
  {
    ask: 'other HTTPS',
    why: 'an alias brings the service that it stands for (RFC 9460 §4.1)',
    want: ['web.example.com. 300 A 192.0.2.80', 'web.example.com. 300 HTTPS 1 . alpn="h2"'],
  },
  {
    ask: 'third HTTPS',
    why: 'an alias of an alias brings both',
    want: [
      'other.example.com. 300 HTTPS 0 web.example.com.',
      'web.example.com. 300 A 192.0.2.80',
      'web.example.com. 300 HTTPS 1 . alpn="h2"',
    ],
  },
  {
    ask: 'loop HTTPS',
    why: 'a loop of aliases ends',
    want: ['pool.example.com. 300 A 192.0.2.81', 'pool.example.com. 300 HTTPS 0 loop.example.com.'],
  },
  {
    ask: 'faraway SVCB',
    why: 'a service in another zone, and the address of its host',
    want: ['mx.example.net. 300 A 198.51.100.25', 'svc.example.net. 300 SVCB 1 mx.example.net. port=25'],
  },
  { ask: 'late SVCB', why: 'the target in ServiceMode has addresses, and no service is looked for there', want: [] },
  {
    ask: 'svc SVCB',
    why: 'ServiceMode with a target',
    want: ['mx.example.com. 300 A 192.0.2.25', 'mx.example.com. 300 AAAA 2001:db8::25'],
  },
  {
    ask: 'occluded MX',
    why: 'the address below the cut is all that is known',
    want: ['host.sub.example.com. 300 A 192.0.2.55'],
  },
  {
    ask: 'x.sub A',
    why: 'glue below the cut, sibling glue and an address that another zone has',
    want: [
      'ns.example.net. 300 A 198.51.100.53',
      'ns.sibling.example.com. 300 AAAA 2001:db8::56',
      'ns.sub.example.com. 300 A 192.0.2.54',
    ],
  },
  { ask: 'x.deep A', why: 'glue may lie deep below its cut', want: ['ns.child.deep.example.com. 300 A 192.0.2.57'] },
  {
    ask: 'x.hall A',
    why: 'glue that the zone lacks is in a zone of its own below the cut',
    want: ['ns.cs.hall.example.com. 300 A 192.0.2.60'],
  },
  { ask: 'tochild MX', why: 'the zone below the cut knows its own', want: ['mx.child2.example.com. 300 A 192.0.2.59'] },
]

for (const { ask, why, want } of cases)
  t.test(`${ask} brings ${want.length} records: ${why}`, async (t) => {
    const { additional } = minimal.ask(ask, { origin: 'example.com.' })
    t.same(additional.map(recordText).sort(), want)
  })

t.test('of a long chain of aliases a part is added', async (t) => {
  const names = minimal.ask('chain0.example.com HTTPS').additional.map((record) => recordText(record).split('.')[0])
  t.strictSame(
    names,
    Array.from({ length: 9 }, (_, i) => `chain${i + 1}`),
  )
})

t.test('the fuller answer names the servers of the zone and their addresses', async (t) => {
  const { authority, additional } = fuller.ask('mail.example.com MX')
  t.same(authority.map(recordText), ['example.com. 300 NS ns.example.com.'])
  t.same(additional.map(recordText).sort(), [
    'mx.example.net. 300 A 198.51.100.25',
    'ns.example.com. 300 A 192.0.2.53',
    'ns.example.com. 300 AAAA 2001:db8::53',
  ])
})

t.test('the fuller answer does not say the servers twice, nor in negative answers and referrals', async (t) => {
  t.same(fuller.ask('example.com NS').authority, [])
  t.same(fuller.ask('missing.example.com A').authority.length, 1)
  t.same(fuller.ask('x.deep.example.com A').authority.map(recordText), [
    'deep.example.com. 300 NS ns.child.deep.example.com.',
  ])
})

t.test(
  'the fuller answer names the servers of the zone in which a chain of aliases ends, if that is ours',
  async (t) => {
    const apex = (ns: string) => `@ SOA ${ns} hostmaster 1 7200 900 604800 300\n@ NS ${ns}\n`
    const server = new TestServer(
      generationOf({
        any: {
          clients: ['any'],
          zones: {
            'a.example': `$TTL 300\n${apex('ns.a.example.')}ns A 192.0.2.1\nb CNAME www.b.example.\nout CNAME www.example.org.
gone CNAME www.c.example.\nback CNAME b.b.example.\nloop CNAME loop.b.example.\nd DNAME d.b.example.\n*.w CNAME www.b.example.\n`,
            'b.example': `$TTL 300\n${apex('ns.b.example.')}ns A 192.0.2.2\nwww A 192.0.2.3\nb CNAME ns.a.example.
loop CNAME loop.a.example.\nx.d A 192.0.2.4\n`,
            'c.example': undefined,
          },
        },
      }),
      { minimalResponses: false },
    )
    const cases = [
      { ask: 'ns.a.example A', servers: 'a.example. 300 NS ns.a.example.' },
      { ask: 'b.a.example A', servers: 'b.example. 300 NS ns.b.example.' },
      { ask: 'back.a.example A', servers: 'a.example. 300 NS ns.a.example.' },
      { ask: 'x.d.a.example A', servers: 'b.example. 300 NS ns.b.example.' },
      { ask: 'x.w.a.example A', servers: 'b.example. 300 NS ns.b.example.' },
      { ask: 'b.a.example CNAME', servers: 'a.example. 300 NS ns.a.example.' },
      { ask: 'loop.a.example A', servers: 'b.example. 300 NS ns.b.example.' },
      { ask: 'out.a.example A', servers: '' },
      { ask: 'gone.a.example A', servers: '' },
    ]
    // The second answer may be one that was kept.
    for (const { ask, servers } of cases)
      for (const turn of ['first', 'second'])
        t.equal(server.ask(ask).authority.map(recordText).join(), servers, `${ask}, ${turn} time`)
  },
)

t.test('without EDNS and on a stream the additional section is the same', async (t) => {
  const texts = [{}, { edns: 1232 }, { stream: true }].map((manner) =>
    minimal.ask('both.example.com MX', manner).additional.map(recordText).sort(),
  )
  t.same(texts[1], texts[0])
  t.same(texts[2], texts[0])
})

t.test('names that one wildcard stands for get their own answers, whichever was asked for first', async (t) => {
  for (const name of ['a.each', 'b.each', 'a.both', 'b.both'])
    for (const before of ['a', 'b', 'c']) {
      const server = new TestServer(generation)
      const question = `${name}.example.com HTTPS`
      server.ask(question.replace(/^./, before))
      const texts = [server, new TestServer(generation)].map((one) =>
        one.ask(question).additional.map(recordText).sort(),
      )
      t.same(texts[0], texts[1], `${name} after ${before}`)
    }
})

// One question, and for each view its own true answer.

import t from 'tap'
import { rcodeOf, recordText, summary, TestServer } from '../support/ask.ts'
import { generationOf } from '../support/zones.ts'

const header = `
$TTL 3600
@        SOA ns.example.com. hostmaster.example.com. 1 7200 900 604800 300
@        NS  ns
`
const server = new TestServer(
  generationOf({
    internal: {
      clients: ['10.0.0.0/8', '2001:db8::/32'],
      zones: {
        'example.com': `${header}
ns       A     10.0.0.53
www      A     10.0.0.10
vpn      A     10.0.0.9
*        TXT   "somebody inside"
a.b      A     10.0.0.11
sub      NS    ns.sub
ns.sub   A     10.0.0.54
hosta    MX    10 hosta
hosta    A     192.0.2.20
list     MX    10 mx.example.net.
`,
        'example.net': `${header}
mx       A     10.0.0.25
`,
      },
    },
    external: {
      clients: ['any'],
      zones: {
        'example.com': `${header}
ns       A     192.0.2.53
www      A     192.0.2.10
a.b      A     192.0.2.11
hosta    MX    10 mx
mx       A     192.0.2.25
mx       A     192.0.2.26
list     MX    10 mx.example.net.
`,
      },
    },
  }),
)

const cases = [
  { ask: 'www A', internal: '10.0.0.10', external: '192.0.2.10' },
  { ask: 'vpn A', internal: '10.0.0.9', external: 'NXDOMAIN' },
  { ask: 'b A', internal: 'NODATA', external: 'NODATA' }, // only a.b has records
  { ask: 'x.sub A', internal: 'referral sub.example.com.', external: 'NXDOMAIN' }, // the cut exists only inside
  { ask: 'c.a.b TXT', internal: 'NXDOMAIN', external: 'NXDOMAIN' }, // the inner *.example.com stops at a.b
  { ask: 'other TXT', internal: '"somebody inside"', external: 'NXDOMAIN' },
  { ask: 'hosta MX', internal: '10 hosta.example.com.', external: '10 mx.example.com.' },
  { ask: 'mx.example.net. A', internal: '10.0.0.25', external: 'REFUSED' }, // the zone exists only inside
]

for (const { ask, internal, external } of cases)
  t.test(`${ask} is ${internal} inside and ${external} outside`, async (t) => {
    const origin = 'example.com.'
    t.equal(summary(server.ask(ask, { origin, from: '10.1.2.3' })), internal, 'inside')
    t.equal(summary(server.ask(ask, { origin, from: '2001:db8::1' })), internal, 'inside, IPv6')
    t.equal(summary(server.ask(ask, { origin, from: '192.0.2.99' })), external, 'outside')
    t.equal(summary(server.ask(ask, { origin, from: '2001:db9::1' })), external, 'outside, IPv6')
  })

t.test('an MX answer brings the addresses that its own view has', async (t) => {
  const additional = (from: string) => server.ask('hosta.example.com MX', { from }).additional.map(recordText).sort()
  t.same(additional('10.1.2.3'), ['hosta.example.com. 3600 A 192.0.2.20'])
  t.same(additional('192.0.2.99'), ['mx.example.com. 3600 A 192.0.2.25', 'mx.example.com. 3600 A 192.0.2.26'])
})

t.test('a target in a zone that only another view has brings no address', async (t) => {
  const inside = server.ask('list.example.com MX', { from: '10.1.2.3' })
  t.same(inside.additional.map(recordText), ['mx.example.net. 3600 A 10.0.0.25'])
  t.same(server.ask('list.example.com MX', { from: '192.0.2.99' }).additional, [])
})

t.test('a client that no view is for is refused, and so is any question of its', async (t) => {
  const closed = new TestServer(
    generationOf({ internal: { clients: ['10.0.0.0/8'], zones: { 'example.com': `${header}ns A 10.0.0.53` } } }),
  )
  const message = closed.ask('ns.example.com A', { from: '192.0.2.99' })
  t.equal(rcodeOf(message), 'REFUSED')
  t.same([message.answer, message.authority, message.additional], [[], [], []])
})

t.test('a zone that could not be loaded answers SERVFAIL in its view, and the zones beside it answer', async (t) => {
  const broken = new TestServer(
    generationOf({
      internal: {
        clients: ['10.0.0.0/8'],
        zones: { 'example.com': undefined, 'example.net': `${header}ns A 10.0.0.53` },
      },
      external: { clients: ['any'], zones: { 'example.com': `${header}ns A 192.0.2.53` } },
    }),
  )
  t.equal(summary(broken.ask('ns.example.com A', { from: '10.0.0.1' })), 'SERVFAIL')
  t.equal(summary(broken.ask('ns.example.net A', { from: '10.0.0.1' })), '10.0.0.53')
  t.equal(summary(broken.ask('ns.example.com A', { from: '192.0.2.99' })), '192.0.2.53')
})

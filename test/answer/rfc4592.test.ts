// The worked example of RFC 4592 §2.2.1: what wildcards stand for, and what stops them.

import t from 'tap'
import { summary, TestServer } from '../support/ask.ts'
import { generationOf } from '../support/zones.ts'

const zone = `
$TTL 3600
@                 SOA ns.example.com. hostmaster.example.com. 1 7200 900 604800 300
@                 NS  ns.example.com.
@                 NS  ns.example.net.
*                 TXT "this is a wildcard"
*                 MX  10 host1.example.
sub.*             TXT "this is not a wildcard"
host1             A   192.0.2.1
_ssh._tcp.host1   SRV 0 0 22 host1
_ssh._tcp.host2   SRV 0 0 22 host2
host2             A   192.0.2.2
subdel            NS  ns.example.com.
subdel            NS  ns.example.net.
`

const server = new TestServer(generationOf({ any: { clients: ['any'], zones: { example: zone } } }))

// The questions and outcomes that the RFC lists.
const cases = [
  { ask: 'host3.example. MX', want: '10 host1.example.' },
  { ask: 'host3.example. A', want: 'NODATA' },
  { ask: 'foo.bar.example. TXT', want: '"this is a wildcard"' },
  { ask: 'host1.example. MX', want: 'NODATA' }, // host1 exists
  { ask: 'sub.*.example. MX', want: 'NODATA' }, // so does sub.*
  { ask: '_telnet._tcp.host1.example. SRV', want: 'NXDOMAIN' }, // _tcp.host1 exists, without a wildcard
  { ask: 'host.subdel.example. A', want: 'referral subdel.example.' },
  { ask: 'ghost.*.example. MX', want: 'NXDOMAIN' }, // *.example exists, without a wildcard below it
  { ask: '*.example. TXT', want: '"this is a wildcard"' }, // asked for like every name
]

for (const { ask, want } of cases)
  t.test(`${ask} is ${want}`, async (t) => {
    t.equal(summary(server.ask(ask)), want)
  })

t.test('what a wildcard stands for carries the name asked for, octet by octet', async (t) => {
  const [record] = server.ask('HOST3.Example. TXT').answer
  t.same(record!.name, Uint8Array.of(5, 0x48, 0x4f, 0x53, 0x54, 0x33, 7, 0x45, 0x78, 0x61, 0x6d, 0x70, 0x6c, 0x65, 0))
})

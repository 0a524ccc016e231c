// Negative answers: which of the two, and for how long a resolver may keep them (RFC 2308 §2, §3, §5).

import t from 'tap'
import { recordText, summary, TestServer } from '../support/ask.ts'
import { generationOf } from '../support/zones.ts'

function zone(soaTtl: number, minimum: number): string {
  return `
@        ${soaTtl} SOA ns hostmaster 1 7200 900 604800 ${minimum}
@        300 NS    ns
ns       300 A     192.0.2.53
a.b      300 A     192.0.2.1
mx       300 A     192.0.2.2
alias    300 CNAME nothing
loop     300 CNAME loop
ping     300 CNAME pong
pong     300 CNAME ping
`
}

const ttls = [
  { soa: 3600, minimum: 300, want: 300 },
  { soa: 60, minimum: 300, want: 60 },
  { soa: 300, minimum: 300, want: 300 },
  { soa: 3600, minimum: 0, want: 0 },
]

for (const { soa, minimum, want } of ttls)
  t.test(`with SOA TTL ${soa} and MINIMUM ${minimum} a negative answer may be kept ${want} seconds`, async (t) => {
    const server = serverOf(zone(soa, minimum))
    for (const ask of ['missing.example.com A', 'mx.example.com MX', 'b.example.com A'])
      t.same(server.ask(ask).authority.map(recordText), [
        `example.com. ${want} SOA ns.example.com. hostmaster.example.com. 1 7200 900 604800 ${minimum}`,
      ])
    t.equal(server.ask('example.com SOA').answer[0]!.ttl, soa, 'asked for, the SOA has its own TTL')
  })

const cases = [
  { ask: 'mx.example.com MX', want: 'NODATA' }, // relayhost = mx.univ.example asks this first
  { ask: 'b.example.com A', want: 'NODATA' }, // an empty non-terminal: name minimisation asks for it
  { ask: 'b.example.com ANY', want: 'NODATA' },
  { ask: 'missing.example.com A', want: 'NXDOMAIN' },
  { ask: 'a.missing.example.com A', want: 'NXDOMAIN' },
  { ask: 'x.mx.example.com A', want: 'NXDOMAIN' },
  { ask: 'alias.example.com A', want: 'CNAME nothing.example.com. NXDOMAIN' }, // RFC 2308 §2.1: the rcode is the target's
  { ask: 'alias.example.com CNAME', want: 'CNAME nothing.example.com.' },
  { ask: 'loop.example.com A', want: 'CNAME loop.example.com.' },
  { ask: 'ping.example.com A', want: 'CNAME pong.example.com. CNAME ping.example.com.' },
]

for (const { ask, want } of cases)
  t.test(`${ask} is ${want}`, async (t) => {
    t.equal(summary(serverOf(zone(300, 300)).ask(ask)), want)
  })

t.test('a chain of twenty aliases is followed to its end, and no chain without end', async (t) => {
  const links = Array.from({ length: 30 }, (_, i) => `l${i} 300 CNAME l${i + 1}`).join('\n')
  const server = serverOf(`${zone(300, 300)}${links}\nl30 300 A 192.0.2.30\n`)
  t.equal(server.ask('l10.example.com A').answer.at(-1)!.type, 1)
  t.equal(server.ask('l0.example.com A').answer.length, 21)
})

function serverOf(text: string): TestServer {
  return new TestServer(generationOf({ any: { clients: ['any'], zones: { 'example.com': text } } }))
}

// A zone that hashes its names many times makes each denial cost a hundred answers: who asks for many gets some a second.

import t from 'tap'
import { rateTable } from '../../src/serve/policy/rate-limit.ts'
import { rcodeOf, TestServer } from '../support/ask.ts'
import { generationOf } from '../support/zones.ts'

const HASHED = '0p9mhaveqvm6t7vbl5lop2u3t2rp3tom'

function served(iterations: number): TestServer {
  const zone = `$TTL 300
@ SOA ns hostmaster 1 7200 900 604800 300
@ NS ns
@ NSEC3PARAM 1 0 ${iterations} -
ns A 192.0.2.53
${HASHED} NSEC3 1 0 ${iterations} - ${HASHED} A NS SOA NSEC3PARAM
`
  const server = new TestServer(generationOf({ all: { clients: ['any'], zones: { example: zone } } }), {
    rateTable: rateTable(),
  })
  server.responder.tick({ wall: 0, steady: 1_000_000 })
  return server
}

function denials(server: TestServer, count: number, options: { from?: string; stream?: boolean; dnssec?: boolean }) {
  const answers = Array.from({ length: count }, (_, i) =>
    rcodeOf(server.ask(`x${i}.example A`, { dnssec: true, ...options })),
  )
  return answers.filter((rcode) => rcode === 'NXDOMAIN').length
}

t.test('of a zone with many iterations a client gets some a second, over UDP and TCP together', async (t) => {
  const server = served(100)
  t.equal(denials(server, 15, {}), 15)
  t.equal(denials(server, 15, { stream: true, from: '192.0.2.200' }), 5, 'one /24 is one client')
  t.equal(rcodeOf(server.ask('y.example A', { dnssec: true })), 'SERVFAIL')
  t.equal(denials(server, 10, { from: '198.51.100.1' }), 10, 'another client')
  t.equal(rcodeOf(server.ask('ns.example A', { dnssec: true })), 'NOERROR', 'an answer that needs no proof')
  t.equal(denials(server, 40, { dnssec: false }), 40, 'who wants no proof')
  server.responder.tick({ wall: 0, steady: 1_060_000 })
  t.equal(denials(server, 40, {}), 20, 'in another second')
})

t.test('of a zone with few iterations nobody is held back', async (t) => {
  for (const iterations of [0, 50]) t.equal(denials(served(iterations), 100, {}), 100)
})

// An update that takes away the last address of a name server: of the zone's own it is refused, as a load would refuse it; of a
// delegated zone it is done and told, as a load does.

import t from 'tap'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { exchange } from '../support/exchange.ts'
import { folderOf, serve } from '../support/janus.ts'
import { updateMessage } from '../support/update-message.ts'

t.test('the last address of a name server', async (t) => {
  const server = await serve(
    t,
    folderOf(t, {
      'a.zone': `$TTL 60
@ SOA ns hostmaster 1 1d 2h 4w 1h
@ NS ns
ns A 192.0.2.1
dept NS ns.dept
ns.dept A 192.0.2.2
`,
      'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
views: {inside: [any]}
zones: {a.example: a.zone}
updates: [{from: [127.0.0.1], zones: [a.example], types: [A, NS]}]
`,
    }),
  )
  const way = { port: server.port(), from: '127.0.0.1', transport: 'tcp' } as const
  let id = 0
  const rcode = async (line: string) =>
    rcodeName((await exchange(t, updateMessage('a.example', [line], { id: ++id }), way))[3]! & 0xf)
  t.equal(await rcode('delete ns A'), 'REFUSED', 'nobody could reach the zone')
  t.equal(await rcode('add @ 60 NS ns2'), 'REFUSED')
  t.equal(await rcode('delete ns.dept A'), 'NOERROR', 'nobody can reach a part of it')
  const { first } = await server.logged(
    'a zone does not fit the zones beside it any more: correct the zone that changed last',
  )
  t.match(first, [/cannot delegate "dept\.a\.example\." to "ns\.dept\.a\.example\.": its address is missing/])
  t.equal(await rcode('add ns.dept 60 A 192.0.2.2'), 'NOERROR')
})

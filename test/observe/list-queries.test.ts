// Questions to lists in the query log: what was asked about, as people write it, and whether it is listed.

import { join } from 'node:path'
import t from 'tap'
import { queryFor } from '../support/ask.ts'
import { exchange } from '../support/exchange.ts'
import { folderOf, janus, serve } from '../support/janus.ts'

const files = {
  'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
state: state
zones: {example.com: a.zone}
lists:
  bl.example.com: {files: [list], format: ip4set}
  names.example.com: {files: [names], format: dnset}
  pop.example.com: {leases: 10m}
  safe.example.com: {files: [list], format: ip4set}
sign: {safe.example.com: {parents: []}}
`,
  'a.zone': '$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n',
  list: '192.0.2.0/24\n!192.0.2.9\n',
  names: 'bad.example.net\n',
}

t.test('a question to a list', async (t) => {
  const folder = folderOf(t, files)
  const server = await serve(t, folder)
  const config = ['--config', join(folder, 'janus.yaml')]
  t.match(await janus('query-log', 'on', ...config), { code: 0 })
  t.match(await janus('list', 'add', 'pop.example.com', '2001:db8::7', ...config), { code: 0 })
  const digits = '7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2'
  const cases = [
    { ask: '7.2.0.192.bl.example.com A', entry: '192.0.2.7', listed: true },
    { ask: '7.2.0.192.BL.example.com MX', entry: '192.0.2.7', listed: true },
    { ask: '9.2.0.192.bl.example.com A', entry: '192.0.2.9', listed: false },
    { ask: '0.192.bl.example.com A', entry: '0.192', listed: false },
    { ask: 'Bad.example.net.names.example.com A', entry: 'bad.example.net', listed: true },
    { ask: `${digits}.pop.example.com A`, entry: '2001:db8::7', listed: true },
    { ask: '7.2.0.192.pop.example.com A', entry: '192.0.2.7', listed: false },
    { ask: '7.2.0.192.safe.example.com A', entry: '192.0.2.7', listed: true },
    { ask: '7.2.0.192.safe.example.com AAAA', entry: '192.0.2.7', listed: true },
    { ask: '9.2.0.192.safe.example.com A', entry: '192.0.2.9', listed: false },
    { ask: '0.192.safe.example.com A', entry: '0.192', listed: false },
    { ask: 'bl.example.com SOA', entry: undefined, listed: undefined },
    { ask: 'ns.example.com A', entry: undefined, listed: undefined },
  ]
  for (const { ask } of cases)
    await exchange(t, queryFor(ask), { port: server.port(), from: '127.0.0.1', transport: 'udp' })
  await server.logged('query', cases.length)
  const told = server.log.filter(({ msg }) => msg === 'query')
  for (const [i, { ask, entry, listed }] of cases.entries()) {
    t.equal(told[i]!.entry, entry, `${ask}: the entry`)
    t.equal(told[i]!.listed, listed, `${ask}: listed`)
  }
})

// Updates and entries of lists as they are told in numbers: by view, key and list, in the metrics and in the status.

import t from 'tap'
import { exchange } from '../support/exchange.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { Site } from '../support/site.ts'
import { updateMessage } from '../support/update-message.ts'

const zone = '$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n'
const files = {
  'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
udp: portable
state: state
views: {inside: [127.0.0.1], outside: [any]}
zones: {a.example: {inside: a.zone, outside: a.zone}}
lists: {pop.example: {leases: 10m, max: 1h, max-entries: 2, views: [inside]}}
updates: [{from: [127.0.0.0/8], zones: [a.example], names: ["*"]}]
`,
  'a.zone': zone,
}

t.test('what became of each', async (t) => {
  const site = new Site(folderOf(t, files))
  await site.start()
  t.teardown(() => site.stop())
  let id = 0
  const update = (from: string, ...lines: string[]) => {
    const message = updateMessage('a.example.', lines, { id: ++id })
    return exchange(t, message, { port: Number(site.server.bound[0]!.port), from, transport: 'tcp' })
  }
  await update('127.0.0.1', 'add www 60 A 192.0.2.7', 'add www 60 A 192.0.2.8')
  await update('127.0.0.1', 'add www 60 A 192.0.2.7')
  await update('127.0.0.1', 'prereq nxdomain www', 'add www 60 A 192.0.2.9')
  await update('127.0.0.1', 'add @ 60 A 192.0.2.9')
  await update('127.0.0.2', 'add mail 60 A 192.0.2.9')
  const ask = async (verb: string, options: object = {}) => told(operatedOf(site.server), everybody, { verb, options })
  for (const [entry, from] of [['192.0.2.1'], ['192.0.2.1', '20m'], ['192.0.2.2'], ['192.0.2.3']] as const)
    await ask('list-add', { zone: 'pop.example', entry, ...(from && { for: from }) })
  await ask('list-remove', { zone: 'pop.example', entry: '192.0.2.2' })
  const { result } = (await ask('metrics')) as unknown as { result: string }
  const lines = new Set(result.split('\n'))
  const wanted = [
    ...['changed', 'unchanged', 'unmet', 'refused'].map(
      (outcome) => `janus_updates_total{view="inside",key="",outcome="${outcome}"} 1`,
    ),
    'janus_updates_total{view="outside",key="",outcome="changed"} 1',
    'janus_update_records_total{view="inside",key=""} 2',
    'janus_update_records_total{view="outside",key=""} 1',
    'janus_list_entries{list="pop.example."} 1',
    'janus_list_limit{list="pop.example."} 2',
    ...['added 2', 'extended 1', 'removed 1', 'ended 0', 'refused 1'].map((line) => {
      const [outcome, count] = line.split(' ')
      return `janus_list_changes_total{list="pop.example.",outcome="${outcome}"} ${count}`
    }),
  ]
  t.same(
    wanted.filter((line) => !lines.has(line)),
    [],
    [...lines].filter((line) => /^janus_(update|list)/.test(line)).join('\n'),
  )
  const { result: status } = await ask('status')
  t.match(status, { lists: { lists: 1, entries: 1, refused: 1 } })
  t.match(JSON.stringify((status as { updates: object }).updates), /1/)
  // The audit trail has changes of zones, and no adds to lists.
  const { result: trail } = (await ask('audit')) as unknown as { result: { what: string }[] }
  t.same(new Set(trail.map(({ what }) => what)), new Set(['update']))
})

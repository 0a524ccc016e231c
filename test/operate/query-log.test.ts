// The query log is switched on for some queries, and off for all: who means less is told so, and nothing is switched.

import pino from 'pino'
import t from 'tap'
import { QueryLog } from '../../src/observe/query-log.ts'
import { exchange } from '../support/exchange.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { Site } from '../support/site.ts'
import { campus } from '../support/small-campus.ts'
import { updateMessage } from '../support/update-message.ts'

t.test('off for a part of the queries is refused, and the log stays on', async (t) => {
  const site = new Site(folderOf(t, campus('udp: portable\n')))
  await site.start()
  t.teardown(() => site.stop())
  const operated = operatedOf(site.server)
  const set = (options: object) => told(operated, everybody, { verb: 'query-log', options })
  t.teardown(() => set({ on: false }))
  t.match(await set({ on: true, view: 'internal' }), { result: { on: true, view: 'internal' } })
  for (const part of [{ view: 'internal' }, { view: 'none' }, { client: '10.0.0.0/8' }, { name: 'x.' }, { oneIn: 1 }]) {
    const [field] = Object.keys(part)
    t.match(
      await set({ on: false, ...part }),
      {
        code: 'no-filter',
        error: `cannot switch the query log off: the query log can only be switched off for all queries; leave out "${field}"`,
      },
      String(field),
    )
    t.match(operated.queryLog.status(), { on: true, view: 'internal' })
  }
  t.match(await set({ on: false }), { result: { on: false } })
})

t.test('updates and entries of lists have lines of their own, of what the filter takes', async (t) => {
  const rules = `lists: {pop.univ.example: {leases: 10m}}
updates: [{from: [127.0.0.0/8], zones: [univ.example], views: [internal], proof: off}]
`
  const site = new Site(folderOf(t, campus(`udp: portable\n${rules}`)))
  await site.start()
  t.teardown(() => site.stop())
  const lines: Record<string, unknown>[] = []
  const queryLog = new QueryLog(site.server, pino({}, { write: (line) => lines.push(JSON.parse(line)) }), 1)
  site.server.updates.also = (event) => queryLog.noteUpdate(event)
  const operated = operatedOf(site.server, { queryLog })
  t.teardown(() => queryLog.close())
  const way = { port: Number(site.server.bound[0]!.port), from: '127.0.0.1', transport: 'tcp' } as const
  let id = 0
  const change = (line: string) => exchange(t, updateMessage('univ.example.', [line], { id: ++id }), way)
  const add = (entry: string) =>
    told(operated, everybody, { verb: 'list-add', options: { zone: 'pop.univ.example', entry, for: '1m' } })
  const heard = async (filter: object) => {
    await queryLog.set({ on: true, ...filter })
    lines.length = 0
    await change(`add n${id} 60 A 192.0.2.1`)
    await change('delete www.other. A')
    await add(`192.0.2.${id}`)
    await add('127.0.0.1')
    await queryLog.set({ on: false })
    return lines.filter(({ msg }) => msg !== 'query').map(({ msg, zone, outcome }) => `${msg} ${zone} ${outcome}`)
  }
  const update = ['update univ.example. changed', 'update univ.example. refused']
  const entries = ['list entry pop.univ.example. added', 'list entry pop.univ.example. refused']
  t.same(await heard({}), [...update, ...entries])
  t.same(await heard({ view: 'internal' }), update)
  t.same(await heard({ view: 'external' }), [])
  t.same(await heard({ client: '127.0.0.0/8' }), update)
  t.same(await heard({ client: '192.0.2.0/24' }), [])
  t.same(await heard({ name: 'pop.univ.example' }), entries)
  t.same(await heard({ name: 'other.example' }), [])
  t.same((await heard({ oneIn: 2 })).length, 2)
  t.same((await heard({ oneIn: 1000 })).length, 1)
  t.same(await heard({}), [...update, ...entries], 'each filter counts anew')
  await queryLog.set({ on: true })
  lines.length = 0
  await change('add last 60 A 192.0.2.1')
  await add('192.0.2.99')
  t.match(lines, [
    { client: '127.0.0.1', transport: 'tcp', views: ['internal'], zone: 'univ.example.', rcode: 'NOERROR', records: 1 },
    { zone: 'pop.univ.example.', entry: '192.0.2.99', by: 'test', outcome: 'added' },
  ])
  await queryLog.set({ on: false })
  lines.length = 0
  await change('add off 60 A 192.0.2.1')
  await add('192.0.2.98')
  t.same(lines, [], 'off, it has none')
})

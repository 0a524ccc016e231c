// What two views say differently, what the world is told of the inside, and the way of the mail: of what is served, in words that are
// known beforehand; and who watches queries is told of those that he means.

import t from 'tap'
import type { QueryLine } from '../../src/observe/query-log.ts'
import { type Actor, atSocket } from '../../src/operate/actor.ts'
import { exchange } from '../support/exchange.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { queryOf } from '../support/query.ts'
import { Site } from '../support/site.ts'
import { campus, campusZone } from '../support/small-campus.ts'
import { until } from '../support/until.ts'

const MORE = `udp: portable
mail: {gateways: {external: mx.univ.example, internal: mx.univ.example}}
expected-differences:
  - {zone: univ.example, name: ns.univ.example, reason: "each view has a server of its own"}
  - {zone: univ.example, name: mx.univ.example, reason: "until the move", until: 2020-01-01}
allowed-leaks:
  - {zone: univ.example, name: late.univ.example, reason: "until the move", until: 2020-01-01}
  - {zone: univ.example, name: shown.univ.example, reason: "a printer that everybody may know"}
`
const site = new Site(
  folderOf(t, {
    ...campus(MORE),
    'out.zone': campusZone('external', { more: 'lab A 10.9.9.9\nshown A 10.9.9.8\nlate A 10.9.9.7\n' }),
  }),
)
t.before(() => site.start())
t.teardown(() => site.stop())

type Line = Readonly<Record<string, unknown>>

async function lines(verb: string, options: object = {}, actor: Actor = everybody): Promise<readonly Line[]> {
  const answer = await told(operatedOf(site.server), actor, { verb, options })
  if (answer.kind === 'error') throw new Error(String(answer.error))
  return answer.result as readonly Line[]
}

t.test('differences are told with what is expected of them', async (t) => {
  const views = { left: 'internal', right: 'external' }
  const of = async (options: object, actor?: Actor) =>
    (await lines('diff', { ...views, ...options }, actor)).map(({ name, type, state }) => `${name} ${type} ${state}`)
  t.same(await of({ zone: 'UNIV.example.' }), [
    'lab.univ.example. A new',
    'late.univ.example. A new',
    'mx.univ.example. A expired',
    'ns.univ.example. A expected',
    'shown.univ.example. A new',
    'www.univ.example. A new',
  ])
  t.same(await of({ state: 'expected' }), ['ns.univ.example. A expected'])
  t.same(await of({ zone: 'other.example' }), [], 'one text for both is no difference')
  t.match(await lines('diff', { ...views, state: 'new', zone: 'univ.example' }), [
    { name: 'lab.univ.example.', right: { ttl: 3600, records: [{ rdata: '10.9.9.9', line: 8 }] } },
  ])
  const [expected] = await lines('diff', { ...views, state: 'expected' })
  t.match(expected, { reason: 'each view has a server of its own', at: /janus\.yaml:\d+/ })
  const zoned: Actor = { ...atSocket, zones: [] }
  t.same(await of({}, zoned), [])
  await t.rejects(lines('diff', views, { ...atSocket, views: new Set(['external']) }), /view "internal"/)
})

t.test('leaks are those that nobody has allowed', async (t) => {
  const found = (await lines('leaks')).map(({ zone, view, rule, message }) => `${zone} ${view} ${rule} ${message}`)
  t.equal(found.length, 2, found.join('\n'))
  t.match(found[1], /late\.univ\.example.*2020-01-01/)
  t.match(found[0], /^univ\.example\. external address-private .*10\.9\.9\.9.*lab\.univ\.example/)
  t.same(await lines('leaks', { view: 'internal' }), [])
  t.same(await lines('leaks', { zone: 'other.example' }), [])
  await t.rejects(lines('leaks', {}, { ...atSocket, views: new Set(['external']) }), /your rights do not include it/)
})

t.test('the way of the mail is that of what is served', async (t) => {
  const { result } = await told(operatedOf(site.server), everybody, {
    verb: 'mail',
    options: { domain: 'UNIV.example' },
  })
  const { gateways, domains } = result as Record<string, readonly Line[]>
  t.match(
    gateways!.map(({ view, names }) => [view, names]),
    [
      ['internal', [{ addresses: { ipv4: ['10.0.0.2'] } }]],
      ['external', [{ addresses: { ipv4: ['192.0.2.2'] } }]],
    ],
  )
  t.match(domains, [{ name: 'univ.example.', ways: [{ view: 'internal' }, { view: 'external' }] }])
  const none = await told(operatedOf(site.server), everybody, { verb: 'mail', options: { domain: 'www.univ.example' } })
  t.match(none, { code: 'no-zone' })
})

t.test('who watches is told of the queries that he means, whoever else watches or goes', async (t) => {
  const { queryLog } = operatedOf(site.server)
  const { port } = site.server.bound[0]!
  const taken: Record<'web' | 'all', QueryLine[]> = { web: [], all: [] }
  const follow = (filter: Parameters<typeof queryLog.follow>[0], into: QueryLine[]): (() => void) => {
    const end = queryLog.follow(filter, (line) => into.push(line))
    if ('code' in end) throw new Error(end.code)
    return end
  }
  const ask = (label: string) =>
    exchange(t, queryOf([label, 'univ', 'example'], 1, {}), { port, from: '127.0.0.1', transport: 'tcp' })
  const endWeb = follow({ name: 'www.univ.example' }, taken.web)
  const endAll = follow({ view: 'internal' }, taken.all)
  await ask('ns')
  await ask('www')
  // What was taken for both is given when only one is left.
  endAll()
  endWeb()
  const names = (lines: readonly QueryLine[]) => lines.map(({ name }) => name)
  t.notOk(names(taken.web).includes('ns.univ.example.'))
  t.match(
    queryLog.follow({ view: 'nowhere' }, () => {}),
    { code: 'query-log-no-view' },
  )
  const told: QueryLine[] = []
  t.teardown(follow({ name: 'www.univ.example' }, told))
  await ask('mx')
  // A thread that answers may hear of it a little later than who watches.
  await until('a line about www', async () => {
    await ask('www')
    return told.length > 0
  })
  t.match(told[0], { name: 'www.univ.example.', view: 'internal', zone: 'univ.example.', rcode: 'NOERROR' })
})

t.test('a plan tells who sees one view of nothing that waits in others', async (t) => {
  const outside: Actor = { ...atSocket, views: new Set(['external']) }
  const plan = async (actor: Actor) =>
    (await told(operatedOf(site.server), actor, { verb: 'plan', options: {} })).result
  site.write('in.zone', campusZone('internal', { serial: 2, host: 77 }))
  t.match(await plan(everybody), { outcome: 'switched', changes: [{ view: 'internal' }] })
  t.match(await plan(outside), { outcome: 'unchanged', changes: [] })
})

t.test('the plan that was made last is told to everybody by what he may see, and reads nothing', async (t) => {
  const outside: Actor = { ...atSocket, who: 'outside', views: new Set(['external']) }
  const operated = operatedOf(site.server)
  const ask = async (actor: Actor, verb: string) =>
    (await told(operated, actor, { verb, options: {} })).result as object
  t.same(await ask(everybody, 'plan-last'), { moved: false })
  site.write('in.zone', campusZone('internal', { serial: 3, host: 78 }))
  await ask(everybody, 'plan')
  site.write('in.zone', campusZone('internal', { serial: 4, host: 79 }))
  const plan = { outcome: 'switched', changes: [{ view: 'internal', after: 3 }] }
  t.match(await ask(everybody, 'plan-last'), { moved: false, by: everybody.who, made: /T.*Z$/, plan })
  const seen = await ask(outside, 'plan-last')
  t.match(seen, { moved: false, made: /T.*Z$/, plan: { outcome: 'unchanged', changes: [] } })
  t.notMatch(JSON.stringify(seen), /internal|"by"/)
  const viewer: Actor = { ...outside, rights: new Set(['look']) }
  t.match(await told(operated, viewer, { verb: 'plan-last', options: {} }), { kind: 'error', code: 'forbidden' })
  await operated.reload()
  t.match(await ask(everybody, 'plan-last'), { moved: true })
})

// All rules of `janus check` over what is served: the same findings as the command has of the same files, once for a generation, and to
// everybody those that speak of nothing but what he may see.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { type Actor, atSocket } from '../../src/operate/actor.ts'
import { Checking, type CheckingLimits } from '../../src/operate/checking.ts'
import { folderOf, janus } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { Site } from '../support/site.ts'
import { until } from '../support/until.ts'

const zone = (lines: string, serial = 1) =>
  `$TTL 3600\n@ SOA ns hostmaster ${serial} 7200 900 1209600 300\n  NS ns\n  MX 10 mx\nns A 192.0.2.1\nmx A 192.0.2.2\n${lines}`
const INSIDE = zone('marker-db A 10.0.0.7\nwww A 10.0.0.8\nwww 60 A 10.0.0.9\nhost AAAA 2001:db8::1\n')
const OUTSIDE = zone('www A 192.0.2.8\nhost 7200 AAAA 2001:db8::1\nprinter A 10.0.0.7\nnear A 198.51.100.8\n')
const SHARED = zone('twice A 192.0.2.9\ntwice A 192.0.2.9\nquiet 0 A 192.0.2.3 ; zonecheck-ignore ttl-zero: it moves\n')
const BROKEN = zone('gone MX 10 nowhere\nslow 0 A 192.0.2.4\n')
const files = {
  'broken.zone': BROKEN,
  'in.zone': INSIDE,
  'out.zone': OUTSIDE,
  'shared.zone': SHARED,
  'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
udp: portable
state: state
control: {socket: control.sock}
views: {innermost: [127.0.0.0/8], external: [any]}
mail: {gateways: {innermost: mx.univ.example, external: mx.univ.example}}
zones:
  univ.example: {innermost: in.zone, external: out.zone}
  shared.example: shared.zone
  broken.example: {external: broken.zone}
inside: [198.51.100.0/24]
`,
}

type Line = {
  readonly zone?: string
  readonly view?: string
  readonly rule: string
  readonly severity: string
  readonly message: string
  readonly place: { readonly file: string; readonly line: number }
  readonly source?: string
}

async function serving(t: Test, its: Readonly<Record<string, string>> = files) {
  const site = new Site(folderOf(t, its))
  await site.start()
  t.teardown(() => site.stop())
  const lines = async (options: object = {}, actor: Actor = everybody, language?: 'ja') => {
    const operated = operatedOf(site.server, language && { language })
    const answer = await told(operated, actor, { verb: 'findings', options })
    if (answer.kind === 'error') throw new Error(String(answer.error))
    return answer.result as readonly Line[]
  }
  return { site, lines }
}

const placed = ({ rule, message, place: { file, line } }: Line) =>
  `${file.split('/').at(-1)}:${line} ${rule} ${message}`
const distinct = (lines: readonly Line[]) => [...new Set(lines.map(placed))].sort()

t.test('findings are those of the command, with their lines, in both languages', async (t) => {
  const { site, lines } = await serving(t)
  const before = await lines()
  t.notOk(
    before.some(({ rule }) => rule === 'duplicate-record'),
    'a load does not look for it',
  )
  const all = await lines({ complete: true })
  const config = join(site.folder, 'janus.yaml')
  const { stdout } = await janus('check', '--config', config, '--format', 'json', '--info')
  const { problems } = JSON.parse(stdout) as { readonly problems: readonly Line[] }
  t.same(distinct(all), distinct(problems), 'all of them, and no other')
  t.ok(problems.length > 5, `${problems.length}`)
  const twice = all.filter(({ rule }) => rule === 'duplicate-record')
  t.match(
    twice,
    [{ view: 'innermost', source: 'twice A 192.0.2.9' }, { view: 'external' }],
    'in each view that has the file',
  )
  t.notOk(
    all.some(({ rule, place }) => rule === 'ttl-zero' && place.file.endsWith('shared.zone')),
    'a comment holds',
  )
  t.same(await lines({}), all, 'they are kept')
  const { result: metrics } = await told(operatedOf(site.server), everybody, { verb: 'metrics', options: {} })
  const errors = all.filter(({ severity }) => severity === 'error').length
  t.ok(String(metrics).includes(`janus_findings{severity="error"} ${errors}\n`), `${errors}`)
  t.match((await lines({ rule: 'duplicate-record' }, everybody, 'ja'))[0]!.message, /[ぁ-ん]/)
})

t.test('who sees one view is told of nothing that speaks of another', async (t) => {
  const { lines } = await serving(t)
  const all = await lines({ complete: true })
  const outside: Actor = { ...atSocket, views: new Set(['external']) }
  const seen = await lines({}, outside)
  t.notMatch(JSON.stringify(seen), /innermost|marker|in\.zone|10\.0\.0\.[89]|198\.51\.100\.0/)
  const rules = (lines: readonly Line[]) =>
    new Set(lines.filter(({ view }) => view === 'external').map(({ rule }) => rule))
  for (const rule of ['mx-target-missing', 'ttl-zero', 'address-private'])
    t.ok(rules(seen).has(rule), `what is wrong in his view alone he is told: ${rule}`)
  for (const rule of ['leak-inside', 'view-ttl', 'view-only-name', 'mail-one-sided']) {
    t.ok(rules(all).has(rule), `there is ${rule}`)
    t.notOk(rules(seen).has(rule), rule)
  }
  t.same(await lines({}, { ...outside, zones: [] }), [])
})

t.test('who sees one zone is told of nothing that another one of his view has', async (t) => {
  const below = zone('marker-mail A 192.0.2.66\nmail CNAME marker-mail\n@ NS marker-ns\nmarker-ns A 192.0.2.67\n')
  const many = Array.from({ length: 120 }, (_, i) => `x${i} CNAME gone${i}.dept\n`).join('')
  const { lines } = await serving(t, {
    'janus.yaml': files['janus.yaml'].replace(
      /zones:.*/s,
      'zones: {univ.example: up.zone, dept.univ.example: down.zone}\n',
    ),
    'up.zone': zone(`dept NS ns.dept\nns.dept A 192.0.2.99\ngone CNAME nowhere\nout CNAME nowhere.dept\n${many}`),
    'down.zone': below,
  })
  const all = await lines({ complete: true })
  const above: Actor = { ...atSocket, zones: [{ name: nameFromText('univ.example.'), below: false, self: true }] }
  const seen = await lines({}, above)
  const rulesOf = (some: readonly Line[]) => new Set(some.map(({ rule }) => rule))
  for (const rule of ['glue-differs', 'delegation-differs']) {
    t.ok(rulesOf(all).has(rule), `there is ${rule}`)
    t.notOk(rulesOf(seen).has(rule), rule)
  }
  t.match(
    seen.filter(({ rule }) => rule === 'cname-target-missing').map(({ message }) => message),
    [/nowhere\.univ/, /nowhere\.univ/],
    'what his own zone lacks he is told, in both views',
  )
  t.notMatch(JSON.stringify(seen), /marker|192\.0\.2\.(1"|6)|gone\d/)
})

t.test('a list whose file has other entries by now is told, though no record of its zone differs', async (t) => {
  const list = (entry: string, serial: number) =>
    `$SOA 60 ns.example. hostmaster.example. ${serial} 1h 15m 30d 10\n$NS 60 ns.example.\n${entry}\n`
  const { site, lines } = await serving(t, {
    'bl.list': list('192.0.2.1', 7),
    'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
udp: portable
state: state
control: {socket: control.sock}
views: {world: [any]}
zones: {}
lists: {bl.example: {files: [bl.list], format: ip4set}}
`,
  })
  const operated = operatedOf(site.server)
  const check = async () => {
    await lines({ complete: true })
    return (await told(operated, everybody, { verb: 'findings-check', options: {} })).result
  }
  t.match(await check(), { state: 'done', differing: 0, generation: 1 })
  site.write('bl.list', list('192.0.2.2', 8))
  await site.reload()
  site.write('bl.list', list('192.0.2.3', 8))
  t.match(await check(), { state: 'done', differing: 1, generation: 2 })
})

t.test('once for a generation; what files say by now is not what is served', async (t) => {
  const { site, lines } = await serving(t)
  const operated = operatedOf(site.server)
  const check = async () =>
    (await told(operated, everybody, { verb: 'findings-check', options: {} })).result as { readonly state: string }
  t.equal(operated.checking.now, undefined, 'nobody has asked')
  t.match(await check(), { state: 'running', generation: 1 })
  t.equal(operated.checking.ask(), operated.checking.ask(), 'one for all who ask')
  await lines({ complete: true })
  t.match(await check(), { state: 'done', done: 1, differing: 0, left: 0, generation: 1 })
  const rrsets = [
    { name: 'new.univ.example.', type: 'A', ttl: 0, changetype: 'REPLACE', records: [{ content: '192.0.2.7' }] },
  ]
  const changed = await told(operated, everybody, {
    verb: 'change',
    options: { zone: 'univ.example', views: ['external'], rrsets },
  })
  t.equal(changed.kind, 'one', JSON.stringify(changed))
  site.write('shared.zone', zone('less A 192.0.2.9\n', 2))
  await site.reload()
  t.equal(operated.checking.now, undefined, 'another generation is in service')
  site.write('shared.zone', zone('less A 192.0.2.9\nagain A 192.0.2.9\nagain A 192.0.2.9\n', 3))
  rmSync(join(site.folder, 'in.zone'))
  const all = await lines({ complete: true })
  t.match(await check(), { state: 'done', differing: 3, generation: 2 }, 'a file in two views, and one that is gone')
  t.notOk(
    all.some(({ rule }) => rule === 'duplicate-record'),
    'what a file says by now is not served',
  )
  t.ok(
    all.some(
      ({ rule, view, message }) => rule === 'ttl-zero' && view === 'external' && message.includes('new.univ.example'),
    ),
    'what a message made is',
  )
  t.ok(
    all.some(({ view }) => view === 'innermost'),
    'nor is it needed any more',
  )
})

t.test(
  'what a message has changed is looked at when the rules have rested, and what is known is told until then',
  async (t) => {
    const { site } = await serving(t)
    const limits: CheckingLimits = { memory: 1 << 30, time: 60_000, held: 20_000, pause: 0 }
    const checking = new Checking(
      () => site.server,
      (reason) => t.fail(reason),
      limits,
    )
    t.teardown(() => checking.close())
    const operated = operatedOf(site.server, { checking })
    const slow = async () => {
      const { result } = await told(operated, everybody, {
        verb: 'findings',
        options: { rule: 'ttl-zero', view: 'external' },
      })
      return (result as readonly Line[]).map(({ message }) => message).join()
    }
    await checking.complete()
    t.match(checking.ask(), { state: 'done' })
    t.equal(checking.edition, 1, 'nothing else is served')
    const before = await slow()
    t.notMatch(before, /new\.univ/)
    const rrsets = [
      { name: 'new.univ.example.', type: 'A', ttl: 0, changetype: 'REPLACE', records: [{ content: '192.0.2.7' }] },
    ]
    const change = { zone: 'univ.example', views: ['external'], rrsets }
    t.match(await told(operated, everybody, { verb: 'change', options: change }), { kind: 'one' })
    t.match(checking.ask(), { state: 'done' })
    t.ok(checking.of({ zone: 'univ.example.', view: 'external' }).length > 0, 'what is known is told until then')
    t.equal(checking.ask(), checking.ask(), 'one is enough')
    await until('the rules have been asked again', () => checking.edition > 1)
    t.match(await slow(), /new\.univ/)
  },
)

t.test('what takes too much is broken off, and said', async (t) => {
  const { site } = await serving(t)
  const limits: CheckingLimits = { memory: 1 << 30, time: 60_000, held: 20_000, pause: 60_000 }
  const faults: string[] = []
  const checking = (less: Partial<CheckingLimits>) => {
    const made = new Checking(
      () => site.server,
      (reason) => faults.push(reason),
      { ...limits, ...less },
    )
    t.teardown(() => made.close())
    return made
  }
  t.match(await checking({ time: 1 }).complete(), { state: 'failed', why: 'time' })
  t.match(await checking({ memory: 4 << 20 }).complete(), { state: 'failed', why: 'memory' })
  const few = checking({ held: 3 })
  const { state, left } = await few.complete()
  t.equal(state, 'done')
  t.ok(left > 3, `${left}`)
  const held = site.server.current.candidate.loaded.faces.flatMap(({ face, name: zone }) =>
    few.of({ view: face.viewName, zone }),
  )
  t.equal(held.length, 3)
  t.equal(
    held.filter(({ problem }) => problem.severity === 'error').length,
    Math.min(3, few.now!.counts!.error),
    'what weighs most is held',
  )
  const broken = checking({})
  const end = broken.complete()
  broken.close()
  t.match(await end, { state: 'failed' })
  const operated = operatedOf(site.server, { checking: checking({ time: 1 }) })
  const asked = { verb: 'findings', options: { complete: true } }
  t.match(await told(operated, everybody, asked), { kind: 'error', code: 'not-checked' })
  t.same(faults, [], 'none of it is a fault')
})

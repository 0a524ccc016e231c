// `janus audit` over the real socket and over HTTP: whoever changes something is found in it, by name and by the way he came.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openControlSocket } from '../../src/operate/control/socket.ts'
import { makeApp } from '../../src/operate/http/app.ts'
import { MAGIC, writeRecord } from '../../src/store/log-format.ts'
import { userName } from '../../src/system/accounts.ts'
import { folderOf, janus } from '../support/janus.ts'
import { askersWith, everybody, operatedOf, told } from '../support/operated.ts'
import { Site } from '../support/site.ts'
import { campus, editCampus } from '../support/small-campus.ts'

type Line = Record<string, unknown>

t.test('who changed what, and by which way, is found again', async (t) => {
  const site = new Site(folderOf(t, { ...campus(), token: 'secret\n' }))
  await site.start()
  t.teardown(() => site.stop())
  const operated = () => operatedOf(site.server)
  const ask = async (options: object) =>
    (await told(operated(), everybody, { verb: 'audit', options })) as { result: Line[]; next?: string; code?: string }

  t.same((await ask({})).result, [], 'reading leaves no trace')
  editCampus(site.folder, { serial: 2, host: 20 })
  await told(operated(), everybody, { verb: 'reload', options: {} })
  await told(operated(), everybody, { verb: 'rollback', options: {} })
  await told(operated(), everybody, { verb: 'rollback', options: { generation: 77 } })
  await told(operated(), everybody, { verb: 'transfers-notify', options: { zone: 'UNIV.example' } })
  const app = makeApp(askersWith({ tokenFile: join(site.folder, 'token') }), operated())
  const headers = { authorization: 'Bearer secret' }
  await app.inject({ method: 'POST', url: '/control/query-log', headers, payload: { on: false } })
  await app.inject({ method: 'POST', url: '/control/reload', headers: { authorization: 'Bearer wrong' } })
  await app.close()
  site.server.updates.tell({
    ...{ at: Date.now(), key: 'acme', client: '192.0.2.1', transport: 'udp', views: ['internal', 'external'] },
    ...{ zone: 'univ.example.', outcome: 'changed', rcode: 0, records: 2 },
  })
  site.server.updates.tell({
    ...{ at: Date.now(), client: '192.0.2.2', transport: 'udp', views: ['external'] },
    ...{ zone: 'univ.example.', outcome: 'refused', rcode: 5, why: 'no rule', records: 1 },
  })
  const { result } = await ask({})
  const brief = ({ who, way, what, zone, views, detail }: Line) => [who, way, what, zone, views, detail]
  t.same(result.map(brief), [
    ['test', 'socket', 'reload', undefined, [], { outcome: 'switched', generation: 2, faces: 2 }],
    ['test', 'socket', 'rollback', undefined, [], { generation: 3, content: 1 }],
    ['test', 'socket', 'transfers-notify', 'univ.example.', [], {}],
    ['HTTP token from 127.0.0.1', 'http', 'query-log', undefined, [], { on: false }],
    [
      'key acme',
      'update',
      'update',
      'univ.example.',
      ['internal', 'external'],
      { client: '192.0.2.1', transport: 'udp', records: 2 },
    ],
  ])
  const cases: readonly (readonly [options: object, what: string[]])[] = [
    [{ zone: 'univ.EXAMPLE' }, ['transfers-notify', 'update']],
    [{ zone: 'other.example' }, []],
    [{ who: 'acme' }, ['update']],
    [{ who: 'key acme' }, ['update']],
    [{ who: 'test', what: 'rollback' }, ['rollback']],
    [{ way: 'http' }, ['query-log']],
    [{ since: '1h', way: 'update' }, ['update']],
  ]
  for (const [options, what] of cases)
    t.same(
      (await ask(options)).result.map((line) => line.what),
      what,
      JSON.stringify(options),
    )
  t.match(await ask({ way: 'pigeon' }), { code: 'bad-request' })
  t.match(await ask({ since: 'yesterday' }), { code: 'bad-request' })

  const first = await ask({ limit: 2 })
  t.same(
    first.result.map(({ what }) => what),
    ['reload', 'rollback'],
  )
  editCampus(site.folder, { serial: 3, host: 30 })
  await told(operated(), everybody, { verb: 'reload', options: {} })
  const second = await ask({ limit: 2, after: first.next })
  t.same(
    second.result.map(({ what }) => what),
    ['transfers-notify', 'query-log'],
    'pages go on whatever is served',
  )

  await site.restart()
  t.equal((await ask({})).result.length, result.length + 1, 'and after a restart')
  const line = (await told(operated(), everybody, { verb: 'status', options: {} })).result
  t.match(line, { audit: { entries: result.length + 1, limit: 16 << 20, lost: 0 } })
  t.notMatch(readFileSync(join(site.folder, 'state/kept/audit'), 'latin1'), /secret/)
})

t.test('at the socket a user is known by his name', async (t) => {
  const site = new Site(folderOf(t, campus()))
  await site.start()
  t.teardown(() => site.stop())
  const path = site.server.settings.operations.control.socket
  const { server } = await openControlSocket({ path, group: undefined }, operatedOf(site.server))
  t.teardown(() => server.close())
  const config = join(site.folder, 'janus.yaml')
  t.match(await janus('reload', '--config', config), { code: 0 })
  const { stdout, code } = await janus('audit', '--way', 'socket', '--config', config)
  t.equal(code, 0)
  t.match(
    stdout,
    new RegExp(`^time .*\\n\\S+Z +${userName(process.getuid!())} +socket +reload +- +- +outcome unchanged`),
  )
})

t.test('who may not see everything sees nothing of it', async (t) => {
  const site = new Site(folderOf(t, campus()))
  await site.start()
  t.teardown(() => site.stop())
  const actor = { ...everybody, views: new Set(['internal']) }
  t.match(await told(operatedOf(site.server), actor, { verb: 'audit', options: {} }), { code: 'forbidden' })
})

t.test('a trail of a newer version stays as it is, is said, and stops nobody', async (t) => {
  const site = new Site(folderOf(t, campus()))
  await site.start()
  await site.stop()
  const bytes = Buffer.concat([MAGIC, writeRecord(9, Buffer.from('{}'))])
  writeFileSync(join(site.folder, 'state/kept/audit'), bytes)
  await site.start()
  t.teardown(() => site.stop())
  const operated = operatedOf(site.server)
  t.match(await told(operated, everybody, { verb: 'reload', options: {} }), { kind: 'one' })
  t.same((await told(operated, everybody, { verb: 'audit', options: {} })).result, [])
  t.match((await told(operated, everybody, { verb: 'status', options: {} })).result, { audit: { lost: 1 } })
  t.ok(site.said.some((line) => line.includes('the audit trail cannot be used')))
  t.same(readFileSync(join(site.folder, 'state/kept/audit')), bytes)
})

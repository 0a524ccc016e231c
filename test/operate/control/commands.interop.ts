// The commands that ask the running server, over the real socket.

import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { dig, folderOf, janus, missing, type Ran, serve } from '../../support/janus.ts'
import { campus, campusZone, editCampus } from '../../support/small-campus.ts'

const noDig = await missing('dig')

function commands(folder: string) {
  const config = ['--config', join(folder, 'janus.yaml')]
  return {
    run: (...words: string[]): Promise<Ran> => janus(...words, ...config),
    json: async (...words: string[]) => {
      const { stdout, stderr } = await janus(...words, ...config, '--json')
      if (stdout === '') throw new Error(stderr)
      return JSON.parse(stdout)
    },
  }
}

t.test('a campus is run by its commands', async (t) => {
  const folder = folderOf(t, campus())
  const { run, json } = commands(folder)

  t.match(
    await run('status'),
    { code: 2, stderr: /no server runs here: nobody listens at .*; start it$/m },
    'before it runs',
  )
  const server = await serve(t, folder)
  const port = server.port()

  await t.test('only its owner may use the socket', async (t) => {
    t.equal(statSync(join(folder, 'state/control.sock')).mode & 0o777, 0o600)
  })

  await t.test('status and zones', async (t) => {
    t.match(await json('status'), {
      pid: server.process.pid,
      generation: 1,
      views: ['internal', 'external'],
      zones: { configured: 4, current: 4, refused: 0 },
    })
    const { code, stdout } = await run('status')
    t.equal(code, 0)
    t.match(stdout, /zone faces +4: 4 current/)
    t.match(stdout, /TCP connections +0 +of 1000/)
    t.match(await json('zones'), [
      { zone: 'univ.example.', view: 'internal', state: 'current', serial: 1, records: 6 },
      { zone: 'other.example.', view: 'internal' },
      { zone: 'univ.example.', view: 'external' },
      { zone: 'other.example.', view: 'external' },
    ])
  })

  await t.test('a reload without a change leaves the generation alone', async (t) => {
    t.match(await json('reload'), { outcome: 'unchanged', good: true, generation: 1 })
  })

  await t.test('a plan shows each rrset of each view, and changes nothing', async (t) => {
    editCampus(folder, { serial: 2, host: 20 })
    const { code, stdout } = await run('plan')
    t.equal(code, 0)
    t.match(stdout, /a reload would change 2 zone faces/)
    t.match(stdout, /univ\.example\. in internal: changed, serial 1 -> 2, 2 rrsets/)
    t.match(stdout, / {2}- www\.univ\.example\. 3600 A 10\.0\.0\.10\n {2}\+ www\.univ\.example\. 3600 A 10\.0\.0\.20/)
    t.match(stdout, / {2}\+ www\.univ\.example\. 3600 A 192\.0\.2\.20/)
    t.match(await json('status'), { generation: 1 })
  })

  await t.test('a reload brings both faces', { skip: noDig }, async (t) => {
    t.match(await json('reload'), {
      outcome: 'switched',
      generation: 2,
      changes: [
        { zone: 'univ.example.', view: 'internal', kind: 'changed', before: 1, after: 2 },
        { zone: 'univ.example.', view: 'external', kind: 'changed' },
      ],
      warnings: [],
    })
    t.same(await dig(port, '@127.0.0.1', '-b', '127.0.0.1', 'www.univ.example'), [
      'www.univ.example. 3600 IN A 10.0.0.20',
    ])
    t.same(await dig(port, '@127.0.0.1', '-b', '127.0.0.2', 'www.univ.example', '+tcp'), [
      'www.univ.example. 3600 IN A 192.0.2.20',
    ])
  })

  await t.test('another content under the same serial, and a serial that goes back, are counted up', async (t) => {
    editCampus(folder, { serial: 2, host: 21 })
    const same = await json('reload')
    t.match(same, {
      outcome: 'switched',
      good: true,
      changes: [
        { before: 2, after: 3 },
        { before: 2, after: 3 },
      ],
    })
    editCampus(folder, { serial: 1, host: 22 })
    const back = await json('reload')
    t.match(back, {
      changes: [
        { before: 3, after: 4 },
        { before: 3, after: 4 },
      ],
      warnings: [],
    })
    t.match(await json('zones'), [{ serial: 4, fileSerial: 1 }])
    t.match((await run('zones')).stdout, /univ\.example\. +internal +current +4 .* the file has 1/)
    writeFileSync(join(folder, 'other.zone'), `; a comment\n${campusZone('external')}`)
    t.same((await json('reload')).warnings, [], 'a comment is no content')
  })

  await t.test('generations, and back', { skip: noDig }, async (t) => {
    const before = (await json('generations')) as { generation: number }[]
    t.same(
      before.map(({ generation }) => generation),
      [1, 2, 3, 4, 5],
    )
    t.match(await run('rollback', '2'), { code: 0, stdout: /generation 6 serves what generation 2 served/ })
    t.same(await dig(port, '@127.0.0.1', '-b', '127.0.0.1', 'www.univ.example'), [
      'www.univ.example. 3600 IN A 10.0.0.20',
    ])
    t.match((await json('generations')).at(-1), { generation: 6, cause: 'rollback', content: 2, current: true })
    t.match(await run('rollback', '1'), {
      code: 1,
      stderr: /generation 1 is not kept; "janus generations" lists those that you can go back to/,
    })
    const served = /generation 6 is in service, and serves what generation 2 served/
    t.match(await run('rollback', '2'), { code: 1, stderr: served })
    t.match(await run('rollback', '6'), { code: 1, stderr: served })
    t.match(await run('rollback', 'two'), { code: 2, stderr: /'two' is invalid .*write a number/ })
    t.match(await json('reload'), { outcome: 'switched', generation: 7 }, 'a reload takes what the files say')
    t.same(await dig(port, '@127.0.0.1', '-b', '127.0.0.1', 'www.univ.example'), [
      'www.univ.example. 3600 IN A 10.0.0.22',
    ])
  })

  await t.test(
    'a zone with an error keeps both faces as they were, and the others go on',
    { skip: noDig },
    async (t) => {
      writeFileSync(join(folder, 'in.zone'), campusZone('internal', { serial: 3, host: 30 }))
      writeFileSync(join(folder, 'out.zone'), campusZone('external', { serial: 3, host: 30, more: 'bad A 1.2.3\n' }))
      writeFileSync(join(folder, 'other.zone'), campusZone('external', { serial: 3, host: 30 }))
      const { code, stdout } = await run('reload')
      t.equal(code, 1)
      t.match(stdout, /out\.zone:8:7: error/)
      t.match(await json('zones'), [
        { zone: 'univ.example.', view: 'internal', state: 'held', serial: 6 },
        { zone: 'other.example.', view: 'internal', state: 'current', serial: 3 },
        { zone: 'univ.example.', view: 'external', state: 'stale-source', serial: 6, errors: 1 },
        { zone: 'other.example.', view: 'external', state: 'current', serial: 3 },
      ])
      t.same(await dig(port, '@127.0.0.1', '-b', '127.0.0.1', 'www.univ.example'), [
        'www.univ.example. 3600 IN A 10.0.0.22',
      ])
      t.match(await run('status'), { code: 1, stdout: /4: 2 current, 1 stale-source, 1 held/ })
      t.match(await run('plan'), { code: 1 })
      editCampus(folder, { serial: 3, host: 30 })
      t.match(await json('reload'), { outcome: 'switched', good: true }, 'repaired, it comes back')
      t.match(await json('status'), { zones: { current: 4 } })
    },
  )

  await t.test('a configuration with an error changes nothing', async (t) => {
    const good = campus()['janus.yaml'] as string
    const { generation } = await json('status')
    writeFileSync(join(folder, 'janus.yaml'), `${good}nonsense: 1\n`)
    server.signal('SIGHUP')
    const refused = 'reload refused: the configuration has errors; nothing was changed'
    t.match(await server.logged(refused), { findings: [{ rule: 'unknown-key' }] })
    writeFileSync(join(folder, 'janus.yaml'), good.replace('workers: 2', 'workers: 1'))
    t.match(await json('reload'), { outcome: 'unchanged', restart: ['workers'] })
    t.match(await json('status'), { generation })
  })

  await t.test('views may come, go and change their order', { skip: noDig }, async (t) => {
    const yaml = `listen: ["127.0.0.1:0"]
workers: 2
state: state
views: {external: [any], lab: [127.0.0.3], internal: [127.0.0.1]}
zones:
  univ.example: {internal: in.zone, external: out.zone}
  other.example: other.zone
  lab.example: {lab: other.zone}
`
    writeFileSync(join(folder, 'janus.yaml'), yaml)
    t.match(await json('reload'), { outcome: 'switched' })
    t.same(await dig(port, '@127.0.0.1', '-b', '127.0.0.1', 'www.univ.example'), [
      'www.univ.example. 3600 IN A 10.0.0.30',
    ])
    t.same(await dig(port, '@127.0.0.1', '-b', '127.0.0.2', 'www.univ.example'), [
      'www.univ.example. 3600 IN A 192.0.2.30',
    ])
    t.same(await dig(port, '@127.0.0.1', '-b', '127.0.0.3', 'www.lab.example'), [
      'www.lab.example. 3600 IN A 192.0.2.30',
    ])
    t.same(await dig(port, '@127.0.0.1', '-b', '127.0.0.3', 'www.univ.example'), ['REFUSED'])
  })

  await t.test('the running server explains its answers', async (t) => {
    const [inside, offline] = await Promise.all([
      json('explain', '127.0.0.1', 'www.univ.example', 'A', '--running'),
      json('explain', '127.0.0.1', 'www.univ.example', 'A'),
    ])
    t.match(inside, { answer: { view: 'internal', rcode: 'NOERROR' }, prefixes: [{ prefix: '127.0.0.1' }, {}] })
    t.match(inside.answer.sections.answer, [{ file: /in\.zone$/, line: 7 }])
    t.ok(inside.generation > 1)
    t.same({ ...inside, generation: 1 }, offline, 'and so does the command by itself, with the serials that are served')
    t.match(await run('explain', 'nobody', 'www.univ.example', '--running'), { code: 2 })
  })

  await t.test('what was asked is counted by view', { skip: noDig }, async (t) => {
    const { queries } = (await json('stats')) as { queries: { view: string; rcode: string; transport: string }[] }
    t.match(
      queries.find(({ view, transport }) => view === 'external' && transport === 'tcp'),
      { type: 'A', rcode: 'NOERROR', family: 'ipv4', count: 1 },
    )
    t.match(
      queries.find(({ rcode }) => rcode === 'REFUSED'),
      { view: 'lab', count: 1 },
    )
  })

  await t.test('stop ends it', async (t) => {
    t.match(await run('stop'), { code: 0, stdout: 'the server stops\n' })
    t.same(await server.ended, { code: 0, signal: null })
  })
})

t.test('atomic: all zones are switched or none', async (t) => {
  const folder = folderOf(t, campus('reload: atomic\n'))
  const { json } = commands(folder)
  await serve(t, folder)
  editCampus(folder, { serial: 2 })
  writeFileSync(join(folder, 'other.zone'), 'nonsense\n')
  t.match(await json('reload'), { outcome: 'refused', good: false, generation: 1, reason: /all zones stay/ })
  t.match(await json('zones'), [{ serial: 1 }, { serial: 1 }, { serial: 1 }, { serial: 1 }])
  writeFileSync(join(folder, 'other.zone'), campusZone('external', { serial: 2 }))
  t.match(await json('reload'), { outcome: 'switched', good: true, generation: 2 })
})

t.test('one canary with a wrong answer, and nothing is switched', async (t) => {
  const canaries = `canaries:
  - {from: 127.0.0.1, ask: univ.example MX, expect: 10 MX.univ.example}
  - {from: 192.0.2.1, ask: www.univ.example A, expect: [192.0.2.10, 192.0.2.11]}
  - {from: 192.0.2.1, ask: www.univ.example AAAA, expect: NODATA}
  - {from: 192.0.2.1, ask: nowhere.univ.example A, expect: NXDOMAIN}
  - {from: 192.0.2.1, ask: nowhere.example A, expect: REFUSED}
`
  const folder = folderOf(t, {
    ...campus(canaries),
    'out.zone': campusZone('external', { more: 'www A 192.0.2.11\n' }),
  })
  const { json, run } = commands(folder)
  const server = await serve(t, folder)
  t.notMatch(server.log, [{ msg: 'canaries have wrong answers' }])
  editCampus(folder, { serial: 2 })
  const { code, stdout } = await run('plan')
  t.equal(code, 1)
  t.match(stdout, /canary www.univ.example A from 192.0.2.1: expected 192.0.2.10, 192.0.2.11, got 192.0.2.10\n/)
  t.match(await json('reload'), { outcome: 'refused', good: false, generation: 1 })
  writeFileSync(join(folder, 'out.zone'), campusZone('external', { serial: 2, more: 'www A 192.0.2.11\n' }))
  t.match(await json('reload'), { outcome: 'switched', good: true })
})

t.test('reloads asked for at once share what is left to do, and none is lost', async (t) => {
  const folder = folderOf(t, campus())
  const { json } = commands(folder)
  const server = await serve(t, folder)
  editCampus(folder, { serial: 2 })
  const results = await Promise.all(Array.from({ length: 6 }, () => json('reload')))
  t.ok(results.every(({ generation }) => generation === 2))
  t.ok(server.log.filter(({ msg }) => msg === 'reloaded').length <= 6, 'each is told of once')
  for (let i = 0; i < 20; i++) server.signal('SIGHUP')
  editCampus(folder, { serial: 3 })
  t.match(await json('reload'), { good: true })
  t.match(await json('zones'), [{ serial: 3 }, { serial: 1 }, { serial: 3 }, { serial: 1 }])
})

t.test('who watches its files reloads by itself', async (t) => {
  const folder = folderOf(t, campus('watch: true\n'))
  const server = await serve(t, folder)
  editCampus(folder, { serial: 2 })
  t.match(await server.logged('reloaded'), { generation: 2 })
})

t.test('a layer and an included file that were broken at the start are watched too', async (t) => {
  const zones = 'zones:\n  univ.example: {internal: [out.zone, a/layer.zone], external: b/top.zone}\n'
  const folder = folderOf(t, {
    'janus.yaml': `listen: ["127.0.0.1:0"]\nworkers: 1\nstate: state\nwatch: true\nviews: {internal: [127.0.0.1], external: [any]}\n${zones}`,
    'out.zone': campusZone('external'),
    'a/layer.zone': 'www A\n',
    'b/top.zone': campusZone('external', { more: '$INCLUDE c/part.inc\n' }),
    'b/c/part.inc': 'host A\n',
  })
  const { json } = commands(folder)
  const server = await serve(t, folder)
  const states = async () => (await json('zones')).map(({ state }: { state: string }) => state)
  t.same(await states(), ['refused', 'refused'])
  writeFileSync(join(folder, 'a/layer.zone'), 'www A 10.0.0.9\n')
  await server.logged('reloaded, except the zones with errors')
  t.same(await states(), ['current', 'refused'])
  writeFileSync(join(folder, 'b/c/part.inc'), 'host A 192.0.2.9\n')
  await server.logged('reloaded')
  t.same(await states(), ['current', 'current'])
})

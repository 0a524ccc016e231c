// `janus user`: who is let in, by the file that the server reads.

import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { addUser, listUsers, newToken, removeUser } from '../../../src/tools/user/run.ts'
import { folderOf } from '../../support/janus.ts'

const CONFIG = `views: {internal: [10.0.0.0/8], external: [any]}
zones: {univ.example: u.zone}
http: {users: users.json}
`

const VERBS = ['zones', 'list-add']

/** What it printed, and its exit code. */
function run(work: () => number): { readonly code: number; readonly out: string; readonly err: string } {
  const written = { out: '', err: '' }
  const streams = [
    ['out', process.stdout],
    ['err', process.stderr],
  ] as const
  const before = streams.map(([, stream]) => stream.write)
  for (const [name, stream] of streams)
    stream.write = (text: string | Uint8Array) => {
      written[name] += String(text)
      return true
    }
  try {
    return { code: work(), ...written }
  } finally {
    for (const [i, [, stream]] of streams.entries()) stream.write = before[i]!
  }
}

t.test('from nobody to a token, and back', async (t) => {
  const folder = folderOf(t, { 'janus.yaml': CONFIG, 'u.zone': '' })
  const options = { config: join(folder, 'janus.yaml') }
  t.match(
    run(() => listUsers(options)),
    { code: 0, out: /there are no users yet: janus user add/ },
  )
  const added = run(() =>
    addUser({ name: 'dept', role: 'editor', view: ['internal'], zone: ['*.univ.example'] }, options),
  )
  t.match(added, { code: 0, out: /^added dept: editor, views internal; zones \*\.univ\.example\n.*\n.*next start/s })
  t.match(
    run(() => addUser({ name: 'ops', role: 'operator' }, options)),
    { code: 0, out: /^added ops: operator, all views/ },
  )
  const made = run(() => newToken('DEPT', { ...options, until: '2999-01-01', write: true }, VERBS))
  t.match(made, { code: 0, out: /^janus_\w+_\S+\n$/, err: /only time that the token is shown/ })
  const id = made.out.slice(6, 14)
  const list = run(() => listUsers(options))
  t.match(list, {
    code: 0,
    out: new RegExp(`token ${id}, made \\d{4}-\\d\\d-\\d\\d, until 2999-01-01, changes things`),
  })
  t.notMatch(list.out + readFileSync(join(folder, 'users.json'), 'utf8'), made.out.trim())
  t.notMatch(run(() => listUsers({ ...options, json: true })).out, /hash/)
  t.match(
    run(() => removeUser('dept', { ...options, token: id })),
    { code: 0, out: `removed the token ${id} of dept` },
  )
  t.match(
    run(() => removeUser('dept', options)),
    { code: 0, out: /^removed dept/ },
  )
  t.same(JSON.parse(run(() => listUsers({ ...options, json: true })).out).users, [
    { name: 'ops', role: 'operator', tokens: [] },
  ])
})

t.test('what cannot be done leaves the file as it was', async (t) => {
  const folder = folderOf(t, {
    'janus.yaml': CONFIG,
    'none.yaml': CONFIG.replace(/http.*/, ''),
    'bad.yaml': 'zones: [',
    'u.zone': '',
  })
  const options = { config: join(folder, 'janus.yaml') }
  run(() => addUser({ name: 'ops', role: 'operator' }, options))
  const before = readFileSync(join(folder, 'users.json'), 'utf8')
  const add = (name: string, more: object = {}) => addUser({ name, role: 'viewer', ...more }, options)
  const cases: readonly (readonly [() => number, number, RegExp])[] = [
    [() => add('OPS'), 1, /cannot add "OPS": there is one already/],
    [() => add(''), 1, /cannot make a user ""/],
    [() => add('a b'), 1, /cannot make a user "a b"/],
    [() => add('x', { view: ['inside'] }), 1, /no view "inside": internal, external/],
    [() => add('x', { zone: ['a..b'] }), 1, /cannot read the zone "a\.\.b"/],
    [() => newToken('nobody', options, VERBS), 1, /cannot find a user "nobody": there are ops/],
    [() => newToken('ops', { ...options, until: '2001-01-01' }, VERBS), 1, /a day in the future/],
    [() => newToken('ops', { ...options, until: '2999-02-30' }, VERBS), 1, /a day in the future/],
    [() => newToken('ops', { ...options, until: 'tomorrow' }, VERBS), 1, /a day in the future/],
    [() => newToken('ops', { ...options, verb: ['list-ad'] }, VERBS), 1, /no verb "list-ad".*list-add/],
    [() => removeUser('nobody', options), 1, /cannot find a user/],
    [() => removeUser('ops', { ...options, token: 'abc' }), 1, /cannot find a token "abc" of ops: there are none/],
    [() => listUsers({ config: join(folder, 'none.yaml') }), 1, /the configuration names no file for them/],
    [() => listUsers({ config: join(folder, 'bad.yaml') }), 2, /bad\.yaml:1/],
  ]
  for (const [work, code, err] of cases) {
    const done = run(work)
    t.equal(done.code, code, String(err))
    t.match(done.err, err)
    t.equal(readFileSync(join(folder, 'users.json'), 'utf8'), before)
  }
  chmodSync(join(folder, 'users.json'), 0o644)
  t.match(
    run(() => add('x')),
    { code: 1, err: /its mode is 0644/ },
  )
  writeFileSync(join(folder, 'users.json'), '{}', { mode: 0o600 })
  chmodSync(join(folder, 'users.json'), 0o600)
  t.match(
    run(() => add('x')),
    { code: 1, err: /is not as janus user writes it/ },
  )
  t.equal(readFileSync(join(folder, 'users.json'), 'utf8'), '{}')
})

// `janus user`: who is let in, by the file that the server reads.

import {
  chmodSync,
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { loadPosix } from '../../../src/system/posix.ts'
import { addUser, listUsers, newToken, removeUser } from '../../../src/tools/user/run.ts'
import { readUsers, writeUsers } from '../../../src/users/users-file.ts'
import { folderOf } from '../../support/janus.ts'
import { until } from '../../support/until.ts'

const CONFIG = `views: {internal: [10.0.0.0/8], external: [any]}
zones: {univ.example: u.zone}
http: {users: users.json}
`

const VERBS = ['zones', 'list-add']

/** What it printed, and its exit code. */
async function run(
  work: () => number | Promise<number>,
  written = { out: '', err: '' },
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
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
    const code = await work()
    return { code, ...written }
  } finally {
    for (const [i, [, stream]] of streams.entries()) stream.write = before[i]!
  }
}

t.test('from nobody to a token, and back', async (t) => {
  const folder = folderOf(t, { 'janus.yaml': CONFIG, 'u.zone': '' })
  const options = { config: join(folder, 'janus.yaml') }
  t.match(await run(() => listUsers(options)), { code: 0, out: /there are no users yet: janus user add/ })
  const added = await run(() =>
    addUser({ name: 'dept', role: 'editor', view: ['internal'], zone: ['*.univ.example'] }, options),
  )
  t.match(added, { code: 0, out: /^added dept: editor, views internal; zones \*\.univ\.example\n.*\n.*next start/s })
  t.match(await run(() => addUser({ name: 'ops', role: 'operator' }, options)), {
    code: 0,
    out: /^added ops: operator, all views/,
  })
  const made = await run(() => newToken('DEPT', { ...options, until: '2999-01-01', write: true }, VERBS))
  t.match(made, { code: 0, out: /^janus_\w+_\S+\n$/, err: /shown only this once/ })
  const id = made.out.slice(6, 14)
  const list = await run(() => listUsers(options))
  t.match(list, {
    code: 0,
    out: new RegExp(`token ${id}, made \\d{4}-\\d\\d-\\d\\d, until 2999-01-01, may change things`),
  })
  t.notMatch(list.out + readFileSync(join(folder, 'users.json'), 'utf8'), made.out.trim())
  t.notMatch((await run(() => listUsers({ ...options, json: true }))).out, /hash/)
  t.match(await run(() => removeUser('dept', { ...options, token: id })), {
    code: 0,
    out: `removed the token ${id} of dept`,
  })
  t.match(await run(() => removeUser('dept', options)), { code: 0, out: /^removed dept/ })
  t.same(JSON.parse((await run(() => listUsers({ ...options, json: true }))).out).users, [
    { name: 'ops', role: 'operator', password: false, tokens: [] },
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
  await run(() => addUser({ name: 'ops', role: 'operator' }, options))
  const before = readFileSync(join(folder, 'users.json'), 'utf8')
  const add = (name: string, more: object = {}) => addUser({ name, role: 'viewer', ...more }, options)
  const cases: readonly (readonly [() => number | Promise<number>, number, RegExp])[] = [
    [() => add('OPS'), 1, /cannot add "OPS": there is such a user already/],
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
    const done = await run(work)
    t.equal(done.code, code, String(err))
    t.match(done.err, err)
    t.equal(readFileSync(join(folder, 'users.json'), 'utf8'), before)
  }
  chmodSync(join(folder, 'users.json'), 0o644)
  t.match(await run(() => add('x')), { code: 1, err: /its mode is 0644/ })
  writeFileSync(join(folder, 'users.json'), '{}', { mode: 0o600 })
  chmodSync(join(folder, 'users.json'), 0o600)
  t.match(await run(() => add('x')), { code: 1, err: /does not have the form that janus user writes/ })
  t.equal(readFileSync(join(folder, 'users.json'), 'utf8'), '{}')
})

t.test('the folder of the file is made for its owner alone, and a link to the file stays one', async (t) => {
  const yaml = CONFIG.replace('users.json', 'keys/users.json')
  const folder = folderOf(t, { 'janus.yaml': yaml, 'link.yaml': CONFIG, 'u.zone': '' })
  t.match(await run(() => addUser({ name: 'a', role: 'viewer' }, { config: join(folder, 'janus.yaml') })), { code: 0 })
  t.equal(statSync(join(folder, 'keys')).mode & 0o777, 0o700)
  t.ok(existsSync(join(folder, 'keys/.gitignore')), 'no work tree takes it in')
  symlinkSync('keys/users.json', join(folder, 'users.json'))
  t.match(await run(() => addUser({ name: 'b', role: 'viewer' }, { config: join(folder, 'link.yaml') })), { code: 0 })
  t.ok(lstatSync(join(folder, 'users.json')).isSymbolicLink())
  t.match(readUsers(join(folder, 'keys/users.json')), [{ name: 'a' }, { name: 'b' }])
})

const posix = await loadPosix()

t.test('two at once do not undo each other', { skip: posix === undefined && 'no locks here' }, async (t) => {
  const folder = folderOf(t, { 'janus.yaml': CONFIG, 'u.zone': '' })
  const [options, file] = [{ config: join(folder, 'janus.yaml') }, join(folder, 'users.json')]
  const [a, c] = ['a', 'c'].map((name) => ({ name, role: 'viewer' as const, tokens: [] }))
  writeUsers(file, [a!])
  const first = openSync(folder, 'r')
  t.equal(posix?.lockFile(first), 0)
  const written = { out: '', err: '' }
  const second = run(() => addUser({ name: 'b', role: 'viewer' }, options), written)
  await until('that it waits', () => written.err !== '')
  const meanwhile = readUsers(file)
  writeUsers(file, [c!])
  closeSync(first)
  t.match(await second, { code: 0, err: /waiting for another "janus user" to end/ })
  t.match(meanwhile, [{ name: 'a' }])
  t.match(readUsers(file), [{ name: 'c' }, { name: 'b' }], 'who was taken out meanwhile stays out')
})

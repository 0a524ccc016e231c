// People: how they log in and out, what ends a session, and what keeps others from using it.

import { createHook } from 'node:async_hooks'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { BASE } from '../../../src/operate/http/api.ts'
import { makeApp } from '../../../src/operate/http/app.ts'
import { networkOf } from '../../../src/operate/http/attempts.ts'
import { hidePassword } from '../../../src/users/password.ts'
import { IDLE, LONGEST } from '../../../src/users/sessions.ts'
import type { User } from '../../../src/users/user.ts'
import { writeUsers } from '../../../src/users/users-file.ts'
import { readPrefix } from '../../../src/views/read-prefix.ts'
import { folderOf } from '../../support/janus.ts'
import { askersWith, operatedOf } from '../../support/operated.ts'
import { Site } from '../../support/site.ts'
import { campus } from '../../support/small-campus.ts'

const PASSWORD = 'correct horse battery'
const site = new Site(folderOf(t, { ...campus(), secret: 'between us\n' }))
let hidden = ''
t.before(async () => {
  await site.start()
  hidden = await hidePassword(PASSWORD)
})
t.teardown(() => site.stop())
let files = 0

const everyone = (): readonly User[] => [
  { name: 'ada', role: 'operator', password: hidden, tokens: [] },
  { name: 'eve', role: 'viewer', views: ['external'], password: hidden, tokens: [] },
  { name: 'robot', role: 'viewer', tokens: [] },
]

function served(t: Test, settings: Parameters<typeof askersWith>[0] = {}) {
  const file = join(site.folder, `people${++files}.json`)
  writeUsers(file, everyone())
  const askers = askersWith({ users: file, edit: 'apply', ...settings })
  const app = makeApp(askers, operatedOf(site.server))
  t.teardown(() => app.close())
  const login = (user: unknown, password: unknown, more: InjectOptions = {}) =>
    app.inject({ method: 'POST', url: `${BASE}/login`, payload: { user, password }, ...more })
  const ask = (cookie: string | undefined, options: InjectOptions) =>
    app.inject({ ...options, headers: { ...(cookie !== undefined && { cookie }), ...options.headers } })
  /** As if he had just logged in. */
  const enter = (name: string): string =>
    `janus-session=${askers.sessions.begin(everyone().find((user) => user.name === name)!, Date.now())}`
  return { app, askers, file, login, ask, enter }
}

const ME: InjectOptions = { method: 'GET', url: `${BASE}/me` }
const WRITE: InjectOptions = { method: 'POST', url: `${BASE}/reload`, payload: {} }

t.test('who logs in is known by a cookie that no script reads, until he logs out', async (t) => {
  const { login, ask } = served(t)
  const { statusCode, headers, body } = await login('ada', PASSWORD)
  t.equal(statusCode, 204)
  t.equal(body, '')
  const cookie = String(headers['set-cookie'])
  t.match(cookie, /^janus-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
  const word = cookie.split(';')[0]!
  const me = await ask(word, ME)
  t.same(me.json(), {
    ...{ user: 'ada', role: 'operator', views: ['internal', 'external'], zones: ['*'], edit: 'apply' },
    ...{ languages: ['en', 'ja'], via: 'session' },
  })
  t.equal((await ask(`other=1; ${word}`, ME)).statusCode, 200)
  t.equal((await ask(`${word}; ${word}`, ME)).statusCode, 401, 'of two nobody knows which is meant')
  const out = { method: 'POST', url: `${BASE}/logout`, headers: { 'x-janus-request': '1' } } as const
  const gone = await ask(word, out)
  t.equal(gone.statusCode, 204)
  t.match(String(gone.headers['set-cookie']), /^janus-session=; .*Max-Age=0/)
  t.equal((await ask(word, ME)).statusCode, 401)
  t.match((await served(t).ask(undefined, ME)).json(), { code: 'no-token' })
})

t.test('over TLS the cookie is for this host alone', async (t) => {
  const { prefixes: proxies } = readPrefix('127.0.0.9') as Extract<ReturnType<typeof readPrefix>, { kind: 'prefixes' }>
  const { login, ask } = served(t, { proxies })
  const { headers } = await login('ada', PASSWORD, { remoteAddress: '127.0.0.9' })
  const cookie = String(headers['set-cookie'])
  t.match(cookie, /^__Host-janus=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/)
  const word = cookie.split(';')[0]!
  t.equal((await ask(word, { ...ME, remoteAddress: '127.0.0.9' })).statusCode, 200)
  t.equal((await ask(word, ME)).statusCode, 401, 'in the clear it is not looked at')
  t.equal((await login('ada', PASSWORD, { remoteAddress: '192.0.2.1' })).statusCode, 403, 'and nobody logs in')
})

t.test('whoever may not log in learns no name, and the same work is done for him', async (t) => {
  const { login } = served(t)
  const answers = new Set<string>()
  // Each round of scrypt is a task of its own for Node.js.
  let hashed = 0
  const hook = createHook({
    init: (_, type) => {
      if (type === 'SCRYPTREQUEST') hashed++
    },
  }).enable()
  t.teardown(() => hook.disable())
  const tries = [
    ...['ada', 'robot', '', '__proto__', 'a'.repeat(200)].map((name) => [name, 'wrong password']),
    ['ada', ''],
    ['nobody', PASSWORD],
  ]
  for (const [i, [user, password]] of tries.entries()) {
    const { statusCode, headers, body } = await login(user, password, { remoteAddress: `127.0.1.${i}` })
    t.equal(statusCode, 401, `${user} ${password}`)
    t.equal(hashed, i + 1, `scrypt has run once for "${user}"`)
    const { date: _, ...rest } = headers
    answers.add(JSON.stringify([body, rest]))
  }
  t.equal(answers.size, 1)
  t.notMatch([...answers][0], /ada|robot|cookie/)
})

t.test('a request to log in that is none is refused without a look at a password', async (t) => {
  const { app, login } = served(t)
  const post = (more: InjectOptions) => app.inject({ method: 'POST', url: `${BASE}/login`, ...more })
  const bad: readonly (readonly [number, InjectOptions])[] = [
    [400, {}],
    [400, { payload: {} }],
    [400, { payload: { user: 'ada' } }],
    [400, { payload: { user: 'ada', password: 7 } }],
    [400, { payload: { user: ['ada'], password: PASSWORD } }],
    [400, { payload: { user: 'ada', password: PASSWORD, role: 'admin' } }],
    [400, { payload: { user: 'ada', password: 'x'.repeat(1025) } }],
    [413, { payload: { user: 'ada', password: 'x'.repeat(9000) } }],
    [400, { payload: '{', headers: { 'content-type': 'application/json' } }],
    [
      415,
      { payload: `user=ada&password=${PASSWORD}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ],
    [400, { payload: JSON.stringify({ user: 'ada', password: PASSWORD }), headers: { 'content-type': 'text/plain' } }],
  ]
  for (const [status, more] of bad) t.equal((await post(more)).statusCode, status, JSON.stringify(more).slice(0, 80))
  const elsewhere = { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' }
  t.equal((await login('ada', PASSWORD, { headers: elsewhere })).statusCode, 403)
  t.equal((await login('ada', PASSWORD, { headers: { host: 'evil.example' } })).statusCode, 403, 'rebinding')
  t.equal((await app.inject({ method: 'GET', url: `${BASE}/login?user=ada&password=${PASSWORD}` })).statusCode, 404)
})

t.test('who guesses passwords has to wait, by name and network, and nobody else', async (t) => {
  const { askers, login } = served(t)
  const from = (user: string, password: string, remoteAddress: string) => login(user, password, { remoteAddress })
  const together = await Promise.all(Array.from({ length: 8 }, () => from('ada', 'wrong', '127.0.2.1')))
  t.equal(together.filter(({ statusCode }) => statusCode === 401).length, 5, 'those that come together count each')
  const late = await from('ada', PASSWORD, '127.0.2.1')
  t.equal(late.statusCode, 429)
  t.match(late.headers, { 'retry-after': /^[1-9]\d?$/ })
  t.equal((await from('ADA', PASSWORD, '127.0.2.1')).statusCode, 429, 'in any case of letters')
  t.equal((await from('eve', PASSWORD, '127.0.2.1')).statusCode, 204, 'another name waits for itself')
  t.equal((await from('ada', PASSWORD, '127.0.2.2')).statusCode, 204, 'and so does another network')
  for (let i = 0; i < 20; i++) askers.attempts.count(networkOf('127.0.2.3'), Date.now())
  t.equal((await from('eve', PASSWORD, '127.0.2.3')).statusCode, 429, 'a network that tries many names waits')
})

t.test('a session ends with its user, his password, his role, an hour of nothing, and the day', async (t) => {
  const { askers, file, ask, enter } = served(t)
  const [ada, eve, robot] = everyone()
  const other = await hidePassword('another password')
  const changes: readonly (readonly [string, readonly User[]])[] = [
    ['he is taken out', [eve!, robot!]],
    ['his password is another', [{ ...ada!, password: other }, eve!]],
    ['he has none any more', [{ name: 'ada', role: 'operator', tokens: [] }]],
    ['he may do less', [{ ...ada!, role: 'viewer' }]],
    ['he sees less', [{ ...ada!, views: ['external'] }]],
  ]
  for (const [why, users] of changes) {
    writeUsers(file, everyone())
    const word = enter('ada')
    t.equal((await ask(word, ME)).statusCode, 200)
    writeUsers(file, users)
    t.equal((await ask(word, ME)).statusCode, 401, why)
    writeUsers(file, everyone())
    t.equal((await ask(word, ME)).statusCode, 401, `${why}, and it stays ended`)
  }
  const word = enter('ada')
  rmSync(file)
  t.equal((await ask(word, ME)).statusCode, 401, 'the file is gone')
  writeUsers(file, everyone())
  const found = (word: string, now: number) => askers.sessions.find(everyone(), word.split('=')[1]!, now) !== undefined
  const begun = Date.now()
  const idle = enter('ada')
  t.ok(found(idle, begun + IDLE - 1000))
  t.notOk(found(idle, begun + 2 * IDLE + 1000))
  const busy = enter('ada')
  for (let at = begun; at < begun + LONGEST; at += IDLE / 2) t.ok(found(busy, at))
  t.notOk(found(busy, begun + LONGEST + 60_000))
})

t.test('sessions are bounded, and one user ends none of another', async (t) => {
  const { askers } = served(t)
  const [ada, eve] = everyone()
  const first = askers.sessions.begin(ada!, 0)
  for (let i = 0; i < 3000; i++) askers.sessions.begin(eve!, i)
  t.equal(askers.sessions.count, 21)
  t.ok(askers.sessions.find(everyone(), first, 1))
  for (const word of ['', 'a', 'x'.repeat(43), `${first}=`, first.toLowerCase()])
    t.equal(askers.sessions.find(everyone(), word, 1), undefined)
})

t.test('a page of another origin changes nothing with a session', async (t) => {
  const { ask, enter } = served(t)
  const word = enter('ada')
  const own = { 'x-janus-request': '1', origin: 'http://localhost:80', host: 'localhost:80' }
  const table: readonly (readonly [number, Record<string, string>])[] = [
    [200, own],
    [200, { 'x-janus-request': '1' }],
    [403, {}],
    [403, { origin: 'http://localhost:80', host: 'localhost:80' }],
    [403, { 'x-janus-request': '0' }],
    [403, { ...own, origin: 'http://evil.example' }],
    [403, { ...own, origin: 'null' }],
    [403, { ...own, 'sec-fetch-site': 'cross-site' }],
    [403, { ...own, 'sec-fetch-site': 'same-site' }],
    [403, { ...own, host: 'evil.example' }],
  ]
  for (const [status, headers] of table)
    t.equal((await ask(word, { ...WRITE, headers })).statusCode, status, JSON.stringify(headers))
  t.equal((await ask(word, { ...ME, headers: { 'sec-fetch-site': 'cross-site' } })).statusCode, 403)
})

t.test('who sees one view sees it with a session as with a token', async (t) => {
  const { ask, enter } = served(t)
  const word = enter('eve')
  t.match((await ask(word, ME)).json(), { views: ['external'], edit: 'off', role: 'viewer' })
  const zones = await ask(word, { method: 'GET', url: `${BASE}/zones` })
  t.equal(zones.statusCode, 200)
  t.notMatch(zones.body, /internal/)
  t.equal((await ask(word, { ...WRITE, headers: { 'x-janus-request': '1' } })).statusCode, 403)
})

t.test('a proxy that is trusted says who asks, and nobody else does', async (t) => {
  const { prefixes: from } = readPrefix('127.0.0.9') as Extract<ReturnType<typeof readPrefix>, { kind: 'prefixes' }>
  const trustedHeader = { from, fromSocket: false, name: 'remote-user', secretFile: join(site.folder, 'secret') }
  const { ask } = served(t, { trustedHeader, proxies: from })
  const by = (headers: Record<string, string | string[]>, remoteAddress = '127.0.0.9') =>
    ask(undefined, { ...ME, headers, remoteAddress })
  const good = { 'remote-user': 'ada', 'x-janus-proxy-secret': 'between us' }
  t.match((await by(good)).json(), { user: 'ada', via: 'header' })
  t.match((await by({ ...good, 'remote-user': 'ADA' })).json(), { user: 'ada' })
  const bad: readonly (readonly [string, Record<string, string | string[]>, string?])[] = [
    ['from another address', good, '127.0.0.8'],
    ['without the secret', { 'remote-user': 'ada' }],
    ['with another secret', { ...good, 'x-janus-proxy-secret': 'between' }],
    ['nobody by this name', { ...good, 'remote-user': 'nobody' }],
    ['no name', { ...good, 'remote-user': '' }],
    ['two names', { ...good, 'remote-user': ['eve', 'ada'] }],
    ['a list of names', { ...good, 'remote-user': 'eve, ada' }],
  ]
  for (const [why, headers, address] of bad) t.equal((await by(headers, address)).statusCode, 401, why)
  const write = (more: object) =>
    ask(undefined, { ...WRITE, headers: { ...good, ...more }, remoteAddress: '127.0.0.9' })
  t.equal((await write({})).statusCode, 403, 'what a browser sends by itself changes nothing')
  t.equal((await write({ 'x-janus-request': '1' })).statusCode, 200)
})

t.test('without users, a console shows this machine what it reads, and lets nobody change anything', async (t) => {
  const app = makeApp(askersWith({ console: true, edit: 'apply' }), operatedOf(site.server))
  t.teardown(() => app.close())
  const me = await app.inject(ME)
  t.match(me.json(), { role: 'viewer', via: 'loopback', edit: 'off' })
  t.equal((await app.inject({ ...WRITE, headers: { 'x-janus-request': '1' } })).statusCode, 403)
  const far: readonly InjectOptions[] = [
    { remoteAddress: '192.0.2.1' },
    { headers: { 'x-forwarded-for': '127.0.0.1' } },
    { headers: { host: 'evil.example' } },
    { headers: { 'sec-fetch-site': 'cross-site' } },
  ]
  for (const more of far) t.not((await app.inject({ ...ME, ...more })).statusCode, 200, JSON.stringify(more))
  const login = { method: 'POST', url: `${BASE}/login`, payload: { user: 'a', password: PASSWORD } } as const
  t.equal((await app.inject(login)).statusCode, 401)
})

t.test('who is refused in the window of his browser reads a sentence, and nothing in it is drawn', async (t) => {
  const { ask } = served(t)
  const { statusCode, headers, body } = await ask(undefined, { ...ME, headers: { 'sec-fetch-dest': 'document' } })
  t.equal(statusCode, 401)
  t.match(headers, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' })
  t.match(body, /^this needs a valid token[^{}]*\n$/)
})

t.test('who logs in and out is on record', async (t) => {
  const { login, ask, enter } = served(t)
  const word = String((await login('ada', PASSWORD)).headers['set-cookie']).split(';')[0]!
  const { json } = await ask(word, { method: 'GET', url: `${BASE}/audit?who=ada&what=login` })
  t.match(json(), [{ who: 'ada', what: 'login', way: 'http' }])
  await ask(word, { method: 'POST', url: `${BASE}/logout`, headers: { 'x-janus-request': '1' } })
  const still = enter('ada')
  t.match((await ask(still, { method: 'GET', url: `${BASE}/audit?who=ada&what=logout` })).json(), [{ what: 'logout' }])
})

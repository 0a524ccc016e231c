// Bad input of operators and of clients, in one table: what is said of it, and with which status.

import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { InjectOptions } from 'fastify'
import t from 'tap'
import { BASE } from '../../../src/operate/http/api.ts'
import { makeApp } from '../../../src/operate/http/app.ts'
import { parseConfig } from '../../../src/text/config/load.ts'
import { configProblemsText } from '../../../src/text/config/told.ts'
import { hidePassword } from '../../../src/users/password.ts'
import { readUsers, writeUsers } from '../../../src/users/users-file.ts'
import { folderOf, janus, serve } from '../../support/janus.ts'
import { askersWith, operatedOf } from '../../support/operated.ts'
import { Site } from '../../support/site.ts'
import { campus } from '../../support/small-campus.ts'

const PASSWORD = 'correct horse battery'
const FACE = { zone: 'univ.example', view: 'external' }

t.test('what a configuration may not say, is said at its line', async (t) => {
  const oidc = 'issuer: https://login.example, client: janus, secret: s'
  const rows: readonly (readonly [http: string, rule: string, says: RegExp])[] = [
    [`{users: u.json, oidc: {${oidc}}}`, 'missing-key', /"oidc": it has no "redirect"/],
    [`{users: u.json, oidc: {${oidc}, redirect: "http://dns.example/x"}}`, 'bad-door', /"redirect"/],
    ['{users: u.json, trusted-header: {from: [any], name: Remote-User}}', 'http-in-the-clear', /any client could/],
    ['{users: u.json, trusted-header: {from: [127.0.0.1], name: Remote-User}}', 'bad-door', /127\.0\.0\.1/],
    ['{listen: ["192.0.2.1:9353"], console: true}', 'http-in-the-clear', /without encryption/],
    ['{listen: ["192.0.2.1:9353"], users: u.json}', 'http-in-the-clear', /without encryption/],
    ['{edit: sometimes}', 'wrong-type', /off, propose or apply/],
  ]
  for (const [http, rule, says] of rows) {
    const text = `listen: [127.0.0.1]\nhttp: ${http}\nviews: {everybody: [any]}\nzones: {univ.example: univ.example.zone}\n`
    const { problems } = parseConfig('janus.yaml', Buffer.from(text))
    const errors = problems.filter(({ severity, place }) => severity === 'error' && place.line === 2)
    const told = configProblemsText(errors)
    t.match(told, says, http)
    t.match(told, `[${rule}]`, http)
  }
})

t.test('each ends `janus check` and a start with 2, at its line and column', async (t) => {
  const oidc = 'issuer: https://login.example, client: janus, secret: s'
  const rows: readonly (readonly [http: string, at: string])[] = [
    [`{users: u.json, oidc: {${oidc}}}`, '{issuer'],
    ['{users: u.json, trusted-header: {from: [any], name: Remote-User}}', 'any'],
    ['{listen: ["192.0.2.1:9353"], console: true}', '"192.0.2.1:9353"'],
  ]
  for (const [http, at] of rows) {
    const line = `http: ${http}`
    const yaml = `listen: ["127.0.0.1:0"]\n${line}\nviews: {everybody: [any]}\nzones: {univ.example: univ.zone}\n`
    const folder = folderOf(t, { 'janus.yaml': yaml, 'univ.zone': campus()['out.zone']! })
    const config = join(folder, 'janus.yaml')
    for (const verb of ['check', 'serve']) {
      const { code, stdout, stderr } = await janus(verb, '--config', config)
      t.equal(code, 2, `${verb} ${http}`)
      t.match(`${stdout}${stderr}`, `janus.yaml:2:${line.indexOf(at) + 1}: error: `, `${verb} ${http}`)
    }
  }
})

t.test('users that others may read are told with the key that names them', async (t) => {
  const line = 'http: {listen: ["127.0.0.1:0"], users: users.json}'
  const folder = folderOf(t, { ...campus(`${line}\n`) })
  const file = join(folder, 'users.json')
  writeUsers(file, [{ name: 'ada', role: 'admin', tokens: [] }])
  chmodSync(file, 0o644)
  const config = join(folder, 'janus.yaml')
  const at = readFileSync(config, 'utf8').split('\n').indexOf(line) + 1
  for (const [words, code] of [
    [[], 0],
    [['--strict'], 1],
  ] as const) {
    const said = await janus('check', '--config', config, ...words)
    t.equal(said.code, code, words.join())
    const place = `janus.yaml:${at}:${line.indexOf('users.json') + 1}: `
    t.match(`${said.stdout}${said.stderr}`, `${place}warning: cannot use the users file users.json`)
  }
})

t.test('users that others may read let nobody in', (t) => {
  const file = join(folderOf(t, {}), 'users.json')
  writeUsers(file, [{ name: 'ada', role: 'admin', tokens: [] }])
  for (const mode of [0o604, 0o640, 0o602]) {
    chmodSync(file, mode)
    t.match(readUsers(file), { code: 'users-open-to-others' }, mode.toString(8))
  }
  t.end()
})

t.test('what a client may not send, has its status, one form, and no secret in it', async (t) => {
  const site = new Site(folderOf(t, campus()))
  await site.start()
  t.teardown(() => site.stop())
  const password = await hidePassword(PASSWORD)
  const users = join(site.folder, 'users.json')
  writeUsers(users, [{ name: 'ada', role: 'admin', password, tokens: [] }])
  const askers = askersWith({ users, edit: 'apply' })
  const app = makeApp(askers, operatedOf(site.server))
  t.teardown(() => app.close())
  const user = { name: 'ada', role: 'admin', password, tokens: [] } as const
  const cookie = `janus-session=${askers.sessions.begin(user, Date.now())}`
  const own = { cookie, 'x-janus-request': '1' }
  const post = (path: string, payload: object | string, headers: object = own): InjectOptions => ({
    ...{ method: 'POST', url: `${BASE}/${path}`, payload, headers: { 'content-type': 'application/json', ...headers } },
  })
  const { text, hash } = (
    await app.inject({ url: `${BASE}/file?zone=univ.example&view=external`, headers: own })
  ).json()
  const rrsets = [
    { name: 'x.univ.example.', type: 'A', changetype: 'REPLACE', ttl: 60, records: [{ content: '192.0.2.7' }] },
  ]
  const change = { zone: 'univ.example', views: ['external'], rrsets }
  const rows: readonly (readonly [about: string, request: InjectOptions, status: number, code: string])[] = [
    ['a body over the limit', post('change', { ...change, zone: 'x'.repeat(70_000) }), 413, 'bad-request'],
    ['a text over the limit', post('edit', { ...FACE, hash, text: 'x'.repeat(2 ** 21) }), 413, 'bad-request'],
    ['an old If-Match', post('change', change, { ...own, 'if-match': '"old"' }), 412, 'moved'],
    ['a text that rests on an old one', post('edit', { ...FACE, hash: 'old', text: `${text};\n` }), 412, 'moved'],
    ['no JSON', post('change', '{"zone": '), 400, 'bad-request'],
    ['no object', post('change', '[1]'), 400, 'bad-request'],
    ['a field that there is none of', post('change', { ...change, colour: 'red' }), 400, 'bad-request'],
    ['a session without the header', post('change', change, { cookie }), 403, 'forbidden'],
    [
      'from a page of another site',
      post('change', change, { ...own, origin: 'https://evil.example' }),
      403,
      'forbidden',
    ],
    ['by a name that leads here', post('change', change, { ...own, host: 'evil.example' }), 403, 'forbidden'],
    ['by nobody', post('change', change, {}), 401, 'no-token'],
    ['a path that leads out', { url: `${BASE}/../../etc/passwd`, headers: own }, 404, 'unknown-verb'],
    ['a verb that there is none of', { url: `${BASE}/constructor`, headers: own }, 404, 'unknown-verb'],
    ['a change by GET', { url: `${BASE}/reload`, headers: own }, 404, 'unknown-verb'],
  ]
  for (const [about, request, status, code] of rows) {
    const { statusCode, body, json } = await app.inject(request)
    t.equal(statusCode, status, `${about}: ${body}`)
    if (request.url!.toString().startsWith(`${BASE}/.`)) continue
    t.match(json(), { code, status, title: String, detail: String, type: `urn:janus:problem:${code}` }, about)
    t.notMatch(body, /scrypt|janus-session/, about)
  }
  const login = () => app.inject(post('login', { user: 'ada', password: 'a wrong one' }, {}))
  const tries = await Promise.all(Array.from({ length: 6 }, login))
  const late = tries.find(({ statusCode }) => statusCode === 429)!
  t.match(late.headers, { 'retry-after': /^[1-9]\d?$/ }, 'logins over the limit')
  t.equal(new Set(tries.filter((one) => one !== late).map(({ body }) => body)).size, 1)
  t.equal(readFileSync(join(site.folder, 'out.zone'), 'utf8'), text, 'and nothing has changed')
})

t.test('a file that the server may only read is proposed for', async (t) => {
  const http = 'http: {listen: ["127.0.0.1:0"], token-file: token, edit: apply}\ncontrol: {socket: control.sock}\n'
  const folder = folderOf(t, { ...campus(http), token: 'the token of the test' })
  chmodSync(join(folder, 'out.zone'), 0o444)
  // Whoever is root may write all the same.
  const somebody = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : []
  const janus = await serve(t, folder, [...somebody, process.execPath])
  const { listen } = (await janus.logged('HTTP is served')) as unknown as { readonly listen: readonly [string] }
  const ask = async (path: string, body?: object) => {
    const headers = { authorization: 'Bearer the token of the test', 'content-type': 'application/json' }
    const posted = body && { method: 'POST', body: JSON.stringify(body) }
    const response = await fetch(`http://${listen[0]}${BASE}/${path}`, { headers, ...posted })
    return { status: response.status, body: (await response.json()) as Record<string, string> }
  }
  const { body: file } = await ask('file?zone=univ.example&view=external')
  t.match(file, { writable: false })
  const edit = { ...FACE, hash: file.hash, text: file.text!.replace('192.0.2.10', '192.0.2.20') }
  t.match(await ask('edit', edit), { status: 409, body: { code: 'only-propose' } })
  t.equal(readFileSync(join(folder, 'out.zone'), 'utf8'), file.text)
  const proposed = await ask('propose', edit)
  t.equal(proposed.status, 200)
  t.match(readFileSync(proposed.body.patch!, 'utf8'), /\+www {2}A {4}192\.0\.2\.20/)
})

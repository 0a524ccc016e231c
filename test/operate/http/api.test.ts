// The API: who gets in, what each may do and see, and that its description is true.

import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance, InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { BASE, isInApi, routesOf } from '../../../src/operate/http/api.ts'
import { makeApp } from '../../../src/operate/http/app.ts'
import { verbs } from '../../../src/operate/table.ts'
import type { Role } from '../../../src/users/roles.ts'
import { makeToken } from '../../../src/users/token.ts'
import type { User } from '../../../src/users/user.ts'
import { writeUsers } from '../../../src/users/users-file.ts'
import { readPrefix } from '../../../src/views/read-prefix.ts'
import { folderOf } from '../../support/janus.ts'
import { askersWith, operatedOf } from '../../support/operated.ts'
import { Site } from '../../support/site.ts'
import { campus, LEASED } from '../../support/small-campus.ts'

type Someone = { readonly role: Role } & Partial<Pick<User, 'views' | 'zones'>>

const site = new Site(folderOf(t, { ...campus(LEASED), token: 'secret\n' }))
t.before(() => site.start())
t.teardown(() => site.stop())
let files = 0

/** The server behind an app with a user for each, his token by name. */
async function served(t: Test, people: Readonly<Record<string, Someone>>, settings: object = {}, more: object = {}) {
  const tokens: Record<string, string> = { operator: 'secret' }
  const users = Object.entries(people).map(([name, someone]): User => {
    const { text, token } = makeToken(Date.now(), more)
    tokens[name] = text
    return { name, ...someone, tokens: [token] }
  })
  const file = join(site.folder, `users${++files}.json`)
  writeUsers(file, users)
  const askers = askersWith({ tokenFile: join(site.folder, 'token'), users: file, ...settings })
  const app = makeApp(askers, operatedOf(site.server))
  t.teardown(() => app.close())
  return { app, tokens, users, file }
}

function ask(app: FastifyInstance, token: string | undefined, options: InjectOptions) {
  const headers = { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...options.headers }
  return app.inject({ ...options, headers })
}

const GET = (path: string): InjectOptions => ({ method: 'GET', url: `${BASE}${path}` })
const POST = (path: string, payload: object = {}): InjectOptions => ({ method: 'POST', url: `${BASE}${path}`, payload })

t.test('what each role may do', async (t) => {
  const roles = ['viewer', 'log-reader', 'editor', 'operator', 'admin'] as const
  const { app, tokens } = await served(t, Object.fromEntries(roles.map((role) => [role, { role }])), { edit: 'apply' })
  const entry = { zone: 'pop.univ.example', entry: '192.0.2.7' }
  const table: readonly (readonly [InjectOptions, string])[] = [
    [GET('/zones'), 'viewer log-reader editor operator admin'],
    [GET('/status'), 'viewer log-reader editor operator admin'],
    [GET('/explain?address=127.0.0.1&name=www.univ.example'), 'viewer log-reader editor operator admin'],
    [GET('/openapi.json'), 'viewer log-reader editor operator admin'],
    [GET('/audit'), 'log-reader operator admin'],
    [GET('/transfers/check'), 'operator admin'],
    [POST('/list/add', entry), 'editor operator admin'],
    [{ method: 'PUT', url: `${BASE}/lists/pop.univ.example/192.0.2.8` }, 'editor operator admin'],
    [POST('/dynamic/drop', { zone: 'univ.example' }), 'editor operator admin'],
    [POST('/reload'), 'operator admin'],
    [GET('/plan'), 'editor operator admin'],
    [POST('/query-log', { on: false }), 'operator admin'],
    [POST('/transfers/notify', { zone: 'univ.example' }), 'operator admin'],
    [POST('/stop'), 'admin'],
  ]
  for (const [request, allowed] of table)
    for (const role of roles) {
      const { statusCode, json } = await ask(app, tokens[role], request)
      if (allowed.split(' ').includes(role)) t.equal(statusCode, 200, `${role} ${String(request.url)}`)
      else {
        t.equal(statusCode, 403, `${role} ${String(request.url)}`)
        t.match(json(), { status: 403, code: 'forbidden', type: 'urn:janus:problem:forbidden' })
      }
    }
  // What they name is not there: who may ask is told that.
  for (const request of [POST('/rollback', { generation: 99 }), POST('/apply', { hash: 'none' })])
    for (const role of roles) {
      const { statusCode } = await ask(app, tokens[role], request)
      t.equal(statusCode === 403, !['operator', 'admin'].includes(role), `${role} ${String(request.url)} ${statusCode}`)
    }
  const { json } = await ask(app, tokens.admin, GET('/audit?who=operator&what=reload'))
  t.match(json(), [{ who: 'operator', what: 'reload', way: 'http' }], 'the trail has his name')
})

t.test('"edit: off" keeps everybody from changing anything, but for tokens made for that', async (t) => {
  const people = { admin: { role: 'admin' }, editor: { role: 'editor' } } as const
  for (const write of [false, true]) {
    const { app, tokens } = await served(t, people, { edit: 'off' }, { write })
    const wanted = write ? 200 : 403
    t.equal((await ask(app, tokens.admin, POST('/reload'))).statusCode, wanted)
    const entry = await ask(app, tokens.editor, POST('/list/add', { zone: 'pop.univ.example', entry: '192.0.2.7' }))
    t.equal(entry.statusCode, wanted)
    t.equal((await ask(app, tokens.editor, POST('/reload'))).statusCode, 403, 'a token gives no more than the role')
    t.equal((await ask(app, tokens.admin, GET('/zones'))).statusCode, 200)
    t.equal((await ask(app, 'secret', POST('/reload'))).statusCode, 200, 'the token of the operator is none of a user')
  }
})

t.test('a token for some verbs is for these alone', async (t) => {
  const { app, tokens } = await served(t, { pop: { role: 'admin' } }, { edit: 'apply' }, { verbs: ['list-add'] })
  const put: InjectOptions = { method: 'PUT', url: `${BASE}/lists/pop.univ.example/192.0.2.8` }
  t.equal((await ask(app, tokens.pop, put)).statusCode, 200)
  t.equal((await ask(app, tokens.pop, { ...put, method: 'GET' })).statusCode, 403)
  for (const path of ['/zones', '/status', '/generations'])
    t.equal((await ask(app, tokens.pop, GET(path))).statusCode, 403)
})

t.test('whoever is not known learns nothing, and the same whatever he sends', async (t) => {
  const { app, tokens, users, file } = await served(t, { a: { role: 'admin' } })
  const ended = makeToken(Date.now() - 1000, { until: Date.now() - 500 })
  writeUsers(file, [{ ...users[0]!, tokens: [...users[0]!.tokens, ended.token] }])
  const wrong = [undefined, '', 'wrong', ended.text, `${tokens.a}x`, tokens.a!.slice(0, -1), tokens.a!.toUpperCase()]
  const seen = new Set<string>()
  for (const token of wrong)
    for (const request of [GET('/zones'), GET('/status'), POST('/reload'), GET('/openapi.json')]) {
      const remoteAddress = `127.0.${seen.size}.${wrong.indexOf(token) + 1}`
      const { statusCode, headers, body } = await ask(app, token, { ...request, remoteAddress })
      t.equal(statusCode, 401, `${token} ${String(request.url)}`)
      const { date: _, ...rest } = headers
      seen.add(JSON.stringify([body, rest]))
    }
  t.equal(seen.size, 1)
  t.match(JSON.parse([...seen][0]!), [
    /"code":"no-token"/,
    { 'www-authenticate': 'Bearer', 'cache-control': 'no-store' },
  ])
  writeUsers(file, [])
  t.equal((await ask(app, tokens.a, GET('/zones'))).statusCode, 401, 'who was taken out is out at once')
  rmSync(file)
  t.equal((await ask(app, tokens.a, GET('/zones'))).statusCode, 401)
})

t.test('who guesses has to wait, and nobody else', async (t) => {
  const { app, tokens } = await served(t, { a: { role: 'viewer' } })
  // However long they take, nobody earns another one meanwhile.
  const now = Date.now()
  t.intercept(Date, 'now', { value: () => now })
  const from = (remoteAddress: string, token = 'wrong') => ask(app, token, { ...GET('/zones'), remoteAddress })
  for (let i = 0; i < 20; i++) t.equal((await from('127.0.0.9')).statusCode, 401)
  const late = await from('127.0.0.9')
  t.equal(late.statusCode, 429)
  t.match(late.headers, { 'retry-after': /^[1-9]\d?$/ })
  t.match(late.json(), { code: 'too-often', status: 429 })
  t.equal((await from('127.0.0.9', 'secret')).statusCode, 429, 'of a text that somebody chose, a right one is not told')
  t.equal((await from('127.0.0.9', tokens.a)).statusCode, 200, 'nobody guesses 256 bits: who has them does not wait')
  t.equal((await from('127.0.0.9', `${tokens.a!.slice(0, -1)}_`)).statusCode, 429)
  t.equal((await from('127.0.0.10', tokens.a)).statusCode, 200)
})

t.test('who sends no token guesses none, and keeps nobody out', async (t) => {
  const { app, tokens } = await served(t, { a: { role: 'viewer' } })
  for (let i = 0; i < 40; i++) t.equal((await ask(app, undefined, GET('/zones'))).statusCode, 401)
  const basic = { ...GET('/zones'), headers: { authorization: 'Basic YTpi' } }
  for (let i = 0; i < 40; i++) t.equal((await ask(app, undefined, basic)).statusCode, 401)
  t.equal((await ask(app, tokens.a, GET('/zones'))).statusCode, 200)
})

t.test('a field is what it is called, or it is refused with the reason', async (t) => {
  const { app } = await served(t, {})
  const zone = `${'a'.repeat(63)}.${'b'.repeat(63)}.example`
  const put: InjectOptions = { method: 'PUT', url: `${BASE}/lists/pop.univ.example/192.0.2.8` }
  const table: readonly (readonly [InjectOptions, number, RegExp])[] = [
    [GET('/rrsets?zone=univ.example&zone=other.example'), 400, /cannot use a list as \\"zone\\"/],
    [GET('/rrsets?zone=univ.example&__proto__=a'), 400, /cannot use \\"__proto__\\": .* no such field/],
    [GET('/rrsets?zone=univ.example&__proto__=a&__proto__=b'), 400, /cannot use \\"__proto__\\"/],
    [GET('/rrsets?zone=univ.example&constructor=a'), 400, /cannot use \\"constructor\\"/],
    [GET('/rrsets?__proto__[zone]=univ.example'), 400, /no such field/],
    [GET('/rrsets?zone=univ%2Eexample&holds=www'), 200, /www\.univ/],
    [GET('/rrsets?zone=univ.example%00'), 404, /no-zone/],
    [GET('/rrsets?zone=univ.example&type=NONSENSE'), 400, /cannot read the type \\"NONSENSE\\".*"field":"type"/],
    [GET('/rrsets?zone=univ.example&type='), 400, /"field":"type"/],
    [GET('/rrsets?zone=univ.example&type=TYPE15'), 200, /"type":"MX"/],
    [GET(`/lists/${zone}`), 404, /no-list|there is no list/],
    [GET(`/lists/${'%5C097'.repeat(255)}`), 404, /no-zone/],
    [GET(`/lists/${'a'.repeat(3000)}`), 414, /a part of its path is too long/],
    [GET('/lists/..%2F..%2Fetc%2Fpasswd'), 404, /no-zone/],
    [GET('/lists/%zz'), 400, /its path is not valid/],
    [{ ...put, payload: { zone: 'other.example', entry: '192.0.2.9' } }, 200, /192\.0\.2\.8/],
    [{ ...put, payload: '{"__proto__": {"for": "1h"}}', headers: JSON_BODY }, 400, /not JSON/],
    [{ ...put, payload: '[]', headers: JSON_BODY }, 400, /give an object/],
    [{ ...put, payload: 'null', headers: JSON_BODY }, 400, /give an object/],
    [{ ...put, payload: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415, /send JSON/],
    [{ ...put, payload: { for: 'x'.repeat(70_000) } }, 413, /more than 65536 octets/],
    [POST('/zones'), 404, /openapi\.json and the paths that it lists \(GET to read, POST to change\)/],
    [POST('/transfers/fetch', { zone: 'gone.example' }), 404, /no-zone.*"field":"zone"/],
    [POST('/transfers/fetch', { zone: 'gone.example', limit: 1 }), 404, /no-zone/],
  ]
  for (const [request, status, told] of table) {
    const { statusCode, body } = await ask(app, 'secret', request)
    t.equal(statusCode, status, String(request.url))
    t.match(body, told)
  }
  const { json } = await ask(app, 'secret', GET('/audit?what=transfers-fetch'))
  t.same(json(), [], 'what was not done is not on record')
})

const JSON_BODY = { 'content-type': 'application/json' }

t.test('a page that somebody has opened elsewhere cannot ask here', async (t) => {
  const { app, tokens } = await served(t, { a: { role: 'admin' } }, { names: ['ns1.univ.example'], edit: 'apply' })
  const table: readonly (readonly [Record<string, string>, number])[] = [
    [{}, 200],
    [{ host: 'localhost:9353' }, 200],
    [{ host: '127.0.0.1:9353' }, 200],
    [{ host: '[::1]:9353' }, 200],
    [{ host: 'NS1.univ.example' }, 200],
    [{ host: 'ns1.univ.example:443' }, 200],
    [{ host: 'evil.example' }, 403],
    [{ host: 'ns1.univ.example.evil.example' }, 403],
    [{ host: 'evil.example:9353' }, 403],
    [{ host: '127.0.0.1.evil.example' }, 403],
    [{ 'sec-fetch-site': 'same-origin' }, 200],
    [{ 'sec-fetch-site': 'none' }, 200],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ host: 'localhost:9353', origin: 'http://localhost:9353' }, 200],
    [{ host: 'localhost:9353', origin: 'https://localhost:9353' }, 403],
    [{ host: 'localhost:9353', origin: 'http://localhost' }, 403],
    [{ host: 'localhost:9353', origin: 'http://evil.example' }, 403],
    [{ host: 'localhost:9353', origin: 'null' }, 403],
  ]
  for (const [headers, status] of table)
    for (const request of [GET('/zones'), POST('/reload'), { method: 'POST', url: '/control/zones' } as const]) {
      const { statusCode } = await ask(app, tokens.a, { ...request, headers })
      t.equal(statusCode, status, `${JSON.stringify(headers)} ${String(request.url)}`)
    }
  const { headers } = await ask(app, tokens.a, { ...GET('/zones'), headers: { origin: 'http://localhost:80' } })
  t.equal(headers['access-control-allow-origin'], undefined)
})

t.test('a token goes over the loopback, over TLS, or through a proxy that is named', async (t) => {
  const read = readPrefix('10.0.0.5')
  const proxies = read.kind === 'prefixes' ? read.prefixes : []
  const { app, tokens } = await served(t, { a: { role: 'viewer' } }, { proxies })
  const from = async (remoteAddress: string, headers = {}) =>
    (await ask(app, tokens.a, { ...GET('/zones'), remoteAddress, headers })).statusCode
  t.equal(await from('127.0.0.1'), 200)
  t.equal(await from('::1'), 200)
  t.equal(await from('::ffff:127.0.0.1'), 200)
  t.equal(await from('10.0.0.5'), 200)
  t.equal(await from('::ffff:10.0.0.5', { 'x-forwarded-for': '192.0.2.1' }), 200)
  for (const address of ['10.0.0.6', '192.0.2.1', '2001:db8::1', '::2', '::ffff:192.0.2.1']) {
    t.equal(await from(address), 403, address)
    t.equal(await from(address, { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' }), 403, address)
  }
})

t.test('with users, strangers learn of no zone', async (t) => {
  const { app, tokens } = await served(t, { a: { role: 'viewer', views: ['external'] } })
  const page = (url: string, remoteAddress: string, token?: string) =>
    ask(app, token, { method: 'GET', url, remoteAddress })
  for (const url of ['/healthz', '/readyz']) t.equal((await page(url, '192.0.2.1')).statusCode, 200)
  t.equal((await page('/status', '192.0.2.1')).statusCode, 401)
  t.equal((await page('/status', '127.0.0.1')).statusCode, 200)
  const strange = await page('/metrics', '192.0.2.1')
  t.equal(strange.statusCode, 200)
  t.notMatch(strange.body, 'example')
  t.match(strange.body, 'janus_')
  t.match((await page('/metrics', '127.0.0.1')).body, 'zone="univ.example."')
  t.equal((await page('/metrics', '127.0.0.1', 'wrong')).statusCode, 200, 'the machine itself needs none')
  t.equal((await page('/metrics', '192.0.2.1', tokens.a)).statusCode, 401, 'in the clear nobody is believed')
})

t.test('the machine itself is no proxy on it, nobody behind one, and no page of a browser', async (t) => {
  const read = readPrefix('127.0.0.1')
  const proxies = read.kind === 'prefixes' ? read.prefixes : []
  const people = { a: { role: 'viewer' } } as const
  const table: readonly (readonly [string, object, Record<string, string>, boolean])[] = [
    ['a program', {}, {}, true],
    ['a program that says the name', { names: ['ns1.univ.example'] }, { host: 'ns1.univ.example' }, true],
    ['by a proxy that is not named', {}, { 'x-forwarded-for': '198.51.100.7' }, false],
    ['by one that says so in another way', {}, { via: '1.1 proxy' }, false],
    ['likewise', {}, { forwarded: 'for=198.51.100.7' }, false],
    ['by a proxy that says nothing', { proxies }, {}, false],
    ['by a proxy that believes its client', { proxies }, { 'x-forwarded-for': '127.0.0.1' }, false],
    ['by a proxy that adds its client', { proxies }, { 'x-forwarded-for': '127.0.0.1, 198.51.100.7' }, false],
    ['a page under a name that leads here', {}, { host: 'evil.example' }, false],
    ['a page of another origin', {}, { 'sec-fetch-site': 'cross-site' }, false],
  ]
  for (const [who, settings, headers, isHere] of table) {
    const { app } = await served(t, people, settings)
    const page = (url: string) => ask(app, undefined, { method: 'GET', url, headers })
    t.equal((await page('/status')).statusCode, isHere ? 200 : 401, who)
    const { statusCode, body } = await page('/metrics')
    t.equal(statusCode, 200, who)
    t.equal(body.includes('univ.example'), isHere, who)
  }
})

t.test('who sees the outside only is never told of the inside, whatever he asks', async (t) => {
  const { app, tokens } = await served(t, { a: { role: 'admin', views: ['external'] } }, { edit: 'apply' })
  writeFileSync(join(site.folder, 'in.zone'), `${campus()['in.zone']}inside-mark A 10.9.9.9\n`)
  await site.reload()
  let asked = 0
  for (const verb of verbs.filter(isInApi))
    for (const { method, path } of routesOf(verb)) {
      if (method !== 'GET') continue
      const words = new URLSearchParams({
        address: '127.0.0.1',
        name: 'inside-mark.univ.example',
        zone: 'univ.example',
      })
      const keys = Object.keys(verb.request)
      const query = [...words].filter(([key]) => keys.includes(key) && !path.includes(`:${key}`))
      const url = path.replace(':zone', 'univ.example').replace(':entry', '10.9.9.9')
      for (const more of [query, [...query, ['view', 'internal'], ['begin', 'inside']]]) {
        const known = more.filter(([key]) => keys.includes(key!))
        const { body } = await ask(app, tokens.a, {
          method,
          url: `${url}?${new URLSearchParams(known as [string, string][])}`,
        })
        const told = body.replaceAll('inside-mark.univ.example', '')
        t.notMatch(told, /inside-mark|10\.9\.9\.9(?!")|"internal"/, `${url} ${known}`)
        asked++
      }
    }
  t.ok(asked > 40, `${asked} questions`)
})

t.test('a zone is told rrset by rrset, a column a face', async (t) => {
  const { app, tokens } = await served(t, {
    outside: { role: 'viewer', views: ['external'] },
    other: { role: 'viewer', zones: ['other.example'] },
  })
  const rrsets = async (token: string | undefined, query: string) =>
    (await ask(app, token, GET(`/rrsets?zone=univ.example&${query}`))).json()
  const all = await rrsets('secret', '')
  const owners = all.map(({ owner, type }: Line) => `${owner} ${type}`)
  t.same(owners.slice(0, 3), ['univ.example. NS', 'univ.example. SOA', 'univ.example. MX'])
  t.match(await rrsets('secret', 'holds=WWW&differs=true'), [
    {
      ...{ owner: 'www.univ.example.', type: 'A', differs: true },
      faces: [
        { view: 'internal', ttl: 3600, records: [{ rdata: '10.0.0.10', file: /in\.zone$/, line: 7 }] },
        { view: 'external', ttl: 3600, records: [{ rdata: '192.0.2.10', file: /out\.zone$/, line: 7 }] },
      ],
    },
  ])
  t.same((await rrsets('secret', 'type=ns')).length, 1)
  t.same(await rrsets('secret', 'type=ns&differs=true'), [])
  const ofOne = await rrsets('secret', 'view=external&differs=true')
  t.match(
    ofOne.map(({ owner }: Line) => owner),
    ['mx.univ.example.', 'ns.univ.example.', 'www.univ.example.'],
    'it differs from what the other view has',
  )
  t.ok(ofOne.every(({ differs, faces }: Line) => differs && faces.every(({ view }) => view === 'external')))
  const outside = await rrsets(tokens.outside, '')
  t.ok(outside.every(({ differs, faces }: Line) => !differs && faces.every(({ view }) => view === 'external')))
  t.match(await rrsets(tokens.other, ''), { code: 'no-zone', status: 404 })
  t.match(await rrsets('secret', 'view=nonsense'), { code: 'no-zone' })
})

type Line = {
  readonly owner: string
  readonly type: string
  readonly differs: boolean
  readonly faces: readonly { readonly view: string }[]
}

t.test('findings are told to who may see the text that they quote', async (t) => {
  const { app, tokens } = await served(t, { outside: { role: 'viewer', views: ['external'] } })
  writeFileSync(join(site.folder, 'in.zone'), `${campus()['in.zone']}alias CNAME www\nalias A 10.0.0.1\n`)
  await site.reload()
  const found = async (token: string | undefined, query = '') =>
    (await ask(app, token, GET(`/findings?${query}`))).json()
  // Warnings of all rules are told beside it once somebody has asked for them, and a thread has come to its end.
  t.match(await found('secret', 'view=internal&zone=univ.example&severity=error'), [
    { zone: 'univ.example.', view: 'internal', place: { line: 9 }, message: /it is an alias/ },
  ])
  t.notMatch(JSON.stringify(await found(tokens.outside)), 'in.zone')
  t.same(await found('secret', 'severity=info&rule=nonsense'), [])
  writeFileSync(join(site.folder, 'in.zone'), campus()['in.zone']!)
  await site.reload()
})

t.test('pages of a list lead to each other, and a change rests on what was read', async (t) => {
  const { app } = await served(t, {})
  const first = await ask(app, 'secret', GET('/zones?limit=3'))
  t.equal(first.json().length, 3)
  const [, next] = /^<(.+)>; rel="next"$/.exec(String(first.headers.link))!
  const second = await ask(app, 'secret', { method: 'GET', url: next! })
  t.ok(second.json().length > 0)
  t.equal(second.headers.link, undefined)
  const { etag } = second.headers
  const reload = (tag: unknown) => ask(app, 'secret', { ...POST('/reload'), headers: { 'if-match': String(tag) } })
  t.equal((await reload(etag)).statusCode, 200)
  const late = await reload(etag)
  t.equal(late.statusCode, 412)
  t.match(late.headers['content-type'], /^application\/problem\+json/)
  t.match(late.json(), {
    type: 'urn:janus:problem:moved',
    status: 412,
    code: 'moved',
    detail: /what is served has changed/,
  })
  t.match((await ask(app, 'secret', GET('/zones?limit=x'))).json(), {
    status: 400,
    code: 'bad-request',
    field: 'limit',
  })
  t.match((await ask(app, 'secret', GET('/zones?limits=3'))).json(), { status: 400, detail: /did you mean "limit"/ })
  t.match((await ask(app, 'secret', GET('/explain?address=x&name=y'))).json(), { status: 400, field: 'address' })
})

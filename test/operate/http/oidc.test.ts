// People who come through an OpenID provider, a real one on the loopback: what they are let in as, and everything on the way that
// does not hold.

import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import Provider, { type Configuration } from 'oidc-provider'
import t, { type Test } from 'tap'
import { BASE } from '../../../src/operate/http/api.ts'
import { makeApp } from '../../../src/operate/http/app.ts'
import { Provider as Asked } from '../../../src/operate/http/provider.ts'
import type { OidcSettings } from '../../../src/text/config/oidc.ts'
import { CALLBACK_PATH } from '../../../src/text/config/oidc.ts'
import type { User } from '../../../src/users/user.ts'
import { writeUsers } from '../../../src/users/users-file.ts'
import { folderOf } from '../../support/janus.ts'
import { askersWith, operatedOf } from '../../support/operated.ts'
import { Site } from '../../support/site.ts'
import { campus } from '../../support/small-campus.ts'

const site = new Site(folderOf(t, { ...campus(), 'oidc.secret': 'between the two of us\n' }))
t.before(() => site.start())
t.teardown(() => site.stop())

const people: readonly User[] = [
  { name: 'ada', role: 'operator', tokens: [] },
  { name: 'eve', role: 'viewer', views: ['external'], tokens: [] },
  { name: 'kate', role: 'admin', tokens: [] },
  { name: 'Ab3', role: 'viewer', tokens: [] },
  { name: 'eve@univ.example', role: 'viewer', views: ['external'], tokens: [] },
]

/** What the provider tells of each; who is asked for is who has logged in there. */
const ACCOUNTS: Readonly<Record<string, object>> = {
  ada: { preferred_username: 'Ada', email: 'ada@univ.example', email_verified: true },
  eve: { preferred_username: 'eve', email: 'eve@univ.example', email_verified: true },
  mallory: { preferred_username: 'mallory', email: 'eve@univ.example', email_verified: false },
  kelvin: { preferred_username: '\u212aate' },
  spaced: { preferred_username: 'kate ' },
  nul: { preferred_username: 'kate\u0000' },
  wide: { preferred_username: '\uff4bate' },
  nameless: {},
}

type Campus = { readonly issuer: string; readonly close: () => void }

/** A provider that lets in whom `login_hint` names: its own pages are not what is tried here. */
async function provided(t: Test, redirect: string, more: Configuration = {}): Promise<Campus> {
  const server: HttpServer = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'janus',
        client_secret: 'between the two of us',
        redirect_uris: [redirect],
        token_endpoint_auth_method: [...(more.clientAuthMethods ?? [])][0] ?? 'client_secret_post',
      },
    ],
    claims: { openid: ['sub'], profile: ['preferred_username'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ['a key of the test'] },
    findAccount: (_context, sub) => ({ accountId: sub, claims: async () => ({ sub, ...ACCOUNTS[sub] }) }),
    interactions: { url: (_context, { uid }) => `/enter/${uid}` },
    ...more,
  })
  const handle = provider.callback()
  server.on('request', async (request, response) => {
    if (!request.url!.startsWith('/enter/')) return handle(request, response)
    const { prompt, params, session } = await provider.interactionDetails(request, response)
    const accountId = session?.accountId ?? String(params.login_hint)
    if (accountId === 'refused')
      return provider.interactionFinished(
        request,
        response,
        { error: 'access_denied' },
        { mergeWithLastSubmission: false },
      )
    const grant = new provider.Grant({ accountId, clientId: 'janus' })
    grant.addOIDCScope('openid profile email')
    const result = prompt.name === 'login' ? { login: { accountId } } : { consent: { grantId: await grant.save() } }
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true })
  })
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  t.teardown(close)
  return { issuer, close }
}

/** Redirects are followed by hand, with each host's cookies, as a browser does. */
class Browser {
  readonly #cookies = new Map<string, Map<string, string>>()

  async get(url: string): Promise<{
    readonly status: number
    readonly location: string | undefined
    readonly body: string
    readonly set: readonly string[]
  }> {
    const { host, origin } = new URL(url)
    const jar = this.#cookies.get(host) ?? new Map<string, string>()
    this.#cookies.set(host, jar)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } })
    const set = response.headers.getSetCookie()
    for (const one of set) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(one)!
      if (value === '' || /Max-Age=0(;|$)/.test(one)) jar.delete(name!)
      else jar.set(name!, value!)
    }
    const location = response.headers.get('location')
    return {
      status: response.status,
      location: location === null ? undefined : new URL(location, origin).href,
      body: await response.text(),
      set,
    }
  }

  /** As far as redirects lead, and `until` says. */
  async visit(url: string, until: (url: string) => boolean = () => false) {
    let answer = await this.get(url)
    for (let i = 0; i < 20 && answer.location !== undefined && !until(answer.location); i++)
      answer = await this.get(answer.location)
    return answer
  }

  cookies(of: string): ReadonlyMap<string, string> {
    return this.#cookies.get(new URL(of).host) ?? new Map()
  }
}

let files = 0

async function opened(t: Test, more: Partial<OidcSettings> = {}, provider: Configuration = {}) {
  const users = join(site.folder, `people${++files}.json`)
  writeUsers(users, people)
  // Where the provider sends people is known before there is one.
  const socket = createServer()
  socket.listen(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address() as AddressInfo
  socket.close()
  await once(socket, 'close')
  const base = `http://127.0.0.1:${port}`
  const redirect = `${base}${CALLBACK_PATH}`
  const at = await provided(t, redirect, provider)
  const secretFile = join(site.folder, 'oidc.secret')
  const settings = { issuer: at.issuer, client: 'janus', secretFile, redirect, claim: 'preferred_username', ...more }
  const warned: object[] = []
  const askers = askersWith({ users, edit: 'apply', oidc: settings }, (detail) => warned.push(detail))
  const app = makeApp(askers, operatedOf(site.server))
  await app.listen({ host: '127.0.0.1', port })
  t.teardown(() => app.close())
  /** `who` has logged in there. */
  const come = async (who: string, browser = new Browser()) => {
    const begun = await browser.get(`${base}${BASE}/oidc/login`)
    if (begun.location === undefined) return { browser, ...begun }
    const answer = await browser.visit(`${begun.location}&login_hint=${who}`, (url) => url === `${base}/console/`)
    return { browser, ...answer }
  }
  const me = (browser: Browser) => browser.get(`${base}${BASE}/me`)
  return { app, askers, base, come, me, warned, provider: at, redirect }
}

t.test('who is a user here is let in with his own role, by the cookie of a session', async (t) => {
  const { base, come, me } = await opened(t)
  const ways = await new Browser().get(`${base}${BASE}/login/ways`)
  t.same(JSON.parse(ways.body), { password: true, oidc: true })
  const { browser, status, location, set } = await come('ada')
  t.equal(status, 303)
  t.equal(location, `${base}/console/`)
  t.ok(set.some((one) => /^janus-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/.test(one)))
  t.same([...browser.cookies(base).keys()], ['janus-session'], 'that of the visit is gone')
  const found = await me(browser)
  t.match(JSON.parse(found.body), { user: 'ada', role: 'operator', via: 'session', views: ['internal', 'external'] })
  const other = await come('eve')
  t.match(JSON.parse((await me(other.browser)).body), { user: 'eve', role: 'viewer', views: ['external'] })
})

t.test('nobody else is let in, and is told why', async (t) => {
  const table: readonly (readonly [claim: string, who: string, detail: RegExp])[] = [
    ['preferred_username', 'mallory', /no user "mallory" here; ask an administrator to run: janus user add/],
    ['preferred_username', 'kelvin', /there is no user .* here/],
    ['preferred_username', 'spaced', /there is no user .* here/],
    ['preferred_username', 'nul', /there is no user .* here/],
    ['preferred_username', 'wide', /there is no user .* here/],
    ['sub', 'aB3', /no user "aB3" here/],
    ['preferred_username', 'nameless', /sends no "preferred_username" for you/],
    ['preferred_username', 'refused', /the OpenID provider refused/],
    ['sub', 'mallory', /no user "mallory" here/],
    ['email', 'mallory', /sends no "email" for you/],
    ['constructor', 'ada', /sends no "constructor" for you/],
  ]
  for (const [claim, who, detail] of table) {
    const { base, come, me } = await opened(t, { claim })
    const { browser, status, body } = await come(who)
    t.equal(status, 403, `${claim} of ${who}`)
    t.match(JSON.parse(body).detail, detail)
    t.notOk(browser.cookies(base).has('janus-session'))
    t.equal((await me(browser)).status, 401)
  }
  const { come, me } = await opened(t, { claim: 'email' })
  const { browser } = await come('eve')
  t.match(JSON.parse((await me(browser)).body), { user: 'eve@univ.example' }, 'an address that was seen to be his')
})

t.test('what comes back counts once, in the browser that began, and as it was sent', async (t) => {
  const { base, come, redirect, warned } = await opened(t)
  const stranger = new Browser()
  t.equal((await stranger.get(`${redirect}?code=x&state=y`)).status, 403, 'of nobody who began')
  const victim = new Browser()
  const begun = await victim.get(`${base}${BASE}/oidc/login`)
  const back = await victim.visit(`${begun.location}&login_hint=ada`, (url) => url.startsWith(redirect))
  t.equal((await stranger.get(back.location!)).status, 403, 'in another browser')
  const thief = new Browser()
  await thief.get(`${base}${BASE}/oidc/login`)
  const taken = await thief.get(back.location!)
  t.equal(taken.status, 502, 'in another visit, whose state is another')
  t.notOk(thief.cookies(base).has('janus-session'))
  t.equal((await victim.get(back.location!)).location, `${base}/console/`)
  t.equal((await victim.get(back.location!)).status, 403, 'a second time')
  for (const change of [
    (url: string) => url.replace(/state=[^&]+/, 'state=other'),
    (url: string) => url.replace(/code=[^&]+/, 'code=other'),
    (url: string) => url.replace(/iss=[^&]+/, 'iss=http%3A%2F%2F127.0.0.1%3A9'),
    (url: string) => `${url}&state=twice`,
    (url: string) => url.replace(/\?.*/, ''),
    (url: string) => url.replace(/\?.*/, '?error=server_error'),
  ]) {
    const browser = new Browser()
    const first = await browser.get(`${base}${BASE}/oidc/login`)
    const came = await browser.visit(`${first.location}&login_hint=ada`, (url) => url.startsWith(redirect))
    const answer = await browser.get(change(came.location!))
    t.equal(answer.status, 502, change.toString())
    t.match(JSON.parse(answer.body), { code: 'provider-failed' })
    t.notMatch(answer.body, /between|127\.0\.0\.1/, 'a stranger reads nothing of the reason')
    t.notOk(browser.cookies(base).has('janus-session'))
  }
  t.ok(warned.length >= 7 && warned.every((detail) => 'why' in detail), 'the log has the reasons')
  t.equal((await come('ada')).status, 303)
})

t.test('a provider that cannot be asked is told of, and asked again', async (t) => {
  const { come, warned, provider } = await opened(t)
  provider.close()
  const { status, body } = await come('ada')
  t.equal(status, 502)
  t.match(JSON.parse(body), { code: 'provider-failed' })
  t.match(warned[0], { issuer: provider.issuer, why: /ECONNREFUSED/ })
})

t.test('a wrong secret lets nobody in, until the file is right', async (t) => {
  const secretFile = join(site.folder, 'other.secret')
  writeFileSync(secretFile, 'wrong')
  const { come } = await opened(t, { secretFile })
  t.equal((await come('ada')).status, 502)
  writeFileSync(secretFile, 'between the two of us\n')
  t.equal((await come('ada')).status, 303)
  writeFileSync(secretFile, '')
  t.equal((await come('ada')).status, 502)
})

t.test('who begins too often waits, and a page of another name begins nothing', async (t) => {
  const { base } = await opened(t)
  // However long they take, nobody earns another one meanwhile.
  const now = Date.now()
  t.intercept(Date, 'now', { value: () => now })
  const browser = new Browser()
  const statuses: number[] = []
  for (let i = 0; i < 21; i++) statuses.push((await browser.get(`${base}${BASE}/oidc/login`)).status)
  t.same([new Set(statuses.slice(0, 20)), statuses[20]], [new Set([303]), 429])
  const { port } = new URL(base)
  const { request } = await import('node:http')
  const asked = request({ port, host: '127.0.0.1', path: `${BASE}/oidc/login`, headers: { host: 'evil.example' } })
  asked.end()
  const [response] = await once(asked, 'response')
  response.resume()
  t.equal(response.statusCode, 403)
})

t.test('a subject is let in as it is written, and its secret goes as the provider takes it', async (t) => {
  for (const method of ['client_secret_post', 'client_secret_basic'] as const) {
    const { come, me } = await opened(t, { claim: 'sub' }, { clientAuthMethods: [method] })
    const { browser, status } = await come('Ab3')
    t.equal(status, 303, method)
    t.match(JSON.parse((await me(browser)).body), { user: 'Ab3' })
  }
})

t.test('who begins at one address may come back at another', async (t) => {
  const { app, askers, redirect } = await opened(t)
  const other = makeApp(askers, operatedOf(site.server))
  t.teardown(() => other.close())
  const begun = await other.inject({ method: 'GET', url: `${BASE}/oidc/login` })
  const [cookie] = String(begun.headers['set-cookie']).split(';')
  const there = `${begun.headers.location}&login_hint=ada`
  const back = await new Browser().visit(there, (url) => url.startsWith(redirect))
  const headers = { cookie: cookie! }
  const answer = await app.inject({ method: 'GET', url: back.location!.replace(new URL(redirect).origin, ''), headers })
  t.equal(answer.statusCode, 303)
  const again = await other.inject({
    method: 'GET',
    url: back.location!.replace(new URL(redirect).origin, ''),
    headers,
  })
  t.equal(again.statusCode, 403, 'once, wherever')
})

t.test('a provider that never stops talking fills no memory', async (t) => {
  const endless = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write('{"issuer": "')
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
    }
    response.on('drain', more)
    more()
    response.on('close', () => endless.emit('left'))
  })
  endless.listen(0, '127.0.0.1')
  await once(endless, 'listening')
  t.teardown(() => endless.close())
  const { come, warned } = await opened(t, { issuer: `http://127.0.0.1:${(endless.address() as AddressInfo).port}` })
  const left = once(endless, 'left')
  t.equal((await come('ada')).status, 502)
  t.match(warned, [{ why: /its answer has more than 1048576 octets/ }])
  await left
})

t.test(
  'what a provider says of itself is asked for again each hour, and it must be the one that was meant',
  async (t) => {
    const secretFile = join(site.folder, 'oidc.secret')
    const redirect = `https://dns.univ.example${CALLBACK_PATH}`
    const of = (issuer: string) => ({ issuer, client: 'janus', secretFile, redirect, claim: 'sub' })
    let now = 0
    let asked = 0
    const says = (issuer: string) => ({
      now: () => now,
      fetch: async () => {
        asked++
        return Response.json({ issuer, authorization_endpoint: `https://login.univ.example/${asked}` })
      },
    })
    const one = new Asked(of('https://login.univ.example'), says('https://login.univ.example'))
    const paths: string[] = []
    for (const at of [0, 3_600_000, 3_600_001, 7_200_001]) {
      now = at
      paths.push((await one.begin()).url.pathname)
    }
    t.same(paths, ['/1', '/1', '/2', '/2'])
    const tenants = 'https://login.microsoftonline.com/{tenantid}/v2.0'
    const every = new Asked(of('https://login.microsoftonline.com/common/v2.0'), says(tenants))
    await t.rejects(every.begin(), { message: /calls itself .*\{tenantid\}.*your tenant/ }, 'people of every tenant')
    const other = new Asked(of('https://login.univ.example/a'), says('https://login.univ.example/b'))
    await t.rejects(other.begin())
  },
)

t.test('without "oidc" there is no such way', async (t) => {
  const users = join(site.folder, `people${++files}.json`)
  writeUsers(users, people)
  const app = makeApp(askersWith({ users }), operatedOf(site.server))
  t.teardown(() => app.close())
  t.equal((await app.inject({ method: 'GET', url: `${BASE}/oidc/login` })).statusCode, 404)
  t.same((await app.inject({ method: 'GET', url: `${BASE}/login/ways` })).json(), { password: true, oidc: false })
})

// How fast one user may ask: he waits, and nobody else does.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { BASE } from '../../../src/operate/http/api.ts'
import { makeApp } from '../../../src/operate/http/app.ts'
import { Attempts } from '../../../src/operate/http/attempts.ts'
import { hidePassword } from '../../../src/users/password.ts'
import { makeToken } from '../../../src/users/token.ts'
import { writeUsers } from '../../../src/users/users-file.ts'
import { folderOf } from '../../support/janus.ts'
import { askersWith, operatedOf } from '../../support/operated.ts'
import { Site } from '../../support/site.ts'
import { campus, LEASED } from '../../support/small-campus.ts'

const site = new Site(folderOf(t, campus(LEASED)))
t.before(() => site.start())
t.teardown(() => site.stop())

/** However long the questions take, nobody earns another one meanwhile. */
function stopClock(t: Test): void {
  const now = Date.now()
  t.intercept(Date, 'now', { value: () => now })
}

t.test('who asks too often waits, by token and by session alike, and nobody else does', async (t) => {
  stopClock(t)
  const [one, same, other] = [makeToken(Date.now(), {}), makeToken(Date.now(), {}), makeToken(Date.now(), {})]
  const users = join(site.folder, 'users.json')
  writeUsers(users, [
    { name: 'busy', role: 'operator', password: await hidePassword('open sesame'), tokens: [one.token, same.token] },
    { name: 'calm', role: 'viewer', tokens: [other.token] },
  ])
  const app = makeApp(askersWith({ users, edit: 'apply', rate: 1 }), operatedOf(site.server))
  t.teardown(() => app.close())
  const login = await app.inject({
    ...{ method: 'POST', url: `${BASE}/login`, payload: { user: 'busy', password: 'open sesame' } },
  })
  const cookie = String(login.headers['set-cookie']).split(';')[0]!
  const get = (url: string, headers: Readonly<Record<string, string>>) => app.inject({ url, headers })
  const bearer = ({ text }: { readonly text: string }) => ({ authorization: `Bearer ${text}` })
  // Ten at once: half of them by the session, half by tokens, some of them as clients of PowerDNS.
  const ways: readonly Readonly<Record<string, string>>[] = [
    { cookie },
    bearer(one),
    bearer(same),
    { 'x-api-key': one.text },
    { cookie },
  ]
  const paths = [`${BASE}/zones`, `${BASE}/me`, `${BASE}/rrsets?zone=univ.example`, '/api/v1/servers', `${BASE}/zones`]
  for (let i = 0; i < 10; i++) t.equal((await get(paths[i % 5]!, ways[i % 5]!)).statusCode, 200, `${i}`)
  for (const [i, way] of ways.entries()) {
    const { statusCode, headers, body } = await get(paths[i]!, way)
    t.equal(statusCode, 429, `${paths[i]}`)
    t.match(headers['retry-after'], /^\d+$/)
    t.match(body, /too many|as many as/)
  }
  t.equal((await app.inject({ method: 'POST', url: '/control/status', headers: bearer(one) })).statusCode, 429)
  t.equal((await get(`${BASE}/zones`, bearer(other))).statusCode, 200, 'another user')
  t.equal((await get(`${BASE}/zones`, { authorization: 'Bearer nothing' })).statusCode, 401, 'a stranger')
  t.equal((await get('/healthz', {})).statusCode, 200, 'pages')
  for (let i = 0; i < 30; i++) {
    const url = `${BASE}/lists/pop.univ.example/192.0.2.${i}`
    t.equal((await app.inject({ method: 'PUT', url, headers: bearer(one) })).statusCode, 200, 'entries do not count')
  }
})

t.test(
  'a user of the name operator keeps the operator of the token file out of nothing, and pages count',
  async (t) => {
    stopClock(t)
    const { token, text } = makeToken(Date.now(), {})
    const [users, tokenFile] = [join(site.folder, 'users.json'), join(site.folder, 'token')]
    writeUsers(users, [{ name: 'operator', role: 'viewer', tokens: [token] }])
    writeFileSync(tokenFile, `${'t'.repeat(40)}\n`, { mode: 0o600 })
    const app = makeApp(askersWith({ users, tokenFile, rate: 1 }), operatedOf(site.server))
    t.teardown(() => app.close())
    // By a proxy's header it is no program of this machine, for which pages do not count.
    const get = async (url: string, word: string) => {
      const headers = { authorization: `Bearer ${word}`, via: '1.1 proxy' }
      return (await app.inject({ url, headers })).statusCode
    }
    const cases = [
      '/status',
      '/metrics',
      `${BASE}/me`,
      '/status',
      '/metrics',
      '/status',
      '/metrics',
      '/status',
      '/status',
    ]
    for (const url of cases) t.equal(await get(url, text), 200, url)
    t.equal(await get(`${BASE}/zones`, text), 200, 'the tenth')
    for (const url of ['/status', '/metrics', `${BASE}/zones`]) t.equal(await get(url, text), 429, url)
    t.equal(await get(`${BASE}/zones`, 't'.repeat(40)), 200, 'somebody else')
  },
)

t.test('who waits when a clock is put back waits as long as he would have', (t) => {
  const attempts = new Attempts({ burst: 2, perMinute: 60 })
  const [noon, hour] = [43_200_000, 3_600_000]
  for (let i = 0; i < 2; i++) attempts.count('ada', noon)
  t.equal(attempts.wait('ada', noon), 1)
  t.equal(attempts.wait('ada', noon - hour), 1, 'it earns nothing')
  t.equal(attempts.wait('ada', noon - hour + 1000), 0, 'and a second later he may')
  t.end()
})

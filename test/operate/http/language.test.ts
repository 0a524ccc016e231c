// In which language somebody is told what is wrong.

import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { BASE } from '../../../src/operate/http/api.ts'
import { makeApp } from '../../../src/operate/http/app.ts'
import { languageOf } from '../../../src/operate/http/language.ts'
import { folderOf } from '../../support/janus.ts'
import { askersWith, operatedOf } from '../../support/operated.ts'
import { Site } from '../../support/site.ts'
import { campus } from '../../support/small-campus.ts'

t.test('the one that weighs most of those that the tables have', async (t) => {
  const cases: readonly (readonly [header: string | undefined, language: string])[] = [
    [undefined, 'en'],
    ['', 'en'],
    ['ja', 'ja'],
    ['JA-jp', 'ja'],
    ['ja-JP,ja;q=0.9,en-US;q=0.8,en;q=0.7', 'ja'],
    ['en-GB,en;q=0.9,ja;q=0.8', 'en'],
    ['de, fr;q=0.9, ja;q=0.5, en;q=0.4', 'ja'],
    ['de, fr;q=0.9', 'en'],
    ['en;q=0.5, ja;q=0.5', 'en'],
    ['ja;q=0.5, en;q=0.5', 'ja'],
    ['ja;q=0', 'en'],
    ['ja;q=0, *', 'en'],
    ['*, ja;q=0.1', 'en'],
    ['en;q=0, ja;q=0.001', 'ja'],
    ['javanese', 'en'],
    ['ja;q=2', 'en'],
    ['ja;q=x', 'en'],
    [' ja ; q = 1 ', 'ja'],
    [`${'de,'.repeat(400)}ja`, 'en'],
    ['__proto__', 'en'],
  ]
  for (const [header, language] of cases) {
    const headers = header === undefined ? {} : { 'accept-language': header }
    t.equal(languageOf({ headers }), language, `${header}`.slice(0, 60))
  }
})

const site = new Site(folderOf(t, { ...campus(), token: 'secret\n' }))
t.before(() => site.start())
t.teardown(() => site.stop())

t.test('findings and refusals come in it, from whatever tells them, and nothing else is another', async (t) => {
  const app = makeApp(askersWith({ tokenFile: join(site.folder, 'token') }), operatedOf(site.server))
  t.teardown(() => app.close())
  const ask = (method: 'GET' | 'POST', path: string, language: string, payload?: object) =>
    app.inject({
      ...{ method, url: `${BASE}/${path}`, ...(payload && { payload }) },
      headers: { authorization: 'Bearer secret', 'accept-language': language },
    })
  const text = readFileSync(join(site.folder, 'out.zone'), 'utf8')
  writeFileSync(join(site.folder, 'out.zone'), `${text}lame MX 10 gone\n`)
  const face = { zone: 'univ.example', view: 'external' }
  const bad = { name: 'www.univ.example.', type: 'CNAME', changetype: 'REPLACE', ttl: 60, records: [{ content: 'x.' }] }
  const mx = { ...bad, type: 'MX', records: [{ content: '10 gone.univ.example.' }] }
  const unread = { ...bad, type: 'A', records: [{ content: '192.0.2' }] }
  const change = (rrset: object) => ({ zone: 'univ.example', views: ['external'], rrsets: [rrset] })
  const cases: readonly (readonly [method: 'GET' | 'POST', path: string, payload?: object])[] = [
    ['GET', 'plan'],
    ['POST', 'judge', { ...face, text: `${text}www CNAME web\n` }],
    ['POST', 'change', { ...change(bad), trial: true }],
    ['POST', 'change', change(mx)],
    ['POST', 'change', change(unread)],
    ['GET', 'rrsets?zone=gone.example'],
    ['GET', 'zones?limits=3'],
  ]
  for (const [method, path, payload] of cases) {
    const [en, ja] = await Promise.all([ask(method, path, 'en', payload), ask(method, path, 'ja', payload)])
    t.equal(ja.statusCode, en.statusCode, path)
    t.match(ja.body, /[ぁ-ヿ]/, path)
    t.notMatch(en.body, /[ぁ-ヿ]/, path)
    t.match(String(ja.headers.vary), /accept-language/)
    const shape = (value: unknown): unknown =>
      typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shape(one)]))
        : typeof value
    t.same(shape(ja.json()), shape(en.json()), path)
  }
  const steady = await ask('GET', 'findings', 'en')
  const again = await app.inject({
    url: `${BASE}/findings`,
    headers: { authorization: 'Bearer secret', 'accept-language': 'ja', 'if-none-match': String(steady.headers.etag) },
  })
  t.equal(again.statusCode, 200, 'who has it in English does not have it')
})

t.test('the sentences that people meet in a browser are Japanese, and name what they are about', async (t) => {
  const app = makeApp(askersWith({ tokenFile: join(site.folder, 'token') }), operatedOf(site.server))
  t.teardown(() => app.close())
  const ask = (path: string, payload: object | undefined, language: string) =>
    app.inject({
      ...{ method: payload ? 'POST' : 'GET', url: `${BASE}/${path}`, ...(payload && { payload }) },
      headers: { authorization: 'Bearer secret', 'accept-language': language },
    })
  const face = { zone: 'univ.example', view: 'external' }
  const rrsets = [{ name: 'x.univ.example.', type: 'A', changetype: 'DELETE' }]
  const text = readFileSync(join(site.folder, 'out.zone'), 'utf8')
  const hash = createHash('sha256').update(text).digest('base64url')
  const unquoted = { name: 'x.univ.example.', type: 'TXT', records: [{ content: 'no quotes' }] }
  const rows: readonly (readonly [path: string, about: string, payload?: object])[] = [
    ['rrsets?zone=gone.example', 'gone.example'],
    ['rrsets?zone=univ.example&type=NONE', 'NONE'],
    ['rrsets?zone=univ.example&from=a..b', 'a..b'],
    ['zones?over=a..b', 'a..b'],
    ['mail?domain=www.univ.example', 'www.univ.example'],
    ['file?zone=univ.example&view=external&file=gone.zone', 'univ.example'],
    ['change', 'gone.example', { zone: 'gone.example', rrsets }],
    ['apply', '', { hash: 'old' }],
    ['edit', 'out.zone', { ...face, hash: 'old', text: 'x' }],
    ['propose', 'out.zone', { ...face, hash: 'old', text: 'x' }],
    ['propose', 'git', { ...face, hash, text: `${text}more A 192.0.2.77\n`, branch: true }],
    ['propose', 'CNAME', { ...face, hash, text: `${text}www CNAME web\n` }],
    ['edit', '', { ...face, hash, text: `${text}; ${'x'.repeat(1 << 20)}\n` }],
    [
      'change',
      'TXT',
      { zone: 'univ.example', views: ['external'], rrsets: [{ ...unquoted, changetype: 'REPLACE', ttl: 60 }] },
    ],
    ['change', 'external', { zone: 'univ.example', rrsets }],
    ['list/add', 'gone.example', { zone: 'gone.example', entry: '192.0.2.1' }],
    ['list/remove', 'gone.example', { zone: 'gone.example', entry: '192.0.2.1' }],
    ['list/show?zone=gone.example', 'gone.example'],
    ['list/flush', 'gone.example', { zone: 'gone.example', yes: true }],
    ['transfers/fetch', 'gone.example', { zone: 'gone.example' }],
    ['transfers/notify', 'gone.example', { zone: 'gone.example' }],
    ['dynamic/show?zone=gone.example', 'gone.example'],
    ['dynamic/drop', 'a..b', { zone: 'univ.example', name: 'a..b' }],
    ['dnssec/withdraw', 'gone.example', { zone: 'gone.example' }],
    ['catalog/show?catalog=gone.example', 'gone.example'],
    ['diff?left=nowhere&right=external', 'nowhere'],
    ['diff?left=external&right=external', 'external'],
    ['rollback', '99', { generation: 99 }],
    ['query-log', 'nowhere', { on: true, view: 'nowhere' }],
    ['events?view=nowhere', 'nowhere'],
  ]
  for (const [path, about, payload] of rows) {
    const [en, ja] = await Promise.all([ask(path, payload, 'en'), ask(path, payload, 'ja')])
    t.ok(en.statusCode >= 400, `${path}: ${en.statusCode}`)
    t.match(ja.json().detail, /[ぁ-ヿ]/, path)
    t.ok(ja.json().detail.includes(about), path)
    t.notMatch(en.json().detail, /[ぁ-ヿ]/, path)
  }
})

t.test('who is not let in is told why in his language', async (t) => {
  const app = makeApp(
    askersWith({ tokenFile: join(site.folder, 'token'), names: ['ns1.univ.example'] }),
    operatedOf(site.server),
  )
  t.teardown(() => app.close())
  const rows: readonly (readonly [headers: object, status: number])[] = [
    [{}, 401],
    [{ host: 'elsewhere.example' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
  ]
  for (const [headers, status] of rows) {
    const { statusCode, body } = await app.inject({
      url: `${BASE}/zones`,
      headers: { 'accept-language': 'ja', ...headers },
    })
    t.equal(statusCode, status)
    t.match(JSON.parse(body).detail, /[ぁ-ヿ]/, body)
  }
})

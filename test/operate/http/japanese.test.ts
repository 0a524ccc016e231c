// Whatever a browser that wants Japanese can be told, by any verb, with data and with input that makes no sense: no English sentence in it.

import { join } from 'node:path'
import t, { type Test } from 'tap'
import { isInApi, routesOf } from '../../../src/operate/http/api.ts'
import { makeApp } from '../../../src/operate/http/app.ts'
import { findVerb, verbs } from '../../../src/operate/table.ts'
import { englishIn, textsIn } from '../../support/english-words.ts'
import { folderOf } from '../../support/janus.ts'
import { askersWith, operatedOf } from '../../support/operated.ts'
import { Site } from '../../support/site.ts'
import { campus } from '../../support/small-campus.ts'
import { until } from '../../support/until.ts'

// Nobody listens at port 9: what waits for others goes wrong, and says so.
const CONFIG = `
  third.example: {internal: {primary: p}}
  bad.example: bad.zone
secondaries: {ns2: {address: ["127.0.0.1:9"], views: [internal]}}
primaries: {p: {address: ["127.0.0.1:9"]}}
catalogs:
  made.example: {view: internal, produce: [ns2]}
  catalog.example: {view: internal, primary: p, zones: ["*.third.example"]}
lists: {pop.univ.example: {leases: 10m}}
sign: {univ.example: {parents: ["127.0.0.1:9"]}, other.example: {parents: []}}
rules: {no-such-rule: off}
`

const BAD = `$TTL 3600
@ SOA ns hostmaster 1 7200 900 1209600 300
@ NS ns
ns A 192.0.2.1
www CNAME ns
www A 192.0.2.2
`

/** What stands in files and messages; and names by which the trail and metrics know somebody or something. */
const DATA = new Set(['source', 'rdata', 'records', 'text', 'content', 'lines', 'patch', 'file', 'path', 'by', 'table'])
/** What the log and the trail say, and what is for programs alone. */
const OF_PROGRAMS = new Set(['log', 'audit', 'metrics', 'stop'])

const site = new Site(folderOf(t, { ...campus(CONFIG.replace(/^\n/, '')), 'bad.zone': BAD, token: 'secret\n' }))
t.before(() => site.start())
t.teardown(() => site.stop())

function asking(t: Pick<Test, 'teardown'>) {
  const app = makeApp(askersWith({ tokenFile: join(site.folder, 'token') }), operatedOf(site.server))
  t.teardown(() => app.close())
  return async (verb: string, options: Readonly<Record<string, unknown>>) => {
    const { method, path } = routesOf(findVerb(verb)!)[0]!
    const url = path.replaceAll(/:(\w+)/g, (_, name) => encodeURIComponent(String(options[name] ?? 'x')))
    const query = new URLSearchParams(Object.entries(options).map(([name, one]) => [name, String(one)]))
    const isRead = method === 'GET'
    return app.inject({
      ...{ method, url: isRead ? `${url}?${query}` : url },
      ...(!isRead && { payload: options }),
      headers: { authorization: 'Bearer secret', 'accept-language': 'ja' },
    })
  }
}

/** Names that nobody has, for each field that takes one. */
const GONE: Readonly<Record<string, unknown>> = {
  ...{
    zone: 'gone.example',
    view: 'nowhere',
    left: 'nowhere',
    right: 'nowhere',
    views: ['nowhere'],
    catalog: 'gone.example',
  },
  ...{
    name: 'a..b',
    type: 'NONE',
    from: 'a..b',
    over: 'a..b',
    domain: 'a..b',
    holds: 'gone',
    begin: 'gone',
    entry: 'a..b',
  },
  ...{
    address: 'x',
    source: 'x',
    via: 'x',
    client: 'x',
    key: 'gone',
    hash: 'gone',
    tag: 1,
    generation: 77,
    what: 'typo',
    for: 'x',
  },
  ...{ file: 'gone.zone', after: 'x', rule: 'gone', code: 'x', text: 'x', on: true, force: 'gone.example', yes: true },
  ...{ rrsets: [{ name: 'x.gone.example.', type: 'A', changetype: 'DELETE' }], entries: [{ entry: 'a..b' }] },
}

/** Of the right form as far as somebody can tell, for a zone that is there. */
const THERE: Readonly<Record<string, unknown>> = {
  ...{ ...GONE, zone: 'univ.example', view: 'internal', views: ['internal'], left: 'internal', right: 'external' },
  ...{
    name: 'www.univ.example',
    type: 'A',
    address: '127.0.0.1',
    source: '127.0.0.1',
    key: '-',
    domain: 'univ.example',
  },
  catalog: 'catalog.example',
}

t.test('whatever a verb refuses, and why', async (t) => {
  const ask = asking(t)
  const found: string[] = []
  let refusals = 0
  for (const { name, request } of verbs.filter((verb) => isInApi(verb) && !OF_PROGRAMS.has(verb.name))) {
    const fields = Object.keys(request)
    const only = (from: Readonly<Record<string, unknown>>) =>
      Object.fromEntries(fields.flatMap((field) => (field in from ? [[field, from[field]]] : [])))
    const tries = [
      { strange: 1 },
      { zon: 'x', vieww: 'x', a: 1, b: 2 },
      ...fields.flatMap((field) => [{ [field]: '' }, { [field]: [7] }, { [field]: { a: 1 } }, { [field]: 1.5 }]),
      only(GONE),
      only({ ...THERE, zone: 'gone.example' }),
      ...(findVerb(name)!.effect === 'reads' ? [only(THERE)] : []),
      ...['rrsets', 'entries', 'also'].flatMap((field) =>
        fields.includes(field)
          ? [[{}], [{ name: 1 }], [{ name: 'x.', type: 'A', changetype: 'NO' }], [{ entry: 1 }]].map((wrong) => ({
              ...only(THERE),
              [field]: wrong,
            }))
          : [],
      ),
    ]
    for (const options of tries) {
      const answer = await ask(name, options)
      if (answer.statusCode < 400) continue
      refusals++
      for (const text of textsIn({ title: answer.json().title, detail: answer.json().detail })) {
        const words = englishIn(text)
        if (words !== undefined) found.push(`${name} ${JSON.stringify(options)}: ${words}: ${text}`)
      }
    }
  }
  t.ok(refusals > 300, `${refusals}`)
  t.same(found, [])
})

t.test('whatever a verb tells, with data, and of what has gone wrong', async (t) => {
  const ask = asking(t)
  const json = async (verb: string, options: Readonly<Record<string, unknown>> = {}) => {
    const answer = await ask(verb, options)
    t.ok(answer.statusCode < 400, answer.statusCode < 400 ? verb : answer.body)
    return answer.json()
  }
  await until('a primary that does not answer', () => site.server.upstream.status.every((one) => one.lastError))
  await until('a parent that does not answer', () =>
    site.server.signing!.status.some(({ zone }) => zone.trouble !== undefined),
  )
  await json('findings', { complete: true })
  const found: string[] = []
  const seen = new Set<string>()
  const requests: readonly (readonly [verb: string, options?: Readonly<Record<string, unknown>>])[] = [
    ...['status', 'zones', 'generations', 'stats', 'keys', 'catalog', 'dnssec', 'list', 'list-stats', 'dynamic'].map(
      (verb) => [verb] as const,
    ),
    ...[
      ['transfers'],
      ['transfers-check'],
      ['findings'],
      ['findings-check'],
      ['leaks'],
      ['mail'],
      ['plan'],
      ['plan-last'],
    ].map(([verb]) => [verb!] as const),
    ['rrsets', { zone: 'univ.example' }],
    ['search', { holds: 'www' }],
    ['diff', { left: 'internal', right: 'external' }],
    ['explain', { address: '127.0.0.1', name: 'www.univ.example' }],
    ['catalog-show', { catalog: 'made.example', whyNot: true }],
    ['catalog-show', { catalog: 'catalog.example', whyNot: true }],
    ['dnssec-timetable', { zone: 'other.example' }],
    ['dnssec-timetable', { zone: 'univ.example' }],
    ['dnssec-withdraw', { zone: 'other.example' }],
    ['dnssec-roll', { zone: 'other.example', plan: true }],
    ['dnssec-clock'],
    ['transfers-fetch', { zone: 'third.example' }],
    ['reload'],
  ]
  for (const [verb, options = {}] of requests) {
    const result = await json(verb, options)
    for (const text of textsIn(result, DATA)) {
      if (/[ぁ-ヿ]/.test(text)) seen.add(verb)
      const words = englishIn(text)
      if (words !== undefined) found.push(`${verb}: ${words}: ${text}`)
    }
  }
  t.same(found, [])
  for (const verb of ['findings', 'transfers', 'catalog', 'dnssec', 'catalog-show', 'plan', 'dnssec-timetable'])
    t.ok(seen.has(verb), `${verb} tells something in words`)
})

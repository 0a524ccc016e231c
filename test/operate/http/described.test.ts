// The description of the API: it names every verb, what it says of answers is so, and every operation in it refuses alike.

import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { BASE, isInApi } from '../../../src/operate/http/api.ts'
import { makeApp } from '../../../src/operate/http/app.ts'
import { verbs } from '../../../src/operate/table.ts'
import { makeToken } from '../../../src/users/token.ts'
import type { User } from '../../../src/users/user.ts'
import { writeUsers } from '../../../src/users/users-file.ts'
import { folderOf } from '../../support/janus.ts'
import { askersWith, operatedOf } from '../../support/operated.ts'
import fc from '../../support/properties.ts'
import { Site } from '../../support/site.ts'
import { CATALOG, campus, campusZone, LEASED } from '../../support/small-campus.ts'

/** Something to tell for each verb. */
const MORE = `${LEASED}${CATALOG}sign: {other.example: {parents: []}}
tsig: {acme: {views: [internal, external]}}
updates: [{key: acme, zones: [univ.example], types: [TXT]}]
mail: {gateways: {internal: mx.univ.example, external: mx.univ.example}}
`
const told = campusZone('external', { more: 'told HTTPS 1 . ipv4hint=10.9.9.9\n' })
const site = new Site(folderOf(t, { ...campus(MORE), 'out.zone': told, token: 'secret\n' }))
t.before(() => site.start())
t.teardown(() => site.stop())

function served(t: Test, people: readonly User[] = []) {
  const users = join(site.folder, 'users.json')
  writeUsers(users, people)
  const settings = { tokenFile: join(site.folder, 'token'), users, edit: 'apply' } as const
  const app = makeApp(askersWith(settings), operatedOf(site.server))
  t.teardown(() => app.close())
  const ask = (token: string | undefined, { headers, ...options }: InjectOptions) =>
    app.inject({
      ...options,
      headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    })
  return { ask }
}

type Ask = ReturnType<typeof served>['ask']

type Parameter = {
  readonly name: string
  readonly in: string
  readonly required: boolean
  readonly description?: string
  readonly schema: { readonly enum?: readonly string[] }
}

type Operation = {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly requestBody?: {
    readonly content: {
      readonly 'application/json': {
        readonly schema: { readonly properties?: Readonly<Record<string, { readonly description?: string }>> }
      }
    }
  }
  readonly parameters: readonly Parameter[]
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, { readonly schema: object }>> }>
  >
}

type Api = {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: { readonly Problem: object } }
}

async function described(ask: Ask): Promise<Api> {
  return (await ask('secret', { url: `${BASE}/openapi.json` })).json()
}

function operationsOf({ paths }: Api) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
}

/** Of these there may be nothing to tell here. */
const MAY_BE_EMPTY = new Set(['log', 'transfers-check'])

t.test('the description is OpenAPI, names every verb, and is true of what is answered', async (t) => {
  const { ask } = served(t)
  const rrsets = [
    { name: 'dyn.univ.example.', type: 'TXT', ttl: 60, changetype: 'REPLACE', records: [{ content: '"x"' }] },
  ]
  const post = (path: string, payload: object) => ask('secret', { method: 'POST', url: `${BASE}/${path}`, payload })
  t.equal((await post('change', { zone: 'univ.example', views: ['external'], rrsets })).statusCode, 200)
  t.equal((await post('list/add', { zone: 'pop.univ.example', entry: '192.0.2.7' })).statusCode, 200)
  const api = await described(ask)
  t.equal(api.openapi, '3.1.0')
  const operations = operationsOf(api)
  const ids = operations.map(({ operation }) => operation.operationId)
  t.equal(new Set(ids).size, ids.length)
  for (const { name } of verbs.filter(isInApi)) t.ok(ids.includes(name), name)
  const ajv = new Ajv2020({ strict: false, formats: { uri: true } })
  const problem = ajv.compile(api.components.schemas.Problem)
  const empty = new Set<string>()
  for (const { path, method, operation } of operations) {
    for (const field of [...path.matchAll(/\{(\w+)\}/g)].map(([, field]) => field))
      t.ok(
        operation.parameters.some((one) => one.in === 'path' && one.name === field && one.required),
        path,
      )
    if (method !== 'get' || operation.responses['200']?.content['text/event-stream']) continue
    const schema = ajv.compile(operation.responses['200']!.content['application/json']!.schema)
    let [done, filled] = [0, 0]
    await fc.assert(
      fc.asyncProperty(questions(operation), async (words) => {
        const url = path.replace('{zone}', 'pop.univ.example').replace('{entry}', '192.0.2.7')
        const { statusCode, json } = await ask('secret', { url: `${url}?${new URLSearchParams(words)}` })
        const about = `${url} ${JSON.stringify(words)}`
        if (!Object.hasOwn(operation.responses, String(statusCode))) throw new Error(`${about}: ${statusCode}`)
        const validate = statusCode === 200 ? schema : problem
        const told = json()
        if (!validate(told)) throw new Error(`${about}: ${ajv.errorsText(validate.errors)} ${JSON.stringify(told[7])}`)
        if (statusCode !== 200) return
        done++
        if (!Array.isArray(told) || told.length > 0) filled++
      }),
      { numRuns: 30 },
    )
    t.ok(done > 0, `${method} ${path} has answered ${done} times`)
    if (filled === 0) empty.add(operation.operationId)
  }
  t.same(
    [...empty].filter((id) => !MAY_BE_EMPTY.has(id)),
    [],
    'each has told something',
  )
})

t.test('each operation, parameter and field says what it is for, in the words of HTTP', async (t) => {
  const api = await described(served(t).ask)
  for (const { path, operation } of operationsOf(api)) {
    const { operationId, summary, description = '', parameters, requestBody } = operation
    t.match(summary, / /, `${path}: ${summary}`)
    t.notMatch(`${summary} ${description}`, /standard input| --/, operationId)
    for (const { name, description } of parameters) t.type(description, 'string', `${path} ?${name}`)
    const fields = Object.entries(requestBody?.content['application/json'].schema.properties ?? {})
    for (const [name, { description }] of fields) t.type(description, 'string', `${path} ${name}`)
  }
  t.notMatch(JSON.stringify(api), /"words":\{/, 'nothing of the command line')
})

t.test('a body that no verb gets to see is refused as described', async (t) => {
  const { ask } = served(t)
  for (const { path, method, operation } of operationsOf(await described(ask))) {
    if (method === 'get' || method === 'delete') continue
    const url = path.replace('{zone}', 'pop.univ.example').replace('{entry}', '192.0.2.7')
    const send = (payload: string, type: string) =>
      ask('secret', { method: method.toUpperCase() as 'POST', url, payload, headers: { 'content-type': type } })
    for (const [payload, type, status] of [
      [`{"x": "${'x'.repeat(8_000_000)}"}`, 'application/json', 413],
      ['<x/>', 'application/xml', 415],
      ['{', 'application/json', 400],
    ] as const) {
      t.equal((await send(payload, type)).statusCode, status, `${method} ${path}`)
      t.hasOwnProp(operation.responses, String(status), `${method} ${path}`)
    }
  }
})

const NAMES: Readonly<Record<string, readonly string[]>> = {
  zone: ['univ.example', 'other.example', 'pop.univ.example', 'UNIV.example.', 'gone.example'],
  name: ['www.univ.example', 'dyn.univ.example', 'gone.univ.example', '..'],
  address: ['127.0.0.1', '192.0.2.1', 'nobody'],
  type: ['A', 'TXT', 'NONSENSE'],
  view: ['internal', 'external', 'other'],
  left: ['internal', 'internal', 'other'],
  right: ['external', 'external', ''],
  only: ['internal', 'other'],
  limit: ['1', '10000', '0', 'x'],
  catalog: ['catalog.internal.example', 'catalog.internal.example', 'gone.example'],
  entry: ['192.0.2.7', '192.0.2.7', 'x'],
  key: ['acme', 'acme', 'nobody'],
  source: ['127.0.0.1', '127.0.0.1', 'x'],
  holds: ['univ', 'w', '192.0.2.10', ''],
  over: ['www.univ.example', '..'],
  from: ['a.univ.example', '..'],
  since: ['1h', 'yesterday'],
  who: ['HTTP token', ''],
  begin: ['u', 'www', ''],
}

/** Good words and bad ones for the parameters that it has; what need not be there is there now and then. */
function questions({ parameters }: Operation): fc.Arbitrary<Record<string, string>> {
  const entries = parameters
    .filter((one) => one.in === 'query')
    .map(({ name, required, schema }) => {
      const word = fc.constantFrom(...(NAMES[name] ?? schema.enum ?? ['true', 'false', '', 'x', '1']))
      const [there, missing] = required ? [9, 1] : [1, 5]
      const either = { weight: missing, arbitrary: fc.constant(undefined) }
      return [name, fc.oneof({ weight: there, arbitrary: word }, either)] as const
    })
  return fc
    .record(Object.fromEntries(entries))
    .map(
      (all) =>
        Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<string, string>,
    )
}

/** What answers who has no session yet; and what people ask, who have every right to that. */
const FOR_ALL = new Set(['login', 'ways'])
const FOR_KNOWN = new Set(['me', 'logout'])

t.test('every operation says the same to who is not known, and the same to who may not ask for it', async (t) => {
  const [eye, out] = [makeToken(Date.now(), { verbs: ['names'] }), makeToken(Date.now(), { verbs: ['names'] })]
  const tokens = { eye: eye.text, out: out.text }
  const { ask } = served(t, [
    { name: 'eye', role: 'viewer', tokens: [eye.token] },
    { name: 'out', role: 'viewer', views: ['external'], tokens: [out.token] },
  ])
  const operations = operationsOf(await described(ask)).map(({ path, method, operation }) => {
    return { path, method, id: operation.operationId }
  })
  t.ok(operations.length > 60, `${operations.length} operations`)
  const [strangers, forbidden] = [new Map<string, string>(), new Map<string, string>()]
  let network = 0
  for (const { path, method, id } of operations.filter(({ id }) => !FOR_ALL.has(id))) {
    const url = path.replace('{zone}', 'univ.example').replace('{entry}', '192.0.2.7')
    const request = { method: method.toUpperCase(), url } as InjectOptions
    const answered = async (token: string | undefined, verb = '') => {
      // Each from a network of its own: nobody has to wait.
      const { statusCode, headers, body } = await ask(token, {
        ...request,
        remoteAddress: `127.${1 + (++network >> 8)}.${network & 255}.1`,
      })
      const { date: _, 'content-length': __, ...rest } = headers
      const sent = Object.entries(rest).sort(([a], [b]) => a.localeCompare(b))
      return {
        statusCode,
        text: JSON.stringify([statusCode, verb === '' ? body : body.replaceAll(`"${verb}\\"`, 'VERB'), sent]),
      }
    }
    for (const token of [undefined, 'wrong', `${tokens.eye}x`])
      strangers.set((await answered(token)).text, `${id} ${token}`)
    const verb = id.replace(/-\d+$/, '')
    if (FOR_KNOWN.has(id) || verb === 'names') continue
    for (const who of ['eye', 'out'] as const) {
      const { statusCode, text } = await answered(tokens[who], verb)
      t.equal(statusCode, 403, `${who} ${id}`)
      forbidden.set(text, `${who} ${id}`)
    }
  }
  t.equal(strangers.size, 1, [...strangers].join('\n'))
  t.equal(forbidden.size, 1, [...forbidden].join('\n'))
  t.match([...strangers.keys()][0], /^\[401,.*no-token/)
})

// Whatever is posted is answered as the description says: by who may do nothing, and by who may do everything.

import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import t from 'tap'
import { BASE } from '../../../src/operate/http/api.ts'
import { makeApp } from '../../../src/operate/http/app.ts'
import { makeToken } from '../../../src/users/token.ts'
import { writeUsers } from '../../../src/users/users-file.ts'
import { folderOf } from '../../support/janus.ts'
import { askersWith, operatedOf } from '../../support/operated.ts'
import fc from '../../support/properties.ts'
import { Site } from '../../support/site.ts'
import { campus, LEASED } from '../../support/small-campus.ts'

const site = new Site(folderOf(t, { ...campus(LEASED), token: 'secret\n' }))
t.before(() => site.start())
t.teardown(() => site.stop())

type Schema = {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly required?: readonly string[]
}

/** Words that mean something here, by the name of their field. */
const WORDS: Readonly<Record<string, readonly unknown[]>> = {
  zone: ['univ.example', 'pop.univ.example', 'UNIV.example.', 'gone.example', '..'],
  view: ['internal', 'external', 'dmz'],
  views: [['external'], ['internal', 'external'], [], ['dmz']],
  file: ['out.zone', '../../etc/passwd'],
  entry: ['192.0.2.7', 'nobody'],
  hash: ['0', ''],
  name: ['www.univ.example.', 'new.univ.example.', 'www', '\u0000'],
  type: ['A', 'TXT', 'SOA', 'NSEC', 'NONSENSE', 'TYPE65280'],
  changetype: ['REPLACE', 'DELETE', 'EXTEND', 'PRUNE', 'replace'],
  content: ['192.0.2.1', '"text"', 'x', '', '\\# 1 00'],
  ttl: [0, 60, -1, 2 ** 31, 1.5],
  text: ['$TTL 1\n', '', '\ufeff', 'x'.repeat(70_000)],
  generation: [1, 0, 99],
}

/** Anything that JSON has, where the description wants something else. */
const nonsense = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 1e300, '', [], {}, '__proto__', [[]], { zone: 'univ.example' }),
  fc.string({ maxLength: 20 }),
)

/** What the schema describes; now and then something else in its place, or beside it. */
function valuesOf(schema: Schema, name = ''): fc.Arbitrary<unknown> {
  const good = goodOf(schema, name)
  return fc.oneof({ weight: 9, arbitrary: good }, { weight: 1, arbitrary: nonsense })
}

function goodOf(schema: Schema, name: string): fc.Arbitrary<unknown> {
  const words = WORDS[name]
  if (words !== undefined) return fc.constantFrom(...words)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((one) => valuesOf(one, name)))
  switch (schema.type) {
    case 'object':
      return objectsOf(schema)
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}), { maxLength: 3 })
    case 'boolean':
      return fc.boolean()
    case 'integer':
    case 'number':
      return fc.integer({ min: -1, max: 100_000 })
    default:
      return fc.string({ maxLength: 30 })
  }
}

function objectsOf({ properties = {}, required = [] }: Schema): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties).map(
    ([key, one]) =>
      [key, required.includes(key) ? valuesOf(one, key) : fc.option(valuesOf(one, key), { nil: undefined })] as const,
  )
  return fc
    .record(Object.fromEntries(fields))
    .chain((all) =>
      fc.oneof(
        { weight: 8, arbitrary: fc.constant(all) },
        { weight: 1, arbitrary: nonsense.map((more) => ({ ...(all as object), strange: more })) },
      ),
    )
}

type Operation = {
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } }
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >
}

/** A login would make a session wait for scrypt. */
const ELSEWHERE = new Set([`${BASE}/login`, `${BASE}/logout`])

t.test(
  'what is posted is answered as the description says, and changes nothing for who may change nothing',
  async (t) => {
    const [viewer, editor] = [makeToken(Date.now(), {}), makeToken(Date.now(), {})]
    const users = join(site.folder, 'users.json')
    writeUsers(users, [
      { name: 'eye', role: 'viewer', views: ['external'], tokens: [viewer.token] },
      { name: 'hand', role: 'editor', views: ['external'], tokens: [editor.token] },
    ])
    const faults: unknown[] = []
    const operated = operatedOf(site.server, { onFault: (error) => faults.push(error) })
    const app = makeApp(askersWith({ tokenFile: join(site.folder, 'token'), users, edit: 'apply' }), operated)
    t.teardown(() => app.close())
    const post = (token: string, url: string, payload: unknown) =>
      app.inject({
        ...{ method: 'POST', url, payload: JSON.stringify(payload) },
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      })
    const api = (await app.inject({ url: `${BASE}/openapi.json`, headers: { authorization: 'Bearer secret' } })).json()
    const ajv = new Ajv2020({ strict: false, formats: { uri: true } })
    const problem = ajv.compile(api.components.schemas.Problem)
    const served = () => JSON.stringify(site.served)
    const paths = Object.entries<Record<string, Operation>>(api.paths).filter(
      ([path, { post }]) => post !== undefined && !ELSEWHERE.has(path),
    )
    t.ok(paths.length > 15, `${paths.length}`)
    for (const [path, { post: operation }] of paths) {
      const body = operation!.requestBody?.content['application/json'].schema ?? { type: 'object' }
      const done = operation!.responses['200']?.content?.['application/json']?.schema ?? {}
      const good = ajv.compile(done)
      const before = served()
      const answered = async (token: string, payload: unknown) => {
        const { statusCode, body } = await post(token, path, payload)
        const about = `${path} ${JSON.stringify(payload)?.slice(0, 300)}: ${statusCode} ${body.slice(0, 300)}`
        if (!Object.hasOwn(operation!.responses, String(statusCode)) && statusCode !== 413)
          throw new Error(`unnamed: ${about}`)
        const validate = statusCode === 200 ? good : problem
        if (!validate(JSON.parse(body))) throw new Error(`${about}: ${ajv.errorsText(validate.errors)}`)
        if (statusCode === 500 || faults.length > 0) throw new Error(`a fault of ours: ${about} ${faults}`)
        return statusCode
      }
      await fc.assert(
        fc.asyncProperty(goodOf(body, ''), async (payload) => {
          await answered(viewer.text, payload)
          if (served() !== before) throw new Error('who may look has changed something')
        }),
        { numRuns: 8 },
      )
      await fc.assert(
        fc.asyncProperty(fc.constantFrom('secret', editor.text), goodOf(body, ''), async (token, payload) => {
          await answered(token, path.endsWith('/change') ? { ...(payload as object), trial: true } : payload)
          if (path.endsWith('/change') && served() !== before) throw new Error('a trial has changed something')
        }),
        { numRuns: 15 },
      )
      t.pass(path)
    }
  },
)

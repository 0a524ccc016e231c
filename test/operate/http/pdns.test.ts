// PowerDNS's API as its clients use it: what each reads, and that nobody reads more than he may see.

import { join } from 'node:path'
import type { FastifyInstance, InjectOptions } from 'fastify'
import t from 'tap'
import { makeApp } from '../../../src/operate/http/app.ts'
import { makeToken } from '../../../src/users/token.ts'
import type { User } from '../../../src/users/user.ts'
import { writeUsers } from '../../../src/users/users-file.ts'
import { folderOf } from '../../support/janus.ts'
import { askersWith, operatedOf } from '../../support/operated.ts'
import { Site } from '../../support/site.ts'
import { campus, campusZone, LEASED } from '../../support/small-campus.ts'

const files = campus()
const yaml = String(files['janus.yaml']).replace(
  '  other.example: other.zone\n',
  `  other.example: other.zone
  dept.example: {internal: in.zone}
  0/25.2.0.192.in-addr.arpa: {external: out.zone}
  broken.example: {internal: broken.zone}
`,
)
const site = new Site(
  folderOf(t, {
    ...files,
    'janus.yaml': yaml + LEASED,
    'in.zone': campusZone('internal', { more: 'inside-mark TXT "only; inside" "second"\n' }),
    'broken.zone': '@ SOA ns hostmaster 1 2 3 4\n',
    token: 'secret\n',
  }),
)

const people: readonly Omit<User, 'tokens'>[] = [
  { name: 'reader', role: 'viewer' },
  { name: 'outside', role: 'editor', views: ['external'] },
  { name: 'inside', role: 'editor', views: ['internal'] },
  { name: 'dept', role: 'editor', zones: ['dept.example'] },
  { name: 'admin', role: 'admin' },
]

const tokens: Record<string, string> = { operator: 'secret' }
let app: FastifyInstance

t.before(async () => {
  await site.start()
  const users = people.map((one): User => {
    const { text, token } = makeToken(Date.now(), {})
    tokens[one.name] = text
    return { ...one, tokens: [token] }
  })
  const file = join(site.folder, 'users.json')
  writeUsers(file, users)
  const askers = askersWith({ tokenFile: join(site.folder, 'token'), users: file, edit: 'apply' })
  app = makeApp(askers, operatedOf(site.server))
})
t.teardown(async () => {
  await app.close()
  await site.stop()
})

const BASE = '/api/v1/servers/localhost'

function ask(who: string, path: string, options: InjectOptions = {}) {
  const headers = { 'x-api-key': tokens[who] ?? who, ...options.headers }
  return app.inject({ method: 'GET', url: path.startsWith('/api') ? path : `${BASE}${path}`, ...options, headers })
}

async function got(who: string, path: string) {
  const { statusCode, json } = await ask(who, path)
  return { status: statusCode, ...json() }
}

t.test('clients find out what they speak to', async (t) => {
  t.same((await ask('reader', '/api')).json(), [{ version: 1, url: '/api/v1' }])
  t.match((await ask('reader', '/api/v1')).json(), { server_url: '/api/v1/servers{/server}' })
  const server = { id: 'localhost', type: 'Server', daemon_type: 'authoritative', version: /^5\.0\.\d+$/ }
  t.match((await ask('reader', '/api/v1/servers')).json(), [server])
  t.match((await ask('reader', '')).json(), { ...server, url: BASE })
  t.match((await ask('reader', '/api/v1/servers/localhost/')).json(), server)
})

t.test('a key is wanted, by the one header or by the other', async (t) => {
  for (const headers of [{}, { 'x-api-key': '' }, { 'x-api-key': 'wrong' }, { authorization: 'Basic c2VjcmV0' }]) {
    const { statusCode, json } = await app.inject({ url: `${BASE}/zones`, headers })
    t.equal(statusCode, 401)
    t.same(json(), { error: 'Unauthorized' })
  }
  const headers = { authorization: `Bearer ${tokens.reader}` }
  t.equal((await app.inject({ url: `${BASE}/zones`, headers })).statusCode, 200)
  t.equal((await ask('operator', '/zones')).statusCode, 200, 'that of the file of one operator too')
  t.equal((await ask('reader', '/zones', { headers: { host: 'evil.example' } })).statusCode, 403)
})

t.test(
  'each face is a zone, with its view in the id; the only one that is seen has the name of the zone',
  async (t) => {
    const zones = async (who: string, filter = '') =>
      (await ask(who, `/zones${filter}`)).json().map(({ id, name }: Record<string, string>) => [id, name])
    t.same(await zones('reader'), [
      ['univ.example..internal', 'univ.example..internal'],
      ['other.example..internal', 'other.example..internal'],
      ['dept.example..internal', 'dept.example.'],
      ['broken.example..internal', 'broken.example.'],
      ['univ.example..external', 'univ.example..external'],
      ['other.example..external', 'other.example..external'],
      ['0=2F25.2.0.192.in-addr.arpa..external', '0/25.2.0.192.in-addr.arpa.'],
    ])
    t.same(await zones('outside'), [
      ['univ.example..external', 'univ.example.'],
      ['other.example..external', 'other.example.'],
      ['0=2F25.2.0.192.in-addr.arpa..external', '0/25.2.0.192.in-addr.arpa.'],
    ])
    t.same(await zones('dept'), [['dept.example..internal', 'dept.example.']])
    t.same(await zones('reader', '?zone=UNIV.example'), [
      ['univ.example..internal', 'univ.example..internal'],
      ['univ.example..external', 'univ.example..external'],
    ])
    t.same(await zones('reader', '?zone=univ.example..external'), [
      ['univ.example..external', 'univ.example..external'],
    ])
    for (const none of ['nothing.example.', 'univ.example..nothing', '..', 'a..b..c', '%00', 'pop.univ.example'])
      t.same(await zones('reader', `?zone=${none}`), [], none)
  },
)

t.test('a zone comes with its rrsets as they are served, the SOA first', async (t) => {
  const zone = await got('reader', '/zones/univ.example..internal')
  t.match(zone, {
    id: 'univ.example..internal',
    kind: 'Native',
    serial: 1,
    url: `${BASE}/zones/univ.example..internal`,
  })
  t.same(
    zone.rrsets.map(({ name, type }: Record<string, string>) => `${name} ${type}`),
    [
      'univ.example. SOA',
      'univ.example. NS',
      'univ.example. MX',
      'inside-mark.univ.example. TXT',
      'mx.univ.example. A',
      'ns.univ.example. A',
      'www.univ.example. A',
    ],
  )
  const by = (name: string) => zone.rrsets.find((set: { name: string }) => set.name === name)
  t.same(by('www.univ.example.'), {
    name: 'www.univ.example.',
    type: 'A',
    ttl: 3600,
    records: [{ content: '10.0.0.10', disabled: false }],
    comments: [],
  })
  t.equal(by('inside-mark.univ.example.').records[0].content, '"only; inside" "second"', 'texts stand in quotes')
  const some = async (query: string) =>
    (await got('reader', `/zones/univ.example..internal?${query}`)).rrsets?.map(
      ({ name, type }: Record<string, string>) => `${name} ${type}`,
    )
  t.same(await some('rrset_name=WWW.univ.example.'), ['www.univ.example. A'])
  t.same(await some('rrset_name=univ.example&rrset_type=mx'), ['univ.example. MX'])
  t.same(await some('rrset_name=nothing.univ.example.'), [])
  t.same(await some('rrset_name=www.other.example.'), [])
  t.equal(await some('rrsets=false'), undefined)
  for (const bad of ['rrset_type=A', 'rrset_name=a..b', 'rrset_name=www&rrset_type=nothing'])
    t.equal((await ask('reader', `/zones/univ.example..internal?${bad}`)).statusCode, 422, bad)
})

t.test('a bare name means the only face that is seen, and of several names each', async (t) => {
  t.match(await got('outside', '/zones/univ.example.'), { status: 200, id: 'univ.example..external' })
  t.match(await got('outside', '/zones/Univ.Example'), { status: 200, id: 'univ.example..external' })
  t.match(await got('inside', '/zones/univ.example.'), { status: 200, id: 'univ.example..internal' })
  t.match(await got('reader', '/zones/0=2f25.2.0.192.in-addr.arpa.'), { status: 200 })
  t.match(await got('reader', '/zones/univ.example.'), {
    status: 409,
    error: /"univ\.example\." has several faces/,
    ids: ['univ.example..internal', 'univ.example..external'],
  })
  t.match(await got('reader', '/zones/broken.example.?rrsets=false'), { status: 200 })
  t.match(await got('reader', '/zones/broken.example.'), { status: 503, error: /^Nothing is served/ })
})

t.test('what one may not see is answered as what is not there', async (t) => {
  const answer = async (who: string, id: string, rest = '', options: InjectOptions = {}) => {
    const { statusCode, body, headers } = await ask(who, `/zones/${id}${rest}`, options)
    const { date: _, ...more } = headers
    return JSON.stringify([statusCode, body.replaceAll(id, 'ID'), { ...more, 'content-length': '' }])
  }
  const hidden = ['univ.example..internal', 'dept.example.', 'dept.example..internal', 'broken.example.']
  const absent = ['univ.example..nothing', 'nothing.example.', 'nothing.example..internal', 'univ.example..']
  for (const rest of ['', '?rrsets=false', '/export', '?rrset_name=www.univ.example.'])
    t.equal(new Set(await Promise.all([...hidden, ...absent].map((id) => answer('outside', id, rest)))).size, 1, rest)
  t.match(JSON.parse(await answer('outside', 'dept.example.')), [404, '{"error":"Could not find the zone \\"ID\\""}'])
  for (const path of ['/views/internal', '/views/nothing']) t.equal((await ask('outside', path)).statusCode, 404)
})

t.test('a zone is exported as a master file', async (t) => {
  const { body, headers } = await ask('outside', '/zones/univ.example./export')
  t.match(headers, { 'content-type': /^text\/plain/ })
  t.match(
    body,
    /^univ\.example\.\t3600\tIN\tSOA\tns\.univ\.example\. .*\n(.*\n)*www\.univ\.example\.\t3600\tIN\tA\t192\.0\.2\.10\n$/,
  )
})

t.test('views and networks are those that one may see', async (t) => {
  t.same((await ask('reader', '/views')).json(), { views: ['internal', 'external'] })
  t.same((await ask('outside', '/views')).json(), { views: ['external'] })
  t.match((await ask('inside', '/views/internal')).json().zones, ['univ.example..internal'])
  t.match((await ask('reader', '/networks')).json(), { networks: [{ network: '127.0.0.1/32', view: 'internal' }] })
  t.notMatch((await ask('outside', '/networks')).body, /127|internal/)
  t.same((await ask('inside', '/networks/127.0.0.1/32')).json(), {
    networks: [{ network: '127.0.0.1/32', view: 'internal' }],
  })
  t.equal((await ask('outside', '/networks/127.0.0.1/32')).statusCode, 404)
})

t.test('everything else is refused with the reason, or is not there', async (t) => {
  const writes: readonly (readonly [NonNullable<InjectOptions['method']>, string])[] = [
    ['POST', '/zones'],
    ['PUT', '/zones/univ.example..external'],
    ['DELETE', '/zones/univ.example..external'],
    ['DELETE', '/zones/nothing.example.'],
    ['POST', '/zones/univ.example..external/cryptokeys'],
    ['PUT', '/zones/univ.example..external/axfr-retrieve'],
    ['POST', '/views/internal'],
    ['PUT', '/networks/10.0.0.0/8'],
    ['PATCH', '/zones'],
  ]
  for (const [method, path] of writes) {
    const { statusCode, json } = await ask('admin', path, { method, payload: '{"name": "new.example."}' })
    t.equal(statusCode, 403, `${method} ${path}`)
    t.match(json(), { error: /^zones are configured in janus\.yaml/ })
  }
  for (const path of ['/config', '/statistics', '/search-data?q=a', '/zones/other.example..external/cryptokeys'])
    t.equal((await ask('admin', path)).statusCode, 404, path)
  t.equal((await ask('admin', '/api/v1/servers/other')).statusCode, 404)
  t.equal((await ask('reader', `/zones/${'a.'.repeat(2000)}`)).statusCode, 404)
})

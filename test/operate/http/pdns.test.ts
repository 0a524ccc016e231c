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
  copied.example: {internal: {primary: hidden}}
  sealed.example: {internal: sealed.zone}
primaries: {hidden: {address: ["127.0.0.1:9"]}}
`,
)
const site = new Site(
  folderOf(t, {
    ...files,
    'janus.yaml': yaml + LEASED,
    'in.zone': campusZone('internal', { more: 'inside-mark TXT "only; inside" "second"\n' }),
    'sealed.zone': campusZone('internal', { more: `@ ZONEMD 1 241 1 ${'00'.repeat(48)}\n` }),
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
  writeUsers(join(site.folder, 'users.json'), users)
  app = makeApp(askers(), operatedOf(site.server))
})
t.teardown(async () => {
  await app.close()
  await site.stop()
})

function askers(edit: 'off' | 'apply' = 'apply') {
  return askersWith({ tokenFile: join(site.folder, 'token'), users: join(site.folder, 'users.json'), edit })
}

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
      ['copied.example..internal', 'copied.example.'],
      ['sealed.example..internal', 'sealed.example.'],
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

t.test('a long list of zones comes in pages, and no page has what one may not see', async (t) => {
  const pages = async (who: string, first: string) => {
    const seen: string[][] = []
    for (let path: string | undefined = first; path !== undefined; ) {
      const { statusCode, headers, json } = await ask(who, path)
      t.equal(statusCode, 200, path)
      seen.push(json().map(({ id }: { readonly id: string }) => id))
      path = /^<([^>]+)>; rel="next"$/.exec(String(headers.link ?? ''))?.[1]
    }
    return seen
  }
  for (const who of ['reader', 'outside', 'dept']) {
    const [all] = await pages(who, '/zones')
    for (const limit of [1, 2, 3, 100]) {
      const paged = await pages(who, `/zones?limit=${limit}`)
      t.same(paged.flat(), all, `${who}, ${limit} a page`)
      t.equal(paged.length, Math.ceil(all!.length / limit))
    }
  }
  t.same(await pages('reader', '/zones?zone=univ.example&limit=1'), [
    ['univ.example..internal'],
    ['univ.example..external'],
  ])
  for (const bad of ['limit=0', 'limit=x', 'limit=', 'limit=-1', 'after=', 'after=nothing', 'limit=1&limit=2'])
    t.equal((await ask('reader', `/zones?${bad}`)).statusCode, 422, bad)
  const hidden = await ask('outside', '/zones?after=univ.example..internal')
  const absent = await ask('outside', '/zones?after=gone.example..internal')
  t.equal(hidden.statusCode, 422)
  t.equal(hidden.body.replace('univ', 'gone'), absent.body)
})

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
    error: /"univ\.example\." is in several views/,
    ids: ['univ.example..internal', 'univ.example..external'],
  })
  t.match(await got('reader', '/zones/broken.example.?rrsets=false'), { status: 200 })
  t.match(await got('reader', '/zones/broken.example.'), { status: 503, error: /is not served/ })
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

type Rrset = {
  readonly name: string
  readonly type: string
  readonly changetype: string
  readonly ttl?: unknown
  readonly records?: readonly unknown[]
  readonly comments?: readonly unknown[]
}

function patch(who: string, id: string, rrsets: readonly Rrset[], more: object = {}) {
  return ask(who, `/zones/${id}`, { method: 'PATCH', payload: JSON.stringify({ rrsets, ...more }) })
}

function set(line: string, contents: readonly string[] = []): Rrset {
  const [changetype = '', name = '', type = '', ttl] = line.split(' ')
  const records = contents.map((content) => ({ content, disabled: false }))
  return { changetype, name, type, ...(ttl !== undefined && { ttl: Number(ttl) }), records }
}

/** What the face has at the name, type by type. */
async function at(id: string, name: string): Promise<string[]> {
  const { rrsets } = await got('admin', `/zones/${id}?rrset_name=${name}`)
  return rrsets.map(
    ({ type, ttl, records }: { type: string; ttl: number; records: { content: string }[] }) =>
      `${ttl} ${type} ${records.map(({ content }) => content).join(', ')}`,
  )
}

const OUT = 'univ.example..external'

t.test('rrsets are replaced, extended, pruned and deleted', async (t) => {
  const name = 'new.univ.example.'
  const steps: readonly (readonly [readonly Rrset[], readonly string[]])[] = [
    [[set(`REPLACE ${name} A 60`, ['192.0.2.20', '192.0.2.21'])], ['60 A 192.0.2.20, 192.0.2.21']],
    [[set(`REPLACE ${name} A 60`, ['192.0.2.20', '192.0.2.21'])], ['60 A 192.0.2.20, 192.0.2.21']],
    [[set(`REPLACE ${name} A 90`, ['192.0.2.20', '192.0.2.21'])], ['90 A 192.0.2.20, 192.0.2.21']],
    [[set(`EXTEND ${name} A`, ['192.0.2.22'])], ['90 A 192.0.2.20, 192.0.2.21, 192.0.2.22']],
    [[set(`PRUNE ${name} A`, ['192.0.2.20', '192.0.2.99'])], ['90 A 192.0.2.21, 192.0.2.22']],
    [[set(`REPLACE ${name} TXT 60`, ['"a;b"', '"c" "d"'])], ['90 A 192.0.2.21, 192.0.2.22', '60 TXT "a;b", "c" "d"']],
    [[set(`DELETE ${name} TXT`)], ['90 A 192.0.2.21, 192.0.2.22']],
    [[set(`REPLACE ${name} CNAME 60`, ['www.univ.example.']), set(`DELETE ${name} A`)], ['60 CNAME www.univ.example.']],
    [[set(`REPLACE ${name} CNAME 60`, ['ns.univ.example.'])], ['60 CNAME ns.univ.example.']],
    [[set(`DELETE ${name} CNAME`), set(`REPLACE ${name} AAAA 60`, ['2001:db8::1'])], ['60 AAAA 2001:db8::1']],
    [[set(`DELETE ${name} AAAA`), set(`REPLACE ${name} AAAA 60`, ['2001:db8::2'])], ['60 AAAA 2001:db8::2']],
    [[set(`REPLACE ${name} AAAA 60`, [])], []],
    [[set(`DELETE ${name} AAAA`), set(`PRUNE ${name} A`, ['192.0.2.1'])], []],
    [[], []],
  ]
  for (const [rrsets, wanted] of steps) {
    const { statusCode, body } = await patch('outside', 'univ.example.', rrsets)
    t.equal(statusCode, 204, body)
    t.equal(body, '')
    t.same(await at(OUT, name), wanted, JSON.stringify(rrsets))
  }
})

t.test('a dry run says what would come of it, and changes nothing', async (t) => {
  const dry = (rrsets: readonly Rrset[], word = 'true') =>
    ask('outside', `/zones/univ.example.?dry-run=${word}`, { method: 'PATCH', payload: { rrsets } })
  const before = (await ask('outside', '/zones/univ.example.')).body
  t.equal((await dry([set('REPLACE dry.univ.example. A 60', ['192.0.2.30'])])).statusCode, 204)
  t.equal((await dry([set('REPLACE www.univ.example. CNAME 60', ['ns.univ.example.'])])).statusCode, 422)
  t.equal((await dry([set('REPLACE dry.univ.example. A 60', ['192.0.2.30'])], 'yes')).statusCode, 422)
  t.equal((await ask('outside', '/zones/univ.example.')).body, before)
})

t.test('the source, and what changes it, are left as they are by what is the same', async (t) => {
  const before = await got('admin', `/zones/${OUT}?rrsets=false`)
  t.equal((await patch('outside', OUT, [set('REPLACE www.univ.example. A 3600', ['192.0.2.10'])])).statusCode, 204)
  t.same(await got('admin', `/zones/${OUT}?rrsets=false`), before)
  t.equal((await patch('outside', OUT, [set('REPLACE www.univ.example. A 60', ['192.0.2.30'])])).statusCode, 204)
  const after = await got('admin', `/zones/${OUT}?rrsets=false`)
  t.equal(after.serial, before.serial + 1)
  t.same(await at('univ.example..internal', 'www.univ.example.'), ['3600 A 10.0.0.10'], 'the other face stays')
  await site.restart()
  await app.close()
  app = makeApp(askers(), operatedOf(site.server))
  t.same(await at(OUT, 'www.univ.example.'), ['60 A 192.0.2.30'], 'it was on the disk')
  t.equal((await patch('outside', OUT, [set('REPLACE www.univ.example. A 3600', ['192.0.2.10'])])).statusCode, 204)
  t.same(await at(OUT, 'www.univ.example.'), ['3600 A 192.0.2.10'])
})

t.test('the servers and the SOA of a zone are replaced whole; serials are counted here', async (t) => {
  const soa = (await at(OUT, 'univ.example.')).find((line) => line.includes(' SOA '))
  const serial = Number(soa!.split(' ')[4])
  const servers = [
    set('REPLACE univ.example. NS 3600', ['mx.univ.example.']),
    set('REPLACE univ.example. SOA 3600', [`mx.univ.example. root.univ.example. 4000000000 1 2 3 4`]),
  ]
  t.equal((await patch('outside', OUT, servers)).statusCode, 204)
  t.same((await at(OUT, 'univ.example.')).slice(0, 2), [
    `3600 SOA mx.univ.example. root.univ.example. ${serial + 1} 1 2 3 4`,
    '3600 NS mx.univ.example.',
  ])
  t.equal((await patch('outside', OUT, servers)).statusCode, 204)
  t.match((await at(OUT, 'univ.example.'))[0], ` ${serial + 1} `, 'the same again is no change')
})

t.test('what cannot be is refused with the reason, and nothing of its request is done', async (t) => {
  const table: readonly (readonly [Rrset | Record<string, unknown>, RegExp])[] = [
    [set('REPLACE www.univ.example. CNAME 60', ['ns.univ.example.']), /has A, and nothing may stand beside a CNAME/],
    [set('REPLACE x.univ.example. CNAME 60', ['ns.univ.example.', 'mx.univ.example.']), /can have only one CNAME/],
    [set('REPLACE ns.univ.example. A 60', ['10.1.2.3']), /everybody would see inside data/],
    [set('DELETE mx.univ.example. A'), /errors: /],
    [set('DELETE univ.example. SOA'), /you cannot remove/],
    [set('DELETE univ.example. NS'), /you cannot remove/],
    [set('REPLACE x.univ.example. SOA 60', ['ns.univ.example. a.univ.example. 1 2 3 4 5']), /name of the zone/],
    [set('REPLACE x.other.example. A 60', ['192.0.2.1']), /outside of the zone/],
    [set('REPLACE x A 60', ['192.0.2.1']), /outside of the zone/],
    [set('REPLACE a..univ.example. A 60', ['192.0.2.1']), /name cannot be read/],
    [set('REPLACE x.univ.example. A 60', ['192.0.2']), /"192\.0\.2"/],
    [set('REPLACE x.univ.example. A 60', ['192.0.2.1 192.0.2.2']), /192\.0\.2\.2/],
    [set('REPLACE x.univ.example. A 60', ['192.0.2.1\ny A 192.0.2.2']), /line break/],
    [set('REPLACE x.univ.example. A 60', ['']), /./],
    [set('REPLACE x.univ.example. MX 60', ['10 mx']), /no final dot/],
    [set('REPLACE x.univ.example. CNAME 60', ['@']), /no final dot/],
    [set('REPLACE x.univ.example. TXT 60', ['v=spf1 -all']), /in quotes/],
    [set('REPLACE x.univ.example. TXT 60', ['"a" ; b']), /in quotes/],
    [set('REPLACE x.univ.example. TXT 60', ['"a']), /"a/],
    [set('REPLACE x.univ.example. NOTHING 60', ['a']), /no record has this type/],
    [set('REPLACE x.univ.example. ANY 60', ['a']), /no record has this type/],
    [set('REPLACE x.univ.example. RRSIG 60', ['\\# 0']), /only signing makes|RRSIG/],
    [set('REPLACE x.univ.example. A', ['192.0.2.1']), /"ttl" is missing/],
    [set('REPLACE x.univ.example. A -1', ['192.0.2.1']), /ttl/],
    [set('REPLACE x.univ.example. A 2147483648', ['192.0.2.1']), /ttl/],
    [{ ...set('REPLACE x.univ.example. A 60'), records: [{ content: '192.0.2.1', disabled: true }] }, /disabled/],
    [{ ...set('REPLACE x.univ.example. A 60'), records: [{ content: 7 }] }, /rrsets/],
    [{ ...set('REPLACE x.univ.example. A 60'), records: ['192.0.2.1'] }, /rrsets/],
    [set('CREATE x.univ.example. A 60', ['192.0.2.1']), /REPLACE, DELETE, EXTEND or PRUNE/],
    [{ name: 'x.univ.example.', type: 'A' }, /changetype/],
    [{ ...set('DELETE x.univ.example. A'), ttl: '60' }, /ttl/],
  ]
  const before = await got('admin', `/zones/${OUT}`)
  for (const [wrong, why] of table) {
    const good = set('REPLACE good.univ.example. A 60', ['192.0.2.1'])
    const { statusCode, json, body } = await patch('outside', OUT, [good, wrong as Rrset])
    t.ok([403, 422].includes(statusCode), `${statusCode} ${JSON.stringify(wrong)}`)
    t.match(json(), { error: why }, JSON.stringify(wrong))
    t.notMatch(body, /internal|inside-mark|undefined|object Object/)
  }
  const twice = set('REPLACE x.univ.example. A 60', ['192.0.2.1'])
  t.match((await patch('outside', OUT, [twice, { ...twice, name: 'X.univ.example.' }])).json(), { error: /twice/ })
  for (const [payload, status] of [
    ['', 400],
    ['{', 400],
    ['[]', 422],
    ['{}', 422],
    ['{"rrsets": {}}', 422],
    ['null', 422],
    [`{"rrsets": [], "more": "${'x'.repeat(2 ** 20)}"}`, 413],
  ] as const) {
    const { statusCode, json } = await ask('outside', `/zones/${OUT}`, { method: 'PATCH', payload })
    t.equal(statusCode, status, payload.slice(0, 20))
    t.type(json().error, 'string')
  }
  t.same(await got('admin', `/zones/${OUT}`), before, 'nothing has changed')
})

t.test('who may not change it is refused, and learns nothing of what he does not see', async (t) => {
  const one = [set('REPLACE x.univ.example. A 60', ['192.0.2.1'])]
  for (const id of [OUT, 'nothing.example.']) {
    t.equal((await patch('reader', id, one)).statusCode, 403)
    t.equal((await ask('reader', `/zones/${id}/notify`, { method: 'PUT' })).statusCode, 403)
  }
  const hidden = ['univ.example..internal', 'dept.example.', 'nothing.example.', 'univ.example..nothing']
  const answers = hidden.map(async (id) => (await patch('outside', id, one)).body.replaceAll(id, 'ID'))
  t.same([...new Set(await Promise.all(answers))], ['{"error":"Could not find the zone \\"ID\\""}'])
  t.equal((await patch('admin', 'univ.example.', one)).statusCode, 409)
  const cut = [set('REPLACE sub.univ.example. NS 60', ['ns.univ.example.'])]
  t.match((await patch('outside', OUT, cut)).json(), { error: /only users who may see all views/ })
  t.equal((await patch('admin', OUT, cut)).statusCode, 204)
  t.equal((await patch('admin', OUT, [set('DELETE sub.univ.example. NS')])).statusCode, 204)
  const asked = await ask('admin', '/api/janus/v1/audit?who=admin&what=change')
  t.match(asked.json().at(-1), { zone: 'univ.example.', views: ['external'], way: 'http', detail: { records: 1 } })
})

t.test('secondaries are told by who may change the zone', async (t) => {
  const { statusCode, json } = await ask('outside', `/zones/${OUT}/notify`, { method: 'PUT' })
  t.equal(statusCode, 200)
  t.same(json(), { result: 'Notification queued' })
  t.equal((await ask('outside', '/zones/dept.example./notify', { method: 'PUT' })).statusCode, 404)
})

t.test('where edit is off, only a token made for that changes anything', async (t) => {
  const closed = makeApp(askers('off'), operatedOf(site.server))
  t.teardown(() => closed.close())
  const payload = { rrsets: [set('DELETE x.univ.example. A')] }
  const asked = (token: string) =>
    closed.inject({ method: 'PATCH', url: `${BASE}/zones/${OUT}`, payload, headers: { 'x-api-key': token } })
  t.equal((await asked(tokens.admin!)).statusCode, 403)
  t.equal((await asked('secret')).statusCode, 204)
})

t.test('requests in the shapes in which clients send them are done', async (t) => {
  const name = '_acme-challenge.www.univ.example.'
  const zone = '/zones/univ.example.'
  const send = (method: 'PATCH' | 'PUT', path: string, payload = '', type?: string) =>
    ask('outside', path, { method, payload, headers: type === undefined ? {} : { 'content-type': type } })

  // acme.sh looks for the zone in the list, as text, and sends JSON as a form.
  const { body } = await ask('outside', '/zones')
  t.match(body, '"name": "univ.example."')
  const form = 'application/x-www-form-urlencoded'
  const first = `{"rrsets": [{"changetype": "REPLACE", "name": "${name}", "type": "TXT", "ttl": 60, "records": [{"content": "\\"one\\"", "disabled": false}]}]}`
  t.equal((await send('PATCH', zone, first, form)).statusCode, 204)
  t.equal((await send('PUT', `${zone}/notify`, '', form)).statusCode, 200)
  t.match((await ask('outside', zone)).body, `"name":"${name}","type":"TXT","ttl":60,"records":[{"content":"\\"one\\"`)
  const gone = `{"rrsets": [{"changetype": "DELETE", "name": "${name}", "type": "TXT"}]}`
  t.equal((await send('PATCH', zone, gone, form)).statusCode, 204)

  // lego sends the whole set back with what it adds, and says nothing of the type of its body.
  const records = [
    { content: '"one"', disabled: false, name, type: 'TXT', ttl: 120 },
    { content: '"two"', disabled: false, name, type: 'TXT', ttl: 120 },
  ]
  const lego = { rrsets: [{ name, type: 'TXT', changetype: 'REPLACE', ttl: 120, records }] }
  t.equal((await send('PATCH', zone, JSON.stringify(lego))).statusCode, 204)
  t.same(await at(OUT, name), ['120 TXT "one", "two"'])

  // external-dns has the id from the list, and sends names, comments and records that own others as TXT.
  const heritage = '"heritage=external-dns,external-dns/owner=default"'
  const external = {
    id: OUT,
    name: 'univ.example.',
    rrsets: [
      {
        ...{ name: 'app.univ.example.', type: 'A', ttl: 300, changetype: 'REPLACE' },
        ...{ records: [{ content: '192.0.2.40', disabled: false, 'set-ptr': false }], comments: [] },
      },
      {
        ...{ name: 'app.univ.example.', type: 'TXT', ttl: 300, changetype: 'REPLACE' },
        records: [{ content: heritage, disabled: false, 'set-ptr': false }],
      },
    ],
  }
  t.equal((await send('PATCH', `/zones/${OUT}`, JSON.stringify(external), 'application/json')).statusCode, 204)
  t.same(await at(OUT, 'app.univ.example.'), ['300 A 192.0.2.40', `300 TXT ${heritage}`])

  // octoDNS asks for the version, tries the configuration, and sends deletes of what it replaces by another type.
  t.equal((await ask('outside', '')).json().version.split('.')[0], '5')
  t.equal((await ask('outside', '/config')).statusCode, 404)
  const octo = {
    rrsets: [
      {
        name: 'app.univ.example.',
        type: 'A',
        ttl: 300,
        changetype: 'DELETE',
        records: [{ content: '192.0.2.40', disabled: false }],
      },
      {
        name: 'app.univ.example.',
        type: 'TXT',
        ttl: 300,
        changetype: 'DELETE',
        records: [{ content: heritage, disabled: false }],
      },
      {
        name: 'app.univ.example.',
        type: 'CNAME',
        ttl: 300,
        changetype: 'REPLACE',
        records: [{ content: 'www.univ.example.', disabled: false }],
      },
    ],
  }
  t.equal((await send('PATCH', zone, JSON.stringify(octo), 'application/json')).statusCode, 204)
  t.same(await at(OUT, 'app.univ.example.'), ['300 CNAME www.univ.example.'])

  // DNSControl names the view by a tag, and lists what it has before it changes it.
  const tagged = (await ask('admin', '/zones')).json().map(({ id }: { id: string }) => id)
  t.ok(tagged.includes(OUT))
  for (const slash of ['=2F', '=2f', '%2F'])
    t.equal((await ask('outside', `/zones/0${slash}25.2.0.192.in-addr.arpa.`)).statusCode, 200)
  t.equal(
    (await ask('outside', '/zones', { method: 'POST', payload: '{"name": "new.example.", "kind": "Native"}' }))
      .statusCode,
    403,
  )
})

t.test('several views change together or not at all, and changes at once lose none', async (t) => {
  const change = (payload: object) => ask('admin', '/api/janus/v1/change', { method: 'POST', payload })
  const both = { zone: 'univ.example', views: ['internal', 'external'] }
  const inner = await got('admin', '/zones/univ.example..internal?rrsets=false')
  const leak = await change({ ...both, rrsets: [set('REPLACE both.univ.example. A 60', ['10.0.0.77'])] })
  t.equal(leak.statusCode, 422)
  t.match(leak.json(), { code: 'bad-change', detail: /10\.0\.0\.77/ })
  t.ok(leak.json().findings.length > 0, 'and what zonecheck says, for programs')
  t.same(await got('admin', '/zones/univ.example..internal?rrsets=false'), inner, 'nor where it would be good')
  t.equal((await change({ zone: 'univ.example', rrsets: [] })).statusCode, 409)
  t.equal((await change({ ...both, views: ['internal', 'nothing'], rrsets: [] })).statusCode, 404)
  const numbers = Array.from({ length: 8 }, (_, i) => `192.0.2.${100 + i}`)
  const extended = numbers.map((address) => patch('outside', OUT, [set('EXTEND many.univ.example. A 60', [address])]))
  t.same(new Set((await Promise.all(extended)).map(({ statusCode }) => statusCode)), new Set([204]))
  t.same(await at(OUT, 'many.univ.example.'), [`60 A ${numbers.join(', ')}`])
})

t.test('paths that cannot be read are told, and none is a fault of ours', async (t) => {
  for (const id of ['%zz', '%ff', '%', '%00', '%2e%2e', '=', '=zz', '..', '%2F%2F', 'univ.example..%ff'])
    for (const method of ['GET', 'PATCH'] as const) {
      const { statusCode } = await ask('admin', `/zones/${id}`, {
        method,
        ...(method === 'PATCH' && { payload: '{}' }),
      })
      t.ok(statusCode >= 200 && statusCode < 500, `${method} ${id}: ${statusCode}`)
    }
})

t.test('what comes from elsewhere is changed there', async (t) => {
  t.match(await got('admin', '/zones/copied.example.?rrsets=false'), { status: 200, kind: 'Slave' })
  for (const [zone, why] of [
    ['copied.example.', /comes from a primary: send updates to the primary/],
    ['sealed.example.', /has a digest of its content/],
    ['broken.example.', /is not served/],
  ] as const) {
    const { statusCode, json } = await patch('inside', zone, [set(`REPLACE x.${zone} TXT 60`, ['"a"'])])
    t.ok(statusCode === 422 || statusCode === 503, `${zone} ${statusCode}`)
    t.match(json(), { error: why })
  }
})

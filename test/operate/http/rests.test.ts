// What an answer rests on: its tag tells who sees one view nothing of the others, and who has it already is not told again.

import { join } from 'node:path'
import type { InjectOptions } from 'fastify'
import t from 'tap'
import { BASE } from '../../../src/operate/http/api.ts'
import { makeApp } from '../../../src/operate/http/app.ts'
import { makeToken } from '../../../src/users/token.ts'
import { Users, type UsersChange } from '../../../src/users/users.ts'
import { writeUsers } from '../../../src/users/users-file.ts'
import { folderOf } from '../../support/janus.ts'
import { askersWith, operatedOf } from '../../support/operated.ts'
import { Site } from '../../support/site.ts'
import { campus, campusZone } from '../../support/small-campus.ts'

const site = new Site(folderOf(t, campus()))
t.before(() => site.start())
t.teardown(() => site.stop())

const [all, out, edits] = [1, 2, 3].map(() => makeToken(Date.now(), { write: true }))
const users = [
  { name: 'all', role: 'viewer', tokens: [all!.token] },
  { name: 'out', role: 'viewer', views: ['external'], tokens: [out!.token] },
  { name: 'edits', role: 'editor', views: ['external'], tokens: [edits!.token] },
] as const

function served() {
  const file = join(site.folder, 'users.json')
  writeUsers(file, users)
  const app = makeApp(askersWith({ users: file }), operatedOf(site.server))
  t.teardown(() => app.close())
  return (token: string, url: string, headers: Record<string, string> = {}, more: InjectOptions = {}) =>
    app.inject({ method: 'GET', url, headers: { authorization: `Bearer ${token}`, ...headers }, ...more })
}

const ZONES = `${BASE}/rrsets?zone=univ.example`

t.test('a change inside is none for who sees the outside: his tag stays, and so do his pages', async (t) => {
  const ask = served()
  const tag = async (token: string) => String((await ask(token, ZONES)).headers.etag)
  const before = { all: await tag(all!.text), out: await tag(out!.text) }
  site.write('in.zone', campusZone('internal', { serial: 7 }))
  await site.reload()
  t.not(await tag(all!.text), before.all)
  t.equal(await tag(out!.text), before.out)
  site.write('out.zone', campusZone('external', { serial: 8 }))
  await site.reload()
  t.not(await tag(out!.text), before.out)
})

t.test('who has an answer already is told so, and who may not have it is told that', async (t) => {
  const ask = served()
  const etag = String((await ask(out!.text, ZONES)).headers.etag)
  for (const header of [etag, `W/${etag}`, `"other", ${etag}`]) {
    const { statusCode, body, headers } = await ask(out!.text, ZONES, { 'if-none-match': header })
    t.match({ statusCode, body, tag: headers.etag }, { statusCode: 304, body: '', tag: etag }, header)
  }
  for (const header of ['"other"', '*', 'nonsense', etag.slice(1, -1)])
    t.equal((await ask(out!.text, ZONES, { 'if-none-match': header })).statusCode, 200, header)
  t.equal((await ask(out!.text, `${BASE}/status`, { 'if-none-match': etag })).statusCode, 200, 'counts go on')
  t.equal((await ask('wrong', ZONES, { 'if-none-match': etag })).statusCode, 401)
})

t.test('clients of PowerDNS rest a change on what they have read', async (t) => {
  const ask = served()
  const url = '/api/v1/servers/localhost/zones/univ.example..external'
  const etag = String((await ask(edits!.text, url)).headers.etag)
  const rrsets = [
    { name: 'new.univ.example.', type: 'TXT', changetype: 'REPLACE', ttl: 60, records: [{ content: '"a"' }] },
  ]
  const patch = { method: 'PATCH', payload: { rrsets } } as const
  t.equal((await ask(edits!.text, url, { 'if-match': '"old"' }, patch)).statusCode, 412)
  t.equal((await ask(edits!.text, url, { 'if-match': 'two words' }, patch)).statusCode, 400)
  t.equal((await ask(edits!.text, url, { 'if-match': etag }, patch)).statusCode, 204)
  t.equal((await ask(edits!.text, url, { 'if-match': etag }, patch)).statusCode, 412, 'it is another one by then')
})

t.test('with users, a stranger is told whether the server is ready, and nothing that counts', async (t) => {
  const ask = served()
  const far = { remoteAddress: '192.0.2.1' }
  t.same((await ask('', '/readyz', {}, far)).json(), { ready: true })
  t.same((await ask('', '/readyz')).json(), { ready: true, zones: 4, served: 4, current: 4 })
})

t.test('what becomes of the file of users is on record, by name', async (t) => {
  const file = join(site.folder, 'people.json')
  const changes: UsersChange[] = []
  const people = new Users(
    file,
    () => {},
    (change) => changes.push(change),
  )
  writeUsers(file, users)
  people.now()
  t.same(changes, [], 'those who are there at the start have not come')
  people.now()
  writeUsers(file, [{ ...users[0], role: 'admin' }, users[1], { name: 'new', role: 'viewer', tokens: [] }])
  people.now()
  t.same(changes, [{ added: ['new'], changed: ['all'], removed: ['edits'] }])
})

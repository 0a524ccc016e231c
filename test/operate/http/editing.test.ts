// Texts of zone files over the API: who is shown them, what is proposed, what is made, and that nothing is lost or half done.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { BASE } from '../../../src/operate/http/api.ts'
import { makeApp } from '../../../src/operate/http/app.ts'
import { patchText } from '../../../src/tools/edit/patch.ts'
import { makeToken } from '../../../src/users/token.ts'
import type { User } from '../../../src/users/user.ts'
import { writeUsers } from '../../../src/users/users-file.ts'
import { folderOf } from '../../support/janus.ts'
import { askersWith, everybody, operatedOf, told } from '../../support/operated.ts'
import { Site } from '../../support/site.ts'
import { campus } from '../../support/small-campus.ts'

const site = new Site(folderOf(t, { ...campus(), 'secret.txt': 'the-secret-of-others A 192.0.2.1\n' }))
t.before(() => site.start())
t.teardown(() => site.stop())

const people = {
  ann: { role: 'operator' },
  bob: { role: 'editor' },
  out: { role: 'editor', views: ['external'] },
  dept: { role: 'editor', zones: ['other.example'] },
  eye: { role: 'viewer' },
} as const satisfies Record<string, Omit<User, 'name' | 'tokens'>>
type Name = keyof typeof people

function served(edit: 'off' | 'propose' | 'apply' = 'apply') {
  const tokens = new Map<string, string>()
  const users = Object.entries(people).map(([name, someone]): User => {
    const { text, token } = makeToken(Date.now(), {})
    tokens.set(name, text)
    return { name, ...someone, tokens: [token] }
  })
  const file = join(site.folder, `editors-${edit}.json`)
  writeUsers(file, users)
  const app = makeApp(askersWith({ users: file, edit }), operatedOf(site.server))
  t.teardown(() => app.close())
  const headers = (name: Name) => ({ authorization: `Bearer ${tokens.get(name)}` })
  const read = (name: Name, query: string) =>
    app.inject({ method: 'GET', url: `${BASE}/file?${query}`, headers: headers(name) })
  const post = (name: Name, verb: string, payload: object) =>
    app.inject({ method: 'POST', url: `${BASE}/${verb}`, headers: headers(name), payload })
  return { read, post }
}

const onDisk = (file: string) => readFileSync(join(site.folder, file), 'utf8')
const INSIDE = { zone: 'univ.example', view: 'internal' }
const OUTSIDE = { zone: 'univ.example', view: 'external' }

t.test('a text is shown to who may see every face that it serves, and no other file at all', async (t) => {
  const { read } = served()
  const seen = (await read('out', 'zone=univ.example&view=external')).json()
  t.match(seen, { text: onDisk('out.zone'), faces: [{ view: 'external' }], writable: true })
  t.equal((await read('ann', 'zone=other.example&view=internal')).json().faces.length, 2)
  const hidden = [
    'zone=univ.example&view=internal',
    'zone=other.example&view=external',
    'zone=nowhere.example&view=external',
    ...['secret.txt', 'in.zone', '../../etc/passwd', '/etc/passwd', 'out.zone/../in.zone', '%00', '.'].map(
      (file) => `zone=univ.example&view=external&file=${encodeURIComponent(file)}`,
    ),
    `zone=univ.example&view=external&file=${encodeURIComponent(join(site.folder, 'in.zone'))}`,
    `zone=univ.example&view=external&file=${encodeURIComponent(join(site.folder, 'janus.yaml'))}`,
  ]
  for (const query of hidden) {
    const { statusCode, body } = await read('out', query)
    t.equal(statusCode, 404, query)
    t.notMatch(body, /SOA|10\.0\.0|root:/, query)
  }
})

t.test('findings come while somebody types, and lead nobody to files of others', async (t) => {
  const { post } = served()
  const bad = { ...OUTSIDE, text: `${onDisk('out.zone')}www CNAME web\n` }
  const { findings } = (await post('out', 'judge', bad)).json()
  const errors = findings.filter((one: { readonly severity: string }) => one.severity === 'error')
  t.match(errors, [{ rule: 'cname-and-other-data', place: { line: 7 } }])
  t.equal(onDisk('out.zone').includes('CNAME'), false, 'nothing is written')
  t.equal((await post('eye', 'judge', bad)).statusCode, 403)
  for (const line of [
    '$INCLUDE secret.txt',
    '$include secret.txt',
    ' $VIEW internal',
    '$GENERATE 1-9 a$ A 192.0.2.$',
  ]) {
    const { statusCode, body } = await post('out', 'judge', { ...OUTSIDE, text: `${onDisk('out.zone')}${line}\n` })
    t.equal(statusCode, 403, line)
    t.notMatch(body, /the-secret/)
  }
})

t.test('what each face would have otherwise is told while somebody types, of one file or of layers', async (t) => {
  const { read, post } = served()
  const changes = async (of: object, text: string) => (await post('ann', 'judge', { ...of, text })).json().changes
  const { text } = (await read('ann', 'zone=other.example&view=internal')).json()
  const both = await changes(
    { zone: 'other.example', view: 'internal' },
    text.replace('www  A    192.0.2.10', 'web A 192.0.2.11'),
  )
  t.same(
    both.map(({ view, total }: { readonly view: string; readonly total: number }) => `${view} ${total}`),
    ['internal 2', 'external 2'],
  )
  t.match(both[0].rrsets, [
    { owner: 'web.other.example.', type: 'A', after: { ttl: 3600, rdata: ['192.0.2.11'] } },
    { owner: 'www.other.example.', type: 'A', before: { ttl: 3600, rdata: ['192.0.2.10'] } },
  ])
  t.same(await changes(INSIDE, onDisk('in.zone')), [], 'the same text')
  t.same(await changes(INSIDE, `; more\n\n${onDisk('in.zone')}`), [], 'comments change no face')
  t.same(await changes(INSIDE, 'nothing that is a zone'), [], 'of what is no zone nothing is told')
  const only = `${text}$VIEW internal\nmore A 10.0.0.9\n`
  const byView = await changes({ zone: 'other.example', view: 'internal' }, only)
  t.match(byView, [{ view: 'internal', total: 1, rrsets: [{ owner: 'more.other.example.' }] }])
  t.equal(byView.length, 1, 'lines for one view change that view alone')
})

t.test('what is made is served, whole or not at all, and rests on what was read', async (t) => {
  const { read, post } = served()
  const { text, hash } = (await read('bob', 'zone=univ.example&view=internal')).json()
  const change = (more: string, of = hash) => ({ ...INSIDE, hash: of, text: `; as it was\n${text}${more}` })
  const wrong = await post('bob', 'edit', change('www CNAME web\n'))
  t.equal(wrong.statusCode, 422)
  t.match(wrong.json(), {
    code: 'bad-change',
    detail: /line 8: /,
    findings: [{ rule: 'cname-and-other-data', severity: 'error', place: { file: /in\.zone$/, line: 8, column: 6 } }],
  })
  t.equal((await post('out', 'edit', { ...OUTSIDE, text, hash })).statusCode, 403, 'who sees one view changes rrsets')
  t.equal((await post('eye', 'edit', change('new A 10.0.0.77\n'))).statusCode, 403)
  t.equal(onDisk('in.zone'), text)
  const made = await post('bob', 'edit', change('new A 10.0.0.77\n'))
  t.match(made.json(), { outcome: 'switched', changes: [{ view: 'internal' }] })
  t.equal(onDisk('in.zone'), `; as it was\n${text}new A 10.0.0.77\n`)
  const second = await post('ann', 'edit', change('other A 10.0.0.78\n'))
  t.equal(second.statusCode, 412, 'the second editor has not seen the first')
  t.match(onDisk('in.zone'), /new A/)
})

t.test('who may not reload publishes his own change, and none that waits', async (t) => {
  const { read, post } = served()
  const { text, hash } = (await read('bob', 'zone=univ.example&view=internal')).json()
  site.write('out.zone', `${onDisk('out.zone')}waiting A 192.0.2.99\n`)
  const change = { ...INSIDE, hash, text: `${text}mine A 10.0.0.80\n` }
  t.equal((await post('bob', 'edit', change)).statusCode, 412)
  t.equal(onDisk('in.zone'), text)
  t.equal((await post('ann', 'edit', change)).statusCode, 200, 'an operator may')
})

t.test('a proposal is a patch, and changes nothing', async (t) => {
  const { read, post } = served('propose')
  const { text, hash } = (await read('out', 'zone=univ.example&view=external')).json()
  const change = { ...OUTSIDE, hash, text: text.replace('www', 'web'), comment: 'two\nlines\n\n--- a' }
  const { statusCode, json } = await post('out', 'propose', change)
  t.equal(statusCode, 200)
  const patch = readFileSync(json().patch, 'utf8')
  t.match(patch, /^From: out\nDate: .*\nSubject: two lines --- a\n\n--- .*out\.zone\n/)
  t.match(patch, /\n-www {2}A {4}192\.0\.2\.10\n\+web {2}A/)
  t.equal(onDisk('out.zone'), text)
  const refused: readonly (readonly [number, Name, object])[] = [
    [412, 'out', { ...change, hash: 'old' }],
    [422, 'out', { ...change, text }],
    [422, 'out', { ...change, text: 'no zone\n' }],
    [404, 'out', { ...change, ...INSIDE }],
    [403, 'eye', change],
    [413, 'out', { ...change, text: 'x'.repeat(2 ** 21) }],
    [400, 'out', { ...change, text: 7 }],
  ]
  for (const [status, name, body] of refused) t.equal((await post(name, 'propose', body)).statusCode, status)
  t.equal((await post('ann', 'edit', change)).statusCode, 403, 'nothing is made where users propose')
  t.equal((await served('off').post('out', 'propose', change)).statusCode, 403)
  t.equal(readdirSync(join(site.folder, 'state/proposals')).length, 1)
})

t.test('lines that lead elsewhere are found as the reader of zone files finds them', async (t) => {
  const { read, post } = served()
  const { text } = (await read('out', 'zone=univ.example&view=external')).json()
  const refused = [
    `\ufeff$INCLUDE secret.txt\n${text}`,
    `${text}$INCLUDE (\n secret.txt )\n`,
    `${text}$include\t"secret.txt" ; a comment\n`,
    `${text}() $INCLUDE secret.txt\n`,
    `${text}\r$INCLUDE secret.txt\n`,
    `${text}$GENERATE (\n 1-2 a$ A 192.0.2.$ )\n`,
  ]
  for (const one of refused) {
    const { statusCode, body } = await post('out', 'judge', { ...OUTSIDE, text: one })
    t.notMatch(body, /the-secret/, one)
    // Not every one is a directive, and then it is an error or a record of his own.
    if (statusCode !== 403) t.match(body, /"severity":"error"/, one)
  }
  t.equal((await post('out', 'judge', { ...OUTSIDE, text: refused[0] })).statusCode, 403)
  t.equal((await post('out', 'judge', { ...OUTSIDE, text: refused[1] })).statusCode, 403)
  const inText = `${text}note TXT "$INCLUDE secret.txt" ; $VIEW internal\n\\$view A 192.0.2.3\n`
  t.equal((await post('out', 'judge', { ...OUTSIDE, text: inText })).statusCode, 200, 'a text is no directive')
})

t.test('who does not see everything gives no name to other servers', async (t) => {
  const { read, post } = served('propose')
  const { text, hash } = (await read('out', 'zone=univ.example&view=external')).json()
  const propose = (name: Name, next: string) => post(name, 'propose', { ...OUTSIDE, hash, text: next })
  for (const line of [
    'lab NS ns.elsewhere.example.',
    'LAB.univ.example. 60 IN NS ns',
    'lab DNAME elsewhere.example.',
    '$ORIGIN lab.univ.example.\n@ NS ns.elsewhere.example.',
    'lab TYPE2 \\# 3 016100',
    `lab DS 1 13 2 ${'00'.repeat(32)}`,
  ]) {
    const { statusCode, body } = await propose('out', `${text}${line}\n`)
    t.equal(statusCode, 403, `${line}: ${body}`)
  }
  t.equal((await propose('out', `${text}@ NS mx\n`)).statusCode, 200, 'those of the zone itself are his')
  t.equal((await propose('ann', `${text}lab NS ns\n`)).statusCode, 200)
})

t.test('who is bound to a zone proposes its text, and writes no line that leads out of it', async (t) => {
  const { read, post } = served('apply')
  const OTHER = { zone: 'other.example', view: 'external' }
  const { text, hash } = (await read('dept', 'zone=other.example&view=external')).json()
  t.match(text, /SOA/, 'all views of his zone are his')
  t.equal((await read('dept', 'zone=univ.example&view=external')).statusCode, 404)
  const refused = [
    '$INCLUDE secret.txt',
    '$VIEW internal',
    '$GENERATE 1-9 a$ A 192.0.2.$',
    'lab NS ns.elsewhere.example.',
    `lab DS 1 13 2 ${'00'.repeat(32)}`,
    'lab DNAME elsewhere.example.',
  ]
  for (const line of refused) {
    const { statusCode, body } = await post('dept', 'propose', { ...OTHER, hash, text: `${text}${line}\n` })
    t.equal(statusCode, 403, `${line}: ${body}`)
    t.notMatch(body, 'the-secret')
  }
  const good = { ...OTHER, hash, text: `${text}new A 192.0.2.44\n` }
  t.equal((await post('dept', 'edit', good)).statusCode, 403, 'a file is written by who sees everything')
  t.equal((await post('dept', 'propose', good)).statusCode, 200)
  const set = (name: string, type: string, content: string) => ({
    ...{ zone: 'other.example', views: ['external'] },
    rrsets: [{ name, type, changetype: 'REPLACE', ttl: 60, records: [{ content }] }],
  })
  for (const [type, content] of [
    ['NS', 'ns.other.example.'],
    ['DS', `1 13 2 ${'00'.repeat(32)}`],
    ['DNAME', 'elsewhere.example.'],
  ] as const)
    t.equal((await post('dept', 'change', set('lab.other.example.', type, content))).statusCode, 403, type)
  t.equal((await post('dept', 'change', set('form.other.example.', 'A', '192.0.2.45'))).statusCode, 200)
  t.equal((await post('dept', 'rollback', {})).statusCode, 403, 'only an operator goes back')
  t.equal((await post('bob', 'rollback', {})).statusCode, 403, 'also of an editor who sees everything')
})

t.test('what would not be served is taken back, and what somebody else has written stays', async (t) => {
  const { read, post } = served()
  const { text, hash } = (await read('ann', 'zone=univ.example&view=external')).json()
  const { statusCode, body } = await post('ann', 'edit', {
    ...OUTSIDE,
    hash,
    text: `${text}x MX 10 gone\n`,
  })
  t.equal(statusCode, 422, body)
  t.match(body, /gone\.univ\.example/)
  t.equal(onDisk('out.zone'), text)
  t.match(
    site.served.find(({ face }) => face.includes('univ.example') && face.includes('external')),
    { state: 'current' },
  )
  const long = await post('ann', 'edit', { ...OUTSIDE, hash, text: `${'; pad\n'.repeat(180_000)}${text}` })
  t.equal(long.statusCode, 400, 'nobody could read it again')
  t.equal(onDisk('out.zone'), text)
})

t.test('a file that another one includes is judged, in whatever folder it lies', async (t) => {
  const { read, post } = served()
  const kept = onDisk('out.zone')
  mkdirSync(join(site.folder, 'parts'))
  site.write('parts/hosts.inc', 'host A 192.0.2.60\n')
  site.write('out.zone', `${kept}$INCLUDE parts/hosts.inc\n`)
  await site.reload()
  const file = join(site.folder, 'parts/hosts.inc')
  const { text, hash } = (await read('out', `zone=univ.example&view=external&file=${encodeURIComponent(file)}`)).json()
  t.equal(text, 'host A 192.0.2.60\n')
  const meant = { ...OUTSIDE, file, text: 'host A 192.0.2\n' }
  const bad = { ...meant, hash }
  const judgement = await post('out', 'judge', meant)
  t.match(judgement.json().findings, [{ severity: 'error', place: { line: 1 } }], judgement.body)
  t.equal((await post('out', 'propose', bad)).statusCode, 422)
  t.equal((await post('out', 'propose', { ...bad, text: 'host NS ns.elsewhere.example.\n' })).statusCode, 403)
  site.write('out.zone', kept)
  await site.reload()
})

t.test('a link that leads out of the folder of zones is no way to what lies there', async (t) => {
  const { read, post } = served()
  const kept = onDisk('out.zone')
  const { text, hash } = (await read('ann', 'zone=univ.example&view=external')).json()
  const elsewhere = join(folderOf(t, { 'shadow.txt': kept }), 'shadow.txt')
  site.link('out.zone', elsewhere)
  const seen = await read('out', 'zone=univ.example&view=external')
  t.equal(seen.statusCode, 409, seen.body)
  t.notMatch(seen.body, /SOA/)
  for (const verb of ['edit', 'propose'])
    t.equal((await post('ann', verb, { ...OUTSIDE, hash, text: `${text}n A 192.0.2.90\n` })).statusCode, 409, verb)
  t.equal(readFileSync(elsewhere, 'utf8'), kept)
  site.write('moved.zone', kept)
  site.link('out.zone', 'moved.zone')
  const inside = await post('ann', 'edit', { ...OUTSIDE, hash, text: `${text}n A 192.0.2.90\n` })
  t.equal(inside.statusCode, 200, inside.body)
  t.match(onDisk('moved.zone'), /n A 192/)
})

t.test('of two proposals of one moment none is lost, and they do not fill the disk', async (t) => {
  const { read, post } = served('propose')
  const { text, hash } = (await read('out', 'zone=univ.example&view=external')).json()
  const propose = (more: string, comment?: string) =>
    post('out', 'propose', { ...OUTSIDE, hash, text: `${text}${more}\n`, comment })
  const both = await Promise.all(['a', 'b', 'c', 'd'].map((name) => propose(`${name} A 192.0.2.70`)))
  t.equal(new Set(both.map(({ json }) => json().patch)).size, 4)
  const { json } = await propose('e A 192.0.2.71', 'red \u001b[31m and \u202e back')
  t.match(readFileSync(json().patch, 'utf8'), /\nSubject: red \[31m and back\n/)
  t.equal((await propose('f A 192.0.2.72', 'x'.repeat(1001))).statusCode, 400)
  const folder = join(site.folder, 'state/proposals')
  const had = readdirSync(folder).length
  for (let i = had; i < 200; i++) writeFileSync(join(folder, `${i}.patch`), '')
  const { statusCode, body } = await propose('g A 192.0.2.73')
  t.equal(statusCode, 503)
  t.match(body, /holds 200 already/)
})

t.test('who has many texts read at once waits, and nobody else does', async (t) => {
  const operated = operatedOf(site.server)
  const judge = async (who: string) => {
    const options = { ...OUTSIDE, text: onDisk('out.zone') }
    const { kind, code, error } = await told(operated, { ...everybody, who }, { verb: 'judge', options })
    return kind === 'one' ? 'read' : `${code}: ${error}`
  }
  // All begin before the first has ended.
  const [other, ...own] = await Promise.all([judge('ann'), ...Array.from({ length: 12 }, () => judge('out'))])
  t.equal(other, 'read')
  t.same(
    own.slice(0, 8),
    Array.from({ length: 8 }, () => 'read'),
  )
  for (const said of own.slice(8)) t.match(said, /^busy: .* reading 8 texts of yours already; ask again/)
  t.equal(await judge('out'), 'read', 'when they are done he may again')
})

t.test('a patch has what changes and three lines around it', (t) => {
  const lines = (...all: string[]) => all.map((line) => `${line}\n`).join('')
  const head = '--- z\n+++ z\n'
  t.equal(patchText('z', 'a\n', 'a\n'), '')
  t.equal(patchText('z', '', 'a\n'), `${head}@@ -0,0 +1,1 @@\n+a\n`)
  t.equal(patchText('z', 'a\n', ''), `${head}@@ -1,1 +0,0 @@\n-a\n`)
  t.equal(patchText('z', 'a', 'a\n'), `${head}@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n`)
  t.equal(
    patchText(
      'z',
      lines('1', '2', '3', '4', '5', '6', '7', '8', '9'),
      lines('1', '2', '3', '4', 'x', 'y', '6', '7', '8', '9'),
    ),
    `${head}@@ -2,7 +2,8 @@\n 2\n 3\n 4\n-5\n+x\n+y\n 6\n 7\n 8\n`,
  )
  t.equal(patchText('z', lines('a', 'a'), lines('a', 'a', 'a')), `${head}@@ -1,2 +1,3 @@\n a\n a\n+a\n`)
  t.end()
})

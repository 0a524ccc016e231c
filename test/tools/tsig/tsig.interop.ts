// `janus tsig`: files of keys made, exchanged and deleted; nothing printed holds a secret.

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { makeKeyFile } from '../../../src/keys/key-file.ts'
import { writeKeyUses } from '../../../src/keys/key-uses.ts'
import { folderOf, janus, missing, run } from '../../support/janus.ts'

const config = `views: {internal: [10.0.0.0/8], external: [any]}
zones: {example.com: {internal: a.zone, external: a.zone}}
tsig: {acme: {view: external}}
secondaries:
  ns2: {address: [192.0.2.54], views: [internal, external]}
`
const noKeygen = await missing('tsig-keygen')

const MINUTE = 60_000
const drops: {
  title: string
  /** Minutes since both files were written. */
  used: { readonly [key: string]: number }
  rewritten?: string
  drop: string
  refused?: RegExp
}[] = [
  { title: 'the other server has used the new one', used: { k: 1, 'k.2': 2 }, drop: 'k' },
  { title: 'it has used the new one alone', used: { 'k.2': 2 }, drop: 'k' },
  { title: 'it has used neither', used: {}, drop: 'k', refused: /has not seen the other server use k\.2 yet/ },
  {
    title: 'it has used the old one alone',
    used: { k: 1 },
    drop: 'k',
    refused: /has not seen the other server use k\.2 yet/,
  },
  {
    title: 'one of its addresses uses the old one still',
    used: { k: 3, 'k.2': 2 },
    drop: 'k',
    refused: /used it last, at 20/,
  },
  {
    title: 'the new one has another secret since',
    used: { 'k.2': 2 },
    rewritten: 'k.2',
    drop: 'k',
    refused: /k\.2 yet/,
  },
  { title: 'a roll that nobody has noticed is undone', used: { k: 1 }, drop: 'k.2' },
  {
    title: 'a roll is undone that the other server has followed',
    used: { k: 1, 'k.2': 2 },
    drop: 'k.2',
    refused: /used it last/,
  },
  { title: 'the case of a name does not count', used: { 'k.2': 2 }, drop: 'K' },
]
for (const { title, used, rewritten, drop, refused } of drops)
  t.test(`drop: ${title}`, async (t) => {
    const folder = folderOf(t, { 'janus.yaml': 'views: {v: [any]}\nzones: {}\ntsig: {k: {view: v}}\n' })
    const written = Date.now() - 10 * MINUTE
    for (const name of ['k', 'k.2']) {
      const file = join(folder, 'keys', 'tsig', `${name}.key`)
      makeKeyFile(file, name)
      const at = (name === rewritten ? written + 5 * MINUTE : written) / 1000
      utimesSync(file, at, at)
    }
    const kept = join(folder, 'state', 'kept')
    mkdirSync(kept, { recursive: true })
    writeKeyUses(kept, new Map(Object.entries(used).map(([name, minutes]) => [name, written + minutes * MINUTE])))
    const dropped = await janus('tsig', 'drop', drop, '--config', join(folder, 'janus.yaml'))
    t.match(dropped, refused === undefined ? { code: 0, stderr: '' } : { code: 1, stderr: refused })
    t.equal(readdirSync(join(folder, 'keys', 'tsig')).length, refused === undefined ? 1 : 2)
  })

t.test('a key that was used and has no file is told as lost', async (t) => {
  const folder = folderOf(t, { 'janus.yaml': 'views: {v: [any]}\nzones: {}\ntsig: {k: {view: v}, l: {view: v}}\n' })
  const kept = join(folder, 'state', 'kept')
  mkdirSync(kept, { recursive: true })
  writeKeyUses(kept, new Map([['k.2', Date.now()]]))
  const list = () => janus('tsig', 'list', '--config', join(folder, 'janus.yaml'))
  t.match(await list(), { code: 1, stdout: /^k .*its file is gone, .*janus tsig new.*\nl .*not made yet\n$/ })
  t.match(await janus('tsig', 'new', 'k', '--config', join(folder, 'janus.yaml')), { code: 0 })
  t.match(await list(), { code: 0, stdout: /^k .*\nl .*not made yet\n$/ })
})

t.test('new, list, roll and drop', async (t) => {
  const folder = folderOf(t, { 'janus.yaml': config })
  const tsig = (verb: string, ...words: string[]) =>
    janus('tsig', verb, '--config', join(folder, 'janus.yaml'), ...words)
  const files = () => readdirSync(join(folder, 'keys', 'tsig')).sort()
  t.match(await tsig('list'), { code: 0, stdout: /^acme +- +external +anywhere +not made yet\nns2.internal +- / })
  t.notOk(existsSync(join(folder, 'keys')), 'whoever looks makes nothing')
  t.match(await tsig('roll', 'acme'), { code: 1, stderr: /it has no file yet/ })
  t.match(await tsig('new', 'acme'), { code: 0, stdout: /^made keys\/tsig\/acme.key, hmac-sha256\ncopy / })
  t.match(await tsig('new', 'acme'), { code: 1, stderr: /janus tsig roll acme/ })
  const other = await tsig('new', 'backup.internal', '--view', 'internal')
  t.match(other, { code: 0, stdout: /\n {2}backup\.internal: \{view: internal\}\n/ })
  t.match(await tsig('new', 'ns2.internal'), { code: 0 })
  t.match(await tsig('new', 'ns2.external'), { code: 0 })
  for (const file of files()) t.equal(statSync(join(folder, 'keys', 'tsig', file)).mode & 0o777, 0o600)
  t.equal(statSync(join(folder, 'keys')).mode & 0o777, 0o700)
  t.equal(readFileSync(join(folder, 'keys', '.gitignore'), 'utf8'), '*\n')
  t.match(await tsig('roll', 'ns2'), {
    code: 0,
    stdout: /once the other server uses the new one: janus tsig drop ns2\.internal\n/,
  })
  t.match(await tsig('roll', 'NS2.internal.'), { code: 1, stderr: /first run: janus tsig drop ns2\.internal/ })
  t.match(await tsig('drop', 'ns2.internal'), {
    code: 1,
    stderr: /has not seen the other server use ns2\.internal\.2 yet.* --anyway\n/,
  })
  t.match(await tsig('drop', 'ns2.internal', '--anyway'), { code: 0, stdout: /deleted keys\/tsig\/ns2\.internal\.key/ })
  t.match(await tsig('drop', 'ns2.internal.2'), { code: 1, stderr: /it has no other file/ })
  t.match(await tsig('drop', 'ns2.internal'), { code: 1, stderr: /there is no file keys\/tsig\/ns2\.internal\.key/ })
  t.match(await tsig('roll', 'ns2.internal'), { code: 0, stdout: /ns2\.internal\.3\.key/ })
  t.match(await tsig('drop', 'backup.internal'), { code: 0 }, 'one that the configuration does not name')
  t.same(files(), ['acme.key', 'ns2.external.2.key', 'ns2.external.key', 'ns2.internal.2.key', 'ns2.internal.3.key'])
  const { keys } = JSON.parse((await tsig('list', '--json')).stdout)
  t.match(keys, [
    { key: 'acme', algorithm: 'hmac-sha256', views: ['external'], state: 'good' },
    { key: 'ns2.internal.2', peer: 'ns2', views: ['internal'], from: ['192.0.2.54'], state: 'good' },
    { key: 'ns2.internal.3' },
    { key: 'ns2.external' },
    { key: 'ns2.external.2' },
  ])
  const secrets = files().map(
    (file) => /secret "([^"]+)"/.exec(readFileSync(join(folder, 'keys', 'tsig', file), 'utf8'))![1]!,
  )
  const said = `${(await tsig('list')).stdout}${JSON.stringify(keys)}${(await tsig('roll', 'acme', '--json')).stdout}`
  for (const secret of secrets) t.notOk(said.includes(secret.slice(0, 8)))
})

t.test('names and views that cannot be', async (t) => {
  const folder = folderOf(t, { 'janus.yaml': config })
  const tsig = (verb: string, ...words: string[]) =>
    janus('tsig', verb, '--config', join(folder, 'janus.yaml'), ...words)
  for (const name of ['../x', 'a b', 'x.2', '-x', '', 'a..b', 'x'.repeat(64), `${'a.'.repeat(130)}b`])
    t.match(await tsig('new', '--', name), { code: 1, stderr: /cannot make a key/ }, name)
  t.match(await tsig('new', 'x', '--view', 'nowhere'), { code: 1, stderr: /internal, external/ })
  t.match(await tsig('roll', 'nobody'), { code: 1, stderr: /known: ns2, acme/ })
  t.match(await tsig('roll'), { code: 2 })
  t.notOk(existsSync(join(folder, 'keys')))
})

t.test('a file of tsig-keygen is taken as it is', { skip: noKeygen }, async (t) => {
  const folder = folderOf(t, { 'janus.yaml': config })
  const tsig = (verb: string, ...words: string[]) =>
    janus('tsig', verb, '--config', join(folder, 'janus.yaml'), ...words)
  t.match(await tsig('new', 'ns2.internal'), { code: 0 })
  for (const [algorithm, name] of [
    ['hmac-sha512', 'acme'],
    ['hmac-sha256', 'ns2.external'],
  ] as const) {
    const { stdout } = await run('tsig-keygen', ['-a', algorithm, name])
    writeFileSync(join(folder, 'keys', 'tsig', `${name}.key`), stdout, { mode: 0o600 })
  }
  const { keys } = JSON.parse((await tsig('list', '--json')).stdout)
  t.match(keys, [{ algorithm: 'hmac-sha512', state: 'good' }, {}, { algorithm: 'hmac-sha256', state: 'good' }])
})

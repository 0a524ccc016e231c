import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { selfSigned } from '../../../src/net/tls/self-signed.ts'
import { configReader } from '../../../src/text/config/reread.ts'

t.test('a secret that is exchanged in its file is read', async (t) => {
  const folder = t.testdir({
    'janus.yaml': 'cookies: {secret: cookie.secret}\nzones: {univ.example: a.zone}\n',
    'cookie.secret': `${'0'.repeat(32)}\n`,
  })
  const read = configReader(join(folder, 'janus.yaml'))
  const secret = () => read().settings?.access.cookies?.secret?.[0]
  t.equal(secret(), 0)
  const first = read()
  t.match(
    first.named,
    [{ content: `${'0'.repeat(32)}\n` }],
    'what is compared is what was read, not what is there a moment later',
  )
  writeFileSync(join(folder, 'cookie.secret'), `${'1'.repeat(32)}\n`)
  t.equal(secret(), 0x11)
  t.not(read(), first)
  rmSync(join(folder, 'cookie.secret'))
  t.match(read().problems, [{ rule: 'bad-secret' }])
})

t.test('what has not changed is not read again, and what has changed is', async (t) => {
  const folder = t.testdir({ 'janus.yaml': 'zones: {univ.example: a.zone}\n' })
  const file = join(folder, 'janus.yaml')
  const read = configReader(file)
  const first = read()
  t.match(first.settings?.zones, [{ name: 'univ.example.' }])
  t.equal(read(), first)
  writeFileSync(file, 'zones: {univ.example: b.zone}\n')
  t.match(read().settings?.zones, [{ faces: [{ source: { file: { written: 'b.zone' } } }] }])
  writeFileSync(file, 'zones: [\n')
  t.equal(read().settings, undefined)
  rmSync(file)
  t.match(read().problems, [{ rule: 'config-unreadable' }])
  writeFileSync(file, 'zones: {univ.example: a.zone}\n')
  t.match(read().settings?.zones, [{ name: 'univ.example.' }])
})

t.test('who may read a key, and which files a key has, is looked at each time', async (t) => {
  const folder = t.testdir({ 'janus.yaml': 'tsig: {a.key: {}}\nzones: {univ.example: a.zone}\n' })
  const file = join(folder, 'keys/tsig/a.key.key')
  const read = configReader(join(folder, 'janus.yaml'))
  const rules = () => read().problems.map(({ rule }) => rule)
  const key = (name: string) =>
    `key "${name}" { algorithm hmac-sha256; secret "R16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY="; };\n`
  t.same(rules(), [])
  mkdirSync(join(folder, 'keys/tsig'), { recursive: true, mode: 0o700 })
  writeFileSync(file, key('a.key'), { mode: 0o600 })
  t.same(rules(), [])
  t.equal(read(), read())
  chmodSync(file, 0o640)
  t.same(rules(), ['bad-key-file'])
  chmodSync(file, 0o600)
  t.same(rules(), [])
  chmodSync(join(folder, 'keys/tsig'), 0o755)
  t.same(rules(), ['bad-keys-folder'])
  chmodSync(join(folder, 'keys/tsig'), 0o700)
  t.same(rules(), [])
  writeFileSync(join(folder, 'keys/tsig/a.key.2.key'), key('another'), { mode: 0o600 })
  t.same(rules(), ['bad-key-file'])
})

t.test('a certificate is looked at each time', async (t) => {
  const views = '{inside: {clients: [10.0.0.0/8], certificates: [laptops.crt]}, outside: [any]}'
  const primaries = '{hidden: {address: [192.0.2.1], tls: {authorities: laptops.crt}}}'
  const listen = '[{address: "127.0.0.1:853", tls: {certificate: laptops.crt, key: laptops.key}}]'
  for (const [section, text] of Object.entries({ views, primaries, listen })) {
    const folder = t.testdir({ [`${section}.yaml`]: `${section}: ${text}\nzones: {univ.example: a.zone}\n` })
    const read = configReader(join(folder, `${section}.yaml`))
    const rules = () => read().problems.flatMap(({ rule }) => (rule === 'bad-certificate' ? [rule] : []))
    const { certificate, key } = selfSigned('laptops')
    t.not(rules().length, 0, `${section}: not there`)
    writeFileSync(join(folder, 'laptops.crt'), certificate)
    writeFileSync(join(folder, 'laptops.key'), key)
    t.same(rules(), [], `${section}: there`)
    t.equal(read(), read())
    writeFileSync(join(folder, 'laptops.crt'), 'another\n')
    t.not(rules().length, 0, `${section}: broken`)
  }
})

import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
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

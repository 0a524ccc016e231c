// ldns-notify says to Janus that a zone has changed: with the key of its primary, with none, and with one that does not count.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { folderOf, missing, run, serve } from '../support/janus.ts'
import { loneSecondary } from '../support/lone-secondary.ts'
import { Primary } from '../transfer/primary.ts'

const skip = await missing('ldns-notify')
const SECRET = 'R16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY='

t.test('ldns-notify is heard and answered', { skip }, async (t) => {
  const primary = await Primary.start(() => ['close'])
  t.teardown(() => primary.close())
  const names = ['hidden.inside', 'other']
  const folder = folderOf(t, { 'janus.yaml': loneSecondary(primary.port, { key: 'hidden.inside' }) })
  mkdirSync(join(folder, 'keys/tsig'), { recursive: true, mode: 0o700 })
  for (const name of names)
    writeFileSync(
      join(folder, `keys/tsig/${name}.key`),
      `key "${name}" { algorithm hmac-sha256; secret "${SECRET}"; };\n`,
      { mode: 0o600 },
    )
  const janus = await serve(t, folder)
  const by = (name: string) => ['-y', `${name}:${SECRET}:hmac-sha256`]
  const rows: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['by the key, from elsewhere', [...by('hidden.inside'), '-I', '127.0.0.2'], /rcode: NOERROR/],
    ['by no key, from its address', [], /rcode: NOERROR/],
    ['by no key, from elsewhere', ['-I', '127.0.0.2'], /rcode: REFUSED/],
    ['by another key, from its address', by('other'), /rcode: REFUSED/],
    ['by a key that nobody has', by('nobody'), /rcode: NOTAUTH/],
  ]
  for (const [what, words, wanted] of rows) {
    const { stdout, stderr } = await run('ldns-notify', [
      ...['-d', '-p', String(janus.port()), '-r', '10', '-z', 'example.com', '-s', '8', ...words, '127.0.0.1'],
    ])
    t.match(stdout + stderr, wanted, what)
  }
})

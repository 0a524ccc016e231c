// A folder of keys that cannot be written: Janus says which file, as whom and what to do, and serves.

import { mkdirSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { folderOf, janus, run, serve } from '../support/janus.ts'

t.test('a key on a file system that is mounted read-only', async (t) => {
  const folder = folderOf(t, {
    'a.zone': '$TTL 60\n@ SOA ns h 7 1d 1d 4w 1h\n@ NS ns\nns A 192.0.2.1\n',
    'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
views: {external: [any]}
zones: {example.com: a.zone}
secondaries: {ns2: {address: [192.0.2.54], views: [external], notify: false}}
`,
  })
  const keys = join(folder, 'keys')
  mkdirSync(keys, { mode: 0o700 })
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'ro,mode=0700', 'tmpfs', keys]).catch(() => ({ code: 1 }))
  if (mounted.code !== 0) return t.pass('read-only', { skip: 'mounting is not permitted' })
  t.teardown(() => run('umount', ['-l', keys]))
  const user = userInfo().username
  const server = await serve(t, folder)
  t.match(await server.logged('a TSIG key cannot be used: requests signed with it get BADKEY'), {
    key: 'ns2.external',
    reason: `cannot write keys/tsig/ns2.external.key as user ${user}: Read-only file system`,
    fix: `set "keys" to a folder that ${user} may write to`,
    at: /janus\.yaml:5:15$/,
  })
  const config = ['--config', join(folder, 'janus.yaml')]
  t.match(await janus('query', `@127.0.0.1:${server.port()}`, 'example.com', 'SOA'), { code: 0 }, 'zones are served')
  t.match((await janus('status', ...config)).stdout, /^TSIG keys +1, 0 used; cannot be used: ns2\.external$/m)
  t.match(await janus('tsig', 'new', 'ns2.external', ...config), {
    code: 1,
    stderr: `janus: cannot make keys/tsig/ns2.external.key as user ${user}: Read-only file system\n`,
  })
})

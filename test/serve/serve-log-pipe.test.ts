// A pipe that nobody reads in the place of a log keeps the server neither from answering nor from ending.

import { execFileSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { timeToEnd } from '../support/fair-time.ts'
import { folderOf, serve } from '../support/janus.ts'

t.test('it is not opened, and the server ends in time', async (t) => {
  const zone = '@ 300 IN SOA ns hostmaster 1 3600 600 86400 60\n@ 300 IN NS ns\nns 300 IN A 192.0.2.1\n'
  const config = 'listen: ["127.0.0.1:0"]\nworkers: 1\nlog: {queries: q.log}\nzones: {a.example: a.zone}\n'
  const folder = folderOf(t, { 'janus.yaml': config, 'a.zone': zone })
  const queries = join(folder, 'q.log')
  const janus = await serve(t, folder)
  while (!existsSync(queries)) await new Promise((resolve) => setTimeout(resolve, 20))
  rmSync(queries)
  execFileSync('mkfifo', [queries])
  janus.signal('SIGUSR2')
  await janus.logged('a log cannot be reopened: the server still writes to the old file')
  janus.signal('SIGTERM')
  t.ok((await timeToEnd(janus.process.pid!, janus.ended, 5000)) < 5000)
  t.match(await janus.ended, { code: 0 })
})

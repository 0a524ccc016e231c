// What a test without an engine can tell of the container: its health check does its work, and every copied file exists.

import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { folderOf, freePort, run, serve } from '../support/janus.ts'

const checkout = join(import.meta.dirname, '../..')
const dockerfile = readFileSync(join(checkout, 'Dockerfile'), 'utf8').replaceAll('\\\n', ' ')

t.test('the health check tells a server that answers from one that does not', async (t) => {
  const [, command] = /^HEALTHCHECK .*? CMD (.*)$/m.exec(dockerfile)!
  const port = await freePort()
  const folder = folderOf(t, {
    // The view is for others: the server refuses its own question, and that is an answer.
    'janus.yaml': `listen: ["0.0.0.0:${port}"]\nworkers: 1\nviews: {v: [192.0.2.0/24]}\nzones: {example.com: example.com.zone}\n`,
    'example.com.zone': '@ 300 IN SOA ns hostmaster 7 3600 600 86400 60\n@ 300 IN NS ns\nns 300 IN A 192.0.2.2\n',
  })
  mkdirSync(join(folder, 'bin'))
  writeFileSync(
    join(folder, 'bin/janus'),
    `#!/bin/sh\nexec "${process.execPath}" "${checkout}/src/cli/janus.js" "$@"\n`,
  )
  chmodSync(join(folder, 'bin/janus'), 0o755)
  const health = () => run('sh', ['-c', `PATH="$PWD/bin:$PATH"; ${command}`], folder)
  t.equal((await health()).code, 1, 'no server')
  const janus = await serve(t, folder)
  t.equal((await health()).code, 0, 'a server')
  janus.signal('SIGSTOP')
  t.equal((await health()).code, 1, 'a server that hangs')
})

t.test('what the image is made of exists', async (t) => {
  for (const [, from, words] of dockerfile.matchAll(/^COPY (--from=build )?(.*)$/gm)) {
    for (const word of words!.split(/ +/).slice(0, -1)) {
      const path = from ? word.replace(/^\/build\//, '') : word
      if (path !== 'dist' && path !== 'node_modules') t.ok(existsSync(join(checkout, path)), path)
    }
  }
  t.match(dockerfile, /^USER node$/m)
  t.match(dockerfile, /^EXPOSE 53\/udp 53\/tcp$/m)
})

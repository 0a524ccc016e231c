// What a test without an engine can tell of the container: its health check does its work, it hands over what there is,
// and both ways of making the image give the same settings.

import { chmodSync, existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { writeLayout } from '../../packaging/image/layout.ts'
import { USER, VOLUMES } from '../../packaging/image/root.ts'
import { settingsOf } from '../../packaging/image/settings.ts'
import { freePort } from '../support/free-port.ts'
import { folderOf, run, serve } from '../support/janus.ts'

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

t.test('what the engine is handed exists, and it runs as the user that owns the volumes', async (t) => {
  const [all, ...kept] = readFileSync(join(checkout, '.dockerignore'), 'utf8').trim().split('\n')
  t.equal(all, '*')
  for (const line of kept) t.ok(line.startsWith('!') && existsSync(join(checkout, line.slice(1))), line)
  for (const secret of ['state', 'keys', '.git', 'node_modules', 'test'])
    t.notOk(kept.includes(`!${secret}`), `${secret} stays outside`)
  t.match(dockerfile, /^FROM scratch$/m)
  t.match(dockerfile, new RegExp(`^USER ${USER}:${USER}$`, 'm'))
  t.match(dockerfile, /^EXPOSE 53\/udp 53\/tcp$/m)
  const owned = [...dockerfile.matchAll(/^COPY --from=build --chown=(\S+) \/image\/(\S+) \/(\S+)$/gm)]
  t.same(
    owned.map(([, user, from, to]) => [user, from, to]),
    Object.keys(VOLUMES).map((volume) => [`${USER}:${USER}`, volume, volume]),
  )
  t.equal(
    /^VOLUME (.*)$/m.exec(dockerfile)![1],
    Object.keys(VOLUMES)
      .map((volume) => `/${volume}`)
      .join(' '),
  )
})

t.test('an image that no engine makes has the settings of the Dockerfile', async (t) => {
  t.same(settingsOf(dockerfile), {
    Env: ['PATH=/usr/bin:/bin'],
    WorkingDir: '/etc/janus',
    ExposedPorts: { '53/udp': {}, '53/tcp': {} },
    Healthcheck: {
      Test: ['CMD-SHELL', 'janus query > /dev/null || [ $? -eq 1 ]'],
      Interval: 30e9,
      Timeout: 5e9,
      StartPeriod: 60e9,
    },
    StopSignal: 'SIGTERM',
    Entrypoint: ['janus'],
    Cmd: ['serve', '--config', '/etc/janus/janus.yaml'],
  })
  t.same(settingsOf('FROM scratch\nCMD ["a", \\\n"b"]\n'), { Cmd: ['a', 'b'] })
  t.throws(() => settingsOf('FROM scratch\nSHELL ["a"]\n'), /has no setting for SHELL/)
})

t.test('the same root gives the same octets, with the owners that the image tells', async (t) => {
  const root = folderOf(t, { 'etc/passwd': 'root:x:0:0::/:/bin/sh\n', 'var/lib/janus/.keep': '' })
  const folder = t.testdir()
  const image = { root, user: 7, volumes: ['var/lib/janus'], architecture: 'amd64', name: 'janus:1', epoch: 1e9 }
  const made = ['a.tar', 'b.tar'].map((name) => {
    utimesSync(join(root, 'etc/passwd'), name === 'a.tar' ? 1 : 2, 3)
    writeLayout({ ...image, config: {}, annotations: {} }, join(folder, name))
    return readFileSync(join(folder, name))
  })
  t.ok(made[0]!.equals(made[1]!))
  const words = ['--extract', '--file', join(folder, 'a.tar'), '--directory', folder]
  t.equal((await run('tar', words)).code, 0)
  const read = (digest: string) => readFileSync(join(folder, 'blobs', digest.replace(':', '/')))
  const [{ digest, size }] = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')).manifests
  t.equal(read(digest).length, size)
  const [layer] = JSON.parse(read(digest).toString()).layers
  writeFileSync(join(folder, 'layer'), read(layer.digest))
  const { stdout } = await run('tar', [
    '--list',
    '--verbose',
    '--numeric-owner',
    '--gzip',
    '--file',
    join(folder, 'layer'),
  ])
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(/ +/))
  t.same(
    rows.map((row) => [row[1], row.at(-1)]).sort(([, a], [, b]) => (a! < b! ? -1 : 1)),
    [
      ['0/0', './'],
      ['0/0', './etc/'],
      ['0/0', './etc/passwd'],
      ['0/0', './var/'],
      ['0/0', './var/lib/'],
      ['7/7', './var/lib/janus/'],
      ['7/7', './var/lib/janus/.keep'],
    ],
  )
})

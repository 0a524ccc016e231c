// What `janus tsig config` prints is given to BIND, NSD and Knot DNS as it stands: each has every face by its own key, is told of
// changes and takes them as changes, and `janus transfers check` finds them all right.

import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { PeerServer } from '../../src/tools/tsig/servers.ts'
import { janus as command, folderOf, freePort, serve } from '../support/janus.ts'
import { nsdServer } from './nsd-conf.ts'
import { installed, type RunningServer, run, type Setup } from './process.ts'

const views = ['internal', 'external'] as const
type View = (typeof views)[number]

/** Each has its own names; the refresh time is so long that nothing but NOTIFY brings a change. */
const zoneText = (view: View, serial: number) =>
  `$TTL 60\n@ SOA ns hostmaster ${serial} 1d 1d 4w 1h\n@ NS ns\nns A 192.0.2.1\nonly-${view} A 192.0.2.${serial}\n` +
  Array.from({ length: 500 }, (_, i) => `h${i} A 10.0.${i >> 8}.${i & 255}\n`).join('')

type Kind = {
  readonly server: PeerServer
  readonly program: string | undefined
  /** Views by instance: one takes both, or one each. */
  readonly instances: readonly (readonly View[])[]
  readonly setup: (included: string, port: number, folder: string) => Omit<Setup, 'program'>
}

const kinds: readonly Kind[] = [
  {
    server: 'bind',
    program: installed('named'),
    instances: [views],
    setup: (included, port, folder) => ({
      files: {
        'printed.conf': included,
        'named.conf': `options { directory "${folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
  pid-file none; session-keyfile none; lock-file none; recursion no; dnssec-validation no; empty-zones-enable no; notify no; };
controls { };
include "${folder}/printed.conf";
`,
      },
      args: ['-g', '-n', '1', '-c', `${folder}/named.conf`],
    }),
  },
  {
    server: 'nsd',
    program: installed('nsd'),
    instances: [['internal'], ['external']],
    setup: (included, port, folder) => ({
      files: {
        'printed.conf': included,
        'nsd.conf': `${nsdServer(port, folder)}remote-control:
  control-enable: no
include: "${folder}/printed.conf"
`,
      },
      args: ['-d', '-c', `${folder}/nsd.conf`],
    }),
  },
  {
    server: 'knot',
    program: installed('knotd'),
    instances: [['internal'], ['external']],
    setup: (included, port, folder) => ({
      files: {
        'printed.conf': included,
        'knot.conf': `server:
  listen: 127.0.0.1@${port}
  rundir: "${folder}"
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
database:
  storage: "${folder}"
log:
  - target: stderr
    any: info
template:
  - id: default
    storage: "${folder}"
include: "${folder}/printed.conf"
`,
      },
      args: ['-c', `${folder}/knot.conf`],
    }),
  },
]

for (const { server, program, instances, setup } of kinds)
  t.test(`${server} runs what is printed for it`, { skip: !program && `${server} is not installed` }, async (t) => {
    const [port, ...ports] = await Promise.all([freePort(), ...instances.map(() => freePort())])
    const peers = instances.map((its, i) => ({ name: `peer${i}`, views: its, port: ports[i]! }))
    const lines = peers.map(
      ({ name, views, port }) => `  ${name}: {address: ["127.0.0.1:${port}"], views: [${views.join(', ')}]}\n`,
    )
    const folder = folderOf(t, {
      ...Object.fromEntries(views.map((view) => [`${view}.zone`, zoneText(view, 1)])),
      'janus.yaml': `listen: ["127.0.0.1:${port}"]
workers: 1
views: {internal: [10.0.0.0/8], external: [any]}
zones:
  example.com: {internal: internal.zone, external: external.zone}
  128/25.2.0.192.in-addr.arpa: {external: external.zone}
secondaries:
${lines.join('')}`,
    })
    const config = join(folder, 'janus.yaml')
    const primary = await serve(t, folder)
    const running: RunningServer[] = []
    t.teardown(() => Promise.all(running.map((one) => one.stop())))
    for (const { name, views, port } of peers) {
      const one = views.length === 1 ? ['--view', views[0]!] : []
      const printed = await command('tsig', 'config', name, '--for', server, ...one, '--config', config)
      t.match(printed, { code: 0, stderr: '' })
      running.push(await run((_, folder) => ({ program: program!, ...setup(printed.stdout, port, folder) })))
    }
    const checked = async (serial: number) => {
      for (let tries = 0; ; tries++) {
        const { stdout, stderr } = await command('transfers', 'check', '--json', '--config', config)
        if (stdout === '') throw new Error(stderr + running.map((one) => one.log()).join('\n'))
        const found: { zone: string; view: string; state: string; serial?: number }[] = JSON.parse(stdout)
        if (found.length === 3 && found.every((one) => one.state === 'same' && one.serial === serial)) return found
        const dead = running.find((one) => one.hasEnded())
        if (dead !== undefined || tries === 60)
          throw new Error(`${stdout}\n${running.map((one) => one.log()).join('\n')}`)
        await new Promise((resolve) => setTimeout(resolve, 250))
      }
    }
    t.equal((await checked(1)).length, 3)
    for (const view of views) {
      writeFileSync(join(folder, 'new.zone'), zoneText(view, 2))
      renameSync(join(folder, 'new.zone'), join(folder, `${view}.zone`))
    }
    t.match(await command('reload', '--config', config), { code: 0 })
    t.equal((await checked(2)).length, 3)
    const { stdout, code } = await command('transfers', '--json', '--config', config)
    t.equal(code, 0)
    t.ok(
      JSON.parse(stdout).every(({ state, told }: { state: string; told: number }) => state === 'current' && told === 2),
      'each said that it knows',
    )
    const steps = primary.log.filter(
      ({ msg, how, serial }) => msg === 'a zone was transferred' && how === 'steps' && serial === 2,
    )
    t.ok(steps.length >= 2 && steps.every(({ key }) => key !== undefined), 'what has changed was enough, by a key')
  })

t.test('docs/secondaries.md leads from nothing to a green check', async (t) => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/secondaries.md'), 'utf8')
  const [, yaml] = /```yaml\n([^`]*)```/.exec(page)!
  const steps = [...page.matchAll(/^ {4}janus (tsig config (ns[23]) --for (bind|knot)) > (\S+)$/gm)]
  t.equal(steps.length, 2)
  const [port, ns2, ns3] = await Promise.all([freePort(), freePort(), freePort()])
  const here = yaml!
    .replace('listen: [192.0.2.2]', `listen: ["127.0.0.1:${port}"]`)
    .replace('address: [192.0.2.54]', `address: ["127.0.0.1:${ns2}"]`)
    .replace('address: [198.51.100.54]', `address: ["127.0.0.1:${ns3}"]`)
  const folder = folderOf(t, {
    ...Object.fromEntries(views.map((view) => [`${view}/univ.example.zone`, zoneText(view, 1)])),
    'janus.yaml': here,
  })
  const config = ['--config', join(folder, 'janus.yaml')]
  await serve(t, folder)
  const running: RunningServer[] = []
  t.teardown(() => Promise.all(running.map((one) => one.stop())))
  for (const [, words, name, server] of steps) {
    const { program, setup } = kinds.find((kind) => kind.server === server)!
    if (program === undefined) return t.pass('not asked', { skip: `${server} is not installed` })
    const printed = await command(...words!.split(' '), ...config)
    t.match(printed, { code: 0, stderr: '' })
    const at = name === 'ns2' ? ns2 : ns3
    running.push(await run((_, folder) => ({ program, ...setup(printed.stdout, at, folder) })))
  }
  let shown = await command('transfers', '--json', ...config)
  const isGreen = () => JSON.parse(shown.stdout).every(({ state }: { state: string }) => state === 'current')
  for (let tries = 0; tries < 60 && !isGreen(); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 250))
    shown = await command('transfers', '--json', ...config)
  }
  t.ok(isGreen(), shown.stdout)
  t.match(await command('transfers', 'check', ...config), { code: 0, stdout: /\nall have what they ought to\n$/ })
  const { stdout } = await command('status', ...config)
  t.match(stdout, /^secondaries +3 zone faces at them: 3 current$/m)
  t.match(stdout, /^TSIG keys +3, 3 used$/m)
})

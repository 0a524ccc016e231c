// `janus transfers check` finds a secondary that serves another face under the same serial, one that is behind, and one that is away.

import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { freePort } from '../support/free-port.ts'
import { janus as command, folderOf, serve } from '../support/janus.ts'

const zoneText = (serial: number, host: string) =>
  `$TTL 60\n@ SOA ns hostmaster ${serial} 1d 1d 4w 1h\n@ NS ns\nns A 192.0.2.1\n${host} A 192.0.2.2\n`

t.test('every copy is compared, by its key, with the face that it ought to be', async (t) => {
  const [right, wrong, old, away] = await Promise.all([freePort(), freePort(), freePort(), freePort()])
  const peers = { right, wrong, old, away }
  const secondaries = Object.entries(peers).map(
    ([name, port]) => `  ${name}: {address: ["127.0.0.1:${port}"], views: [external], notify: false}\n`,
  )
  const folder = folderOf(t, {
    'in.zone': zoneText(7, 'payroll'),
    'out.zone': zoneText(7, 'gateway'),
    'janus.yaml': `listen: ["127.0.0.1:0"]
http: {listen: ["127.0.0.1:0"]}
workers: 1
views: {internal: [10.0.0.0/8], external: [any]}
zones: {example.com: {internal: in.zone, external: out.zone}}
secondaries:
${secondaries.join('')}`,
  })
  const server = await serve(t, folder)
  const copies = { right: zoneText(7, 'gateway'), wrong: zoneText(7, 'payroll'), old: zoneText(6, 'gateway') }
  for (const [name, text] of Object.entries(copies)) {
    const key = `${name}.external`
    const its = folderOf(t, {
      'a.zone': text,
      'janus.yaml': `listen: ["127.0.0.1:${peers[name as keyof typeof copies]}"]
workers: 1
views: {all-of-them: [any]}
tsig: {${key}: {view: all-of-them}}
zones: {example.com: a.zone}
transfers: [{key: ${key}}]
`,
    })
    mkdirSync(join(its, 'keys/tsig'), { recursive: true, mode: 0o700 })
    copyFileSync(join(folder, `keys/tsig/${key}.key`), join(its, `keys/tsig/${key}.key`))
    await serve(t, its)
  }
  const { stdout, code } = await command('transfers', 'check', '--json', '--config', join(folder, 'janus.yaml'))
  t.equal(code, 1)
  t.match(JSON.parse(stdout), [
    { zone: 'example.com.', view: 'external', peer: 'right', state: 'same', serial: 7 },
    {
      peer: 'wrong',
      state: 'other-face',
      serial: 7,
      error: /other records under the same serial, first at gateway\.example\.com\. A/,
    },
    { peer: 'old', state: 'behind', serial: 6 },
    { peer: 'away', state: 'failed', error: /away/ },
  ])
  const shown = await command('transfers', '--json', '--config', join(folder, 'janus.yaml'))
  t.match(
    JSON.parse(shown.stdout).map(({ peer, state }: { peer: string; state: string }) => [peer, state]),
    [
      ['right', 'current'],
      ['wrong', 'failed'],
      ['old', 'behind'],
      ['away', 'failed'],
    ],
  )
  const { listen } = await server.logged('HTTP is served')
  const metrics = await (await fetch(`http://${(listen as string[])[0]}/metrics`)).text()
  const named = (peer: string) => `{zone="example.com.",view="external",secondary="${peer}"`
  for (const line of [
    'janus_secondary_copies{state="failed"} 2',
    `janus_secondary_state${named('old')},state="behind"} 1`,
    `janus_secondary_serial${named('old')}} 6`,
    `janus_secondary_lag_seconds${named('right')}} 0`,
    'janus_tsig_keys{state="unused"} 4',
  ])
    t.ok(metrics.includes(`${line}\n`), line)
  t.match(metrics, /^janus_secondary_lag_seconds\{[^}]*secondary="old"\} \d+$/m)
  t.notMatch(metrics, /janus_secondary_serial\{[^}]*secondary="away"/, 'nothing is made up')
  const state = await command('status', '--config', join(folder, 'janus.yaml'))
  t.match(state.stdout, /^secondaries +4 zone faces at them: 1 current, 1 behind, 2 failed$/m)
  t.match(
    state.stdout,
    /^TSIG keys +4, 0 used; not used yet: right\.external wrong\.external old\.external away\.external$/m,
  )
  t.match(await command('transfers', 'notify', 'absent.example', '--config', join(folder, 'janus.yaml')), {
    code: 1,
    stderr: /there is no such zone/,
  })
})

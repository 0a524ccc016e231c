// What `janus tsig config` prints is given to BIND, NSD and Knot DNS as it stands: each has every face by its own key, is told of
// changes and takes them as changes, and `janus transfers check` finds them all right.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { freePort } from '../support/free-port.ts'
import { janus as command, folderOf, serve } from '../support/janus.ts'
import { until } from '../support/until.ts'
import { runsWhatIsPrinted, zoneText } from './printed.ts'
import { type RunningServer, run } from './process.ts'
import { secondaryKinds, views } from './secondary-kinds.ts'

for (const kind of secondaryKinds.filter(({ server }) => ['bind', 'nsd', 'knot'].includes(server)))
  t.test(
    `${kind.server} runs what is printed for it`,
    { skip: !kind.program && `${kind.server} is not installed` },
    (t) => runsWhatIsPrinted(t, kind),
  )

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
    const { program, setup } = secondaryKinds.find((kind) => kind.server === server)!
    if (program === undefined) return t.pass('not asked', { skip: `${server} is not installed` })
    const printed = await command(...words!.split(' '), ...config)
    t.match(printed, { code: 0, stderr: '' })
    const at = name === 'ns2' ? ns2 : ns3
    running.push(await run((_, folder) => ({ program, ...setup(printed.stdout, at, folder, '') })))
  }
  let shown = ''
  await until(
    () => `all to be current: ${shown}`,
    async () => {
      shown = (await command('transfers', '--json', ...config)).stdout
      const all: { state: string }[] = JSON.parse(shown)
      return all.length === 3 && all.every(({ state }) => state === 'current')
    },
  )
  t.match(await command('transfers', 'check', ...config), {
    code: 0,
    stdout: /\nevery secondary has the right version\n$/,
  })
  const { stdout } = await command('status', ...config)
  t.match(stdout, /^secondaries +3 zone faces at them: 3 current$/m)
  t.match(stdout, /^TSIG keys +3, 3 used$/m)
})

// A secondary that serves the face of the other view, at the same serial and by the right key: somebody has named the wrong key where
// it fetches. `janus transfers` sees nothing of that, and `janus transfers check` does.

import { join } from 'node:path'
import t from 'tap'
import { freePort } from '../support/free-port.ts'
import { janus as command, folderOf, serve } from '../support/janus.ts'
import { servedSerial } from '../support/sign-all.ts'
import { until } from '../support/until.ts'
import { zoneText } from './printed.ts'
import { run } from './process.ts'
import { secondaryKinds, views } from './secondary-kinds.ts'

const { program, setup } = secondaryKinds.find(({ server }) => server === 'nsd')!

t.test(
  'the wrong face is found, and the record that shows it',
  { skip: !program && 'nsd is not installed' },
  async (t) => {
    const [port, at] = [await freePort(), await freePort()]
    const folder = folderOf(t, {
      ...Object.fromEntries(views.map((view) => [`${view}.zone`, zoneText(view, 7)])),
      'janus.yaml': `listen: ["127.0.0.1:${port}"]
workers: 1
views: {internal: [10.0.0.0/8], external: [any]}
zones: {example.com: {internal: internal.zone, external: external.zone}}
secondaries: {ns2: {address: ["127.0.0.1:${at}"], views: [internal, external]}}
`,
    })
    const config = ['--config', join(folder, 'janus.yaml')]
    await serve(t, folder)
    const printed = async (view: string) => {
      const { code, stdout } = await command('tsig', 'config', 'ns2', '--for', 'nsd', '--view', view, ...config)
      t.equal(code, 0)
      return stdout
    }
    const [internal, external] = [await printed('internal'), await printed('external')]
    const otherKey = /key:\n(?: {2}.*\n){3}/.exec(external)![0]
    const wrong = internal
      .replace(/^(key:)/m, `${otherKey}$1`)
      .replace(/(request-xfr: \S+) ns2\.internal/, '$1 ns2.external')
    const nsd = await run((_, own) => ({ program: program!, ...setup(wrong, at, own, '') }))
    t.teardown(() => nsd.stop())
    type Row = { view: string; state: string; serial?: number; error?: string; reason?: string }
    let found: Row[] = []
    await until(
      () => `the zone at nsd: ${JSON.stringify(found)}`,
      async () => {
        const { stdout, code } = await command('transfers', 'check', 'example.com', '--json', ...config)
        found = JSON.parse(stdout)
        t.equal(code, 1)
        return found.some(({ view, state }) => view === 'internal' && state !== 'failed')
      },
    )
    const row = found.find(({ view }) => view === 'internal')!
    t.match(row, { state: 'other-face', serial: servedSerial(7) })
    t.match(JSON.stringify(row), /under the same serial, first at \S+\.example\.com\. (A|NSEC3?):/)
    const told = await command('transfers', 'check', 'example.com', ...config)
    t.match(told.stdout, /other-face .*compare its key with \\?"janus tsig config\\?"/)
  },
)

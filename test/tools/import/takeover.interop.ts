// A primary and a secondary of named, two views and a key for each: first the one, then the other becomes Janus by the import, and
// the one that stays gets all that it got before without a word changed in its configuration.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { installed } from '../../peers/process.ts'
import { freePort } from '../../support/free-port.ts'
import { dig, folderOf, janus, type Ran, run, serve } from '../../support/janus.ts'
import { until } from '../../support/until.ts'
import { startNamed } from './named.ts'

const named = installed('named')
const views = ['internal', 'external'] as const
type View = (typeof views)[number]
const secret = (view: View) => Buffer.alloc(32, view).toString('base64')
const keys = views.map((view) => `key "k-${view}" { algorithm hmac-sha256; secret "${secret(view)}"; };\n`).join('')
const OPTIONS = `options { directory "."; pid-file none; session-keyfile none; lock-file none; listen-on-v6 { none; };
  recursion no; dnssec-validation no; empty-zones-enable no; notify-delay 0; zone-statistics no; LISTEN };\ncontrols { };\n`
/** A view is got by its key, from whatever address; without one everybody is outside. */
const clients = { internal: '!key k-external; key k-internal; 127.9.0.0/16;', external: 'key k-external; any;' }

function primaryConf(port: number, secondary: number): string {
  const view = (name: View) => `view "${name}" { match-clients { ${clients[name]} };
  server 127.0.0.1 { keys { k-${name}; }; };
  zone "example.com" { type primary; file "${name}.zone"; allow-transfer { key k-${name}; }; notify explicit;
    also-notify { 127.0.0.1 port ${secondary}; }; }; };\n`
  return `${OPTIONS.replace('LISTEN', `listen-on port ${port} { 127.0.0.1; };`)}${keys}${views.map(view).join('')}`
}

function secondaryConf(port: number, primary: number): string {
  const view = (name: View) => `view "${name}" { match-clients { ${clients[name]} };
  zone "example.com" { type secondary; masterfile-format text; file "${name}.copy"; masters { 127.0.0.1 port ${primary} key k-${name}; }; }; };\n`
  return `${OPTIONS.replace('LISTEN', `listen-on port ${port} { 127.0.0.1; };`)}${keys}${views.map(view).join('')}`
}

const zone = (view: View, serial: number) =>
  `$TTL 60\n@ SOA ns root ${serial} 1h 1h 1w 60\n@ NS ns\nns A 192.0.2.1\nwho TXT "${view} ${serial}"\n`
const zones = (serial: number) => Object.fromEntries(views.map((view) => [`${view}.zone`, zone(view, serial)]))

t.test(
  'what named served by transfers, Janus serves by its imported configuration',
  {
    skip: !named && 'BIND is not installed',
  },
  async (t) => {
    const [primaryPort, secondaryPort] = [await freePort(), await freePort()]
    const primary = folderOf(t, { ...zones(1), 'named.conf': primaryConf(primaryPort, secondaryPort) })
    const secondary = folderOf(t, { 'named.conf': secondaryConf(secondaryPort, primaryPort) })
    for (const folder of [primary, secondary])
      t.match(await run('named-checkconf', ['named.conf'], folder), { code: 0, stdout: '' })

    await t.test('the secondary first', async (t) => {
      startNamed(t, primary)
      t.same(await imported(t, secondary), [])
      const server = await serve(t, join(secondary, 'new'))
      for (let count = 1; count <= 2; count++) await server.logged('a zone has come from its primary', count)
      for (const view of views) await says(secondaryPort, view, 1)
    })

    await t.test('then the primary', async (t) => {
      startNamed(t, secondary)
      t.same(await imported(t, primary), [])
      const folder = join(primary, 'new')
      await serve(t, folder)
      for (const view of views) await says(secondaryPort, view, 1)
      // One file has both views now: what is common, then what differs.
      const file = join(folder, 'zones/example.com.zone')
      const both = views.map((view) => `$VIEW ${view}\n${zone(view, 2).replace('$TTL 60\n', '')}`).join('')
      writeFileSync(file, `$TTL 60\n${both}`)
      t.match(await janus('reload', '--config', join(folder, 'janus.yaml')), { code: 0 })
      for (const view of views) await says(secondaryPort, view, 2)
      t.match((await janus('transfers', 'check', '--config', join(folder, 'janus.yaml'))) satisfies Ran, { code: 0 })
    })
  },
)

/** What is not carried over, beside what is known to be nothing. */
async function imported(t: Test, folder: string): Promise<string[]> {
  const { stdout, stderr } = await janus('import', join(folder, 'named.conf'), '-o', join(folder, 'new'))
  t.equal(stderr, '')
  const { code, stdout: told } = await janus('check', '--config', join(folder, 'new/janus.yaml'))
  t.equal(code, 0, told)
  return stdout.split('\n').filter((line) => line.startsWith('  '))
}

/** As soon as it does: named asks in its own time. */
async function says(port: number, view: View, serial: number): Promise<void> {
  const key = `hmac-sha256:k-${view}:${secret(view)}`
  let got: string[] = []
  await until(
    () => `"${view} ${serial}", and not ${got.join()}`,
    async () => {
      got = await dig(port, '@127.0.0.1', '-y', key, 'who.example.com', 'TXT')
      return got.join().includes(`"${view} ${serial}"`)
    },
  )
}

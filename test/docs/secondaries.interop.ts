// docs/secondaries.md from its first step to its last, with a real BIND and a real Knot DNS: from nothing to two secondaries that follow.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { becomes } from '../peers/outliving.ts'
import { run } from '../peers/process.ts'
import { secondaryKinds } from '../peers/secondary-kinds.ts'
import { freePort } from '../support/free-port.ts'
import { janus as command, folderOf, serve } from '../support/janus.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/secondaries.md'), 'utf8')
const kindOf = (server: string) => secondaryKinds.find((kind) => kind.server === server)!
const missing = ['bind', 'knot'].find((server) => kindOf(server).program === undefined)

t.test('whoever follows the page has two secondaries that follow', { skip: missing ?? false }, async (t) => {
  const [own, ns2, ns3] = [await freePort(), await freePort(), await freePort()]
  const places = { '[192.0.2.2]': own, '[192.0.2.54]': ns2, '[198.51.100.54]': ns3 }
  let yaml = /```yaml\n([^`]*)```/.exec(page)![1]!
  for (const [address, port] of Object.entries(places)) {
    t.ok(yaml.includes(address), address)
    yaml = yaml.replace(address, `["127.0.0.1:${port}"]`)
  }
  const zone = (view: string) =>
    `$TTL 60\n@ SOA ns1 root 1 1d 1d 4w 60\n@ NS ns1\nns1 A 192.0.2.2\n${view} A 192.0.2.9\n`
  const folder = folderOf(t, {
    'janus.yaml': `${yaml}workers: 1\n`,
    'internal/univ.example.zone': zone('internal'),
    'external/univ.example.zone': zone('external'),
  })
  const config = ['--config', join(folder, 'janus.yaml')]
  await serve(t, folder)

  const printed = [...page.matchAll(/^ {4}janus (tsig config (ns\d) --for (\w+)) > \S+$/gm)]
  t.equal(printed.length, 2)
  for (const [, words, name, server] of printed) {
    const { code, stdout, stderr } = await command(...words!.split(' '), ...config)
    t.same([code, stderr], [0, ''], words!)
    const { program, setup } = kindOf(server!)
    const port = name === 'ns2' ? ns2 : ns3
    const secondary = await run((_, at) => ({ program: program!, ...setup(stdout, port, at, join(folder, 'keys')) }))
    t.teardown(() => secondary.stop())
  }

  const promised = /`(\d zone faces at them: \d current)`/.exec(page)![1]!
  const status = await becomes(
    async () => (await command('status', ...config)).stdout,
    (text) => text.includes(promised),
  )
  t.match(status, promised)
  const checked = await becomes(
    () => command('transfers', 'check', ...config),
    ({ code }) => code === 0,
  )
  t.equal(checked.code, 0, checked.stdout)
  t.match(await command('transfers', ...config), { code: 0 })
  t.match(await command('transfers', 'notify', 'univ.example', ...config), { code: 0 })
})

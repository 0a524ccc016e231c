// Parts that the settings of the start did not ask for: a reload opens them, and they do what they would have done from the start.

import { chmodSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { freePort } from '../support/free-port.ts'
import { janus as command, dig, folderOf, type Janus, missing, serve } from '../support/janus.ts'

const noDig = await missing('dig')
const SECRET = 'R16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY='
const SIGNED = ['-y', `hmac-sha256:ns2.inside:${SECRET}`]

const zone = (serial: number) => `$TTL 60\n@ SOA ns hostmaster ${serial} 1d 1d 4w 1h\n@ NS ns\nns A 192.0.2.${serial}\n`

const bare = (port: number) => `listen: ["127.0.0.1:${port}"]
workers: 1
state: state
views: {inside: [any]}
zones: {ours.example: ours.zone}
`

const site = (port: number) => ({
  'janus.yaml': bare(port),
  'ours.zone': zone(1),
  'more.zone': zone(1),
  'keys/tsig/ns2.inside.key': `key "ns2.inside" {\n\talgorithm hmac-sha256;\n\tsecret "${SECRET}";\n};\n`,
})

t.test('secondaries, primaries and catalogs come by a reload', { skip: noDig }, async (t) => {
  const [port, ns2] = [await freePort(), await freePort()]
  const [first, second] = [folderOf(t, site(port)), folderOf(t, site(ns2))]
  for (const folder of [first, second]) {
    for (const path of ['keys', 'keys/tsig']) chmodSync(join(folder, path), 0o700)
    chmodSync(join(folder, 'keys/tsig/ns2.inside.key'), 0o600)
  }
  const maker = await serve(t, first)
  const follower = await serve(t, second)
  t.same(await dig(port, '@127.0.0.1', 'ours.example', 'AXFR', ...SIGNED), ['NOTAUTH'], 'no key is known')
  const told = `zones: {ours.example: ours.zone, more.example: more.zone}
secondaries: {ns2: {address: ["127.0.0.1:${ns2}"], views: [inside], zones: [more.example]}}
catalogs: {list.example: {view: inside, produce: [ns2]}}
`
  await reload(first, bare(port).replace(/zones:.*\n/, '') + told)
  const asked = `tsig: {ns2.inside: {view: inside}}
primaries: {main: {address: ["127.0.0.1:${port}"], key: ns2.inside}}
catalogs: {list.example: {view: inside, primary: main}}
`
  await reload(second, bare(ns2) + asked)
  await came(follower, 1)
  t.same(await dig(ns2, '@127.0.0.1', 'ns.more.example', 'A'), ['ns.more.example. 60 IN A 192.0.2.1'])
  edit(first, 'more.zone', zone(2))
  await command('reload', '--config', join(first, 'janus.yaml'))
  await came(follower, 2)
  t.same(await dig(ns2, '@127.0.0.1', 'ns.more.example', 'A'), ['ns.more.example. 60 IN A 192.0.2.2'], 'it was told')
  const { stdout } = await command('transfers', '--config', join(first, 'janus.yaml'))
  t.match(stdout, /more\.example.*ns2/)
  t.notMatch(JSON.stringify(maker.log), /a bug in Janus/)
  t.notMatch(JSON.stringify(follower.log), /a bug in Janus/)
})

async function reload(folder: string, config: string): Promise<void> {
  edit(folder, 'janus.yaml', config)
  const { code, stderr } = await command('reload', '--config', join(folder, 'janus.yaml'))
  if (code !== 0) throw new Error(stderr)
}

function edit(folder: string, file: string, text: string): void {
  writeFileSync(join(folder, `${file}.new`), text)
  renameSync(join(folder, `${file}.new`), join(folder, file))
}

async function came(janus: Janus, serial: number): Promise<void> {
  for (let count = 1; ; count++) {
    const line = await janus.logged('a zone has come from its primary', count)
    if (line.zone === 'more.example.' && line.serial === serial) return
  }
}

// A key that a secondary has used is gone at a start: nothing takes its place in silence, and everybody who asks is told what to do.

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readKeyFile } from '../../src/keys/key-file.ts'
import { readMessage } from '../../src/wire/message.ts'
import { signRequest } from '../../src/wire/tsig/sign.ts'
import { queryFor } from '../support/ask.ts'
import { exchange } from '../support/exchange.ts'
import { folderOf, janus, serve } from '../support/janus.ts'

const files = {
  zone: '$TTL 60\n@ SOA ns root 7 1h 1h 1w 60\n@ NS ns\nns A 192.0.2.1\n',
  'janus.yaml': `listen: [127.0.0.1:0]
http: {listen: ["127.0.0.1:0"]}
workers: 1
state: state
views: {inside: [10.0.0.0/8], outside: [any]}
zones: {example.com: {inside: zone, outside: zone}}
secondaries:
  ns2: {address: ["127.0.0.1:9"], views: [inside]}
  ns3: {address: ["127.0.0.1:9"], views: [outside]}
`,
}

t.test('a lost key is told in the log, by commands and in metrics, until it is back', async (t) => {
  const folder = folderOf(t, files)
  const config = ['--config', join(folder, 'janus.yaml')]
  const file = join(folder, 'keys/tsig/ns2.inside.key')
  const first = await serve(t, folder)
  const asks = (port: number, name: string) => {
    const { key } = readKeyFile(join(folder, `keys/tsig/${name}.key`), name)
    const signed = signRequest(key!, queryFor('example.com. SOA'), Math.floor(Date.now() / 1000))
    return exchange(t, signed.message, { port, from: '127.0.0.1', transport: 'tcp' })
  }
  t.equal(readMessage(await asks(first.port(), 'ns2.inside'))!.rcode, 0)
  first.signal('SIGTERM')
  await first.ended
  t.match(readFileSync(join(folder, 'state/kept/key-uses'), 'utf8'), /^ns2\.inside 2/m)
  renameSync(file, join(folder, 'aside'))
  const second = await serve(t, folder)
  t.notOk(existsSync(file), 'no other secret stands under its name')
  // Another key is used meanwhile, which writes the record of uses anew.
  t.equal(readMessage(await asks(second.port(), 'ns3.outside'))!.rcode, 0)
  const told = await second.logged('a TSIG key cannot be used: requests signed with it get BADKEY')
  t.match(told, { key: 'ns2.inside', reason: /cannot find .*ns2\.inside\.key/, fix: /janus tsig new ns2\.inside/ })
  t.match(await janus('status', ...config), { stdout: /cannot be used: ns2\.inside/ })
  t.match(await janus('keys', ...config), { code: 1, stdout: /tsig +ns2\.inside +- +inside +unusable/ })
  t.match(await janus('transfers', ...config), { code: 1, stdout: /inside +ns2 +failed .*janus tsig list/ })
  const { listen } = await second.logged('HTTP is served')
  const metrics = await (await fetch(`http://${(listen as string[])[0]}/metrics`)).text()
  t.match(metrics, /^janus_tsig_keys\{state="unusable"\} 1$/m)
  t.match(await janus('tsig', 'list', ...config), { code: 1, stdout: /ns2\.inside .*its file is gone/ })
  t.match(await janus('reload', ...config), { code: 0 })
  t.notOk(existsSync(file), 'nor by a reload')
  renameSync(join(folder, 'aside'), file)
  t.match(await janus('reload', ...config), { code: 0 })
  t.match(await janus('keys', ...config), { code: 0, stdout: /tsig +ns2\.inside +- +inside +used/ })
  t.equal(readMessage(await asks(second.port(), 'ns2.inside'))!.rcode, 0)
})

t.test('a lost key by which a primary was asked is not made anew either', async (t) => {
  const above = folderOf(t, files)
  const primary = await serve(t, above)
  const key = readFileSync(join(above, 'keys/tsig/ns3.outside.key'), 'utf8')
  const folder = folderOf(t, {
    'janus.yaml': `listen: [127.0.0.1:0]
workers: 1
state: state
views: {outside: [any]}
tsig: {ns3.outside: {view: outside}}
primaries: {up: {address: ["127.0.0.1:${primary.port()}"], key: ns3.outside}}
zones: {example.com: {outside: {primary: up}}}
`,
  })
  const file = join(folder, 'keys/tsig/ns3.outside.key')
  mkdirSync(join(folder, 'keys/tsig'), { recursive: true, mode: 0o700 })
  writeFileSync(file, key, { mode: 0o600 })
  const config = ['--config', join(folder, 'janus.yaml')]
  const first = await serve(t, folder)
  t.match(await janus('transfers', 'fetch', 'example.com', ...config), { code: 0 })
  t.match(await janus('keys', ...config), { stdout: /ns3\.outside +- +outside +used/ })
  first.signal('SIGTERM')
  await first.ended
  renameSync(file, join(folder, 'aside'))
  await serve(t, folder)
  t.notOk(existsSync(file), 'no other secret stands under its name')
  t.match(await janus('tsig', 'list', ...config), { code: 1, stdout: /ns3\.outside .*its file is gone/ })
  t.match(await janus('transfers', ...config), { code: 1, stdout: /outside +up +.*janus tsig list/ })
  renameSync(join(folder, 'aside'), file)
  t.match(await janus('reload', ...config), { code: 0 })
  t.match(await janus('transfers', 'fetch', 'example.com', ...config), { code: 0 })
})

t.test('a new one that somebody makes is taken', async (t) => {
  const folder = folderOf(t, {
    ...files,
    'state/kept/key-uses': 'janus key-uses 1\nns2.inside 2026-11-01T00:00:00.000Z\n',
  })
  const config = ['--config', join(folder, 'janus.yaml')]
  await serve(t, folder)
  t.match(await janus('keys', ...config), { code: 1, stdout: /ns2\.inside +- +inside +unusable/ })
  t.match(await janus('tsig', 'new', 'ns2.inside', ...config), { code: 0 })
  t.match(await janus('reload', ...config), { code: 0 })
  t.match(await janus('keys', ...config), { code: 0, stdout: /ns2\.inside +- +inside +unused/ })
})

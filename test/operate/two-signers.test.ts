// Two servers that sign one zone with the same keys: their records are the same and their signatures are not, under one serial.
// `janus transfers check` says so.

import { copyFileSync, cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { signingAlgorithms } from '../../src/sign/algorithms.ts'
import { addZoneKeys } from '../../src/sign/keys/key-folder.ts'
import { zoneKeyOf } from '../../src/sign/zone-key.ts'
import { freePort } from '../support/free-port.ts'
import { janus as command, folderOf, serve } from '../support/janus.ts'

const ZONE = '$TTL 60\n@ SOA ns hostmaster 7 1d 1d 4w 1h\n@ NS ns\nns A 192.0.2.1\nwww A 192.0.2.2\n'
const SIGN = 'zones: {example.com: a.zone}\nsign: {example.com: {parents: []}}\n'

t.test('a copy that somebody signs by himself is found by its signatures', async (t) => {
  const port = await freePort()
  const folder = folderOf(t, {
    'a.zone': ZONE,
    'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
views: {world: [any]}
secondaries: {ns2: {address: ["127.0.0.1:${port}"], views: [world], notify: false}}
${SIGN}`,
  })
  const key = zoneKeyOf('csk', 13, signingAlgorithms.get(13)!.make())
  addZoneKeys(join(folder, 'keys/zone/example.com'), undefined, [key], { now: new Date() })
  await serve(t, folder)
  const other = folderOf(t, {
    'a.zone': ZONE,
    'janus.yaml': `listen: ["127.0.0.1:${port}"]
workers: 1
views: {world: [any]}
tsig: {ns2.world: {view: world}}
transfers: [{key: ns2.world}]
${SIGN}`,
  })
  mkdirSync(join(other, 'keys/tsig'), { recursive: true, mode: 0o700 })
  cpSync(join(folder, 'keys/zone'), join(other, 'keys/zone'), { recursive: true })
  copyFileSync(join(folder, 'keys/tsig/ns2.world.key'), join(other, 'keys/tsig/ns2.world.key'))
  await serve(t, other)
  const { stdout, code } = await command('transfers', 'check', '--json', '--config', join(folder, 'janus.yaml'))
  t.equal(code, 1)
  t.match(JSON.parse(stdout), [
    {
      peer: 'ns2',
      state: 'other-face',
      error: /other signatures under the same serial, first at \S*example\.com\.: it signs/,
    },
  ])
})

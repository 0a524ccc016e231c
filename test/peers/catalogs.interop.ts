// Catalogs with other servers: BIND, Knot DNS and PowerDNS follow one of ours, and we follow those of BIND and Knot DNS. Debian's NSD
// knows none.

import { spawnSync } from 'node:child_process'
import { chmodSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { freePort } from '../support/free-port.ts'
import { janus as command, dig, folderOf, serve } from '../support/janus.ts'
import { knotServer } from './knot-conf.ts'
import { installed, type RunningServer, run, type Setup } from './process.ts'

const SECRET = 'R16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY='
const KEY = `key "ns2.inside" {\n\talgorithm hmac-sha256;\n\tsecret "${SECRET}";\n};\n`

const zone = (name: string, serial = 1) =>
  `$TTL 60\n@ SOA ns hostmaster ${serial} 1d 1d 4w 1h\n@ NS ns\nns A 192.0.2.1\nmarker TXT "${name}"\n`

type Consumer = {
  readonly name: string
  readonly programs: readonly (string | undefined)[]
  /** It fetches members without a key. */
  readonly unkeyed?: true
  readonly setup: (janus: number, port: number, folder: string) => Setup
}

const consumers: readonly Consumer[] = [
  {
    name: 'BIND',
    programs: [installed('named')],
    setup: (janus, port, folder) => {
      const from = `{ 127.0.0.1 port ${janus} key "ns2.inside"; }`
      return {
        program: installed('named')!,
        args: ['-g', '-n', '1', '-c', `${folder}/named.conf`],
        files: {
          'named.conf': `${KEY}options { directory "${folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
  pid-file none; session-keyfile none; lock-file none; recursion no; dnssec-validation no; empty-zones-enable no; notify no;
  catalog-zones { zone "catalog.example" default-primaries ${from} in-memory yes min-update-interval 1; };
};
controls { };
zone "catalog.example" { type secondary; file "catalog.db"; primaries ${from}; };
`,
        },
      }
    },
  },
  {
    name: 'Knot DNS',
    programs: [installed('knotd')],
    setup: (janus, port, folder) => ({
      program: installed('knotd')!,
      args: ['-c', `${folder}/knot.conf`],
      files: {
        'knot.conf': `${knotServer(port, folder)}key:
  - id: ns2.inside
    algorithm: hmac-sha256
    secret: ${SECRET}
remote:
  - id: janus
    address: 127.0.0.1@${janus}
    key: ns2.inside
acl:
  - id: told
    address: 127.0.0.1
    key: ns2.inside
    action: notify
template:
  - id: default
    storage: "${folder}"
  - id: member
    storage: "${folder}"
    master: janus
    acl: told
zone:
  - domain: catalog.example
    master: janus
    acl: told
    catalog-role: interpret
    catalog-template: member
`,
      },
    }),
  },
  {
    name: 'PowerDNS',
    unkeyed: true,
    programs: [installed('pdns_server'), installed('pdnsutil'), installed('sqlite3')],
    setup: (janus, port, folder) => {
      const conf = `launch=gsqlite3
gsqlite3-database=${folder}/pdns.db
local-address=127.0.0.1
local-port=${port}
socket-dir=${folder}
secondary=yes
xfr-cycle-interval=1
security-poll-suffix=
version-string=anonymous
guardian=no
daemon=no
loglevel=6
`
      writeFileSync(join(folder, 'pdns.conf'), conf)
      const schema = '/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql'
      spawnSync('sqlite3', [join(folder, 'pdns.db'), `.read ${schema}`])
      const util = (...words: string[]) => spawnSync('pdnsutil', [`--config-dir=${folder}`, ...words])
      util('import-tsig-key', 'ns2.inside', 'hmac-sha256', SECRET)
      util('create-secondary-zone', 'catalog.example', `127.0.0.1:${janus}`)
      util('set-kind', 'catalog.example', 'consumer')
      util('activate-tsig-key', 'catalog.example', 'ns2.inside', 'secondary')
      return { program: installed('pdns_server')!, args: [`--config-dir=${folder}`], files: {} }
    },
  },
]

/**
 * Asks until it answers so: peers have no word for that they have caught up. BIND, refused once before Janus was there, may take most of a
 * minute to ask again.
 */
async function until(port: number, name: string, expected: RegExp, server?: RunningServer): Promise<string> {
  let got = ''
  for (let tries = 0; tries < 1500; tries++) {
    got = (await dig(port, '@127.0.0.1', '+norec', name, 'TXT')).join('\n')
    if (expected.test(got)) return got
    await sleep(100)
  }
  return `${got}\n${server?.log().slice(-4000) ?? ''}`
}

function folderWith(t: Test, files: Record<string, string>): string {
  const folder = folderOf(t, { 'keys/tsig/ns2.inside.key': KEY, ...files })
  for (const path of ['keys', 'keys/tsig']) chmodSync(join(folder, path), 0o700)
  chmodSync(join(folder, 'keys/tsig/ns2.inside.key'), 0o600)
  return folder
}

function edit(folder: string, file: string, text: string): void {
  writeFileSync(join(folder, `${file}.new`), text)
  renameSync(join(folder, `${file}.new`), join(folder, file))
}

for (const { name, programs, unkeyed = false, setup } of consumers)
  t.test(
    `${name} follows a catalog of ours`,
    { skip: programs.includes(undefined) && `${name} is not installed` },
    async (t) => {
      const port = await freePort()
      const peer = await run((its, folder) => setup(port, its, folder))
      t.teardown(() => peer.stop())
      const config = (zones: string) => `listen: ["127.0.0.1:${port}"]
workers: 1
views: {inside: [127.0.0.${unkeyed ? 1 : 9}/32], outside: [any]}
${unkeyed ? 'transfers: [{from: [127.0.0.1/32], views: [inside]}]' : ''}
secondaries: {ns2: {address: ["127.0.0.1:${peer.port}"], views: [inside]}}
catalogs: {catalog.example: {view: inside, produce: [ns2]}}
zones:
${zones}`
      const files = Object.fromEntries(['one', 'two', 'three'].map((one) => [`${one}.zone`, zone(one)]))
      const one = '  one.test: {inside: one.zone, outside: three.zone}\n'
      const folder = folderWith(t, {
        ...files,
        'janus.yaml': config(`${one}  two.test: {inside: two.zone}\n  hidden.test: {outside: three.zone}\n`),
      })
      await serve(t, folder)
      t.match(await until(peer.port, 'marker.one.test', /"one"/, peer), /"one"/)
      t.match(await until(peer.port, 'marker.two.test', /"two"/, peer), /"two"/)
      edit(folder, 'janus.yaml', config(`${one}  three.test: {inside: three.zone}\n`))
      const reloaded = await command('reload', '--config', join(folder, 'janus.yaml'))
      t.equal(reloaded.code, 0, reloaded.stderr)
      t.match(await until(peer.port, 'marker.three.test', /"three"/, peer), /"three"/, 'one that comes')
      t.match(await until(peer.port, 'marker.two.test', /REFUSED/, peer), /REFUSED/, 'one that goes')
      t.match(await until(peer.port, 'marker.hidden.test', /REFUSED/, peer), /REFUSED/, 'and none of another view')
    },
  )

const catalogText = (serial: number, members: readonly string[]) =>
  `$TTL 0\n@ SOA invalid. invalid. ${serial} 2 1 2147483646 0\n@ NS invalid.\nversion TXT "2"\n${members.join('\n')}\n`

const followConfig = (port: number, from: number) => `listen: ["127.0.0.1:${port}"]
workers: 1
views: {inside: [any]}
keys: keys
tsig: {ns2.inside: {view: inside}}
primaries: {peer: {address: ["127.0.0.1:${from}"], key: ns2.inside}}
catalogs: {catalog.example: {view: inside, primary: peer, zones: ["*.test"]}}
`

async function followed(t: Test, port: number, peer: RunningServer, change: () => void): Promise<void> {
  const folder = folderWith(t, { 'janus.yaml': followConfig(port, peer.port) })
  await serve(t, folder)
  t.match(await until(port, 'marker.one.test', /"one"/, peer), /"one"/)
  t.match(await until(port, 'marker.two.test', /"two"/, peer), /"two"/)
  change()
  t.match(await until(port, 'marker.three.test', /"three"/, peer), /"three"/, 'one that comes')
  t.match(await until(port, 'marker.two.test', /REFUSED/, peer), /REFUSED/, 'one that goes')
  const shown = await command('catalog', 'show', 'catalog.example', '--why-not', '--config', join(folder, 'janus.yaml'))
  t.match(shown.stdout, /one\.test\. +served/)
}

t.test('a catalog of BIND is followed', { skip: !installed('named') && 'BIND is not installed' }, async (t) => {
  let folder = ''
  const peer = await run((port, its) => {
    folder = its
    const zones = ['one', 'two', 'three'].map((one) => `zone "${one}.test" { type primary; file "${one}.zone"; };`)
    return {
      program: installed('named')!,
      args: ['-g', '-n', '1', '-c', `${its}/named.conf`],
      files: {
        ...Object.fromEntries(['one', 'two', 'three'].map((one) => [`${one}.zone`, zone(one)])),
        'catalog.zone': catalogText(1, ['a.zones PTR one.test.', 'b.zones PTR two.test.', 'c.zones PTR far.example.']),
        'named.conf': `${KEY}options { directory "${its}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
  pid-file none; session-keyfile none; lock-file none; recursion no; dnssec-validation no; empty-zones-enable no; notify no;
  allow-transfer { key "ns2.inside"; };
};
controls { };
zone "catalog.example" { type primary; file "catalog.zone"; };
${zones.join('\n')}
`,
      },
    }
  })
  t.teardown(() => peer.stop())
  await until(peer.port, 'marker.one.test', /"one"/, peer)
  await followed(t, await freePort(), peer, () => {
    edit(folder, 'catalog.zone', catalogText(2, ['a.zones PTR one.test.', 'd.zones PTR three.test.']))
    peer.reload()
  })
})

t.test('a catalog of Knot DNS is followed', { skip: !installed('knotd') && 'Knot DNS is not installed' }, async (t) => {
  let folder = ''
  const janus = await freePort()
  const conf = (port: number, its: string, members: readonly string[]) => `${knotServer(port, its)}key:
  - id: ns2.inside
    algorithm: hmac-sha256
    secret: ${SECRET}
remote:
  - id: janus
    address: 127.0.0.1@${janus}
    key: ns2.inside
acl:
  - id: fetched
    key: ns2.inside
    action: transfer
template:
  - id: default
    storage: "${its}"
    file: "%l[1].zone"
    acl: fetched
zone:
  - domain: catalog.example
    catalog-role: generate
    notify: janus
    file: catalog.db
${members.map((one) => `  - domain: ${one}.test\n    file: ${one}.zone\n    catalog-role: member\n    catalog-zone: catalog.example\n`).join('')}`
  const peer = await run((port, its) => {
    folder = its
    return {
      program: installed('knotd')!,
      args: ['-c', `${its}/knot.conf`],
      files: {
        ...Object.fromEntries(['one', 'two', 'three'].map((one) => [`${one}.zone`, zone(one)])),
        'knot.conf': conf(port, its, ['one', 'two']),
      },
    }
  })
  t.teardown(() => peer.stop())
  await until(peer.port, 'marker.one.test', /"one"/, peer)
  await followed(t, janus, peer, () => {
    edit(folder, 'knot.conf', conf(peer.port, folder, ['one', 'three']))
    peer.reload()
  })
})

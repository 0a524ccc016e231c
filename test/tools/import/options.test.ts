// Options of the import, and what its report says of zones that named signs.

import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { loadConfig } from '../../../src/text/config/load.ts'
import { importNamedConf } from '../../../src/tools/import/import.ts'
import { folderOf } from '../../support/janus.ts'
import { janus } from '../../support/run-janus.ts'

const zone = (more = '') => `; ours\n$TTL 1h\n@ SOA ns hostmaster 1 1h 15m 1w 5m\n@ NS ns\nns A 192.0.2.1\n${more}`

t.test('below a root, absolute paths and links never lead out of it', async (t) => {
  const folder = folderOf(t, {
    'backup/etc/named.conf': `include "/etc/zones.conf"; options { directory "/var/named"; recursion no; };
zone "b.example" { type primary; file "../named/linked/b.zone"; };`,
    'backup/etc/zones.conf': 'zone "a.example" { type primary; file "/var/named/a.zone"; };',
    'backup/var/named/a.zone': zone('$INCLUDE /var/named/more\n'),
    'backup/var/named/more': 'www A 192.0.2.80\n',
    'backup/srv/b.zone': zone('inside A 192.0.2.81\n'),
  })
  symlinkSync('/../../srv', join(folder, 'backup/var/named/linked'))
  const root = join(folder, 'backup')
  const { files, lost } = importNamedConf(join(root, 'etc/named.conf'), { root })
  t.same(lost, [])
  t.match(files.get('zones/a.example.zone')!, 'www\t1h\tA\t192.0.2.80')
  t.match(files.get('zones/b.example.zone')!, 'inside\t1h\tA\t192.0.2.81')
})

t.test('below a root the file itself may be named as the machine knew it', async (t) => {
  const folder = folderOf(t, {
    'backup/etc/bind/named.conf': 'zone "a.example" { type primary; file "/etc/bind/a.zone"; };',
    'backup/etc/bind/a.zone': zone(),
  })
  const below = join(folder, 'backup/etc/bind/named.conf')
  for (const [i, file] of ['/etc/bind/named.conf', below].entries()) {
    const { stdout } = janus(['import', file, '--root', join(folder, 'backup'), '--output', join(folder, `${i}`)])
    t.match(stdout, /janus\.yaml and 1 zone file\n/, file)
  }
})

t.test('files that can be served as they are stay where they are', async (t) => {
  const folder = folderOf(t, {
    'named.conf': `options { directory "."; recursion no; };
view "in" { match-clients { 10/8; }; zone "a.example" { type primary; file "in/a"; }; zone "b.example" { type primary; file "in/b"; }; };
view "out" { zone "a.example" { type primary; file "out/a"; }; zone "b.example" { type primary; file "out/b"; };
  zone "c.example" { type primary; file "out/c"; }; };`,
    'in/a': zone('www A 10.0.0.1\n'),
    'out/a': zone('$INCLUDE out/more\n'),
    'out/more': 'www A 192.0.2.80\n',
    'in/b': zone(),
    'out/b': zone('$INCLUDE more-of-b\n'),
    'more-of-b': 'mail A 192.0.2.25\n',
    'out/c': zone('www.example.net. A 192.0.2.6\n'),
  })
  const { files } = importNamedConf(join(folder, 'named.conf'), { keepFiles: true })
  t.match(
    files.get('janus.yaml')!.replaceAll(`${folder}/`, ''),
    `zones:
  a.example:
    in: "in/a"
    out: zones/a.example.zone
  b.example:
    in: "in/b"
    out: zones/b.example.zone
  c.example:
    out: zones/c.example.zone
`,
  )
  t.notMatch(files.get('zones/a.example.zone')!, '$VIEW')
  mkdirSync(join(folder, 'new/zones'), { recursive: true })
  for (const [path, text] of files) writeFileSync(join(folder, 'new', path), text)
  t.same(loadConfig(join(folder, 'new/janus.yaml')).problems, [])
})

t.test('without a zone to serve nothing is written', async (t) => {
  const folder = folderOf(t, {
    'named.conf': 'zone "a.example" { type mirror; primaries { 192.0.2.9; }; };\n',
    zone: zone(),
    'good.conf': `options { recursion no; allow-transfer { none; }; notify no; rate-limit { responses-per-second 10; window 5;
exempt-clients { 10/8; }; }; version "ours"; server-id "gw1"; max-udp-size 1400; edns-udp-size 4096; tcp-clients 200; tcp-idle-timeout 50; };
zone "a.example" { type primary; file "zone"; };`,
  })
  const run = (...args: string[]) => janus(['import', ...args], folder)
  t.match(run('named.conf', '-o', 'new'), {
    status: 2,
    stderr: /there is no zone to serve in "named\.conf": nothing is written\n[\s\S]*of type mirror/,
  })
  t.notOk(existsSync(join(folder, 'new')))
  t.match(run('good.conf', '-o', 'new'), { status: 0, stdout: 'new: janus.yaml and 1 zone file\n' })
  const { settings, problems } = loadConfig(join(folder, 'new/janus.yaml'))
  t.same(problems, [])
  t.match(settings, {
    ednsBufferSize: 1400,
    tcp: { connections: 200, idleTimeout: 5000 },
    access: {
      version: 'ours',
      nsid: 'gw1',
      views: [{ rateLimit: { responses: 10, window: 5000, exempt: [{ bits: 8 }] } }],
    },
  })
  t.match(run('good.conf', '-o', 'other', '--own-addresses', '10.0.0.300'), {
    status: 2,
    stderr: /cannot read "10\.0\.0\.300" in --own-addresses/,
  })
})

t.test('zones that named signs have a heading of their own', async (t) => {
  const signed = (name: string, more: string) => `zone "${name}" { type primary; file "${name}"; ${more} };\n`
  const folder = folderOf(t, {
    'named.conf': `options { recursion no; dnssec-policy none; };
dnssec-policy "ours" { keys { csk lifetime unlimited algorithm 13; }; };
${signed('a', 'dnssec-policy ours;')}${signed('b', 'auto-dnssec maintain;')}${signed('c', 'inline-signing yes;')}
${signed('d', '')}${signed('e', 'dnssec-policy insecure;')}`,
    ...Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, zone()])),
    'by-file.conf': signed('f', ''),
    f: zone(),
    'f.signed': '',
  })
  const { signed: told, lost } = importNamedConf(join(folder, 'named.conf'))
  t.same(lost, [])
  t.same(
    told.map(({ why }) => why.replace(/: Janus.*/, '')),
    ['a', 'b', 'c'].map((name, i) => {
      const by = ['dnssec-policy ours', 'auto-dnssec maintain', 'inline-signing'][i]
      return `zone "${name}" of the view "default" (${by})`
    }),
  )
  t.equal(importNamedConf(join(folder, 'by-file.conf')).signed.length, 1)
  t.match(janus(['import', 'named.conf', '-o', 'new'], folder), {
    status: 1,
    stdout:
      /signed by BIND: do not go live with these zones while a DS stands above them:\n {2}named\.conf:3: zone "a"/,
  })
})

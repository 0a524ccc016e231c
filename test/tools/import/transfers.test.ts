// What the import makes of all that named says of other servers: keys, primaries, secondaries, who may fetch, catalogs.

import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { loadConfig } from '../../../src/text/config/load.ts'
import { importNamedConf } from '../../../src/tools/import/import.ts'
import { messageOf } from '../../support/english.ts'
import { folderOf } from '../../support/janus.ts'
import { janus } from '../../support/run-janus.ts'

const zone = (more = '') => `$TTL 1h\n@ SOA ns1 root 1 1h 15m 1w 5m\n@ NS ns1\nns1 A 192.0.2.1\n${more}`
const secret = Buffer.alloc(32, 7).toString('base64')
const key = (...names: string[]) =>
  names.map((name) => `key "${name}" { algorithm hmac-sha256; secret "${secret}"; };\n`).join('')
const primary = (name: string, more = '', file = 'zone') =>
  `zone "${name}" { type primary; file "${file}"; ${more} };\n`
const two = (inside: string, outside: string, clients = '10/8;') =>
  `view internal { match-clients { ${clients} }; ${inside} };\nview external { match-clients { any; }; ${outside} };\n`

type Case = {
  readonly name: string
  readonly conf: string
  /** Lines of janus.yaml from the first key about other servers up to `zones`. */
  readonly peers: string
  /** From `zones:` on, where it is not just the file. */
  readonly zones?: string
  /** The line, and what is told. */
  readonly lost?: readonly string[]
  readonly widened?: readonly string[]
  /** Of the new configuration. */
  readonly warnings?: readonly string[]
}

const cases: readonly Case[] = [
  {
    name: 'a secondary by its address is told and may fetch',
    conf: primary('a.example', 'allow-transfer { 192.0.2.53; }; also-notify { 192.0.2.53; };'),
    peers: 'secondaries:\n  ns-192-0-2-53: {address: ["192.0.2.53"], views: [default], key: none}\n',
  },
  {
    name: 'a list with a name is the name of its server; its port and source are kept',
    conf: `masters ns2 port 5353 { 192.0.2.53; };\noptions { notify-source 192.0.2.1 port 7; };
${primary('a.example', 'allow-transfer { 192.0.2.53; }; also-notify { ns2; };')}`,
    peers: 'secondaries:\n  ns2: {address: ["192.0.2.53:5353"], views: [default], key: none, source: "192.0.2.1:7"}\n',
  },
  {
    name: 'who is in NS is told by default, all but the primary of the SOA',
    conf: primary('a.example', 'allow-transfer { 192.0.2.0/24; };', 'servers'),
    peers: `secondaries:
  ns-192-0-2-2: {address: ["192.0.2.2"], views: [default], key: none}
transfers:
  - {from: [192.0.2.0/24]}
`,
    lost: [
      '1: ns3.example.net. is told of changes by named: its address stands in none of these zones; name it under "secondaries"',
    ],
  },
  {
    name: 'nobody is told where named says no, or explicit',
    conf:
      primary('a.example', 'allow-transfer { 192.0.2.0/24; }; notify no; also-notify { 192.0.2.2; };', 'servers') +
      primary('b.example', 'allow-transfer { 192.0.2.0/24; }; notify explicit;', 'servers'),
    peers: 'transfers:\n  - {from: [192.0.2.0/24]}\n',
  },
  {
    name: 'nobody may fetch, and nobody is told',
    conf: `options { allow-transfer { none; }; notify no; };\n${primary('a.example')}`,
    peers: '',
  },
  {
    name: 'a key lets fetch from everywhere, and signs what its holder is told',
    conf: key('xfer') + primary('a.example', 'allow-transfer { key xfer; }; also-notify { 192.0.2.53; };'),
    peers: `tsig:
  xfer: {view: default}
secondaries:
  ns-192-0-2-53: {address: ["192.0.2.53"], views: [default], keys: {default: xfer}}
transfers:
  - {key: xfer}
`,
  },
  {
    name: 'a key and an address together, as named writes it',
    conf: key('xfer') + primary('a.example', 'allow-transfer { !{ !192.0.2.53; any; }; key xfer; }; notify no;'),
    peers: 'tsig:\n  xfer: {view: default}\ntransfers:\n  - {from: ["192.0.2.53"], key: xfer}\n',
  },
  {
    name: 'each zone has its own, and none gets those of another',
    conf:
      primary('a.example', 'allow-transfer { 192.0.2.53; }; notify no;') +
      primary('b.example', 'allow-transfer { 192.0.2.54; }; notify no;') +
      primary('c.example', 'allow-transfer { 192.0.2.53; }; notify no;'),
    peers: `transfers:
  - {from: ["192.0.2.53"], zones: [a.example, c.example]}
  - {from: ["192.0.2.54"], zones: [b.example]}
`,
  },
  {
    name: 'a part of a network that may not fetch cannot be said, and nobody of it may',
    conf: primary('a.example', 'allow-transfer { !192.0.2.7; 192.0.2.0/24; }; notify no;'),
    peers: '',
    lost: ['1: "allow-transfer" of the zone "a.example": a part of a network is kept out of it'],
  },
  {
    name: 'who is told without a word about who may fetch may fetch, and that is said',
    conf: primary('a.example', 'also-notify { 192.0.2.53; };'),
    peers: 'secondaries:\n  ns-192-0-2-53: {address: ["192.0.2.53"], views: [default], key: none}\n',
    widened: ['1: zone "a.example": 192.0.2.53 is told, and may fetch: named up to 9.18 lets everybody'],
  },
  {
    name: 'who is told and may not fetch is none of our secondaries',
    conf: primary('a.example', 'allow-transfer { 192.0.2.54; }; also-notify { 192.0.2.53; }; notify explicit;'),
    peers: 'transfers:\n  - {from: ["192.0.2.54"]}\n',
    lost: ['1: 192.0.2.53 is told of changes, and may not fetch (allow-transfer): Janus tells secondaries alone'],
  },
  {
    name: 'a key for each view: the keys of match-clients say which view they show',
    conf: `${key('in.k', 'out.k')}${two(
      primary('a.example', 'allow-transfer { key in.k; }; also-notify { 192.0.2.53 key in.k; };'),
      primary('a.example', 'allow-transfer { key out.k; }; also-notify { 192.0.2.53 key out.k; };'),
      '!key out.k; key in.k; 10/8;',
    )}`,
    peers: `tsig:
  in.k: {view: internal}
  out.k: {view: external}
secondaries:
  ns-192-0-2-53: {address: ["192.0.2.53"], views: [internal, external], keys: {internal: in.k, external: out.k}}
transfers:
  - {key: in.k}
  - {key: out.k}
`,
    zones: '  a.example: zones/a.example.zone\n',
    warnings: ['key-from-anywhere'],
  },
  {
    name: 'a key behind a list that takes some addresses and keeps others out shows the view from everywhere',
    conf: `${key('in.k')}acl inside { !10.9.9.9; 10/8; };\n${two(
      primary('a.example', 'allow-transfer { key in.k; }; notify no;'),
      primary('a.example', 'allow-transfer { none; }; notify no;'),
      'inside; key in.k;',
    )}`,
    peers: `tsig:
  in.k: {view: internal}
transfers:
  - {key: in.k}
`,
    zones: '  a.example: zones/a.example.zone\n',
    warnings: ['key-from-anywhere'],
  },
  {
    name: 'server says which key an address has, where the lines of a view hide the others',
    conf: `${key('in.k', 'out.k')}server 192.0.2.53 { keys { out.k; }; };\n${two(
      `server 192.0.2.0/24 { keys in.k; }; ${primary('a.example', 'allow-transfer { key in.k; }; also-notify { 192.0.2.53; };')}`,
      primary('a.example', 'allow-transfer { key out.k; }; also-notify { 192.0.2.53; };'),
      'key in.k; 10/8;',
    )}`,
    peers: `tsig:
  in.k: {view: internal}
  out.k: {view: external}
secondaries:
  ns-192-0-2-53: {address: ["192.0.2.53"], views: [internal, external], keys: {internal: in.k, external: out.k}}
transfers:
  - {key: in.k}
  - {key: out.k}
`,
    zones: '  a.example: zones/a.example.zone\n',
    warnings: ['key-from-anywhere'],
  },
  {
    name: 'a key that no view names is for the clients of the one view where it lets fetch',
    conf: key('xfer') + two(primary('a.example', 'allow-transfer { key xfer; }; notify no;'), primary('a.example')),
    peers: 'tsig:\n  xfer: {view: internal, from: [10.0.0.0/8]}\ntransfers:\n  - {key: xfer}\n',
    zones: '  a.example: zones/a.example.zone\n',
  },
  {
    name: 'a key of two views is a key of none',
    conf: `${key('xfer')}options { allow-transfer { key xfer; }; notify no; };\n${two(primary('a.example'), primary('a.example'))}`,
    peers: '',
    zones: '  a.example: zones/a.example.zone\n',
    lost: ['internal', 'external'].map(
      (view, i) =>
        `${3 + 2 * i}: key "xfer" in the view "${view}": a key shows one view here; name the secondary under "secondaries", which makes one a view`,
    ),
  },
  {
    name: 'a secondary of an inside view needs a key: it may fetch, and is not told',
    conf: two(
      primary('a.example', 'allow-transfer { 10.0.0.53; }; also-notify { 10.0.0.53; };'),
      primary('a.example', 'allow-transfer { 192.0.2.53; }; also-notify { 192.0.2.53; };'),
    ),
    peers: `secondaries:
  ns-192-0-2-53: {address: ["192.0.2.53"], views: [external], key: none}
transfers:
  - {from: ["10.0.0.53"], views: [internal]}
`,
    zones: '  a.example: zones/a.example.zone\n',
    lost: [
      '1: 10.0.0.53 is told of changes of the view "internal", which is not public: give it a key under "secondaries"',
    ],
  },
  {
    name: 'everybody may fetch the face that is his',
    conf: `options { allow-transfer { any; }; notify no; };\n${two(primary('a.example'), primary('a.example'))}`,
    peers: `transfers:
  - {from: [0.0.0.0/0], views: [internal]}
  - {from: [0.0.0.0/0, "::/0"], views: [external]}
`,
    zones: '  a.example: zones/a.example.zone\n',
  },
  {
    name: 'a zone of another server, with all that is said of that',
    conf: `${key('hidden.k')}masters hidden { 192.0.2.9 port 54; 192.0.2.8; };
options { transfer-source 192.0.2.1; allow-notify { 192.0.2.10; }; };
server 192.0.2.9 { keys { hidden.k; }; };
server 192.0.2.8 { keys { hidden.k; }; };
zone "s.example" { type slave; masters { hidden; }; file "copy"; masterfile-format raw; request-ixfr no; max-records 500; };`,
    peers: `tsig:
  hidden.k: {view: default}
primaries:
  hidden: {address: ["192.0.2.9:54", "192.0.2.8"], key: hidden.k, source: "192.0.2.1", notify-from: ["192.0.2.10"], ixfr: false, max-records: 500}
`,
    zones: '  s.example:\n    default: {primary: hidden}\n',
  },
  {
    name: 'a key is the same with its final dot, in whatever case, wherever it is named',
    conf: `key "Hidden.K." { algorithm hmac-sha256; secret "R16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY="; };
key out.k { algorithm hmac-sha256; secret "S16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY="; };
server 192.0.2.8 { keys { HIDDEN.k; }; };
zone "s.example" { type secondary; primaries { 192.0.2.9 key hidden.k; 192.0.2.8; }; allow-transfer { key OUT.k.; }; };`,
    peers: `tsig:
  hidden.k: {view: default}
  out.k: {view: default}
primaries:
  primary-192-0-2-9: {address: ["192.0.2.9", "192.0.2.8"], key: hidden.k}
transfers:
  - {key: out.k}
`,
    zones: '  s.example:\n    default: {primary: primary-192-0-2-9}\n',
  },
  {
    name: 'two zones of one server name it once; another key is another primary',
    conf:
      key('k1') +
      ['s1', 's2'].map((name) => `zone "${name}.example" { type secondary; primaries { 192.0.2.9; }; };\n`).join('') +
      'zone "s3.example" { type secondary; primaries { 192.0.2.9 key k1; }; };\n',
    peers: `tsig:
  k1: {view: default}
primaries:
  primary-192-0-2-9: {address: ["192.0.2.9"]}
  primary-192-0-2-9-2: {address: ["192.0.2.9"], key: k1}
`,
    zones: `  s1.example:
    default: {primary: primary-192-0-2-9}
  s2.example:
    default: {primary: primary-192-0-2-9}
  s3.example:
    default: {primary: primary-192-0-2-9-2}
`,
  },
  {
    name: 'a zone that is fetched for one view is fetched for the other by a key of its own',
    conf: `${key('in.k')}${two(
      'zone "s.example" { type secondary; primaries { 192.0.2.9 key in.k; }; };',
      'zone "s.example" { in-view internal; };',
      'key in.k; 10/8;',
    )}`,
    peers: `tsig:
  in.k: {view: internal}
  in.k.external: {view: external, from: ["192.0.2.9"]}
primaries:
  primary-192-0-2-9: {address: ["192.0.2.9"], key: in.k}
  primary-192-0-2-9-2: {address: ["192.0.2.9"], key: in.k.external}
`,
    zones: '  s.example:\n    internal: {primary: primary-192-0-2-9}\n    external: {primary: primary-192-0-2-9-2}\n',
    lost: [
      '2: key "in.k" in the view "external": a key shows one view here; a start makes "in.k.external", which the primary has to take',
    ],
    warnings: ['key-from-anywhere'],
  },
  {
    name: 'a primary that is no client of the view may use its key all the same, and so may who tells of changes',
    conf: `${key('in.k')}${two(
      'zone "s.example" { type secondary; primaries { 192.0.2.9 key in.k; 10.0.0.9 key in.k; }; allow-notify { 198.51.100.0/28; }; };',
      primary('o.example'),
    )}`,
    peers: `tsig:
  in.k: {view: internal, from: [10.0.0.0/8, "192.0.2.9", 198.51.100.0/28]}
primaries:
  primary-192-0-2-9: {address: ["192.0.2.9", "10.0.0.9"], key: in.k, notify-from: [198.51.100.0/28]}
`,
    zones:
      '  s.example:\n    internal: {primary: primary-192-0-2-9}\n  o.example:\n    external: zones/o.example.zone\n',
  },
  {
    name: 'primaries of both families',
    conf: `options { transfer-source 192.0.2.1; };
zone "s.example" { type secondary; primaries { 2001:db8::9; 192.0.2.9; }; };`,
    peers: 'primaries:\n  primary-2001-db8-9: {address: ["[2001:db8::9]", "192.0.2.9"]}\n',
    zones: '  s.example:\n    default: {primary: primary-2001-db8-9}\n',
    lost: ['2: zone "s.example": transfer-source is left to the system, for its primaries are of both families'],
  },
  {
    name: 'clients of one view that get different zones of it share its transfers',
    conf: `${primary('a.example', 'allow-transfer { 10.0.0.53; 192.0.2.53; }; notify no;')}${primary('b.example', 'allow-query { 10/8; }; allow-transfer { 10.0.0.53; }; notify no;')}`,
    peers: `transfers:
  - {from: ["10.0.0.53", "192.0.2.53"], zones: [a.example], views: [default, default-others]}
  - {from: ["10.0.0.53"], zones: [b.example], views: [default]}
`,
  },
  {
    name: 'a view that fetches from another view of the same host shows the face of that',
    conf: `${key('in.k')}${two(
      primary('s.example'),
      'zone "s.example" { type slave; masters { 127.0.0.1 key in.k; }; };',
      'key in.k; 10/8;',
    )}`,
    peers: 'tsig:\n  in.k: {view: internal}\n',
    zones: '  s.example:\n    internal: zones/s.example.zone\n    external: {from: internal}\n',
    warnings: ['key-from-anywhere'],
  },
  {
    name: 'one key for a zone in two views: the second gets a key of its own',
    conf:
      key('k1') +
      two(
        'zone "s.example" { type slave; masters { 192.0.2.9 key k1; }; };',
        'zone "s.example" { type slave; masters { 192.0.2.9 key k1; }; };',
        'key k1; 10/8;',
      ),
    peers: `tsig:
  k1: {view: internal}
  k1.external: {view: external, from: ["192.0.2.9"]}
primaries:
  primary-192-0-2-9: {address: ["192.0.2.9"], key: k1}
  primary-192-0-2-9-2: {address: ["192.0.2.9"], key: k1.external}
`,
    zones: '  s.example:\n    internal: {primary: primary-192-0-2-9}\n    external: {primary: primary-192-0-2-9-2}\n',
    lost: [
      '3: key "k1" in the view "external": a key shows one view here; a start makes "k1.external", which the primary has to take',
    ],
    warnings: ['key-from-anywhere'],
  },
  {
    name: 'a primary that speaks TLS alone is not asked in the clear',
    conf: `${primary('a.example')}zone "s.example" { type secondary; primaries { 192.0.2.9 tls ephemeral; }; };`,
    peers: '',
    zones: '  a.example: zones/a.example.zone\n',
    lost: [
      '2: "192.0.2.9" by TLS: it may be anybody, and Janus asks nobody in the clear either; write it under "primaries" with "tls: {name: …}" or "pins"',
      '2: zone "s.example" of type secondary',
    ],
  },
  {
    name: 'primaries over TLS, by the name that their certificates have',
    conf: `tls strict { remote-hostname "ns1.univ.example"; ca-file "/etc/ca.crt"; cert-file "/etc/own.crt"; key-file "/etc/own.key"; };
tls byaddress { ca-file "/etc/ca.crt"; ciphers "HIGH"; };
tls anybody { protocols { TLSv1.3; }; };
primaries hidden { 192.0.2.9 tls strict; 192.0.2.10 tls strict; };
${primary('a.example')}
zone "s.example" { type secondary; primaries { hidden; }; };
zone "t.example" { type secondary; primaries { 192.0.2.11 port 8853 tls byaddress; 192.0.2.12; }; };
zone "u.example" { type secondary; primaries { 192.0.2.13 tls anybody; 192.0.2.14; }; };
zone "v.example" { type secondary; primaries port 54 { 2001:db8::9 tls STRICT; }; };`,
    peers: `primaries:
  hidden: {address: ["192.0.2.9", "192.0.2.10"], tls: {name: ns1.univ.example, authorities: "/etc/ca.crt", certificate: "/etc/own.crt", key: "/etc/own.key"}}
  primary-192-0-2-11: {address: ["192.0.2.11:8853"], tls: {name: "192.0.2.11", authorities: "/etc/ca.crt"}}
  primary-192-0-2-14: {address: ["192.0.2.14"]}
  primary-2001-db8-9: {address: ["[2001:db8::9]:54"], tls: {name: ns1.univ.example, authorities: "/etc/ca.crt", certificate: "/etc/own.crt", key: "/etc/own.key"}}
`,
    zones: `  a.example: zones/a.example.zone
  s.example:
    default: {primary: hidden}
  t.example:
    default: {primary: primary-192-0-2-11}
  u.example:
    default: {primary: primary-192-0-2-14}
  v.example:
    default: {primary: primary-2001-db8-9}
`,
    lost: [
      '2: "ciphers" of tls "byaddress": Janus asks over TLS 1.3 alone',
      '9: "192.0.2.13" by TLS: it may be anybody, and Janus asks nobody in the clear either; write it under "primaries" with "tls: {name: …}" or "pins"',
      '3: "tls"',
      '8: zone "t.example": its primaries are asked by different ways; those that are not asked over TLS as 192.0.2.11 is are left out',
    ],
    warnings: Array.from({ length: 7 }, () => 'bad-certificate'),
  },
  {
    name: 'catalogs that named follows',
    conf: `${key('cat')}options { catalog-zones { zone "catalog.example" default-masters { 192.0.2.9 key cat; } in-memory no; }; };
zone "catalog.example" { type slave; masters { 192.0.2.9 key cat; }; file "c"; };\n${primary('a.example')}`,
    peers: `tsig:
  cat: {view: default}
primaries:
  primary-192-0-2-9: {address: ["192.0.2.9"], key: cat}
catalogs:
  catalog.example: {view: default, primary: primary-192-0-2-9}
`,
    zones: '  a.example: zones/a.example.zone\n',
  },
  {
    name: 'members of a catalog that come from elsewhere are told',
    conf: `options { catalog-zones { zone "catalog.example" default-masters { 192.0.2.8; }; }; };
zone "catalog.example" { type slave; masters { 192.0.2.9; }; file "c"; };\n${primary('a.example')}`,
    peers: `primaries:
  primary-192-0-2-9: {address: ["192.0.2.9"]}
catalogs:
  catalog.example: {view: default, primary: primary-192-0-2-9}
`,
    zones: '  a.example: zones/a.example.zone\n',
    lost: [
      '1: catalog "catalog.example": its members come from other servers than the catalog; Janus asks those of the catalog, or name "groups"',
    ],
  },
  {
    name: 'updates are told, with what to do',
    conf: `${key('k')}${primary('a.example', 'allow-update { key k; }; allow-transfer { none; };')}`,
    peers: '',
    lost: [
      '2: "allow-update" of the zone "a.example": what these clients change by updates stays as the file has it until you edit the file',
    ],
  },
  {
    name: 'a key that cannot be used is made anew at the start, and told',
    conf: `key "short" { algorithm hmac-sha3; secret "${secret}"; };\n${primary('a.example', 'allow-transfer { key short; }; notify no;')}`,
    peers: 'tsig:\n  short: {view: default}\ntransfers:\n  - {key: short}\n',
    lost: ['1: key "short": there is no algorithm "hmac-sha3"'],
  },
]

for (const { name, conf, peers, zones, lost = [], widened = [], warnings = [] } of cases)
  t.test(name, async (t) => {
    const folder = named(t, conf)
    const imported = importNamedConf(join(folder, 'named.conf'))
    const yaml = imported.files.get('janus.yaml')!
    const [, before, after] = /views:\n(?: {2}.*\n| {4}.*\n)*([\s\S]*)zones:\n([\s\S]*)$/.exec(yaml)!
    t.equal(before, peers)
    if (zones !== undefined) t.equal(after, zones)
    const told = (list: typeof imported.lost) => list.map(({ line, why }) => `${line}: ${why}`)
    t.same(told(imported.lost), lost)
    t.same(told(imported.widened), widened)
    for (const [path, text] of [...imported.files, ...imported.keys]) {
      mkdirSync(dirname(join(folder, 'new', path)), { recursive: true, mode: 0o700 })
      writeFileSync(join(folder, 'new', path), text, { mode: 0o600 })
    }
    const { problems } = loadConfig(join(folder, 'new/janus.yaml'))
    t.same(
      problems.map((one) => (one.severity === 'error' ? messageOf(one) : one.rule)),
      warnings,
    )
  })

t.test('keys are written for nobody else, and their secrets are told to nobody', async (t) => {
  const folder = named(t, key('xfer') + primary('a.example', 'allow-transfer { key xfer; }; notify no;'))
  const { stdout, stderr, status } = janus(['import', 'named.conf', '-o', 'new'], folder)
  t.match(stdout, 'new: janus.yaml and 1 zone file, and 1 TSIG key in keys/tsig\n')
  t.notMatch(stdout + stderr, secret)
  t.equal(status, 1, 'it resolves names')
  const mode = (path: string) => (statSync(join(folder, 'new', path)).mode & 0o777).toString(8)
  t.same(['keys', 'keys/tsig', 'keys/tsig/xfer.key'].map(mode), ['700', '700', '600'])
  t.match(janus(['tsig', 'list'], join(folder, 'new')), { status: 0, stdout: /xfer/ })
})

function named(t: Test, conf: string): string {
  return folderOf(t, {
    'named.conf': conf,
    zone: zone(),
    servers: zone('@ NS ns2\nns2 A 192.0.2.2\nns2 AAAA 2001:db8::2\n@ NS ns3.example.net.\n'),
  })
}

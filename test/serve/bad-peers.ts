// What is wrong with keys, secondaries, primaries, transfers and catalogs, case by case, and what is said of it.

export const SECRET = 'R16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY='
export const keyText = (name: string, secret = SECRET, algorithm = 'hmac-sha256') =>
  `key "${name}" {\n\talgorithm ${algorithm};\n\tsecret "${secret}";\n};\n`
export const zoneText = (view: string, expire = '4w') =>
  `$TTL 60\n@ SOA ns hostmaster 7 1d 2h ${expire} 1h\n@ NS ns\n@ NS ns.example.net.\nns A 192.0.2.1\nmark-${view} A 192.0.2.2\n`

export const config = (port: number) => `listen: ["127.0.0.1:${port}"]
workers: 1
views:
  internal: [127.0.0.2]
  external: {clients: [any], public: true}
keys: keys
tsig:
  backup.internal: {view: internal, from: [127.0.0.0/8]}
secondaries:
  ns2: {address: ["127.0.0.1:1"], views: [internal, external], notify: false}
transfers:
  - {key: backup.internal, zones: [univ.example]}
primaries:
  hidden: {address: ["127.0.0.1:2"], key: backup.internal}
catalogs:
  catalog.example: {view: internal, produce: [ns2]}
zones:
  univ.example: {internal: internal.zone, external: external.zone}
`

export type Case = {
  readonly what: string
  /** What the configuration has in place of what. */
  readonly edit?: readonly [from: string, to: string]
  /** The file of the key backup.internal. */
  readonly key?: string
  readonly mode?: number
  /** Its place, severity and sentence. */
  readonly says: string
  /** Served all the same: it is a warning. */
  readonly isTaken?: true
}

export const KEY = 'keys/tsig/backup.internal.key'
const NOT_A_KEY = `cannot use ${KEY} as the key "backup.internal":`
const TSIG = '  backup.internal: {view: internal, from: [127.0.0.0/8]}\n'
const FACE = 'internal: internal.zone'

export const cases: readonly Case[] = [
  {
    what: 'a key file that others may read',
    mode: 0o644,
    says: `janus.yaml:8:3: error: ${NOT_A_KEY} its mode is 0644: other users may read or write it [bad-key-file]`,
  },
  {
    what: 'broken base64',
    key: keyText('backup.internal', 'R16NojR*'),
    says: `${KEY}:3:9: error: ${NOT_A_KEY} its secret is not base64 [bad-key-file]`,
  },
  {
    what: 'a secret under 16 octets',
    key: keyText('backup.internal', 'R16NojROxtxHAAAAAAAA'),
    says: `${KEY}:3:9: warning: the key "backup.internal" is weak: its secret has only 15 octets, and can be guessed: it needs at least 16 [weak-key]`,
    isTaken: true,
  },
  {
    what: 'an algorithm that nobody knows',
    key: keyText('backup.internal', SECRET, 'hmac-sha3-256'),
    says: `${KEY}:2:12: error: ${NOT_A_KEY} there is no algorithm "hmac-sha3-256" [bad-key-file]`,
  },
  {
    what: 'another name in the file',
    key: keyText('backup.external'),
    says: `${KEY}:1:5: error: ${NOT_A_KEY} it holds the key "backup.external", not "backup.internal" [bad-key-file]`,
  },
  {
    what: 'a key that is named but missing',
    edit: ['{key: backup.internal, ', '{key: backup.interna, '],
    says: 'janus.yaml:12:11: error: cannot find the key "backup.interna": it is not under "tsig" [unknown-key-name]',
  },
  {
    what: 'a view that there is not',
    edit: ['{view: internal, from', '{view: interna, from'],
    says: 'janus.yaml:8:27: error: cannot use the view "interna": there is no such view [unknown-view]',
  },
  {
    what: 'a key named as the one that is made for a secondary',
    edit: [TSIG, `${TSIG}  ns2.internal: {view: internal, from: [127.0.0.0/8]}\n`],
    says: 'janus.yaml:9:3: error: cannot name a key "ns2.internal": Janus makes a key of that name for the secondary "ns2" [bad-key]',
  },
  {
    what: '"key: none" with a view that is not public',
    edit: ['notify: false}', 'key: none}'],
    says: 'janus.yaml:10:69: error: cannot let the view "internal" be fetched without a key: it is not public [unkeyed-inside]',
  },
  {
    what: 'a secondary that is ourselves',
    edit: ['address: ["127.0.0.1:1"]', 'address: ["127.0.0.1:PORT"]'],
    says: 'janus.yaml:10:19: error: cannot use the address "127.0.0.1:PORT": this server listens there itself [bad-peer]',
  },
  {
    what: 'a primary that is ourselves',
    edit: ['address: ["127.0.0.1:2"]', 'address: ["127.0.0.1:PORT"]'],
    says: 'janus.yaml:14:22: error: cannot use the address "127.0.0.1:PORT": this server listens there itself [bad-peer]',
  },
  {
    what: 'a primary that there is not',
    edit: [FACE, 'internal: {primary: hiden}'],
    says: 'janus.yaml:18:38: error: no primary is called "hiden" [unknown-primary]',
  },
  {
    what: 'a primary beside a file',
    edit: [FACE, 'internal: {primary: hidden, file: internal.zone}'],
    says: 'janus.yaml:18:28: error: cannot use "file" beside "primary": the face is exactly what the primary sends [two-sources]',
  },
  {
    what: 'a primary with a key of another view',
    edit: ['external: external.zone', 'external: {primary: hidden}'],
    says: 'janus.yaml:18:63: error: the key "backup.internal" of the primary "hidden" is not for the view "external" [bad-key]',
  },
  {
    what: 'a primary whose key may not be used from there',
    edit: ['from: [127.0.0.0/8]', 'from: [127.0.0.2/31]'],
    says: 'janus.yaml:14:43: warning: Janus answers REFUSED to what 127.0.0.1 signs with the key "backup.internal": the key may not be used from there [key-not-for-peer]',
    isTaken: true,
  },
  {
    what: 'a catalog that is also a zone',
    edit: ['  catalog.example:', '  univ.example:'],
    says: 'janus.yaml:16:3: error: cannot use the name "univ.example" for a catalog: there is a zone univ.example. [bad-catalog]',
  },
  {
    what: 'two catalogs for one secondary and view, each with the same members',
    edit: ['produce: [ns2]}\n', 'produce: [ns2]}\n  second.example: {view: internal, produce: [ns2]}\n'],
    says: 'janus.yaml:17:3: error: the secondary "ns2" gets two catalogs of the view "internal": each would list the same zones [bad-catalog]',
  },
  {
    what: 'two catalogs that admit one member',
    edit: [
      'produce: [ns2]}\n',
      'produce: [ns2]}\n  a.test: {view: internal, primary: hidden, zones: [m.example]}\n  b.test: {view: internal, primary: hidden, zones: [M.example]}\n',
    ],
    says: 'janus.yaml:18:3: error: two catalogs of the view "internal" admit the zone m.example. [bad-catalog]',
  },
  {
    what: 'a key of two views for transfers',
    edit: ['{view: internal, from', '{views: [internal, external], from'],
    says: 'janus.yaml:12:11: error: cannot use the key "backup.internal" here: it is for several views, and so does not say which one is meant [bad-key]',
  },
  {
    what: 'a rule without a key that reaches two faces',
    edit: ['{key: backup.internal, ', '{from: [127.0.0.0/8], '],
    says: 'janus.yaml:12:5: error: it is not clear which view of univ.example. is meant: the views "internal", "external" can be fetched without a key [unkeyed-two-views]',
  },
  {
    what: 'a rule that says nobody',
    edit: ['{key: backup.internal, ', '{'],
    says: 'janus.yaml:12:5: error: anybody could fetch whole zones: the entry has neither "from" nor "key" [transfer-to-anybody]',
  },
]

// From named.conf to janus.yaml: clients, zones, what the import lists as lost; and a real named with the same files.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { addressFromText } from '../../../src/dns/address.ts'
import { nameFromText } from '../../../src/dns/name-text.ts'
import { typeCode } from '../../../src/dns/types.ts'
import { generationOf } from '../../../src/store/generation/generation.ts'
import { loadConfig } from '../../../src/text/config/load.ts'
import { type Acl, decide } from '../../../src/tools/import/acl.ts'
import { clientPrefixes } from '../../../src/tools/import/clients.ts'
import { importNamedConf } from '../../../src/tools/import/import.ts'
import { readNamedConf } from '../../../src/tools/import/named-conf.ts'
import { readStatements, type Statement } from '../../../src/tools/import/statements.ts'
import { compilePrefixes } from '../../../src/views/prefix-table.ts'
import { readPrefix } from '../../../src/views/read-prefix.ts'
import { readMessage } from '../../../src/wire/message.ts'
import { TestServer } from '../../support/ask.ts'
import { workOf } from '../../support/fair-time.ts'
import { freePort } from '../../support/free-port.ts'
import { loadViews } from '../../support/load.ts'
import { labelsOf } from '../../support/name.ts'
import fc from '../../support/properties.ts'
import { queryOf } from '../../support/query.ts'
import { janus } from '../../support/run-janus.ts'
import { answering, brief, client, hasNamed, startNamed } from './named.ts'

t.test('statements of named.conf are read with their lines', async (t) => {
  const text = 'a "b \\"c" { d; !e; /* x; */ { f; }; } g; // h;\n# i;\nj k/l;\n'
  const plain = (list: readonly Statement[]): unknown =>
    list.map(({ line, words, block }) => [
      line,
      words.map((word) => word.text).join(' '),
      ...(block ? [plain(block)] : []),
    ])
  t.same(plain(readStatements(text, 'x')), [
    [
      1,
      'a b "c g',
      [
        [1, 'd'],
        [1, '! e'],
        [1, '', [[1, 'f']]],
      ],
    ],
    [3, 'j k/l'],
  ])
  for (const bad of ['a {', 'a', 'a }', '}', 'a { b }', 'a "b'])
    t.throws(() => readStatements(bad, 'x'), /^x:1: |^Error: x:1: /, bad)
})

const prefixText = fc.constantFrom(
  '10.0.0.0/8',
  '10.1.0.0/16',
  '10.1.2.0/24',
  '10.1.2.3',
  '192.0.2.0/24',
  '2001:db8::/32',
  '2001:db8::1',
)
const element: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: prefixText },
  { weight: 2, arbitrary: prefixText.map((prefix) => `!${prefix}`) },
  { weight: 1, arbitrary: fc.constantFrom('any', 'none', '!any') },
  {
    weight: 1,
    arbitrary: fc.array(prefixText, { minLength: 1, maxLength: 2 }).map((list) => `{ ${list.join('; ')}; }`),
  },
  {
    weight: 1,
    arbitrary: fc.array(prefixText, { minLength: 1, maxLength: 2 }).map((list) => `!{ !${list.join('; ')}; any; }`),
  },
)

t.test('every address keeps the view that named would have tried first', async (t) => {
  const folder = t.testdir()
  const addresses = [
    '10.0.0.1',
    '10.1.0.1',
    '10.1.2.1',
    '10.1.2.3',
    '192.0.2.1',
    '203.0.113.1',
    '2001:db8::1',
    '2001:db8::2',
    '::1',
  ]
  fc.assert(
    fc.property(fc.array(fc.array(element, { maxLength: 4 }), { minLength: 1, maxLength: 3 }), (lists) => {
      const views = lists.map(
        (list, i) => `view v${i} { match-clients { ${list.map((one) => `${one};`).join(' ')} }; };`,
      )
      const path = join(folder, 'named.conf')
      writeFileSync(path, views.join('\n'))
      const acls = readNamedConf(path).views
      const prefixes = [...clientPrefixes(acls)].flatMap(([view, list]) =>
        list.map((prefix) => ({ prefix, view: view === undefined ? -1 : acls.findIndex(({ name }) => name === view) })),
      )
      const table = compilePrefixes(prefixes)
      for (const text of addresses) {
        const address = addressFromText(text)!
        const octets = new Uint8Array(16)
        octets.set(address)
        const seen = table.match(octets, address.length === 4 ? 4 : 6)
        const wanted = acls.findIndex(({ clients }) => firstMatch(clients, text))
        if (seen !== wanted) throw new Error(`${text}: ${seen}, not ${wanted}\n${views.join('\n')}`)
      }
    }),
    { numRuns: 300 },
  )
})

t.test('a list of all networks of a country takes a moment', async (t) => {
  const networks = Array.from({ length: 20_000 }, (_, i) => `${1 + (i >> 8)}.${i & 255}.${i % 7}.0/24;`)
  const folder = t.testdir({
    'named.conf': `acl country { ${networks.join(' ')} };\nview home { match-clients { country; }; };\nview out {};\n`,
  })
  const { views } = readNamedConf(join(folder, 'named.conf'))
  const took = workOf(() => t.equal(clientPrefixes(views).get('home')!.length, networks.length))
  t.ok(took < 5000, `${took} ms`)
  t.match(
    importNamedConf(join(folder, 'named.conf')).files.get('janus.yaml')!,
    '  home:\n    - 1.0.0.0/24\n    - 1.1.1.0/24\n',
  )
})

/** Address by address, as named does it. */
function firstMatch(acl: Acl, text: string): boolean {
  const read = readPrefix(text)
  return read.kind === 'prefixes' && decide(acl, read.prefixes[0]!) === true
}

const top = (serial: number) => `$TTL 1h\n@ SOA ns hostmaster ${serial} 1h 15m 1w 5m\n@ NS ns\nns A 192.0.2.1\n`

const bind = {
  'named.conf': `
options { directory "."; recursion no; pid-file none; session-keyfile none; listen-on port PORT { 127.0.0.1; };
  listen-on-v6 { none; }; minimal-responses yes; dnssec-validation no; zero-no-soa-ttl no; };
acl campus { 127.0.0.1; !10.9.0.0/16; 10/8; };
include "logging.conf";
view "internal" {
  match-clients { campus; };
  zone "univ.example" { type primary; file "in/univ.zone"; };
  zone "Dept.univ.example." IN { type master; file "in/dept.zone"; allow-transfer { none; }; };
  zone "10.in-addr.arpa" { type primary; file "in/10.zone"; };
};
view "outside world" {
  match-clients { !127.0.0.3; any; };
  include "zones.inc";
  zone "dept.univ.example" { in-view "internal"; };
  zone "slave.example" { type secondary; primaries { 192.0.2.9; }; file "x"; };
};
`,
  'logging.conf': 'logging { category lame-servers { null; }; };\n',
  'zones.inc': 'zone "univ.example" { type primary; file "out/univ.zone"; };\n',
  in: {
    'univ.zone': `${top(51)}@ MX 10 store\nstore A 10.0.0.7\nstore AAAA fd00::7\nwww A 192.0.2.80\n@ TXT common\ndept NS ns\nsub NS ns.sub\nns.sub A 192.0.2.53\n*.w A 10.0.0.8\nalias CNAME www\n`,
    'dept.zone': `${top(1)}hosta A 192.0.2.10\nhosta MX 10 hosta\n$ORIGIN x.dept.univ.example.\n$INCLUDE in/more.inc\n`,
    'more.inc': 'y 5m TXT "included"\n',
    '10.zone': `${top(1)}7.0.0 PTR store.univ.example.\n`,
  },
  out: {
    'univ.zone': `${top(1)}@ MX 10 mx\nmx A 192.0.2.25\nwww 10m A 192.0.2.80\n@ TXT common\ndept NS ns\nalias CNAME mx\nold DNAME www\n`,
  },
}

t.test('the configuration is written with one source for each zone, and what is lost is listed', async (t) => {
  const folder = t.testdir({ ...bind, 'named.conf': bind['named.conf'].replace('PORT', '5353') })
  const { files, lost } = importNamedConf(join(folder, 'named.conf'))
  t.same([...files.keys()].sort(), [
    'janus.yaml',
    'zones/10.in-addr.arpa.zone',
    'zones/dept.univ.example.zone',
    'zones/univ.example.zone',
  ])
  t.equal(
    files.get('janus.yaml'),
    `# Out of named.conf. The most specific prefix wins; order means nothing.
listen: ["127.0.0.1:5353"]
minimal-responses: true
views:
  internal: [10.0.0.0/8, "127.0.0.1"]
  # "outside world" in named.conf:
  outside-world: [0.0.0.0/0, 10.9.0.0/16, "::/0"]
  nobody:
    clients: ["127.0.0.3"]
    refuse: ["."]
primaries:
  primary-192-0-2-9: {address: ["192.0.2.9"]}
zones:
  univ.example:
    internal: zones/univ.example.zone
    outside-world: zones/univ.example.zone
  dept.univ.example:
    internal: zones/dept.univ.example.zone
    outside-world: zones/dept.univ.example.zone
  10.in-addr.arpa:
    internal: zones/10.in-addr.arpa.zone
  slave.example:
    outside-world: {primary: primary-192-0-2-9}
`,
  )
  t.equal(
    files.get('zones/univ.example.zone'),
    `$ORIGIN univ.example.
@\t1h\tNS\tns.univ.example.
@\t1h\tTXT\t"common"
dept\t1h\tNS\tns.univ.example.
ns\t1h\tA\t192.0.2.1

$VIEW internal
@\t1h\tSOA\tns.univ.example. hostmaster.univ.example. 51 3600 900 604800 300
@\t1h\tMX\t10 store.univ.example.
alias\t1h\tCNAME\twww.univ.example.
store\t1h\tA\t10.0.0.7
store\t1h\tAAAA\tfd00::7
sub\t1h\tNS\tns.sub.univ.example.
ns.sub\t1h\tA\t192.0.2.53
*.w\t1h\tA\t10.0.0.8
www\t1h\tA\t192.0.2.80

$VIEW outside-world
@\t1h\tSOA\tns.univ.example. hostmaster.univ.example. 1 3600 900 604800 300
@\t1h\tMX\t10 mx.univ.example.
alias\t1h\tCNAME\tmx.univ.example.
mx\t1h\tA\t192.0.2.25
old\t1h\tDNAME\twww.univ.example.
www\t10m\tA\t192.0.2.80
`,
  )
  const told = lost.map(({ file, line, why }) => `${file.split('/').at(-1)}:${line} ${why}`)
  t.same(told.sort(), ['logging.conf:1 "logging"'])
})

t.test('the command writes a folder once, and says what it could not carry over', async (t) => {
  const folder = t.testdir({ ...bind, 'named.conf': bind['named.conf'].replace('PORT', '5353') })
  const run = () => janus(['import', 'named.conf', '--output', 'new'], folder)
  t.match(run(), {
    status: 1,
    stdout: /new: janus\.yaml and 3 zone files\n\nnot carried over:\n {2}.*logging\.conf:1: "logging"/,
  })
  t.equal(janus(['check', '--config', 'new/janus.yaml'], folder).status, 0)
  t.match(run(), { status: 2, stderr: /"new" is not empty/ })
  t.match(janus(['import', 'none.conf'], folder), { status: 2, stderr: /no such file/ })
  t.match(janus(['import', 'named.conf', '--output', 'deep/er/new'], folder), { status: 1, stdout: /^deep\/er\/new: / })
  if (existsSync('/proc/self'))
    t.match(janus(['import', 'named.conf', '--output', '/proc/none'], folder), { status: 2, stderr: /\/proc\/none/ })
  writeFileSync(join(folder, 'bad.conf'), 'view x {')
  t.match(janus(['import', 'bad.conf'], folder), { status: 2, stderr: /bad\.conf:1: / })
})

t.test(
  'named before and Janus after say the same of every name and type, in every view',
  { skip: !hasNamed && 'BIND is not installed' },
  async (t) => {
    const port = await freePort()
    const conf = bind['named.conf'].replace('PORT', String(port))
    const folder = t.testdir({ ...bind, 'named.conf': conf })
    mkdirSync(join(folder, 'x'))
    startNamed(t, folder)
    const { files } = importNamedConf(join(folder, 'named.conf'))
    for (const [path, text] of files) {
      mkdirSync(join(folder, 'new/zones'), { recursive: true })
      writeFileSync(join(folder, 'new', path), text)
    }
    const { settings } = loadConfig(join(folder, 'new/janus.yaml'))
    const loaded = loadViews(settings!)
    t.same(
      loaded.faces.flatMap(({ problems }) => problems),
      [],
      'all zones are served',
    )
    const ours = new TestServer(generationOf(settings!, loaded, 1), { minimalResponses: true })
    const sources = ['127.0.0.1', '127.0.0.2', '127.0.0.3']
    const sockets = await Promise.all(sources.map((source) => client(source, port)))
    t.teardown(() => {
      for (const { close } of sockets) close()
    })
    await answering(sockets[0]!, 'univ.example')
    const names = new Set<string>()
    for (const text of [bind.in['univ.zone'], bind.in['dept.zone'], bind.out['univ.zone']])
      for (const [owner] of text.matchAll(/^[a-z0-9@*.]+(?= )/gm))
        for (const origin of ['univ.example', 'dept.univ.example'])
          names.add(owner === '@' ? origin : `${owner}.${origin}`)
    for (const name of [
      'y.x.dept.univ.example',
      'x.dept.univ.example',
      'q.w.univ.example',
      'a.old.univ.example',
      'a.sub.univ.example',
      '7.0.0.10.in-addr.arpa',
      '0.10.in-addr.arpa',
      'no.univ.example',
      'example.net',
    ])
      names.add(name)
    const types = ['A', 'AAAA', 'MX', 'NS', 'SOA', 'TXT', 'CNAME', 'DNAME', 'PTR', 'SRV']
    let asked = 0
    for (const name of names)
      for (const type of types)
        for (const [i, source] of sources.entries()) {
          const query = queryOf(labelsOf(nameFromText(name)), typeCode(type)!, { edns: 1232 })
          const theirs = brief((await sockets[i]!.ask(query))!)
          const own = brief(readMessage(ours.send(query, { from: source }))!)
          asked++
          if (theirs !== own) t.equal(own, theirs, `${name} ${type} from ${source}`)
        }
    t.ok(asked > 700, `${asked} questions, no difference`)
  },
)

t.test('a version that cannot be read whole is left where it is, and refused', async (t) => {
  const good = `${top(1)}mail A 192.0.2.27\n`
  const folder = t.testdir({
    'named.conf': `
view "in" { match-clients { 10/8; }; zone "univ.example" { type primary; file "in.zone"; }; };
view "out" { zone "univ.example" { type primary; file "out.zone"; }; zone "example.net" { type primary; file "none"; }; };
`,
    'in.zone': good.replace('mail', 'mail2 5000000000'),
    'out.zone': good,
  })
  const { files, lost, problems } = importNamedConf(join(folder, 'named.conf'))
  t.same(
    lost.map(({ line, why }) => `${line} ${why.replaceAll(`${folder}/`, '')}`),
    [
      '2 zone "univ.example" in the view "in": "in.zone" cannot be read whole: janus.yaml names that file, and the zone is refused until you mend it',
      '3 zone "example.net" in the view "out": "none" cannot be read whole: janus.yaml names that file, and the zone is refused until you mend it',
    ],
  )
  t.same(
    problems.map(({ rule }) => rule),
    ['bad-ttl', 'unreadable-file'],
  )
  t.match(
    files.get('janus.yaml')!.replaceAll(`${folder}/`, ''),
    `zones:
  univ.example:
    in: "in.zone"
    out: zones/univ.example.zone
  example.net:
    out: "none"
`,
  )
  t.notMatch(files.get('zones/univ.example.zone')!, /\$VIEW/)
  const run = janus(['import', 'named.conf', '--output', 'new'], folder)
  t.match(run, { status: 1, stdout: /refused until they are corrected .*:\n {2}univ\.example\.\n {2}example\.net\.\n/ })
})

t.test('told are zones that named serves and Janus refuses for what they name', async (t) => {
  const folder = t.testdir({
    'named.conf': 'zone "univ.example" { type primary; file "a"; };\n',
    a: `${top(1)}@ MX 10 mail\nmail CNAME ns\n`,
  })
  const run = janus(['import', 'named.conf', '--output', 'new'], folder)
  t.match(run, { status: 1, stdout: /refused until they are corrected .*:\n {2}univ\.example\.\n$/ })
})

t.test('two zones never share a file', async (t) => {
  const names = ['a_b.example', 'a/b.example', '.', 'root']
  const zones = names.map((name, i) => `zone "${name}" { type primary; file "${i}"; };\n`)
  const folder = t.testdir({
    'named.conf': zones.join(''),
    ...Object.fromEntries(names.map((_, i) => [i, `${top(1)}@ TXT zone${i}\n`])),
  })
  const { files } = importNamedConf(join(folder, 'named.conf'))
  const written = ['a_b.example', 'a_b.example-2', 'root', 'root-2']
  for (const [i, name] of written.entries()) t.match(files.get(`zones/${name}.zone`)!, `"zone${i}"`)
  t.match(
    files.get('janus.yaml')!,
    `zones:
  a_b.example: zones/a_b.example.zone
  a/b.example: zones/a_b.example-2.zone
  ".": zones/root.zone
  root: zones/root-2.zone
`,
  )
})

// NSD, Knot and PowerDNS before, Janus after: zones out of files by patterns and templates, with everything their configurations
// say that the import claims.

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { CARRIED_SERVER as KNOT_SERVER, ZONE_READ as KNOT_ZONE } from '../../../src/tools/import/knot/options.ts'
import { CARRIED_SERVER as NSD_SERVER, ZONE_READ as NSD_ZONE } from '../../../src/tools/import/nsd/options.ts'
import { READ as PDNS_READ } from '../../../src/tools/import/pdns/read.ts'
import { installed } from '../../peers/process.ts'
import { freePort } from '../../support/free-port.ts'
import { folderOf, serve } from '../../support/janus.ts'
import { sameFromBoth, started } from './both-sides.ts'
import { brief } from './named.ts'

const ZONES = 12
const zoneText = (i: number) => `$TTL 300
@ SOA ns host ${i} 3600 600 86400 60
@ NS ns
@ MX 10 mail
ns A 192.0.2.${i}
mail A 192.0.2.${i + 100}
mail AAAA 2001:db8::${i}
alias CNAME mail
*.wild TXT "zone ${i}"
deep.under SRV 1 2 53 ns
sub NS ns.sub
ns.sub A 192.0.2.77
$INCLUDE more.inc
`
const files = {
  ...Object.fromEntries(Array.from({ length: ZONES }, (_, i) => [`zones/z${i}.example.zone`, zoneText(i)])),
  'zones/more.inc': 'more TXT included\n',
}
const names = Array.from({ length: ZONES }, (_, i) => `z${i}.example`).flatMap((zone) =>
  ['', 'ns.', 'mail.', 'alias.', 'a.wild.', 'under.', 'deep.under.', 'x.sub.', 'none.', 'more.'].map(
    (name) => `${name}${zone}`,
  ),
)
/** For some clients alone; and out of another server. */
const others = ['some.example', 'mail.some.example', 'fetched.example', 'alias.fetched.example', 'x.fetched.example']
const types = ['A', 'AAAA', 'MX', 'NS', 'SOA', 'TXT', 'SRV']
const secret = Buffer.alloc(32, 'k').toString('base64')

/** Who maintains a zone that the others fetch. */
const DEPARTMENT = {
  'janus.yaml':
    'listen: ["127.0.0.2:0"]\nworkers: 1\nviews: {internal: [any]}\nzones: {fetched.example: z.zone}\ntransfers: [{from: [127.0.0.0/8]}]\n',
  'z.zone': zoneText(3).replace('$INCLUDE more.inc\n', ''),
}

type Case = {
  readonly program: string
  readonly from: string
  readonly file: string
  readonly configuration: (port: number, folder: string, primary: number) => string
  readonly args: (folder: string) => readonly string[]
  /** All options that the import carries over; `except`: why they do not stand here. */
  readonly claims: readonly string[]
  readonly except?: readonly (readonly [key: string, why: string])[]
  readonly report: readonly (string | RegExp)[]
  /** Names in class CH that it answers; Janus answers all four. */
  readonly chaos: readonly string[]
  /** Whether it has a zone from the department's server. */
  readonly fetches?: true
  readonly more?: (folder: string) => Readonly<Record<string, string>>
}

const each = (line: (i: number) => string) => Array.from({ length: ZONES }, (_, i) => line(i)).join('\n')

const cases: readonly Case[] = [
  {
    program: 'nsd',
    from: 'nsd',
    chaos: ['version.bind', 'version.server', 'id.server', 'hostname.bind'],
    claims: [...Object.keys(NSD_SERVER), ...NSD_ZONE],
    file: 'nsd.conf',
    configuration: (port, folder, primary) => `# a campus
server:
	ip-address: 127.0.0.1@${port}
	zonesdir: "${folder}/zones"
	xfrdfile: "${folder}/xfrd.state"
	zonelistfile: "${folder}/zone.list"
	xfrdir: "${folder}"
	database: ""
	pidfile: ""
	username: ""
	logfile: "${folder}/log"
	server-count: 1
	identity: "campus"   # told
	version: "of ours"
	nsid: "ascii_ns1"
	tcp-count: 77
	tcp-timeout: 30
	ipv4-edns-size: 1232
	ipv6-edns-size: 1232
	hide-version: no
	hide-identity: no
	minimal-responses: no
	answer-cookie: no
	rrl-ratelimit: 0
	rrl-slip: 3
remote-control:
	control-enable: no
key:
	name: "mover"
	algorithm: hmac-sha256
	secret: "${secret}"
pattern:
	name: "keyed"
	provide-xfr: 127.9.0.0/16 mover
	notify: 127.9.0.9@5399 mover
pattern:
	name: "campus"
	zonefile: "%s.zone"
	include-pattern: "keyed"
	provide-xfr: 127.8.0.0&255.255.0.0 NOKEY
	provide-xfr: 127.7.0.0/16 BLOCKED
	outgoing-interface: 127.9.0.8
zone:
	name: "some.example"
	zonefile: "z1.example.zone"
	allow-query: 127.9.0.0/16 NOKEY
	allow-query: 127.9.3.0/24 BLOCKED
zone:
	name: "fetched.example"
	zonefile: "fetched.example.copy"
	request-xfr: 127.0.0.2@${primary} NOKEY
	allow-notify: 127.0.0.2 NOKEY
	provide-xfr: 127.0.0.0/8 NOKEY
zone:
	name: "old.example"
	zonefile: "z0.example.zone"
	verify-zone: no
${each((i) => `zone:\n	name: z${i}.example\n	include-pattern: "campus"\n	# of zone ${i}\n	notify-retry: 5\n\n`)}
${each((i) => `zone:\n	name: "y${i}.example"\n	zonefile: z${i}.example.zone\n	include: "${folder}/allow.inc"\n	max-retry-time: 100\n	min-retry-time: 1\n	store-ixfr: no\n`)}
`,
    more: () => ({ 'allow.inc': 'provide-xfr: 127.9.0.0/16 mover\n' }),
    args: (folder) => ['-d', '-c', join(folder, 'nsd.conf')],
    fetches: true,
    report: [/nsd\.conf:\d+: "verify-zone: no" of the zone "old\.example"/],
  },
  {
    program: 'knotd',
    from: 'knot',
    chaos: ['version.bind', 'version.server'],
    claims: [...Object.keys(KNOT_SERVER), ...KNOT_ZONE],
    except: [
      ['max-tcp-clients', 'what Knot 2 called tcp-max-clients'],
      ['dnssec-signing', 'such zones are listed, not served'],
      ['dnssec-policy', 'such zones are listed, not served'],
    ],
    file: 'knot.conf',
    configuration: (port, folder, primary) => `# a campus
server:
    listen: [ 127.0.0.1@${port} ]
    rundir: "${folder}"
    identity: "campus"
    version: ""
    nsid: 0x6e7331
    tcp-max-clients: 77
    tcp-idle-timeout: 30s
    udp-max-payload: 1232
    udp-max-payload-ipv4: 1232
    udp-max-payload-ipv6: 1232
database:
    storage: "${folder}/db"
key:
  - id: mover
    algorithm: hmac-sha256
    secret: ${secret}
remote:
  - id: second
    address: 127.9.0.9@5399
    key: mover
  - id: department
    address: 127.0.0.2@${primary}
remotes:
  - id: all
    remote: [second]
acl:
  - id: fetch
    address: [127.9.0.0/16]
    key: mover
    action: transfer
  - id: open
    address: [ 127.8.1.0/24, 127.8.2.0/24 ]
    action: [transfer]
  - id: told
    address: 127.0.0.2
    action: notify
  - id: near
    address: 127.0.0.0/8
    action: transfer
mod-queryacl:
  - id: some
    address: [127.9.0.0/16]
mod-rrl:
  - id: limit
    rate-limit: 1000000
    slip: 2
template:
  - id: default
    storage: "${folder}/zones"
    file: "%s.zone"
    global-module: mod-rrl/limit
    zonefile-sync: -1
    journal-content: none
  - id: keyed
    storage: "${folder}/zones"
    notify: second
    acl: [fetch, open]
    file: "%l[1].%l[0].zone"
zone:
  - domain: some.example
    file: z1.example.zone
    module: mod-queryacl/some
  - domain: fetched.example
    file: fetched.example.copy
    master: department
    acl: [told, near]
${each((i) => `  - domain: z${i}.example${i % 3 === 0 ? '.' : ''}\n    template: ${i % 2 ? 'keyed' : 'default'}\n    # of zone ${i}\n    semantic-checks: on\n`)}
${each((i) => `  - domain: y${i}.example\n    file: ${i % 2 ? `z${i}.example.zone` : `"z${i}.example.zone"`}\n    acl: fetch\n    notify: second\n    serial-policy: unixtime\n    zone-max-size: 100M\n    zonefile-load: whole\n    journal-content: none\n`)}
`,
    args: (folder) => ['-c', join(folder, 'knot.conf')],
    fetches: true,
    report: [/knot\.conf:\d+: identity and version: Janus tells both or neither/],
  },
  {
    program: 'pdns_server',
    from: 'pdns',
    claims: [...PDNS_READ],
    except: [
      ['master', 'the name before 4.5 of "primary", which stands here'],
      ['local-ipv6', 'gone since 4.5, and refused'],
    ],
    file: 'pdns.conf',
    configuration: (port, folder) => `# a campus
launch=bind
bind-config=${folder}/named.conf
local-address=127.0.0.1
local-port=${port}
socket-dir=${folder}
disable-axfr=no
include-dir=${folder}/more
daemon=no
guardian=no
security-poll-suffix=
allow-axfr-ips=127.9.0.0/16,127.8.1.0/24
also-notify=127.9.0.9:5399
primary=no
setuid=
loglevel=0
cache-ttl=0
zone-cache-refresh-interval=0
query-cache-ttl=0
negquery-cache-ttl=0
write-pid=no
webserver=no
`,
    more: (folder) => ({
      'more/who.conf': 'server-id=ns1\nversion-string=of ours\n',
      'named.conf': `options { directory "${folder}/zones"; };\nacl unused { any; };\n${each(
        (i) =>
          `zone "z${i}.example" IN {\n  type ${i % 2 ? 'native' : 'master'};\n\n  // of zone ${i}\n  file "z${i}.example.zone";\n};\n`,
      )}\n${each((i) => `zone "y${i}.example" {\n  type master;\n\n  # of zone ${i}\n  file "${folder}/zones/z${i}.example.zone";\n};\n`)}`,
    }),
    args: (folder) => ['--config-dir=.', `--config-dir=${folder}`],
    chaos: ['version.bind', 'id.server'],
    report: [/named\.conf:2: "acl" of the bind-config: PowerDNS passes over it too/],
  },
]

for (const one of cases)
  t.test(
    `${one.program} before and Janus after say the same`,
    { skip: !installed(one.program) && `${one.program} is not installed` },
    (t) => compared(t, one),
  )

async function compared(
  t: Test,
  { program, from, file, configuration, args, claims, except = [], report, chaos, fetches, more }: Case,
): Promise<void> {
  const port = await freePort()
  const folder = folderOf(t, files)
  const department = await serve(t, folderOf(t, DEPARTMENT))
  const all = { ...more?.(folder), [file]: configuration(port, folder, department.port()) }
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const text = Object.values(all).join('')
  const missing = claims.filter((key) => !new RegExp(`^[ \\t-]*${key}[:=]`, 'm').test(text))
  t.same(
    missing,
    except.map(([key]) => key),
    'every option that the import carries over stands here',
  )
  const lines = text.split('\n').length
  t.ok(lines > 190, `${lines} lines`)
  mkdirSync(join(folder, 'db'))
  started(t, installed(program)!, args(folder), folder)
  const asked = await sameFromBoth(t, {
    folder,
    file,
    from,
    servers: ['127.0.0.1'],
    port,
    clients: ['127.0.0.1', '127.9.1.1', '127.9.3.1'],
    zone: 'z1.example',
    names: [...names, ...others],
    isAsked: (name, _, __, source) => source === '127.0.0.1' || others.includes(name),
    ...(fetches && { arrives: 'fetched.example' }),
    types,
    chaos,
    // Knot says that it is no authority to whom it refuses a zone.
    said: (message) => brief(message).replace(/^NOTAUTH/, 'REFUSED'),
    report,
  })
  t.ok(asked > 700, `${asked} questions, no difference`)
}

// `janus acme config`: what is printed for each program, and why nothing is where it would not work. `GOLDEN=write` writes the
// texts anew.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse, parseAllDocuments } from 'yaml'
import type { programs } from '../../../src/tools/acme/programs/index.ts'
import { folderOf, janus } from '../../support/janus.ts'

const config = `listen: [127.0.0.1:5300, "192.0.2.53", {address: 192.0.2.54, tls: {}}]
views: {internal: [10.0.0.0/8], external: [any]}
zones:
  univ.example: {internal: a.zone, external: a.zone}
  dept.univ.example: {internal: a.zone}
  2.0.192.in-addr.arpa: {internal: a.zone}
  far.univ.example: {internal: {primary: hidden}}
primaries: {hidden: {address: [192.0.2.1]}}
tsig:
  acme: {views: [internal, external]}
  www.acme: {views: [external]}
  k8s: {view: internal}
  blind: {view: internal}
  dhcp: {view: internal}
  both: {views: [internal, external]}
  idle: {view: internal}
  new: {view: internal}
  other: {view: internal}
transfers: [{key: k8s, zones: [dept.univ.example]}]
updates:
  - {key: acme, zones: [univ.example, "*.univ.example"], names: ["_acme-challenge.*"], types: [TXT], lease: 1h}
  - {key: www.acme, zones: [univ.example], names: [_acme-challenge.www], types: [TXT]}
  - {key: k8s, zones: [dept.univ.example], names: ["*.k8s"]}
  - {key: blind, zones: [dept.univ.example]}
  - {key: dhcp, zones: [dept.univ.example, 2.0.192.in-addr.arpa], types: [A, AAAA, PTR, DHCID]}
  - {key: both, zones: [univ.example], types: [A, AAAA, PTR, DHCID]}
  - {key: new, zones: [univ.example]}
  - {key: other, zones: [univ.example]}
`

const keyText = (name: string, algorithm = 'hmac-sha256') =>
  `key "${name}" {\n\talgorithm ${algorithm};\n\tsecret "${Buffer.alloc(32, 7).toString('base64')}";\n};\n`

const files = {
  'janus.yaml': config,
  ...Object.fromEntries(
    ['acme', 'www.acme', 'k8s', 'blind', 'dhcp', 'both', 'idle'].map((name) => [
      `keys/tsig/${name}.key`,
      keyText(name),
    ]),
  ),
  'keys/tsig/other.key': keyText('other', 'hmac-sha384'),
}
const golden = (name: string) => join(import.meta.dirname, 'golden', `${name}.txt`)

/** As a folder of secrets has to be. */
function siteOf(test: Parameters<typeof folderOf>[0]): string {
  const folder = folderOf(test, {})
  mkdirSync(join(folder, 'keys/tsig'), { recursive: true, mode: 0o700 })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 })
  return join(folder, 'janus.yaml')
}

const keyFor: Readonly<Record<keyof typeof programs, string>> = {
  certbot: 'acme',
  lego: 'acme',
  'acme.sh': 'acme',
  'cert-manager': 'acme',
  'external-dns': 'k8s',
  kea: 'dhcp',
  dhcpd: 'dhcp',
}

t.test('what is printed is what the page of each program wants', async (t) => {
  const site = siteOf(t)
  for (const [program, key] of Object.entries(keyFor)) {
    const { stdout, stderr, code } = await janus('acme', 'config', key, '--for', program, '--config', site)
    t.same([code, stderr], [0, ''], program)
    if (process.env.GOLDEN === 'write') writeFileSync(golden(program), stdout)
    t.equal(stdout, readFileSync(golden(program), 'utf8'), program)
    const [firstLine] = stdout.split('\n')
    t.match(firstLine, /^(?:#|\/\/) For .*\d/, `${program} names its versions`)
    const holdsSecret = stdout.includes(Buffer.alloc(32, 7).toString('base64'))
    t.equal(holdsSecret, program !== 'acme.sh' && program !== 'dhcpd', `${program} and the secret`)
  }
})

t.test('what is YAML or JSON can be read', async (t) => {
  const [secret, issuer] = parseAllDocuments(readFileSync(golden('cert-manager'), 'utf8')).map((one) => one.toJS())
  t.match(secret, { kind: 'Secret', metadata: { name: 'janus-acme' }, stringData: { 'tsig-secret': /=$/ } })
  t.match(issuer.spec.acme.solvers[0], {
    selector: { dnsZones: ['univ.example', 'dept.univ.example'] },
    dns01: { rfc2136: { nameserver: '192.0.2.53:53', tsigKeyName: 'acme', tsigAlgorithm: 'HMACSHA256' } },
  })
  const [, container] = parseAllDocuments(readFileSync(golden('external-dns'), 'utf8')).map((one) => one.toJS())
  t.ok(container.args.includes('--rfc2136-zone=dept.univ.example'))
  t.ok(container.args.includes('--domain-filter=k8s.dept.univ.example'))
  t.match(container.env, [{ valueFrom: { secretKeyRef: { name: 'janus-k8s', key: 'tsig-secret' } } }])
  const { DhcpDdns: kea } = parse(readFileSync(golden('kea'), 'utf8').replaceAll(/^\/\/.*$/gm, ''))
  t.match(kea['forward-ddns']['ddns-domains'], [{ name: 'dept.univ.example.', 'key-name': 'dhcp' }])
  t.match(kea['reverse-ddns']['ddns-domains'], [{ name: '2.0.192.in-addr.arpa.' }])
})

const refusals: readonly (readonly [words: string, says: RegExp, code?: number])[] = [
  ['nobody --for certbot', /"tsig" has no key "nobody": acme, .*janus tsig new nobody/],
  ['new --for certbot', /the key "new" has no usable file.*keys\/tsig\/new\.key/],
  [
    'idle --for certbot',
    /no rule lets the key "idle" change anything: .*\{key: idle, zones: \[univ\.example\], names: \["_acme-challenge\.\*"\]/,
  ],
  ['dhcp --for lego', /do not let lego change what it needs \(TXT at _acme-challenge\)/],
  [
    'acme --for kea',
    /do not let kea change what it needs \(A or PTR, and DHCID\).*\{key: acme, zones: \[univ\.example\], types: \[A, AAAA, PTR, DHCID\]\}/,
  ],
  [
    'acme --for certbot --zone far.univ.example',
    /do not permit this in the zone far\.univ\.example, but in univ\.example, dept\.univ\.example/,
  ],
  [
    'blind --for external-dns',
    /reads the zone by AXFR.*add this there, and reload: \{key: blind, zones: \[dept\.univ\.example\]\}/,
  ],
  [
    'other --for cert-manager',
    /cert-manager does not know the algorithm hmac-sha384.*hmac-md5, hmac-sha1, hmac-sha256, hmac-sha512/,
  ],
  ['acme --for traefik', /Allowed choices are certbot, lego/, 2],
  ['acme', /required option '--for <program>' not specified/, 2],
]

t.test('where it would not work, it says why and what to do', async (t) => {
  const site = siteOf(t)
  for (const [words, says, code = 1] of refusals) {
    const ran = await janus('acme', 'config', ...words.split(' '), '--config', site)
    t.match(ran.stderr, says, words)
    t.same([ran.code, ran.stdout], [code, ''], words)
  }
})

t.test('a rule that it advises is one that works', async (t) => {
  const site = siteOf(t)
  for (const program of ['certbot', 'external-dns', 'kea']) {
    const { stderr } = await janus('acme', 'config', 'idle', '--for', program, '--config', site)
    const rule = /reload: (\{.*\})/.exec(stderr)?.[1]
    const transfers = '{key: idle, zones: [univ.example]}'
    writeFileSync(
      site,
      config.replace('updates:\n', `updates:\n  - ${rule}\n`).replace('transfers: [', `transfers: [${transfers}, `),
    )
    const ran = await janus('acme', 'config', 'idle', '--for', program, '--config', site)
    t.same([ran.code, ran.stderr], [0, ''], `${program}: ${rule}`)
    writeFileSync(site, config)
  }
})

t.test('a key with fewer names gets fewer', async (t) => {
  const site = siteOf(t)
  const one = await janus('acme', 'config', 'www.acme', '--for', 'certbot', '--config', site)
  t.match(one.stdout, /-d www\.univ\.example -d '\*\.www\.univ\.example'$/m)
  const other = await janus(
    'acme',
    'config',
    'ACME.',
    '--for',
    'lego',
    '--zone',
    'Dept.univ.example.',
    '--config',
    site,
  )
  t.match(other.stdout, /--domains dept\.univ\.example /)
})

t.test('what somebody should know before he uses it', async (t) => {
  const site = siteOf(t)
  const both = await janus('acme', 'config', 'both', '--for', 'kea', '--config', site)
  t.match(both, { code: 0, stderr: /also changes the view "external".*limit the rule to inside views/ })
  writeFileSync(site, config.replace('"192.0.2.53", ', ''))
  const near = await janus('acme', 'config', 'acme', '--for', 'certbot', '--json', '--config', site)
  t.match(JSON.parse(near.stdout), { remarks: [/listens only on 127\.0\.0\.1/], text: /dns_rfc2136_port = 5300/ })
  const dhcpd = await janus('acme', 'config', 'dhcp', '--for', 'dhcpd', '--config', site)
  t.match(dhcpd, { code: 1, stderr: /dhcpd can only ask port 53/ })
})

t.test('nothing is made', async (t) => {
  const site = siteOf(t)
  await janus('acme', 'config', 'new', '--for', 'certbot', '--config', site)
  t.notOk(existsSync(join(site, '../keys/tsig/new.key')))
})

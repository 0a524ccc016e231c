// Validators before a face whose denial is made when they ask: unbound and delv take all that it says for proven, and a cache that moves
// from the outside to the inside denies nothing there that it was not asked about.

import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import { installed } from '../peers/process.ts'
import { folderOf } from '../support/janus.ts'
import { Relay } from '../support/relay.ts'
import { Site } from '../support/site.ts'
import { anchorOf } from '../support/trust-anchor.ts'
import { Unbound } from '../support/unbound.ts'

const ZONE = 'univ.example'
const LONG = [`${'a'.repeat(63)}`, `${'b'.repeat(63)}`, `${'c'.repeat(63)}`, `${'d'.repeat(47)}`].join('.')
const HEAD = `$TTL 300
@ SOA ns hostmaster 2026010101 1d 2h 4w 60
@ NS ns
ns A 127.0.0.1
*.wild TXT "x"
stop.wild A 192.0.2.3
*.alias CNAME www
away CNAME nobody
a.b.ent A 192.0.2.3
sub NS ns.sub
ns.sub A 192.0.2.9
d DNAME wild
\\000.zero A 192.0.2.4
${LONG} A 192.0.2.5
`
const FILES = {
  'in.zone': `${HEAD}www A 10.0.0.1\nintra A 10.0.0.5\n`,
  'out.zone': `${HEAD}www A 192.0.2.1\n`,
}
const configOf = (options: string) => `
listen: [{address: "127.0.0.1:0", view: internal}, {address: "127.0.0.1:0", view: external}]
views: {internal: [10.0.0.0/8], external: [any]}
zones: {univ.example: {internal: in.zone, external: out.zone}}
sign: {univ.example: {parents: [], ${options}}}
`

async function started(t: Test, options: string): Promise<Site> {
  const site = new Site(folderOf(t, { 'janus.yaml': configOf(options), ...FILES }))
  t.teardown(() => site.stop())
  await site.start()
  return site
}

function keysOf(site: Site) {
  const read = readZoneKeys(join(site.folder, 'keys/zone', ZONE))
  if (read.kind !== 'good') throw new Error('there are no keys')
  return read.keys
}

function portOf(site: Site, view: string): number {
  const views = site.server.settings.views.map(({ name }) => name)
  return site.server.bound.find((endpoint) => views[endpoint.view] === view)!.port
}

/** What is told of each where NXDOMAIN is NXDOMAIN. */
const questions: Readonly<Record<string, string>> = {
  'nobody A': 'NXDOMAIN secure',
  'x.y.z AAAA': 'NXDOMAIN secure',
  'nobody DS': 'NXDOMAIN secure',
  'www A': 'NOERROR secure',
  'www TXT': 'NOERROR secure',
  'ent A': 'NOERROR secure',
  'b.ent A': 'NOERROR secure',
  'c.b.ent A': 'NXDOMAIN secure',
  'zero A': 'NOERROR secure',
  'x.zero A': 'NXDOMAIN secure',
  'ent\\000 A': 'NXDOMAIN secure',
  'b\\000.ent A': 'NXDOMAIN secure',
  '\\000.ent A': 'NXDOMAIN secure',
  'x.wild TXT': 'NOERROR secure',
  'x.wild A': 'NOERROR secure',
  'y.x.wild TXT': 'NOERROR secure',
  'x.stop.wild TXT': 'NXDOMAIN secure',
  'stop.wild TXT': 'NOERROR secure',
  '*.wild TXT': 'NOERROR secure',
  '*.wild A': 'NOERROR secure',
  'x.alias A': 'NOERROR secure',
  'away A': 'NXDOMAIN secure',
  'sub DS': 'NOERROR secure',
  'h.d TXT': 'NOERROR secure',
  'h.d A': 'NOERROR secure',
  [`${LONG} TXT`]: 'NOERROR secure',
  [`${LONG.replace('aaa', 'aab')} TXT`]: 'NXDOMAIN secure',
}

const forms = [
  ['compact', 'denial: compact'],
  ['minimal', 'denial: minimal'],
  ['compact, Ed25519, two keys', 'denial: compact, algorithm: 15, keys: split'],
  ['minimal, RSA', 'denial: minimal, algorithm: 8'],
] as const

for (const [what, options] of forms)
  t.test(`${what}: all is proven to unbound`, { skip: !installed('unbound') && 'no unbound' }, async (t) => {
    const site = await started(t, options)
    const port = portOf(site, 'external')
    const unbound = await Unbound.start(t, { port, zones: [ZONE], anchors: [anchorOf(site.folder, ZONE)] })
    for (const [question, want] of Object.entries(questions)) {
      const expected = options.includes('compact') ? want.replace('NXDOMAIN', 'NOERROR') : want
      t.equal(await unbound.ask(question.replace(' ', `.${ZONE} `)), expected, question.slice(-40))
    }
    t.equal(await unbound.ask(`${ZONE} TXT`), 'NOERROR secure', 'at the apex')
  })

// The algorithms are no other than unbound's: each question is a process.
for (const [what, options] of forms.slice(0, 2))
  t.test(`${what}: all is proven to delv`, { skip: !installed('delv') && 'no delv' }, async (t) => {
    const site = await started(t, options)
    const anchors = keysOf(site)
      .filter(({ use }) => use.signsKeys)
      .map(({ dnskey }) => {
        const [flags, protocol, algorithm] = [(dnskey[0]! << 8) | dnskey[1]!, dnskey[2]!, dnskey[3]!]
        return `${ZONE}. static-key ${flags} ${protocol} ${algorithm} "${Buffer.from(dnskey.subarray(4)).toString('base64')}";`
      })
    const file = join(site.folder, 'anchors')
    writeFileSync(file, `trust-anchors {\n${anchors.join('\n')}\n};\n`)
    const server = ['@127.0.0.1', '-p', `${portOf(site, 'external')}`, '-a', file, `+root=${ZONE}`]
    for (const question of Object.keys(questions)) {
      const [name, type] = question.split(' ')
      const asked = ['-q', `${name}.${ZONE}.`, '-t', type!]
      const { stdout } = await promisify(execFile)(installed('delv')!, [...server, ...asked]).catch((error) => error)
      t.match(stdout, /; (negative response, )?fully validated/, `${question.slice(-40)}: ${stdout.slice(0, 200)}`)
    }
  })

/** Asked outside: a name beside one that is inside only. */
const moved = [
  { options: 'denial: nsec', intra: 'NXDOMAIN secure' },
  { options: 'denial: {external: minimal}', intra: 'NOERROR secure' },
  { options: 'denial: {external: compact}', intra: 'NOERROR secure' },
] as const

for (const { options, intra } of moved)
  t.test(`${options}: a cache that moves inside`, { skip: !installed('unbound') && 'no unbound' }, async (t) => {
    const site = await started(t, options)
    const relay = await Relay.start(t)
    relay.to = portOf(site, 'external')
    const unbound = await Unbound.start(t, { port: relay.port, zones: [ZONE], anchors: [anchorOf(site.folder, ZONE)] })
    for (const beside of [
      'inu A',
      'int A',
      'intrb A',
      'a.intrx A',
      'www NSEC',
      'www TXT',
      'ent A',
      'x.wild A',
      'ns TXT',
    ])
      t.match(await unbound.ask(beside.replace(' ', `.${ZONE} `)), / secure$/, beside)
    relay.to = portOf(site, 'internal')
    t.equal(await unbound.ask(`intra.${ZONE} A`), intra)
    t.equal(await unbound.ask(`nobody.${ZONE} A`), 'NXDOMAIN secure')
  })

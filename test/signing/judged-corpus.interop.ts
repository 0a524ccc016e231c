// Both faces of a zone that has a bit of everything, as the server shows them, before all who judge: ldns-verify-zone, dnssec-verify and
// kzonecheck find each whole, and unbound and delv take every rrset in it for proven, and every absence beside it.

import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { nameText } from '../../src/dns/name-text.ts'
import { Type, typeCode, typeName } from '../../src/dns/types.ts'
import { readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import { ownSet } from '../../src/sign/own-sets.ts'
import { recordLine } from '../../src/text/zonefile/printer.ts'
import { eachSet } from '../../src/zone/sets.ts'
import { Flag, type Zone } from '../../src/zone/zone.ts'
import { installed } from '../peers/process.ts'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'
import { anchorOf } from '../support/trust-anchor.ts'
import { Unbound } from '../support/unbound.ts'

const exec = promisify(execFile)
const ZONE = 'example.com'
const OTHER = 'example.net'
const VIEWS = ['internal', 'external'] as const

const label = (letter: string) => letter.repeat(63)
/** With the zone behind it 255 octets. */
const LONGEST = [label('a'), label('b'), label('c'), 'd'.repeat(253 - 3 * 64 - `${ZONE}.`.length)].join('.')
/** 60 kB as they are signed. */
const MANY = Array.from({ length: 213 }, (_, i) => `large TXT "${String(i).padStart(3, '0')}${'x'.repeat(245)}"`)

const SHAPES = `$TTL 300
@ SOA ns hostmaster 2026010101 1d 2h 4w 60
@ NS ns
ns A 127.0.0.1
WWW A 192.0.2.1
www AAAA 2001:db8::1
*.wild TXT "somebody"
stop.wild A 192.0.2.3
*.deep.wild TXT "deep"
x.*.inside A 192.0.2.4
*.alias CNAME www
sip CNAME www
a.b.ent A 192.0.2.5
old DNAME new
h.new A 192.0.2.6
secure NS ns.secure
secure DS 60485 13 2 ${'00'.repeat(32)}
ns.secure A 192.0.2.7
insecure NS ns.insecure
ns.insecure A 192.0.2.8
deep.below.cuts NS ns.elsewhere.example.
\\000 A 192.0.2.9
\\255 A 192.0.2.10
with\\.dot A 192.0.2.11
\\195\\132 A 192.0.2.12
${LONGEST} A 192.0.2.13
${MANY.join('\n')}
`

/** Signers make these themselves, a zone has one of them only, or resolvers ask nobody about them. */
const LEFT_OUT = new Set(
  'SOA NS CNAME DNAME DS SIG KEY NXT RRSIG NSEC NSEC3 NSEC3PARAM DNSKEY CDS CDNSKEY ZONEMD'.split(' '),
)

/** ldns takes some of these for something else, and BIND reads none without octets, nor a key without a key: resolvers alone judge them. */
const ODD = new Set(['NSAP-PTR', 'SINK', 'NULL', 'APL', 'IPSECKEY'])

/** One name for each type, with all forms of it that are known to be good. */
function everyType(isOdd: boolean): string {
  const golden = readFileSync(join(import.meta.dirname, '../dns/rdata/accepted.golden'), 'utf8')
  return golden
    .split(/\n\n+/)
    .flatMap((block) => {
      const [, type, data] = /^([A-Z][A-Z0-9-]*) (.*)$/m.exec(block) ?? []
      // No mail for who has other MX.
      const isLeftOut = type === undefined || LEFT_OUT.has(type) || (type === 'MX' && /\s\.$|#/.test(data!))
      return isLeftOut || ODD.has(type) !== isOdd ? [] : [`every-${type} ${type} ${data}\n`]
    })
    .join('')
}

const FILES = {
  'in.zone': `${SHAPES}${everyType(false)}intra A 10.0.0.5\nmail A 10.0.0.6\n`,
  'out.zone': `${SHAPES}${everyType(false)}mail A 192.0.2.14\n`,
  'odd.zone': `$TTL 300\n@ SOA ns hostmaster 1 1d 2h 4w 60\n@ NS ns\nns A 127.0.0.1\n${everyType(true)}`,
}
const config = (denial: string) => `
listen: [{address: "127.0.0.1:0", view: internal}, {address: "127.0.0.1:0", view: external}]
views: {internal: [10.0.0.0/8], external: [any]}
zones: {${ZONE}: {internal: in.zone, external: out.zone}, ${OTHER}: odd.zone}
sign: {${ZONE}: {parents: [], denial: ${denial}, zonemd: true}, ${OTHER}: {parents: [], denial: ${denial}}}
`

/** That every tool has a form for; of others it reads the octets (RFC 3597 §5). */
const KNOWN = new Set(
  `A NS CNAME SOA PTR HINFO MX TXT RP AFSDB AAAA LOC SRV DNAME DS SSHFP RRSIG NSEC DNSKEY NSEC3 NSEC3PARAM TLSA CDS
CDNSKEY CAA ZONEMD`.split(/\s+/),
)
const plainType = (type: string) => (KNOWN.has(type) || type.startsWith('TYPE') ? type : `TYPE${typeCode(type)}`)

/** As all tools read it. */
function linesForTools(zone: Zone): string[] {
  const lines: string[] = []
  eachSet(zone, (node, set) => {
    const { type, ttl, records } = ownSet(zone, set, zone.type(set))
    const name = typeName(type)
    for (const rdata of records) {
      const line = recordLine({ owner: zone.name(node), ttl, type, rdata })
      const [head, data] = [
        line.slice(0, line.indexOf(` ${name} `)),
        line.slice(line.indexOf(` ${name} `) + name.length + 2),
      ]
      if (!KNOWN.has(name)) lines.push(`${head} TYPE${type} \\# ${rdata.length} ${Buffer.from(rdata).toString('hex')}`)
      else if (name === 'RRSIG') lines.push(`${head} RRSIG ${data.replace(/^\S+/, plainType)}`)
      else if (name === 'NSEC') lines.push(`${head} NSEC ${data.replace(/(?<= )\S+/g, plainType)}`)
      else if (name === 'NSEC3')
        lines.push(
          `${head} NSEC3 ${data.replace(/(?<=^1 0 0 - \S+ )(.*)$/, (types) => types.split(' ').map(plainType).join(' '))}`,
        )
      else lines.push(line)
    }
  })
  const soa = lines.findIndex((line) => line.includes(' IN SOA '))
  return [...lines.splice(soa, 1), ...lines]
}

const verifiers: readonly (readonly [name: string, args: (file: string) => string[]])[] = [
  ['ldns-verify-zone', (file) => [file]],
  ['dnssec-verify', (file) => ['-z', '-o', `${ZONE}.`, file]],
  ['kzonecheck', (file) => ['-d', 'on', '-o', `${ZONE}.`, file]],
]

/** Absent, and what lies around what is there. */
const ABSENT: Readonly<Record<string, string>> = {
  'nobody A': 'NXDOMAIN secure',
  'a.nobody A': 'NXDOMAIN secure',
  'x.www A': 'NXDOMAIN secure',
  'zzzz A': 'NXDOMAIN secure',
  '\\000.www A': 'NXDOMAIN secure',
  'ent A': 'NOERROR secure',
  'b.ent A': 'NOERROR secure',
  'x.b.ent A': 'NXDOMAIN secure',
  'wild A': 'NOERROR secure',
  'x.wild TXT': 'NOERROR secure',
  'x.y.wild TXT': 'NOERROR secure',
  'x.wild A': 'NOERROR secure',
  'x.stop.wild TXT': 'NXDOMAIN secure',
  'y.x.deep.wild TXT': 'NOERROR secure',
  'deep.wild TXT': 'NOERROR secure',
  'inside A': 'NOERROR secure',
  'y.inside A': 'NOERROR secure',
  'x.alias A': 'NOERROR secure',
  'x.alias TXT': 'NOERROR secure',
  'h.old A': 'NOERROR secure',
  'y.old A': 'NXDOMAIN secure',
  'secure DS': 'NOERROR secure',
  'insecure DS': 'NOERROR secure',
  'below.cuts A': 'NOERROR secure',
  'deep.below.cuts DS': 'NOERROR secure',
  [`${LONGEST} TXT`]: 'NOERROR secure',
  [`${LONGEST.replace('aaa', 'aab')} A`]: 'NXDOMAIN secure',
  'large A': 'NOERROR secure',
}

/** Every rrset that the face has authority over, as a question. */
function questionsOf(zone: Zone): string[] {
  const questions: string[] = []
  eachSet(zone, (node, set) => {
    const flags = zone.flags(node)
    const type = zone.type(set)
    if (flags & (Flag.belowCut | Flag.belowDname | Flag.hashed) || type === Type.RRSIG) return
    if (flags & Flag.cut && type !== Type.DS) return
    questions.push(`${nameText(zone.name(node)).replace(/\.$/, '')} ${typeName(type)}`)
  })
  return questions
}

function shown(site: Site, view: string, member: number): Zone {
  const found = site.server.current.generation.views.find(({ name }) => name === view)?.zones.members[member]?.zone
  if (found === undefined) throw new Error(`nothing is served in ${view}`)
  return found
}

/** One process a question: for what is not merely another type. */
async function delvSays(file: string, port: number, question: string): Promise<string> {
  const [name, type] = question.split(' ') as [string, string]
  const server = ['@127.0.0.1', '-p', `${port}`, '-a', file, `+root=${ZONE}`]
  const { stdout } = await exec(installed('delv')!, [...server, '-q', `${name}.`, '-t', type]).catch((error) => error)
  return /; (negative response, )?fully validated/.exec(stdout)?.[0] ?? `${question}: ${stdout}`
}

function staticKey(site: Site): string {
  const read = readZoneKeys(join(site.folder, 'keys/zone', ZONE))
  if (read.kind !== 'good') throw new Error('there are no keys')
  const { dnskey } = read.keys[0]!
  const [flags, protocol, algorithm] = [(dnskey[0]! << 8) | dnskey[1]!, dnskey[2]!, dnskey[3]!]
  return `${ZONE}. static-key ${flags} ${protocol} ${algorithm} "${Buffer.from(dnskey.subarray(4)).toString('base64')}"`
}

async function judged(t: Test, site: Site, view: string): Promise<void> {
  const [zone, other] = [shown(site, view, 0), shown(site, view, 1)]
  const file = join(site.folder, `${view}.signed`)
  writeFileSync(file, `${linesForTools(zone).join('\n')}\n`)
  for (const [name, args] of verifiers) {
    if (!installed(name)) continue
    const said = await exec(name, args(file)).then(
      () => 'complete',
      ({ stdout, stderr }) => `${stdout}${stderr}`.slice(0, 2000),
    )
    t.equal(said, 'complete', name)
  }
  const views = site.server.settings.views.map(({ name }) => name)
  const { port } = site.server.bound.find((endpoint) => views[endpoint.view] === view)!
  const anchors = [ZONE, OTHER].map((zone) => anchorOf(site.folder, zone))
  const unbound = await Unbound.start(t, { port, zones: [ZONE, OTHER], anchors, asksAlways: true })
  const absent = Object.keys(ABSENT).map((question) => question.replace(' ', `.${ZONE} `))
  const wanted = Object.fromEntries([
    ...[zone, other].flatMap(questionsOf).map((question) => [question, 'NOERROR secure']),
    ...absent.map((question, i) => [question, Object.values(ABSENT)[i]]),
  ])
  const said: Record<string, string> = {}
  for (const question of Object.keys(wanted)) said[question] = await unbound.ask(question)
  t.same(said, wanted, `unbound, ${Object.keys(said).length} questions`)
  if (!installed('delv')) return
  writeFileSync(`${file}.anchors`, `trust-anchors {\n${staticKey(site)};\n};\n`)
  const shapes = [...questionsOf(zone).filter((question) => !question.startsWith('every-')), ...absent]
  for (const question of shapes)
    t.match(await delvSays(`${file}.anchors`, port, question), /^; (negative response, )?fully validated/, 'delv')
}

for (const denial of ['nsec', 'nsec3'])
  t.test(denial, { skip: !installed('unbound') && 'no unbound' }, async (t) => {
    const site = new Site(folderOf(t, { 'janus.yaml': config(denial), ...FILES }))
    t.teardown(() => site.stop())
    await site.start()
    for (const view of VIEWS) await t.test(view, (t) => judged(t, site, view))
  })

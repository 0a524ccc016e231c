// Lists that we sign, judged by others: ldns-verify-zone and dnssec-verify find the transferred zone complete, with NSEC, with NSEC3 and
// with records that are made when somebody asks, and unbound and delv validate what is listed, what is not, what a wildcard covers or an exclusion takes out, and what lies above
// entries; after a reload too, whose difference is a small part of the list.

import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { printRdata } from '../../src/dns/rdata/rdata.ts'
import { Type } from '../../src/dns/types.ts'
import { readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import { dsOf, type ZoneKey } from '../../src/sign/zone-key.ts'
import { becomes } from '../peers/outliving.ts'
import { installed } from '../peers/process.ts'
import { folderOf, janus, run, serve } from '../support/janus.ts'
import { Unbound } from '../support/unbound.ts'

const exec = promisify(execFile)
const SOA = '$SOA 300 ns.example.net. hostmaster.example.net. 0 1h 15m 30d 10s\n$NS 1d ns.example.net.\n'
const ENTRIES = 10_000

/** Single addresses, and in front of them ranges of each length from /8 to /31, each in a /8 of its own, with some exclusions. */
function addresses(): string {
  const ranges = Array.from({ length: 24 }, (_, i) => `${20 + i}.${i < 8 ? 0 : 85}.0.0/${8 + i} :3:range $\n`)
  const holes = ['!20.1.2.3\n', '!21.0.7.0/24\n', '!36.85.0.0/24\n!36.85.1.9\n']
  const single = (i: number) => `${60 + (i % 7)}.${i >> 8}.${(i * 11) % 256}.${(i * 101) % 256}\n`
  const count = ENTRIES - ranges.length - 4
  const singles = Array.from({ length: count }, (_, i) => single(i))
  return `${SOA}:127.0.0.2:listed $\n${ranges.join('')}${holes.join('')}${singles.join('')}`
}

const NAMES = `${SOA}:127.0.1.2:\n.bad.example.net\n!good.bad.example.net\n!.fine.bad.example.net\nexact.example.org\n`

const SECURE = 'NOERROR secure'
const NOT_THERE = 'NXDOMAIN secure'
const questions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'dnsbl.test': {
    '@ SOA': SECURE,
    '@ DNSKEY': SECURE,
    '@ A': SECURE,
    '2.0.0.127 A': SECURE,
    '1.0.0.127 A': NOT_THERE,
    '0.0.0.60 A': SECURE,
    '0.0.0.60 TXT': SECURE,
    '0.0.0.60 AAAA': SECURE,
    '1.0.0.60 A': NOT_THERE,
    'x.0.0.0.60 A': NOT_THERE,
    '4.3.2.99 A': NOT_THERE,
    // A range of /8, with an address taken out of it.
    '4.3.2.20 A': SECURE,
    '4.2.1.20 A': SECURE,
    '3.2.1.20 A': NOT_THERE,
    // A range of /9, with a /24 taken out of it.
    '9.8.0.21 TXT': SECURE,
    '9.7.0.21 A': NOT_THERE,
    '9.8.200.21 A': NOT_THERE,
    '7.0.21 A': NOT_THERE,
    // Others, of which one has been taken out whole.
    '9.9.85.32 A': SECURE,
    '77.0.85.36 A': NOT_THERE,
    '0.0.85.43 A': SECURE,
    '2.0.85.43 A': NOT_THERE,
    '0.60 A': SECURE,
    '60 TXT': SECURE,
    '*.2.20 A': SECURE,
    'ns A': NOT_THERE,
  },
  'names.test': {
    '@ NS': SECURE,
    'bad.example.net A': SECURE,
    'very.bad.example.net A': SECURE,
    'deep.very.bad.example.net A': SECURE,
    'good.bad.example.net A': SECURE,
    'x.good.bad.example.net A': SECURE,
    'fine.bad.example.net A': SECURE,
    'x.fine.bad.example.net A': SECURE,
    'example.net A': SECURE,
    'exact.example.org A': SECURE,
    'x.exact.example.org A': NOT_THERE,
    'nobody.example.org A': NOT_THERE,
    'test A': SECURE,
    'invalid A': NOT_THERE,
  },
}
const ZONES = Object.keys(questions)

const fullName = (zone: string, question: string) =>
  question.startsWith('@ ') ? question.replace('@', zone) : question.replace(' ', `.${zone} `)

function keyOf(folder: string, zone: string): ZoneKey {
  const read = readZoneKeys(join(folder, 'keys/zone', zone))
  if (read.kind !== 'good') throw new Error(`there are no keys of ${zone}`)
  return read.keys[0]!
}

const verifiers = [
  { name: 'ldns-verify-zone', args: (_: string, file: string) => [file] },
  { name: 'dnssec-verify', args: (zone: string, file: string) => ['-z', '-o', zone, file] },
]

async function isComplete(t: Test, folder: string, port: number, when: string): Promise<void> {
  for (const zone of ZONES) {
    const file = join(folder, 'transferred')
    const { stdout } = await run('dig', [...digOptions(port), zone, 'AXFR'])
    writeFileSync(file, stdout)
    for (const { name, args } of verifiers) {
      const said = await exec(installed(name)!, args(zone, file)).then(
        () => 'complete',
        ({ stdout, stderr }) => `${stdout}${stderr}`.slice(0, 2000),
      )
      t.equal(said, 'complete', `${name}: ${zone} ${when}`)
    }
  }
}

const digOptions = (port: number) => ['-p', String(port), '@127.0.0.1', '+time=60', '+noall', '+answer', '+onesoa']

async function areSecure(t: Test, folder: string, port: number, more: Readonly<Record<string, string>>): Promise<void> {
  const anchors = ZONES.map((zone) => {
    const ds = dsOf(nameFromText(`${zone}.`), keyOf(folder, zone))
    return `${zone}. DS ${printRdata(Type.DS, ds, 0, ds.length)}`
  })
  const unbound = await Unbound.start(t, { port, zones: ZONES, anchors, asksAlways: true })
  for (const zone of ZONES) {
    const wanted = { ...questions[zone], ...(zone === 'dnsbl.test' && more) }
    const names = Object.keys(wanted)
    const said = await unbound.askAll(names.map((question) => fullName(zone, question)))
    t.same(Object.fromEntries(names.map((name, i) => [name, said[i]])), wanted, `unbound: ${zone}`)
  }
  await unbound.stop()
}

async function delvAgrees(t: Test, folder: string, port: number): Promise<void> {
  for (const zone of ZONES) {
    const { dnskey } = keyOf(folder, zone)
    const [flags, key] = [(dnskey[0]! << 8) | dnskey[1]!, Buffer.from(dnskey.subarray(4)).toString('base64')]
    const file = join(folder, 'anchors')
    writeFileSync(file, `trust-anchors { "${zone}." static-key ${flags} 3 ${dnskey[3]} "${key}"; };\n`)
    for (const question of Object.keys(questions[zone]!)) {
      const [name, type] = fullName(zone, question).split(' ') as [string, string]
      const args = ['@127.0.0.1', '-p', String(port), '-a', file, `+root=${zone}.`, `${name}.`, type]
      const { stdout, stderr } = await exec(installed('delv')!, args).catch((error) => error)
      t.match(`${stdout}${stderr}`, /fully validated/, `delv: ${question} of ${zone}`)
    }
  }
}

const typeOf = (line: string) => line.split(/\s+/)[3]

/**
 * How many records of each type an IXFR names, deleted or added. Not those that a renewal changes too, which may fall due at any time: a list
 * of ten thousand has one every half minute.
 */
function countsOfTypes(ixfr: string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const type of ixfr.trim().split('\n').map(typeOf))
    if (type !== undefined && type !== 'RRSIG' && type !== 'SOA' && type !== 'ZONEMD')
      counts[type] = (counts[type] ?? 0) + 1
  return counts
}

/** For one address less and one more: its records, and the denials at its place and at those of the names that only lead to it. */
const TOLD = {
  nsec: { A: 2, TXT: 2, NSEC: 6 },
  nsec3: { A: 2, TXT: 2, NSEC3: 18 },
  minimal: { A: 2, TXT: 2, NSEC: 6 },
}

const needed = ['unbound', 'delv', 'dig', 'ldns-verify-zone', 'dnssec-verify']
const skip = needed.some((program) => installed(program) === undefined) && 'validators are missing'

for (const denial of ['nsec', 'nsec3', 'minimal'] as const)
  t.test(`validators find signed lists secure and complete, with ${denial}`, { skip, timeout: 300_000 }, async (t) => {
    const folder = folderOf(t, {
      'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
views: {campus: [any]}
transfers: [{from: [127.0.0.1]}]
lists:
  dnsbl.test: {files: [{file: addresses, format: ip4set}]}
  names.test: {files: [{file: names, format: dnset}]}
sign:
  dnsbl.test: {parents: [], denial: ${denial}, zonemd: true}
  names.test: {parents: [], denial: ${denial}}
`,
      addresses: addresses(),
      names: NAMES,
    })
    const server = await serve(t, folder)
    const port = server.port()
    for (const zone of ZONES) {
      const dnskeys = async () => (await run('dig', [...digOptions(port), zone, 'DNSKEY'])).stdout.split('\n')
      await becomes(dnskeys, (lines) => lines.some((line) => line.includes('DNSKEY')))
    }
    await isComplete(t, folder, port, 'at first')
    await areSecure(t, folder, port, { '4.113.0.203 A': NOT_THERE })
    await delvAgrees(t, folder, port)

    const serial = (await run('dig', [...digOptions(port), 'dnsbl.test', 'SOA'])).stdout.split(/\s+/)[6]!
    writeFileSync(join(folder, 'addresses'), addresses().replace('\n60.0.77.195\n', '\n').concat('203.0.113.4\n'))
    t.match(await janus('reload', '--config', join(folder, 'janus.yaml')), { code: 0 })
    const { stdout } = await run('dig', [...digOptions(port), 'dnsbl.test', `IXFR=${serial}`])
    t.same(countsOfTypes(stdout), TOLD[denial], 'a change of two is told')
    const signatures = stdout.split('\n').filter((line) => typeOf(line) === 'RRSIG').length
    t.ok(signatures < ENTRIES / 10, `${signatures} signatures are told: its own, and what was renewed meanwhile`)
    await isComplete(t, folder, port, 'after a reload')
    await areSecure(t, folder, port, { '4.113.0.203 A': SECURE })
  })

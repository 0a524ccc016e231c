// Signed lists of every format, with exclusions, values for each entry and `$` in every form, some of several files: verifiers find the
// transferred zones complete, unbound finds all answers secure, and the same list unsigned beside it gives the same rcodes and records.

import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { printRdata } from '../../src/dns/rdata/rdata.ts'
import { Type } from '../../src/dns/types.ts'
import { readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import { dsOf } from '../../src/sign/zone-key.ts'
import { readMessage } from '../../src/wire/message.ts'
import { askUdp } from '../peers/client.ts'
import { becomes } from '../peers/outliving.ts'
import { installed } from '../peers/process.ts'
import { type PeerList, peerLists } from '../peers/rbldnsd-lists.ts'
import { recordText } from '../support/ask.ts'
import { folderOf, run, serve } from '../support/janus.ts'
import { labelsOf } from '../support/name.ts'
import { queryOf } from '../support/query.ts'
import { Unbound } from '../support/unbound.ts'

const exec = promisify(execFile)
const HEAD = '$SOA 60 ns.example. hostmaster.example. 7 1h 15m 30d 10\n$NS 60 ns.example.\n'
const QUESTIONS = 40
const TYPES = ['A', 'TXT', 'MX'] as const

/** A list in which nothing is but what Janus adds, and one whose files take from each other. */
const others: readonly PeerList[] = [
  {
    format: 'ip4set',
    with: 'nothing listed',
    files: [`${HEAD}!203.0.113.9\n`],
    names: (random) => ['2.0.0.127', '1.0.0.127', '0.127', '9.113.0.203', 'x'][Math.floor(random() * 5)]!,
  },
  {
    format: 'ip4set',
    with: 'several files',
    files: [
      `${HEAD}10.0.0.0/8 :3:\n!10.0.0.9\n!10.0.1.255\n!10.0.2.0/25\n10.0.2.7\n!10.0.3\n10.0.3.3\n`,
      '!10.0.5.0/24\n11.0.0.0/8 :4:t $\n11.7.0.0/16 :5:u $\n',
    ],
    names: (random) => `${Math.floor(random() * 256)}.${Math.floor(random() * 8)}.${random() < 0.5 ? 0 : 7}.10`,
  },
]
const lists = [...peerLists, ...others]
const titleOf = ({ format, with: more = 'plain' }: PeerList) => `${format}, ${more}`

function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return (state >>> 8) / 0x1000000
  }
}

/** Not below a label that is `*`, where a zone has nothing (RFC 4592). */
function questionsOf({ names }: PeerList, random: () => number): (readonly [string, (typeof TYPES)[number]])[] {
  const asked = new Set(Array.from({ length: QUESTIONS }, () => names(random)))
  const named = [...asked].filter((name) => !/(^|\.)\*\../.test(name) && !name.includes('..'))
  return named.flatMap((name) => TYPES.map((type) => [name, type] as const))
}

const below = (name: string, zone: string) => (name === '' ? zone : `${name}.${zone}`)

/** Each answer without the zone's name and its serial. */
async function answersOf(port: number, zone: string, asked: ReturnType<typeof questionsOf>): Promise<string[]> {
  const queries = asked.map(([name, type]) => {
    const owner = labelsOf(nameFromText(`${below(name, zone)}.`))
    return queryOf(owner, Type[type], { edns: 1232 })
  })
  const texts = (await askUdp(port, queries)).map((bytes) => {
    const { rcode, answer, authority } = readMessage(bytes!)!
    const soa = authority.map((record) => recordText(record).replace(/(SOA \S+ \S+) \d+ /, '$1 '))
    return [rcode, ...answer.map(recordText).sort(), ...soa].join(', ')
  })
  return texts.map((text) => text.replaceAll(`${zone}.`, ''))
}

const needed = ['unbound', 'dig', 'ldns-verify-zone', 'dnssec-verify']
const skip = needed.some((program) => installed(program) === undefined) && 'validators are missing'

for (const denial of ['nsec3', 'compact'] as const)
  t.test(`signed lists of every format, with ${denial}`, { skip, timeout: 300_000 }, async (t) => {
    const files = lists.flatMap(({ files }, i) => files.map((text, k) => [`list-${i}-${k}`, text] as const))
    const configured = lists.flatMap(({ format, files }, i) => {
      const all = files.map((_, k) => `{file: list-${i}-${k}, format: ${format}}`).join(', ')
      return [`  s${i}.test: {files: [${all}]}`, `  u${i}.test: {files: [${all}]}`]
    })
    const sign = lists.map((_, i) => `  s${i}.test: {parents: [], denial: ${denial}, zonemd: ${i % 2 === 0}}`)
    const folder = folderOf(t, {
      'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
views: {campus: [any]}
transfers: [{from: [127.0.0.1]}]
lists:
${configured.join('\n')}
sign:
${sign.join('\n')}
`,
      ...Object.fromEntries(files),
    })
    const port = (await serve(t, folder)).port()
    const options = ['-p', String(port), '@127.0.0.1', '+time=60', '+noall', '+answer', '+onesoa']
    const dig = async (zone: string, type: string) => (await run('dig', [...options, zone, type])).stdout
    const anchors: string[] = []
    for (const [i, list] of lists.entries()) {
      const zone = `s${i}.test`
      await becomes(
        async () => (await dig(zone, 'DNSKEY')).split('\n'),
        (lines) => lines.some((line) => line.includes('DNSKEY')),
      )
      const file = join(folder, 'transferred')
      writeFileSync(file, await dig(zone, 'AXFR'))
      for (const [program, args] of [
        ['ldns-verify-zone', [file]],
        ['dnssec-verify', ['-z', '-o', zone, file]],
      ] as const) {
        const said = await exec(installed(program)!, [...args]).then(
          () => 'complete',
          ({ stdout, stderr }) => `${stdout}${stderr}`.slice(0, 2000),
        )
        t.equal(said, 'complete', `${program}: ${titleOf(list)}`)
      }
      const read = readZoneKeys(join(folder, 'keys/zone', zone))
      if (read.kind !== 'good') throw new Error(`there are no keys of ${zone}`)
      const ds = dsOf(nameFromText(`${zone}.`), read.keys[0]!)
      anchors.push(`${zone}. DS ${printRdata(Type.DS, ds, 0, ds.length)}`)
    }
    const zones = lists.map((_, i) => `s${i}.test`)
    const unbound = await Unbound.start(t, { port, zones, anchors, asksAlways: true })
    const random = randomFrom(11)
    for (const [i, list] of lists.entries()) {
      const asked = questionsOf(list, random)
      const [plain, signed] = [await answersOf(port, `u${i}.test`, asked), await answersOf(port, `s${i}.test`, asked)]
      // One text of a wildcard stands for all below it, with the prefix in place of the address.
      const isPrefix = (k: number) => asked[k]![1] === 'TXT' && /\/\d+/.test(signed[k]!)
      t.same(
        signed.map((said, k) => (isPrefix(k) ? 'prefix' : said)),
        plain.map((said, k) => (isPrefix(k) ? 'prefix' : said)),
        `${titleOf(list)}: as the list`,
      )
      const found = await unbound.askAll(asked.map(([name, type]) => `${below(name, `s${i}.test`)} ${type}`))
      const unproven = asked.filter((_, k) => !/^(NOERROR|NXDOMAIN) secure$/.test(found[k]!))
      t.same(unproven, [], `${titleOf(list)}: all is secure`)
    }
    await unbound.stop()
  })

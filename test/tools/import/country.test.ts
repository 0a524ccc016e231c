// The networks of a country as a list of clients: the import, the reading and the table take moments, however many they are.
// JANUS_FULL=1 takes as many as a list of all countries has.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { addressFromText } from '../../../src/dns/address.ts'
import { parseConfig } from '../../../src/text/config/load.ts'
import { importNamedConf } from '../../../src/tools/import/import.ts'
import { compilePrefixes } from '../../../src/views/prefix-table.ts'
import { folderOf } from '../../support/janus.ts'

const full = process.env.JANUS_FULL === '1'
const COUNT = full ? 440_000 : 20_000
/** Processor time, in seconds; four times what an idle machine takes. */
const LIMITS = full ? { import: 40, start: 20 } : { import: 6, start: 3 }

/** Of lengths from 19 to 32, none of them in another. */
const networks = Array.from({ length: COUNT }, (_, i) => {
  const base = 0x0100_0000 + i * 2 ** 13
  return `${base >>> 24}.${(base >>> 16) & 255}.${(base >>> 8) & 255}.${base & 255}/${19 + (i % 14)}`
})

t.test(`${COUNT} networks are imported and read again in moments`, async (t) => {
  const folder = folderOf(t, {
    'named.conf': `acl home {\n${networks.map((network) => `  ${network};\n`).join('')}};
options { recursion no; };
view "home" { match-clients { !192.0.2.1; home; }; zone "univ.example" { type primary; file "in"; }; };
view "out" { match-clients { any; }; zone "univ.example" { type primary; file "in"; }; };
`,
    in: '$TTL 1h\n@ SOA ns hostmaster 1 1h 15m 1w 5m\n@ NS ns\nns A 192.0.2.1\n',
  })
  const told: string[] = []
  const first = spent(() => importNamedConf(join(folder, 'named.conf'), { progress: (what) => told.push(what) }))
  t.ok(first.seconds < LIMITS.import, `the import takes ${first.seconds} s`)
  t.same(told, full ? [`${COUNT + 3} prefixes are put in order`] : [])
  const yaml = first.result.files.get('janus.yaml')!
  writeFileSync(join(folder, 'janus.yaml'), yaml)
  const second = spent(() => {
    const { settings, problems } = parseConfig(join(folder, 'janus.yaml'), Buffer.from(yaml))
    t.same(problems, [])
    const list = settings!.views.flatMap(({ prefixes }, view) => prefixes.map((prefix) => ({ prefix, view })))
    return { views: settings!.views, table: compilePrefixes(list) }
  })
  t.ok(second.seconds < LIMITS.start, `the start takes ${second.seconds} s`)
  const { views, table } = second.result
  t.equal(views[0]!.prefixes.length, COUNT)
  const [last] = views[0]!.prefixes.slice(-1)
  const line = yaml.split('\n')[last!.place!.line - 1]!
  t.equal(line.slice(last!.place!.column - 1, last!.place!.column - 1 + last!.place!.length), networks.at(-1))
  const viewOf = (address: string) => table.match(addressFromText(address)!, 4)
  for (const network of [networks[0]!, networks[COUNT / 2]!, networks.at(-1)!])
    t.equal(viewOf(network.split('/')[0]!), 0, network)
  for (const address of ['0.255.255.255', '192.0.2.1', '223.255.255.255']) t.equal(viewOf(address), 1, address)
})

function spent<T>(work: () => T): { result: T; seconds: number } {
  const start = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(start)
  return { result, seconds: (user + system) / 1e6 }
}

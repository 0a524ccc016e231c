// What finding costs: the zone of a name among many, and the node in it, for names that exist, that a wildcard stands for,
// that lie below a cut, and that do not exist. Run: node test/bench/find.ts [milliseconds per row]

import { nameFromText } from '../../src/dns/name-text.ts'
import { Suffixes } from '../../src/dns/suffixes.ts'
import { Lookup } from '../../src/zone/lookup.ts'
import { zoneSetOf } from '../support/zones.ts'
import { measure } from './measure/micro.ts'

const HOSTS = 10_000
const ZONES = 1000

const apex = '$TTL 3600\n@ SOA ns hostmaster 1 2h 1h 2w 5m\n  NS ns\nns A 192.0.2.1\n'
const hosts = Array.from({ length: HOSTS }, (_, i) => `h${i} A 10.0.${i >> 8}.${i & 255}\n`)
const cuts = Array.from({ length: 100 }, (_, i) => `d${i} NS ns.d${i}\nns.d${i} A 10.1.0.${i}\n`)
const small = Array.from({ length: ZONES }, (_, i): [string, string] => [`z${i}.example.`, `${apex}h0 A 192.0.2.2\n`])
const set = zoneSetOf({
  'univ.example.': `${apex}${hosts.join('')}${cuts.join('')}*.w A 192.0.2.3\n`,
  ...Object.fromEntries(small),
})

const rows: readonly (readonly [string, (i: number) => string])[] = [
  ['host', (i) => `h${i % HOSTS}.univ.example.`],
  ['host, 1,000 zones', (i) => `h0.z${i % ZONES}.example.`],
  ['wildcard', (i) => `x${i}.w.univ.example.`],
  ['referral', (i) => `x${i}.d${i % 100}.univ.example.`],
  ['nxdomain', (i) => `x${i}.univ.example.`],
  ['no zone of ours', (i) => `x${i}.elsewhere.example.`],
]

const milliseconds = Number(process.argv[2] ?? 500)
const suffixes = new Suffixes()
const lookup = new Lookup()

for (const [title, nameAt] of rows)
  measure(
    title,
    milliseconds,
    (i) => nameFromText(nameAt(i)),
    (name) => {
      suffixes.set(name, 0)
      const member = set.enclosing(suffixes)
      if (member >= 0) lookup.find(set.members[member]!.zone!, suffixes, false)
    },
  )

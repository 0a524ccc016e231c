// `janus check` on servers that zones name and those that the configuration knows.

import { join } from 'node:path'
import t, { type Test } from 'tap'
import { loadConfig } from '../../../src/text/config/load.ts'
import { speaker } from '../../../src/text/findings/wording.ts'
import { serverProblems } from '../../../src/tools/servers/problems.ts'
import { serversSays } from '../../../src/tools/servers/says.ts'
import { folderOf } from '../../support/janus.ts'
import { readFaces } from '../../support/load.ts'

const zone = (ns: string) => `$TTL 1h\n@ SOA ns1 root 1 1h 15m 1w 5m\n@ NS ns1\nns1 A 192.0.2.2\n${ns}`
const both = '@ NS ns2\nns2 A 192.0.2.54\n'

const cases: readonly {
  readonly name: string
  readonly ns: string
  readonly secondaries: string
  readonly more?: string
  readonly told: readonly string[]
}[] = [
  {
    name: 'each leads to the other',
    ns: both,
    secondaries: 'ns2: {address: [192.0.2.54], key: none, VIEWS}',
    told: [],
  },
  {
    name: 'a secondary to which no NS leads',
    ns: '',
    secondaries: 'ns2: {address: [192.0.2.54], key: none, VIEWS}',
    told: [
      'janus.yaml:5:3: info: the secondary "ns2" gets "univ.example." and 1 more in the view everyone, but no NS there names it: resolvers never ask it [secondary-not-named]',
    ],
  },
  {
    name: 'a server that is nobody of ours',
    ns: both,
    secondaries: 'ns3: {address: [192.0.2.55], key: none, VIEWS, zones: [univ.example]}',
    told: [
      'zone:5:3: info: "ns2.univ.example." (192.0.2.54) is a name server of "univ.example." in the view everyone, but neither this server nor one of its secondaries [server-no-secondary]',
      'janus.yaml:5:3: info: the secondary "ns3" gets "univ.example." in the view everyone, but no NS there names it: resolvers never ask it [secondary-not-named]',
    ],
  },
  {
    name: 'its name may have the address from which it fetches',
    ns: both,
    secondaries: 'ns2: {address: [192.0.2.99], from: [192.0.2.48/28], key: none, VIEWS}',
    told: [],
  },
  {
    name: 'an address that nobody here knows may be any',
    ns: '@ NS ns.elsewhere.example.\n',
    secondaries: 'ns2: {address: [192.0.2.54], key: none, VIEWS}',
    told: [],
  },
  {
    name: 'who may fetch may serve',
    ns: `${both}@ NS ns3\nns3 A 198.51.100.3\n`,
    secondaries: 'ns2: {address: [192.0.2.54], key: none, VIEWS}',
    more: 'transfers: [{from: [198.51.100.0/24]}]',
    told: [],
  },
  { name: 'without secondaries nothing is remarked', ns: both, secondaries: '', told: [] },
]

for (const { name, ns, secondaries, more = '', told } of cases)
  t.test(name, async (t) => {
    t.same(remarks(t, ns, secondaries.replace('VIEWS', 'views: [everyone]'), more), told)
  })

function remarks(t: Test, ns: string, secondaries: string, more: string): string[] {
  const folder = folderOf(t, {
    zone: zone(ns),
    'janus.yaml': `listen: [192.0.2.2]
views: {everyone: [any]}
zones: {univ.example: zone, dept.example: zone}
secondaries:${secondaries === '' ? ' {}' : ''}
  ${secondaries}
${more}
`,
  })
  const { settings } = loadConfig(join(folder, 'janus.yaml'))
  const speaks = speaker(serversSays, 'en')
  return serverProblems(settings!, readFaces(settings!, []))
    .map(({ place, severity, said, rule }) => {
      const where = `${place.file.replace(`${folder}/`, '')}:${place.line}:${place.column}`
      return `${where}: ${severity}: ${speaks.text(said.message)} [${rule}]`
    })
    .filter((line) => !line.includes('of "dept'))
}

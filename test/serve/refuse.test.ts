// Names that a view refuses although a zone above them is its own: it tells nothing of that zone at or below them.

import { join } from 'node:path'
import t from 'tap'
import { nameText } from '../../src/dns/name-text.ts'
import { openGeneration, shareGeneration } from '../../src/serve/published.ts'
import { generationOf } from '../../src/store/generation/generation.ts'
import { loadConfig } from '../../src/text/config/load.ts'
import { stepText } from '../../src/tools/explain/step-text.ts'
import { defaultOptions, rcodeOf, summary, TestServer } from '../support/ask.ts'
import { folderOf } from '../support/janus.ts'
import { loadViews } from '../support/load.ts'

const zone = '$TTL 1h\n@ SOA ns hostmaster 1 1h 15m 1w 5m\n@ NS ns\nns A 192.0.2.1\nwww A 192.0.2.80\n'

const cases = [
  { ask: 'www.univ.example A', internal: '192.0.2.80', external: '192.0.2.80' },
  { ask: 'dept.univ.example NS', internal: 'ns.dept.univ.example.', external: 'REFUSED' },
  { ask: 'www.dept.univ.example A', internal: '192.0.2.80', external: 'REFUSED' },
  { ask: 'old.dept.univ.example A', internal: 'NXDOMAIN', external: 'REFUSED' },
  { ask: 'DEPT.univ.example DS', internal: 'NODATA', external: 'NODATA' }, // the parent's side answers (RFC 4035 §3.1.4.1)
  {
    ask: 'alias.univ.example A',
    internal: 'CNAME www.dept.univ.example. 192.0.2.80',
    external: 'CNAME www.dept.univ.example.',
  },
  { ask: 'lab.univ.example A', internal: '192.0.2.9', external: 'REFUSED' },
  { ask: 'a.lab.univ.example A', internal: 'NXDOMAIN', external: 'REFUSED' },
  { ask: 'mylab.univ.example A', internal: 'NXDOMAIN', external: 'NXDOMAIN' },
]

t.test('a refused name is refused with all below it, and all else of the zone above is answered', async (t) => {
  const folder = folderOf(t, {
    'janus.yaml': `views:
  internal: [10.0.0.0/8]
  external: {clients: [any], refuse: [dept.univ.example, lab.univ.example]}
zones:
  univ.example: univ.zone
  dept.univ.example: {internal: dept.zone}
`,
    'univ.zone': `${zone}dept NS ns.dept\nns.dept A 192.0.2.2\nalias CNAME www.dept\nlab A 192.0.2.9\n`,
    'dept.zone': zone,
  })
  const { settings, problems } = loadConfig(join(folder, 'janus.yaml'))
  t.same(problems, [])
  const generation = generationOf(settings!, loadViews(settings!), 1)
  const shared = openGeneration(
    shareGeneration({ generation, publicViews: Uint8Array.of(0, 1), options: defaultOptions }),
  )
  for (const server of [new TestServer(generation), new TestServer(shared)])
    for (const { ask, internal, external } of cases)
      for (const [from, wanted] of [
        ['10.0.0.1', internal],
        ['192.0.2.1', external],
      ] as const) {
        const message = server.ask(ask, { from })
        t.equal(rcodeOf(message) === 'REFUSED' ? 'REFUSED' : summary(message), wanted, `${ask} from ${from}`)
      }
})

t.test('nor is a refused name told beside the answer to another question, but for the way of a referral', async (t) => {
  const folder = folderOf(t, {
    'janus.yaml': `views:
  internal: [10.0.0.0/8]
  external: {clients: [any], refuse: [lab.univ.example]}
zones:
  univ.example: univ.zone
  other.example: other.zone
`,
    'univ.zone': `${zone}@ MX 1 mail.lab\n@ MX 2 mail\nmail A 192.0.2.25\nmail.lab A 192.0.2.99\n*.lab A 192.0.2.98
_ldap._tcp SRV 0 0 389 any.lab\nweb HTTPS 1 web.lab\nsub NS ns.lab\n`,
    'other.zone': `${zone}@ MX 1 mail.lab.univ.example.\n`,
  })
  const { settings } = loadConfig(join(folder, 'janus.yaml'))
  const server = new TestServer(generationOf(settings!, loadViews(settings!), 1))
  const told = [
    { ask: 'univ.example MX', internal: ['mail.lab', 'mail'], external: ['mail'] },
    { ask: 'other.example MX', internal: ['mail.lab'], external: [] },
    { ask: '_ldap._tcp.univ.example SRV', internal: ['any.lab'], external: [] },
    { ask: 'web.univ.example HTTPS', internal: ['web.lab'], external: [] },
    { ask: 'www.sub.univ.example A', internal: ['ns.lab'], external: ['ns.lab'] },
  ]
  for (const { ask, internal, external } of told)
    for (const [from, wanted] of [
      ['10.0.0.1', internal],
      ['192.0.2.1', external],
    ] as const) {
      const names = server.ask(ask, { from }).additional.map(({ name }) => nameText(name).replace('.univ.example.', ''))
      t.same(names, wanted, `${ask} from ${from}`)
    }
})

t.test('an explanation says that the view refuses the name', async (t) => {
  t.equal(
    stepText({ name: 'lab.univ.example.', kind: 'withheld' }),
    'lab.univ.example. is refused in this view, whatever the zone above says',
  )
})

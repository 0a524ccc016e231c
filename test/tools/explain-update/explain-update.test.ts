// `janus explain update`: which views a change goes to, and which rule decides in each.

import { join } from 'node:path'
import t from 'tap'
import { parseConfig } from '../../../src/text/config/load.ts'
import { explainUpdate, readUpdateQuestion } from '../../../src/tools/explain-update/explain.ts'
import { updateExplanationText } from '../../../src/tools/explain-update/text.ts'
import { folderOf, janus } from '../../support/janus.ts'

const config = `views: {internal: [10.0.0.0/8, 127.0.0.1/32], external: [any], lab: [10.9.0.0/16]}
zones:
  univ.example: {internal: a.zone, external: a.zone}
  dept.univ.example: {internal: a.zone}
  far.univ.example: {internal: {primary: hidden}}
  lab.example: {lab: a.zone}
primaries: {hidden: {address: [192.0.2.1]}}
tsig:
  acme: {views: [internal, external]}
  near: {view: internal, from: [10.1.0.0/16]}
  half: {views: [internal, external]}
  idle: {view: internal}
updates:
  - {key: acme, zones: [univ.example, "*.univ.example"], names: ["_acme-challenge.*"], types: [TXT], lease: 1h}
  - {key: near, zones: [dept.univ.example], max-lease: 90m}
  - {key: half, zones: [univ.example], views: [external], names: [www]}
  - {from: [10.9.0.0/16], zones: [lab.example], names: ["*.dyn"]}
`
const { settings, problems } = parseConfig('janus.yaml', Buffer.from(config))

/** Words of the command, and the lines of its answer below the first. */
const cases: readonly (readonly [words: string, ...lines: string[]])[] = [
  [
    'acme 192.0.2.7 _acme-challenge.www.univ.example TXT',
    'internal, zone univ.example.: granted by a rule (14); it ends by itself after 1h',
    'external, zone univ.example.: granted by a rule (14); it ends by itself after 1h',
    'lab: not meant: the address or key of the client gives it internal, external',
    'NOERROR: permitted in internal and external, if the zone is good afterwards',
  ],
  [
    'ACME. 192.0.2.7 _acme-challenge.dept.univ.example TXT',
    'internal, zone dept.univ.example.: granted by a rule (14); it ends by itself after 1h',
    'external, zone univ.example.: granted by a rule (14); it ends by itself after 1h',
    'lab: not meant: the address or key of the client gives it internal, external',
    'NOERROR: permitted in internal and external, if the zone is good afterwards',
  ],
  [
    'acme 192.0.2.7 www.univ.example TXT',
    'internal, zone univ.example.: denied: no rule permits TXT at www.univ.example.: the rule on line 14 is for other names (14)',
    'external, zone univ.example.: denied: no rule permits TXT at www.univ.example.: the rule on line 14 is for other names (14)',
    'lab: not meant: the address or key of the client gives it internal, external',
    'REFUSED: denied in internal and external',
  ],
  [
    'acme 192.0.2.7 _acme-challenge.www.univ.example A',
    'internal, zone univ.example.: denied: no rule permits A at _acme-challenge.www.univ.example.: the rule on line 14 is for other types (14)',
    'external, zone univ.example.: denied: no rule permits A at _acme-challenge.www.univ.example.: the rule on line 14 is for other types (14)',
    'lab: not meant: the address or key of the client gives it internal, external',
    'REFUSED: denied in internal and external',
  ],
  [
    'acme 192.0.2.7 _acme-challenge.far.univ.example TXT',
    'internal, zone far.univ.example.: denied: the zone far.univ.example. in view internal comes from a primary: send updates to the primary',
    'external, zone univ.example.: granted by a rule (14); it ends by itself after 1h',
    'lab: not meant: the address or key of the client gives it internal, external',
    'NOTAUTH: denied in internal; so it is not done in external either',
  ],
  [
    'near 10.1.2.3 host.dept.univ.example A',
    'internal, zone dept.univ.example.: granted by a rule (15); a lease that is asked for is at most 90m',
    'external, zone univ.example.: not meant: the address or key of the client gives it internal',
    'lab: not meant: the address or key of the client gives it internal',
    'NOERROR: permitted in internal, if the zone is good afterwards',
  ],
  ['near 10.2.2.3 host.dept.univ.example A', 'REFUSED: the key "near" may only be used from 10.1.0.0/16'],
  ['nobody 10.2.2.3 host.dept.univ.example A', 'NOTAUTH: there is no key "nobody" under "tsig": the answer is BADKEY'],
  [
    'half 192.0.2.7 www.univ.example A',
    'internal, zone univ.example.: not meant: no rule of the key is about the zone in this view',
    'external, zone univ.example.: granted by a rule (16)',
    'lab: not meant: the address or key of the client gives it internal, external',
    'NOERROR: permitted in external, if the zone is good afterwards',
  ],
  [
    'near 10.1.2.3 x.lab.example A',
    'internal: not meant: the view has no zone above x.lab.example.',
    'external: not meant: the address or key of the client gives it internal',
    'lab, zone lab.example.: not meant: the address or key of the client gives it internal',
    'NOTAUTH: the zone is only in lab, but the address or key of the client gives it only internal',
  ],
  [
    '- 10.9.1.1 pc.dyn.lab.example A',
    'internal: not meant: the address or key of the client gives it lab',
    'external: not meant: the address or key of the client gives it lab',
    'lab, zone lab.example.: granted by a rule (17)',
    'NOERROR: permitted in lab, if the zone is good afterwards',
  ],
  [
    '- 10.9.1.1 pc.dyn.lab.example A --bare',
    'internal: not meant: the address or key of the client gives it lab',
    'external: not meant: the address or key of the client gives it lab',
    'lab, zone lab.example.: denied: no rule permits A at pc.dyn.lab.example.: for the rule on line 17 the client must use TCP, TLS, a cookie or a key (17)',
    'REFUSED: denied in lab',
  ],
  [
    'idle 10.1.1.1 www.univ.example A',
    'internal, zone univ.example.: not meant: no rule of the key is about the zone in this view',
    'external, zone univ.example.: not meant: the address or key of the client gives it internal',
    'lab: not meant: the address or key of the client gives it internal',
    'REFUSED: no rule of the key is about the zone in internal',
  ],
]

t.test('the configuration of these cases is good', async (t) => {
  t.same(
    problems.filter(({ severity }) => severity === 'error'),
    [],
  )
})

for (const [words, ...lines] of cases)
  t.test(words, async (t) => {
    const [key, source, name, type, bare] = words.split(' ')
    const question = readUpdateQuestion({
      key: key!,
      source: source!,
      name: name!,
      type: type!,
      bare: bare === '--bare',
    })
    if ('reason' in question) throw new Error(question.reason)
    const text = updateExplanationText(explainUpdate(settings!, question))
    const told = text.split('\n').slice(1)
    t.same(
      told.map((line) => line.trim().replaceAll(/\(\S*janus\.yaml:(\d+)\)/g, '($1)')),
      lines,
    )
  })

t.test('where nobody may change anything, it says so', async (t) => {
  const { settings: still } = parseConfig('janus.yaml', Buffer.from(config.slice(0, config.indexOf('updates:'))))
  const question = readUpdateQuestion({ key: '-', source: '10.9.1.1', name: 'a.dyn.lab.example', type: 'A' })
  if ('reason' in question) throw new Error(question.reason)
  t.match(explainUpdate(still!, question), { rcode: 'NOTIMP', views: [] })
})

t.test('the command, with and without a server, has the exit code of the answer', async (t) => {
  const folder = folderOf(t, { 'janus.yaml': config })
  const file = join(folder, 'janus.yaml')
  const explain = (...words: string[]) => janus('explain', 'update', ...words, '--config', file)
  t.match(await explain('acme', '192.0.2.7', '_acme-challenge.univ.example', 'TXT'), { code: 0, stdout: /^NOERROR/m })
  t.match(await explain('acme', '192.0.2.7', 'univ.example', 'TXT'), { code: 1, stdout: /janus\.yaml:14\)/ })
  const { stdout, code } = await explain('-', '10.9.1.1', 'a.dyn.lab.example', 'A', '--bare', '--json')
  t.match([code, JSON.parse(stdout)], [1, { rcode: 'REFUSED', views: [{}, {}, { verdict: 'denied', line: 17 }] }])
  t.match(await explain('acme', 'here', 'univ.example', 'TXT'), { code: 2, stderr: /cannot read the address "here"/ })
  t.match(await explain('acme', '::1', 'a..b', 'TXT'), { code: 2, stderr: /cannot read the name/ })
  t.match(await explain('acme', '::1', 'a', 'TXTT'), { code: 2, stderr: /cannot read the type "TXTT"/ })
  t.match(await explain('acme', '::1', 'a'), { code: 2, stderr: /missing required argument/ })
  t.match(await explain('acme', '::1', 'a', 'A', '--running'), { code: 2 })
})

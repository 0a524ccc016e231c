// A face of more than one file outlives the server like all others.

import t from 'tap'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'

const top = '$TTL 3600\n@ SOA ns hostmaster 1 7200 900 1209600 300\n@ NS ns\nns A 192.0.2.1\n'
const broken = 'nonsense\n'
const files = { 'a.zone': `${top}www A 192.0.2.2\n`, 'x.layer': 'www A 192.0.2.3\n' }

type Case = { readonly config: string; readonly breaks: string; readonly files?: Readonly<Record<string, string>> }

const cases: Readonly<Record<string, Case>> = {
  'a face of layers, with its upper layer broken': {
    config: 'zones: {a.example: {in: [a.zone, x.layer], out: a.zone}}\n',
    breaks: 'x.layer',
  },
  'a face of layers, with its lowest layer broken': {
    config: 'zones: {a.example: {in: [a.zone, x.layer], out: [a.zone, x.layer]}}\n',
    breaks: 'a.zone',
  },
  'a face out of lines for its view, with one of them broken': {
    config: 'zones: {a.example: a.zone}\n',
    breaks: 'a.zone',
    files: { 'a.zone': `${files['a.zone']}$VIEW in\npayroll A 10.0.0.7\n` },
  },
  'a face made from another, with that one broken': {
    config: 'zones: {a.example: {in: a.zone, out: {from: in, rules: [drop: private]}}}\n',
    breaks: 'a.zone',
  },
  'the PTRs of a view, with the zone of the addresses broken': {
    config: 'zones: {a.example: a.zone}\nreverse: {192.0.2.0/24: [in, out]}\n',
    breaks: 'a.zone',
  },
}

for (const [what, { config, breaks, files: own }] of Object.entries(cases))
  t.test(what, async (t) => {
    const above = 'listen: ["127.0.0.1:0"]\nudp: portable\nstate: state\nviews: {in: [127.0.0.1], out: [any]}\n'
    const site = new Site(folderOf(t, { ...files, ...own, 'janus.yaml': above + config }))
    t.teardown(() => site.stop())
    await site.start()
    const before = site.served.map(({ face, text }) => [face, text])
    t.ok(
      before.every(([, text]) => text !== undefined),
      'all is served',
    )
    site.write(breaks, broken)
    for (const start of ['after a restart', 'and after another']) {
      await site.restart()
      t.same(
        site.served.map(({ face, text }) => [face, text]),
        before,
        start,
      )
      t.notSame(
        site.served.filter(({ state }) => state !== 'current'),
        [],
        'it is said',
      )
    }
  })

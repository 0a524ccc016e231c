// janus explain as people and scripts run it.

import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { StateFolder } from '../../src/state/state-folder.ts'
import { clientsOf } from '../../src/supply/load.ts'
import { loadConfig } from '../../src/text/config/load.ts'
import type { Explanation } from '../../src/tools/explain/explanation.ts'
import { loadViews } from '../support/load.ts'
import { janus, root } from '../support/run-janus.ts'

const config = `
views:
  internal: [192.0.2.0/24, 10.0.0.0/8]
  external: [any]
zones:
  example.com: {internal: in.zone, external: out.zone}
`
const top = '$TTL 1h\n@ SOA ns hostmaster 1 1h 15m 1w 5m\n@ NS ns\nns A 192.0.2.1\n'
const files = {
  'janus.yaml': config,
  'in.zone': `${top}*.w A 10.0.0.1\nalias CNAME www\nwww A 10.0.0.80\nsub NS ns.sub\nns.sub A 10.0.0.53\nx.y TXT "x"\n`,
  'out.zone': `${top}www A 192.0.2.80\n`,
}

t.test('the way from the address to the line is told', async (t) => {
  const folder = t.testdir(files)
  const { stdout, status } = janus(['explain', '10.1.2.3', 'alias.example.com'], folder)
  t.equal(status, 0)
  t.equal(
    stdout,
    `alias.example.com. A asked from 10.1.2.3 over UDP

view      internal, by 10.0.0.0/8 (./janus.yaml:3)
          not external, by 0.0.0.0/0 (./janus.yaml:4): less specific

zone      example.com., serial 1, generation 1 (in.zone)
path      alias.example.com. exists, and is an alias of www.example.com.
          www.example.com. exists, and has the type asked for
answer    NOERROR, authoritative

answer:
  alias.example.com. 3600 IN CNAME www.example.com.
      in.zone:6
  www.example.com. 3600 IN A 10.0.0.80
      in.zone:7

! in external: NXDOMAIN, another answer
    - alias.example.com. 3600 IN CNAME www.example.com.
    - www.example.com. 3600 IN A 10.0.0.80
`,
  )
})

t.test('each way in which a name is found is told', async (t) => {
  const folder = t.testdir(files)
  const cases: [string, string, string][] = [
    [
      'a.w.example.com',
      'A',
      'does not exist: the closest encloser is w.example.com., and *.w.example.com. stands for it',
    ],
    ['www.example.com', 'MX', 'www.example.com. exists, but has only A'],
    ['y.example.com', 'A', 'exists because names below it do, and has no records (an empty non-terminal)'],
    ['no.example.com', 'A', 'does not exist: the closest encloser is example.com., and it has no wildcard'],
    ['a.sub.example.com', 'A', 'lies below the cut at sub.example.com., which is delegated'],
    ['example.net', 'A', 'example.net. is in no zone of this view'],
  ]
  for (const [name, type, path] of cases) t.match(janus(['explain', '10.0.0.9', name, type], folder).stdout, path, name)
})

t.test('an explanation is one JSON document for programs', async (t) => {
  const folder = t.testdir(files)
  const { stdout } = janus(['explain', '198.51.100.1', 'www.example.com', '--json'], folder)
  const explanation = JSON.parse(stdout) as Explanation
  t.match(explanation, {
    question: { address: '198.51.100.1', name: 'www.example.com.', type: 'A' },
    prefixes: [{ prefix: '0.0.0.0/0', view: 'external', line: 4 }],
    answer: {
      view: 'external',
      rcode: 'NOERROR',
      zone: { name: 'example.com.', serial: 1, state: 'current' },
      sections: { answer: [{ owner: 'www.example.com.', rdata: '192.0.2.80', file: 'out.zone', line: 5 }] },
    },
    others: [{ view: 'internal', differs: true, more: ['www.example.com. 3600 IN A 10.0.0.80'] }],
  })
})

t.test('a question that is none, and a configuration with errors, exit with 2 and say why', async (t) => {
  const folder = t.testdir({ ...files, 'bad.yaml': 'views: 1\n' })
  const cases: [readonly string[], RegExp][] = [
    [['10.0.0', 'example.com'], /cannot read the address "10\.0\.0"/],
    [['10.0.0.1', 'a..b'], /cannot read the name "a\.\.b"/],
    [['10.0.0.1', 'example.com', 'MXX'], /cannot read the type "MXX"/],
    [['10.0.0.1', 'example.com', '--config', 'bad.yaml'], /bad\.yaml:1:8: error/],
    [['10.0.0.1'], /missing required argument/],
  ]
  for (const [args, message] of cases) {
    const { status, stderr } = janus(['explain', ...args], folder)
    t.equal(status, 2, args.join(' '))
    t.match(stderr, message)
  }
})

t.test('who signs by a key that is not there gets another answer than who does not sign', async (t) => {
  const folder = t.testdir(files)
  const { stdout } = janus(['explain', '10.0.0.1', 'www.example.com', 'AXFR', '--key', 'nobody'], folder)
  t.match(stdout, /^answer {4}NOTAUTH with BADKEY/m)
  t.match(stdout, /^! in external: REFUSED, another answer$/m)
  t.notMatch(stdout, /the same answer/)
})

t.test('a zone with errors has no answer where no good version is known', async (t) => {
  const folder = t.testdir({
    ...files,
    'out.zone': 'nonsense\n',
    state: { zones: { external: { 'example.com.zone-image': 'damaged' } } },
  })
  const { stdout, stderr, status } = janus(['explain', '198.51.100.1', 'www.example.com'], folder)
  t.equal(status, 0)
  t.match(stdout, /\(out\.zone\): refused, and no good version is known\n.*SERVFAIL/s)
  t.match(stderr, /^janus explain: cannot use ".*example\.com\.zone-image", .*: it is not whole; --running asks/)
  t.match(janus(['explain', '10.0.0.9', 'www.example.com'], folder).stdout, /10\.0\.0\.80\n {6}in\.zone:7/)
})

t.test('what cannot be opened in the state folder is told in words', async (t) => {
  const image = 'state/zones/external/example.com.zone-image'
  const folder = t.testdir({ ...files, 'out.zone': 'nonsense\n', state: { zones: { external: {} } } })
  symlinkSync('example.com.zone-image', join(folder, image))
  const ask = () => janus(['explain', '198.51.100.1', 'www.example.com'], folder).stderr
  t.match(ask(), /: it cannot be read: its symbolic links form a loop; --running asks/)
  rmSync(join(folder, image))
  mkdirSync(join(folder, image))
  t.match(ask(), /: it cannot be read: it is a folder; --running asks/)
})

t.test('files of a last good version are named as all others are', async (t) => {
  const folder = t.testdir(files)
  const settings = loadConfig(join(folder, 'janus.yaml')).settings!
  const kept = loadViews(settings).faces.map(({ name, view, zone, lines }) => {
    const made = {
      configured: [],
      clients: clientsOf(settings.views[view]!),
      judged: '',
      sources: [],
      problems: [],
      lines: lines!.toData(),
    }
    return { view: settings.views[view]!.name, name, zone: zone!, ...made }
  })
  t.same(new StateFolder(join(folder, 'state')).keep(kept), [])
  writeFileSync(join(folder, 'in.zone'), 'nonsense\n')
  const { stdout } = janus(['explain', '10.0.0.9', 'www.example.com'], folder)
  t.match(stdout, /\(in\.zone\): its source, or that of another view, has errors; the last good version is served\n/)
  t.match(stdout, /10\.0\.0\.80\n {6}in\.zone:7/)
  t.notMatch(stdout, folder)
})

t.test('the sample campus is explained from both sides', async (t) => {
  const ask = (address: string) =>
    janus(['explain', address, 'hosta.dept.univ.example', 'MX', '--config', 'zones/janus.yaml'], root).stdout
  t.match(ask('192.0.2.99'), /MX 10 hosta\.dept\.univ\.example\.\n.*dept\.univ\.example\.zone:\d+/)
  t.match(ask('203.0.113.1'), /MX 10 mx\.univ\.example\./)
})

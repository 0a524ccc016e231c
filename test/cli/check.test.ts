// janus check as people and scripts run it.

import t from 'tap'
import { janus, root } from '../support/run-janus.ts'

function check(args: readonly string[], cwd = root) {
  return janus(['check', ...args], cwd)
}

const zone = (records: string) =>
  `$TTL 1h\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns\n@ NS ns.example.net.\nns A 192.0.2.1\n${records}\n`
const config = 'listen: [127.0.0.1:5300]\nviews: {internal: [192.0.2.0/24], external: [any]}\n'

t.test('the sample campus passes, warnings counted', async (t) => {
  const { stdout, status } = check(['--config', 'zones/janus.yaml', '--strict'])
  t.match(stdout, /^\d+ zones in 2 views: no problems \(\d+ remarks with --info\)\n$/)
  t.equal(status, 0)
})

t.test('a zone with an error is told with the file as one finds it from here, and counted as refused', async (t) => {
  const folder = t.testdir({
    'janus.yaml': `${config}zones: {a.example: zones/a.zone, b.example: {internal: zones/b.zone}}\n`,
    zones: { 'a.zone': zone('* MX 10 ns'), 'b.zone': zone('') },
  })
  const { stdout, status } = check([], folder)
  t.match(stdout, /^zones\/a\.zone:6:1: error: .*\[wildcard-mx\]/)
  t.equal(stdout.match(/wildcard-mx/g)?.length, 1, 'a file in two views is told about once')
  t.match(stdout, '2 zones in 2 views, 2 zone faces refused: 1 error in 1 file')
  t.equal(status, 1)
})

t.test('only what serving would refuse is counted as refused', async (t) => {
  const mail = 'mail: {gateways: {internal: mx-in.a.example, external: mx.a.example}}\n'
  const hosts = 'mx A 192.0.2.25\nmx-in A 192.0.2.26\n'
  const told = (inside: string, outside: string, ...args: string[]) => {
    const folder = t.testdir({
      'janus.yaml': `${config}${mail}zones: {a.example: {internal: in.zone, external: out.zone}}\n`,
      'in.zone': zone(hosts + inside),
      'out.zone': zone(hosts + outside),
    })
    const { stdout, status } = check(args, folder)
    t.equal(status, 1)
    return stdout.trim().split('\n').at(-1)!.split(':')[0]
  }
  t.equal(told('', 'x MX 10 mx'), '1 zone in 2 views', 'one-sided mail')
  t.equal(told('x 60 A 192.0.2.1\nx 90 A 192.0.2.2', '', '--rule', 'ttl-mismatch=error'), '1 zone in 2 views')
  t.equal(told('* MX 10 mx', ''), '1 zone in 2 views, 1 zone face refused')
  t.equal(
    told('x MX 10 y\ny CNAME mx', 'x MX 10 y\ny CNAME mx'),
    '1 zone in 2 views, 2 zone faces refused',
    'found in the view',
  )
  t.equal(told('x A', '$INCLUDE none.inc'), '1 zone in 2 views, 2 zone faces refused', 'found in the text')
})

t.test('a configuration with an error is exit code 2, and so is a file that cannot be read', async (t) => {
  const folder = t.testdir({
    'bad.yaml': 'lisen: []\n',
    'gone.yaml': `${config}zones: {a.example: gone.zone}\n`,
    'warned.yaml': `${config}zones: {a.example: {internal: a.zone}}\n`,
    'a.zone': zone(''),
  })
  t.match(check(['--config', 'bad.yaml'], folder), { status: 2, stdout: /bad\.yaml:1:1: error: / })
  t.match(check(['--config', 'none.yaml'], folder), { status: 2, stdout: /none\.yaml:1:1: error: / })
  t.match(check(['--config', 'gone.yaml'], folder), { status: 2, stdout: /no such file/ })
  t.match(check(['--config', 'warned.yaml'], folder), { status: 0, stdout: /view-unused/ })
  t.equal(check(['--config', 'warned.yaml', '--strict'], folder).status, 1)
  t.equal(check(['--no-such-option'], folder).status, 2)
})

t.test('--help says what the exit codes mean', async (t) => {
  const { stdout, status } = check(['--help'])
  t.match(stdout, 'Exit code:')
  t.equal(status, 0)
})

t.test('the configuration says how much a rule counts', async (t) => {
  const files = { 'a.zone': zone('x 60 A 192.0.2.1\nx 90 A 192.0.2.2') }
  const rules = (text: string) => ({
    ...files,
    'janus.yaml': `${config}zones: {a.example: a.zone}\nrules: {${text}}\n`,
  })
  t.match(check([], t.testdir(rules('ttl-mismatch: error'))), { status: 1, stdout: /error: .*\[ttl-mismatch\]/ })
  t.match(check(['--strict'], t.testdir(rules('ttl-mismatch: off'))), { status: 0, stdout: /no problems/ })
  t.match(check([], t.testdir(rules('mx-to-cname: off'))), {
    status: 0,
    stdout: /janus\.yaml:4:9: warning: .*always an error/,
  })
  t.match(check([], t.testdir(rules('no-such: error'))).stdout, 'there is no such rule')
  t.equal(check([], t.testdir(rules('ttl-mismatch: fatal'))).status, 2)
})

t.test('a face made from another has the serial of its source, and no finding about it', async (t) => {
  const faces = '{internal: in.zone, external: {from: internal, rules: [{hide: [lab]}]}}'
  const folder = t.testdir({
    'janus.yaml': `${config}zones: {a.example: ${faces}, b.example: {internal: in.zone, external: out.zone}}\n`,
    'in.zone': zone('lab A 192.0.2.2'),
    'out.zone': zone(''),
  })
  const told = check(['--rule', 'view-serial=error'], folder).stdout.match(/^\S+ error: the serial .*$/gm)
  t.strictSame(told, [
    'out.zone:2:21: error: the serial 1 is that of the view internal too, although the contents differ [view-serial]',
  ])
})

t.test(
  'a zone that is refused is not told besides that its addresses have no PTR in a zone that is completed',
  async (t) => {
    const told = (records: string) => {
      const folder = t.testdir({
        'janus.yaml': `${config}reverse: {192.0.2.0/24: [internal]}\nzones: {a.example: in.zone, b.example: b.zone}\n`,
        'in.zone': zone(records),
        'b.zone': zone('host A 192.0.2.9'),
      })
      return check([], folder).stdout.match(/\[[a-z-]+\]$/gm)
    }
    t.same(told('www A 192.0.2.8'), null)
    t.same(told('www A 192.0.2.8\nwww CNAME ns'), ['[cname-and-other-data]'])
  },
)

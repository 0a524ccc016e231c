// Zones of this server below a zone that it signs: without a delegation, validating resolvers take them for bogus.

import t from 'tap'
import { janus } from '../support/run-janus.ts'

const zone = (records: string, ns = '@ NS ns\n@ NS ns.example.net.\nns A 192.0.2.1\nns AAAA 2001:db8::1\n') =>
  `$TTL 1h\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n${ns}${records}`

const DEPT =
  'dept.a.example. IN NS ns.dept.a.example.; dept.a.example. IN NS ns.example.net.; ' +
  'ns.dept.a.example. IN A 192.0.2.1; ns.dept.a.example. IN AAAA 2001:db8::1'
const LED = 'dept NS ns.dept\ndept NS ns.example.net.\nns.dept A 192.0.2.1\n'

/** What is told of the files of the upper zone. */
const cases: readonly (readonly [what: string, sign: string, zones: string, told: readonly string[]])[] = [
  ['a zone below, in both views', 'a.example: {parents: []}', 'dept.a.example: dept.zone', ['in', 'out']],
  ['each view by itself', 'a.example: {parents: []}', 'dept.a.example: {internal: dept.zone}', ['in']],
  [
    'the lower one is signed too',
    'a.example: {parents: []}, dept.a.example: {parents: []}',
    'dept.a.example: dept.zone',
    ['in', 'out'],
  ],
  ['only the lower one is signed', 'dept.a.example: {parents: []}', 'dept.a.example: dept.zone', []],
  [
    'one further below, which the next above it delegates',
    'a.example: {parents: []}',
    'led.a.example: led.zone, x.led.a.example: dept.zone',
    [],
  ],
  ['empty names between', 'a.example: {parents: []}', 'x.y.a.example: dept.zone', ['in', 'out']],
]

t.test('a zone below one that is signed is delegated in the same view', async (t) => {
  for (const [what, sign, zones, told] of cases) {
    const folder = t.testdir({
      'janus.yaml':
        'listen: [127.0.0.1:5300]\nviews: {internal: [192.0.2.0/24], external: [any]}\n' +
        `zones: {a.example: {internal: in.zone, external: out.zone}, ${zones}}\nsign: {${sign}}\n`,
      'in.zone': zone('led NS ns\nled NS ns.example.net.\n'),
      'out.zone': zone('led NS ns\nled NS ns.example.net.\nwww A 192.0.2.7\n'),
      'dept.zone': zone(''),
      'led.zone': zone('x NS ns\nx NS ns.example.net.\n'),
    })
    const { stdout, status } = janus(['check'], folder)
    const errors = stdout.split('\n').filter((line) => line.includes('[sign-undelegated]'))
    t.same(
      errors.map((line) => /^(\w+)\.zone:2:1: error: a\.example\. is signed/.exec(line)?.[1]),
      told,
      `${what}: ${stdout}`,
    )
    t.equal(status, told.length > 0 ? 1 : 0, what)
    if (told.length > 0) t.notMatch(stdout, '[delegation-missing]')
  }
})

t.test('the fix is all that the upper zone needs, and mends it', async (t) => {
  const told = (records: string) => {
    const folder = t.testdir({
      'janus.yaml':
        'listen: [127.0.0.1:5300]\nviews: {world: [any]}\nzones: {a.example: a.zone, dept.a.example: dept.zone}\n' +
        'sign: {a.example: {parents: []}}\n',
      'a.zone': zone(records),
      'dept.zone': zone(''),
    })
    return janus(['check'], folder)
  }
  t.match(told('').stdout, DEPT)
  const { stdout, status } = told(`${DEPT.replaceAll('; ', '\n')}\n`)
  t.notMatch(stdout, 'undelegated')
  t.equal(status, 0, stdout)
  t.equal(told(LED).status, 0)
})

t.test('a face that stays unsigned is only warned of, and so is a zone that nobody signs', async (t) => {
  const folder = t.testdir({
    'janus.yaml':
      'listen: [127.0.0.1:5300]\nviews: {internal: [192.0.2.0/24], external: [any]}\n' +
      'zones: {a.example: {internal: in.zone, external: out.zone}, dept.a.example: dept.zone}\n' +
      'sign: {a.example: {parents: []}}\n' +
      'unsigned-faces: [{zone: a.example, view: internal, reason: a test, until: 2099-01-01}]\n',
    'in.zone': zone(''),
    'out.zone': zone('www A 192.0.2.7\n'),
    'dept.zone': zone(''),
  })
  const { stdout } = janus(['check'], folder)
  t.match(stdout, /^in\.zone:2:1: warning: .*\[delegation-missing\]/m)
  t.match(stdout, /^out\.zone:2:1: error: .*\[sign-undelegated\]/m)
  t.notMatch(stdout, /^in\.zone.*sign-undelegated/m)
})

t.test('a list and a generated zone are delegated like any other', async (t) => {
  const folder = t.testdir({
    'janus.yaml':
      'listen: [127.0.0.1:5300]\nstate: state\nviews: {internal: [192.0.2.0/24]}\n' +
      'zones: {a.example: a.zone, in-addr.arpa: arpa.zone}\nlists: {pop.a.example: {leases: 10m}}\n' +
      'reverse: {192.0.2.0/24: [internal]}\nsign: {a.example: {parents: []}, in-addr.arpa: {parents: []}}\n',
    'a.zone': zone(''),
    'arpa.zone': zone('', '@ NS ns.a.example.\n@ NS ns.example.net.\n'),
  })
  const { stdout } = janus(['check'], folder)
  t.match(stdout, /^a\.zone:2:1: error: .* pop\.a\.example\..*\[sign-undelegated\]/m)
  t.match(stdout, /^arpa\.zone:2:1: error: .* 2\.0\.192\.in-addr\.arpa\..*\[sign-undelegated\]/m)
})

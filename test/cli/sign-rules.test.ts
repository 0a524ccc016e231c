// What `janus check` says of zones that are signed here, or come signed, beside each other in views.

import t from 'tap'
import { janus } from '../support/run-janus.ts'

const HEAD =
  '$TTL 1h\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns\n@ NS ns.example.net.\nns A 192.0.2.1\nns AAAA 2001:db8::1\n'
const LED = 'dept NS ns\ndept NS ns.example.net.\n'
const DS = `dept DS 1 13 2 ${'A1'.repeat(32)}\n`
const KEY =
  '@ DNSKEY 257 3 13 5yJ6Qb+5ejL+244p3THgALYb5EqeA9ky/egYBYMEX+TZ2WP4wmmn/VA2kVji7sP56C184hdOftOB6cLtspd2Nw==\n'
const OTHER =
  '@ DNSKEY 257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==\n'
const NEW =
  /\[(sign-ds-view|sign-ds-unsigned|sign-input|sign-view-unsigned|sign-keys-differ|sign-denial-inside|key-size)\]/

/** `inner`, `outer`: records of the two faces of the upper zone. */
const rows: readonly {
  readonly what: string
  readonly inner: string
  readonly outer: string
  readonly sign?: string
  readonly told: readonly string[]
}[] = [
  {
    what: 'a delegation without a DS',
    inner: LED,
    outer: LED,
    sign: 'a.example: true, dept.a.example: true',
    told: [],
  },
  {
    what: 'a DS by hand in one face',
    ...{
      inner: LED + DS,
      outer: LED,
      sign: 'a.example: true, dept.a.example: true',
      told: ['in warning sign-ds-view'],
    },
  },
  {
    what: 'a DS of an unsigned zone',
    inner: LED,
    outer: LED + DS,
    sign: 'a.example: true',
    told: ['out error sign-ds-unsigned'],
  },
  { what: 'neither is signed here', inner: LED + DS, outer: LED + DS, told: [] },
  {
    what: 'keys, and what the parent is asked for, in a source',
    ...{ inner: `${LED}${KEY}@ CDS 0 0 0 00\n`, outer: LED, sign: 'a.example: true' },
    told: ['in error sign-input', 'in error sign-input', 'out error sign-view-unsigned'],
  },
  {
    what: 'a DNSKEY below the top is not ours',
    inner: `${LED}${KEY.replace('@', 'x')}`,
    outer: `${LED}${KEY.replace('@', 'x')}`,
    sign: 'a.example: true',
    told: [],
  },
  { what: 'one face comes signed', inner: LED + KEY, outer: LED, told: ['out error sign-view-unsigned'] },
  {
    what: 'two key sets',
    ...{ inner: LED + KEY, outer: LED + OTHER, told: ['in error sign-keys-differ', 'out error sign-keys-differ'] },
  },
  ...[
    ['nsec', ['in warning sign-denial-inside']],
    ['minimal', []],
    ['{external: compact}', []],
    ['{internal: compact}', ['in warning sign-denial-inside']],
  ].map(([denial, told]) => ({
    what: `names inside only, and denial by ${denial}`,
    ...{ inner: `${LED}intra A 10.0.0.1\nwiki A 10.0.0.2\n`, outer: LED, sign: `a.example: {denial: ${denial}}` },
    told: told as readonly string[],
  })),
  {
    what: 'names inside only, and the outside is signed by nobody',
    ...{ inner: `${LED}intra A 10.0.0.1\n`, outer: LED, told: [] },
  },
  { what: 'both keys in both', inner: LED + KEY + OTHER, outer: LED + OTHER + KEY, told: [] },
]

t.test('what is signed, and by which keys, fits in all views', async (t) => {
  for (const { what, inner, outer, sign = '', told } of rows) {
    const folder = t.testdir({
      'janus.yaml':
        'listen: [127.0.0.1:5300]\nviews: {internal: [192.0.2.0/24], external: [any]}\n' +
        'zones: {a.example: {internal: in.zone, external: out.zone}, dept.a.example: dept.zone}\n' +
        `sign: {${sign}}\n`,
      'in.zone': HEAD + inner,
      'out.zone': HEAD + outer,
      'dept.zone': HEAD,
    })
    const { stdout } = janus(['check'], folder)
    const found = stdout.split('\n').flatMap((line) => {
      const [, rule] = NEW.exec(line) ?? []
      const [, file, severity] = /^(\w+)\.zone:\d+:\d+: (\w+):/.exec(line) ?? []
      return rule === undefined ? [] : [`${file} ${severity} ${rule}`]
    })
    t.same(found.sort(), [...told].sort(), `${what}: ${stdout}`)
  }
})

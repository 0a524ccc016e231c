// Compares two views: what counts as a difference, and which are expected.

import { join } from 'node:path'
import t from 'tap'
import { inEnglish } from '../../../src/supply/english.ts'
import { loadConfig } from '../../../src/text/config/load.ts'
import { type DiffReport, diffViews } from '../../../src/tools/diff/diff.ts'
import { isExpired, today } from '../../../src/tools/diff/reviewed.ts'
import { loadViews } from '../../support/load.ts'
import fc from '../../support/properties.ts'
import { janus } from '../../support/run-janus.ts'

const top = (serial: number) => `$TTL 1h\n@ SOA ns hostmaster ${serial} 1h 15m 1w 5m\n@ NS ns\nns A 192.0.2.1\n`

function config(extra: string): string {
  const zones = 'zones:\n  example.com: {internal: in.zone, external: out.zone}\n  lan: {internal: lan.zone}\n'
  return `views:\n  internal: [10.0.0.0/8]\n  external: [any]\n${zones}${extra}`
}

type Test = Pick<typeof t, 'testdir'>

function folder(test: Test, inside: string, outside: string, extra = ''): string {
  return test.testdir({
    'janus.yaml': config(extra),
    'in.zone': top(51) + inside,
    'out.zone': top(1) + outside,
    'lan.zone': `${top(1)}www A 10.0.0.1\n`,
  })
}

function report(test: Test, inside: string, outside: string, extra = '', day = '2026-06-01'): DiffReport {
  const { settings, problems } = loadConfig(join(folder(test, inside, outside, extra), 'janus.yaml'))
  if (settings === undefined)
    throw new Error(
      inEnglish(problems)
        .map(({ message }) => message)
        .join('\n'),
    )
  return diffViews(settings, loadViews(settings), { views: [0, 1], today: day })
}

/** `www.example.com. A new`; the zone that one view lacks is left out. */
function brief({ differences }: DiffReport): string[] {
  return differences.filter(({ name }) => name).map(({ name, type, state }) => `${name} ${type} ${state}`)
}

t.test('data differs by what it says, not by how it is written', async (t) => {
  const same: [string, string][] = [
    ['www A 192.0.2.2\nwww A 192.0.2.3\n', 'www A 192.0.2.3\nwww A 192.0.2.2\n'],
    ['WWW CNAME NS\n', 'www 3600 IN CNAME ns.Example.COM. ; the same\n'],
    ['a TXT "x" "y"\n', 'a TXT x y\n'],
    ['b TYPE1 \\# 4 c0000205\n', 'b A 192.0.2.5\n'],
  ]
  for (const [inside, outside] of same) t.same(brief(report(t, inside, outside)), [], inside)
  const different: [string, string, string][] = [
    ['www A 192.0.2.2\n', 'www A 192.0.2.3\n', 'www.example.com. A new'],
    ['www 60 A 192.0.2.2\n', 'www A 192.0.2.2\n', 'www.example.com. A new'],
    ['a TXT "x y"\n', 'a TXT x y\n', 'a.example.com. TXT new'],
    ['a TXT "X"\n', 'a TXT "x"\n', 'a.example.com. TXT new'],
    ['', 'www A 192.0.2.2\n', 'www.example.com. A new'],
    ['www A 192.0.2.2\nwww A 192.0.2.3\n', 'www A 192.0.2.2\n', 'www.example.com. A new'],
  ]
  for (const [inside, outside, wanted] of different) t.same(brief(report(t, inside, outside)), [wanted], inside)
})

t.test('a difference names both lines', async (t) => {
  const [difference] = report(t, 'www A 192.0.2.2\n', 'www A 192.0.2.3\n').differences
  t.match(difference, {
    zone: 'example.com.',
    sides: [
      { ttl: 3600, records: [{ rdata: '192.0.2.2', file: /in\.zone$/, line: 5 }] },
      { ttl: 3600, records: [{ rdata: '192.0.2.3', file: /out\.zone$/, line: 5 }] },
    ],
  })
})

t.test('an expectation makes what it names quiet, until its last day', async (t) => {
  const inside = 'www A 192.0.2.2\n@ MX 10 ns\nx.lab A 192.0.2.9\nlab A 192.0.2.8\n'
  const expected = (item: string) => `expected-differences: [${item}]\n`
  const cases: [string, string[]][] = [
    ['{type: MX, reason: r}', ['example.com. MX expected', 'lab A new', 'x.lab A new', 'www A new']],
    ['{name: "*.lab.example.com", reason: r}', ['example.com. MX new', 'lab A new', 'x.lab A expected', 'www A new']],
    [
      '{name: www.EXAMPLE.com, type: A, reason: r, until: 2026-06-01}',
      ['example.com. MX new', 'lab A new', 'x.lab A new', 'www A expected'],
    ],
    [
      '{name: www.example.com, reason: r, until: 2026-05-31}',
      ['example.com. MX new', 'lab A new', 'x.lab A new', 'www A expired'],
    ],
    [
      '{zone: example.com, reason: r}',
      ['example.com. MX expected', 'lab A expected', 'x.lab A expected', 'www A expected'],
    ],
    ['{zone: lan, type: A, reason: r}', ['example.com. MX new', 'lab A new', 'x.lab A new', 'www A new']],
  ]
  for (const [item, wanted] of cases) {
    const full = wanted.map((line) => line.replace(/^(lab|x\.lab|www) /, '$1.example.com. '))
    t.same(brief(report(t, inside, '', expected(item))), full, item)
  }
})

t.test('an expectation that nothing meets is told', async (t) => {
  const { unused } = report(t, '', '', 'expected-differences: [{type: MX, reason: gone}]\n')
  t.match(unused, [{ at: /janus\.yaml:7$/, reason: 'gone' }])
})

t.test('of two expectations the one that still holds counts', async (t) => {
  const old = '{zone: example.com, reason: move, until: 2026-01-31}'
  const valid = '{name: www.example.com, type: A, reason: proxy}'
  const inside = 'www A 192.0.2.2\nx A 192.0.2.3\n'
  for (const items of [`${old}, ${valid}`, `${valid}, ${old}`]) {
    const found = report(t, inside, '', `expected-differences: [${items}]\n`)
    t.same(brief(found), ['www.example.com. A expected', 'x.example.com. A expired'], items)
    t.same(found.unused, [])
  }
  const twice = report(t, 'www A 192.0.2.2\n', '', `expected-differences: [${old}, ${valid}]\n`)
  t.same(twice.unused, [], 'what both are about is still to be seen')
})

t.test('an expectation is called unmet only where all that it is about was compared', async (t) => {
  const unmet = (views: string, item: string, inside = '') => {
    const here = t.testdir({
      'janus.yaml': `views: {${views}internal: [10.0.0.0/8], external: [any]}\nzones: {example.com: {internal: in.zone, external: out.zone}}\nexpected-differences: [${item}]\n`,
      'in.zone': top(1) + inside,
      'out.zone': top(1),
    })
    const { settings } = loadConfig(join(here, 'janus.yaml'))
    const [a, b] = views === '' ? [0, 1] : [1, 2]
    return diffViews(settings!, loadViews(settings!), { views: [a, b], today: '2026-06-01' }).unused.length
  }
  const lab = 'lab: [10.9.0.0/16], '
  t.equal(unmet('', '{type: MX, reason: r}'), 1)
  t.equal(unmet(lab, '{type: MX, reason: r}'), 0, 'the third view may be meant')
  t.equal(unmet(lab, '{type: MX, reason: r, views: [internal, external]}'), 1)
  t.equal(unmet(lab, '{type: MX, reason: r, views: [internal, external, lab]}'), 0)
  t.equal(unmet('', '{type: MX, reason: r}', 'www A\n'), 0, 'a zone was refused')
  t.equal(unmet('', '{zone: example.com, reason: r}', 'www A\n'), 0)
  t.equal(unmet('', '{zone: example.net, reason: r}', 'www A\n'), 1, 'another zone was not')
})

t.test('a last day holds to its end', async (t) => {
  t.equal(isExpired({ until: '2026-02-28' }, '2026-02-28'), false)
  t.equal(isExpired({ until: '2026-02-28' }, '2026-03-01'), true)
  t.equal(isExpired({ until: undefined }, '2026-03-01'), false)
  t.equal(today(new Date(2026, 1, 3, 23, 59)), '2026-02-03')
})

t.test(
  'the exit code is 0 where all is expected, 1 for new and expired ones, 2 where nothing can be said',
  async (t) => {
    const lan = '{zone: lan, reason: private}'
    const cases: [string, string, string, number][] = [
      ['', '', `expected-differences: [${lan}]\n`, 0],
      ['', '', '', 1],
      ['www A 192.0.2.2\n', '', `expected-differences: [${lan}]\n`, 1],
      [
        'www A 192.0.2.2\n',
        '',
        `expected-differences: [${lan}, {name: www.example.com, reason: r, until: 2020-01-01}]\n`,
        1,
      ],
      ['www A\n', '', `expected-differences: [${lan}]\n`, 2],
    ]
    for (const [inside, outside, extra, status] of cases)
      t.equal(janus(['diff', 'internal', 'external'], folder(t, inside, outside, extra)).status, status, extra + inside)
    const here = folder(t, '', '')
    t.equal(janus(['diff', 'internal', 'external', 'example.com'], here).status, 0)
    const refused = folder(t, 'www A\n', '', `expected-differences: [${lan}]\n`)
    t.match(
      janus(['diff', 'internal', 'external', 'example.com'], refused).stdout,
      /say the same in what was compared$/m,
    )
    t.match(janus(['diff', 'internal', 'extrenal'], here), { status: 2, stderr: /did you mean "external"/ })
    t.match(janus(['diff', 'internal', 'internal'], here), {
      status: 2,
      stderr: /cannot compare "internal" with itself/,
    })
    t.match(janus(['diff', 'internal', 'external', 'example.net'], here), {
      status: 2,
      stderr: /no zone "example.net"/,
    })
  },
)

t.test('differences read like this', async (t) => {
  const inside = 'www 60 A 192.0.2.2\n@ MX 10 ns\nonly TXT x\n'
  const here = folder(
    t,
    inside,
    'www A 192.0.2.2\n@ MX 20 ns\n',
    'expected-differences: [{type: MX, reason: inside the hosts take mail}]\n',
  )
  t.equal(
    janus(['diff', 'internal', 'external', '--all'], here).stdout,
    `example.com.
  example.com. MX, expected: inside the hosts take mail (./janus.yaml:7)
    - internal: 10 ns.example.com.  in.zone:6
    + external: 20 ns.example.com.  out.zone:6
  only.example.com. TXT
    - internal: "x"  in.zone:7
  www.example.com. A
    - internal: TTL 60 192.0.2.2  in.zone:5
    + external: TTL 3600 192.0.2.2  out.zone:5

lan.
  the whole zone
    - internal: 3 names  lan.zone

4 differences between internal and external: 3 new, 1 expected, 0 expired
`,
  )
})

t.test('a zone never differs from itself, and what differs is found from both sides', async () => {
  const line = fc
    .tuple(fc.constantFrom('a', 'b', 'c.a', '@'), fc.integer({ min: 1, max: 4 }))
    .map(([owner, n]) => `${owner} A 192.0.2.${n}`)
  const zone = fc.array(line, { maxLength: 6 }).map((lines) => `${lines.join('\n')}\n`)
  await fc.assert(
    fc.asyncProperty(zone, zone, async (one, other) => {
      const names = (lines: DiffReport) => brief(lines).sort().join()
      if (names(report(t, one, one)) !== '') throw new Error(`differs from itself:\n${one}`)
      if (names(report(t, one, other)) !== names(report(t, other, one))) throw new Error(`${one}---\n${other}`)
    }),
    { numRuns: 30 },
  )
})

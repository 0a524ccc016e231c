// What makes Janus refuse a zone, in every spelling: tables of records and of findings in them.

import t from 'tap'
import { brief, heading, problemsOf, problemsOfView } from './harness.ts'

/** Records below the heading; findings with the record's number for a line. */
function found(records: readonly string[], others: Readonly<Record<string, string>> = {}): string[] {
  const problems = problemsOf([...heading, ...records, ''].join('\n'), { others })
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ place, rule }) => `${place.file === 'example.com.zone' ? place.line - heading.length : place.file} ${rule}`)
}

const hosts = ['hosta A 192.0.2.10', 'alias CNAME hosta', 'chain CNAME alias', 'old DNAME new', 'x.new A 192.0.2.11']

t.test('an MX or NS at an alias is found however the alias comes about', async (t) => {
  const cases: [string, readonly string[], readonly string[]][] = [
    ['a CNAME', ['@ MX 10 alias'], ['6 mx-to-cname']],
    ['a chain', ['@ MX 10 chain'], ['6 mx-to-cname']],
    ['a CNAME in upper case', ['@ MX 10 ALIAS'], ['6 mx-to-cname']],
    ['a name below a DNAME', ['@ MX 10 x.old'], ['6 mx-to-cname']],
    ['a DNAME itself is none', ['old A 192.0.2.12', '@ MX 10 old'], []],
    ['a wildcard CNAME', ['*.w CNAME hosta', '@ MX 10 any.w'], ['7 mx-to-cname']],
    ['a wildcard CNAME by its own name', ['*.w CNAME hosta', '@ MX 10 *.w'], ['7 mx-to-cname']],
    ['a name that exists beside a wildcard CNAME', ['*.w CNAME hosta', 'b.w A 192.0.2.13', '@ MX 10 b.w'], []],
    ['the generic form', ['@ TYPE15 \\# 21 000A 05616c696173 076578616d706c65 03636f6d 00'], ['6 mx-to-cname']],
    ['a loop', ['l1 CNAME l2', 'l2 CNAME l1', '@ MX 10 l1'], ['8 mx-to-cname']],
    ['an alias that leaves the server', ['out CNAME mail.example.org.', '@ MX 10 out'], ['7 mx-to-cname']],
    ['NS at the apex', ['@ NS alias'], ['6 ns-to-cname']],
    ['NS of a delegation', ['sub NS x.old'], ['6 ns-to-cname']],
    ['one of several', ['@ MX 10 hosta', '@ MX 20 alias'], ['7 mx-to-cname']],
    ['a null MX is no alias', ['*.z CNAME hosta', 'n MX 0 .'], []],
  ]
  for (const [what, records, expected] of cases) t.strictSame(found([...hosts, ...records]), expected, what)
})

t.test('an alias is found across files that are included', async (t) => {
  const included = { 'hosts.inc': 'mail CNAME hosta\nhosta A 192.0.2.10\n', 'mx.inc': '\n@ MX 10 mail\n' }
  t.strictSame(found(['@ MX 10 mail', '$INCLUDE hosts.inc'], included), ['1 mx-to-cname'])
  t.strictSame(found(['$INCLUDE hosts.inc', '$INCLUDE mx.inc'], included), ['mx.inc mx-to-cname'])
  const text = [...heading, '$INCLUDE hosts.inc', '$INCLUDE mx.inc', ''].join('\n')
  const problem = problemsOf(text, { others: included }).find(({ rule }) => rule === 'mx-to-cname')
  t.match(problem, {
    place: { file: 'mx.inc', line: 2, column: 9, length: 4 },
    related: { place: { file: 'hosts.inc', line: 1 } },
    fix: 'name the host itself, hosta.example.com.\n@ MX 10 hosta.example.com.',
  })
})

t.test('a target without an address in our own zone is found', async (t) => {
  const cases: [string, readonly string[], readonly string[]][] = [
    ['missing', ['@ MX 10 mail'], ['1 mx-target-missing']],
    ['without an address', ['mail TXT x', '@ MX 10 mail'], ['2 mx-target-missing']],
    ['an empty non-terminal', ['a.mail A 192.0.2.1', '@ MX 10 mail'], ['2 mx-target-missing']],
    ['the final dot forgotten', ['@ MX 10 ns.example.com'], ['1 mx-target-missing']],
    ['IPv6 only is an address', ['mail AAAA 2001:db8::1', '@ MX 10 mail'], []],
    ['by a wildcard', ['*.w A 192.0.2.1', '@ MX 10 any.w'], []],
    ['outside of our zones', ['@ MX 10 mail.example.org.'], []],
    ['in a delegated child elsewhere', ['sub NS ns.example.org.', '@ MX 10 mail.sub'], []],
    ['occluded data is not asked', ['sub NS ns.example.org.', 'x.sub MX 10 nothing'], []],
    ['NS at the apex', ['@ NS nothing'], ['1 ns-target-missing']],
    ['NS of a delegation, not below it', ['sub NS nothing'], ['1 delegation-target-missing']],
    ['NS below another delegation', ['sub NS ns.other', 'other NS ns.example.org.'], []],
  ]
  for (const [what, records, expected] of cases) t.strictSame(found(records), expected, what)
})

t.test('delegations that depend on each other need an address', async (t) => {
  const circle = ['law NS a.med', 'law NS b.med', 'med NS a.law']
  const all = ['1 glue-missing', '2 glue-missing', '3 glue-missing']
  const cases: [string, readonly string[], readonly string[]][] = [
    ['a circle', circle, all],
    ['a circle of three', ['a NS x.b', 'b NS x.c', 'c NS x.a'], all],
    ['one that leads into a circle', [...circle, 'art NS ns.law'], [...all, '4 glue-missing']],
    ['one address opens all of it', [...circle, 'art NS ns.law', 'b.med A 192.0.2.1'], []],
    ['a name server elsewhere', [...circle, 'med NS ns.example.net.'], []],
    ['a name server of ours', [...circle, 'law NS ns'], []],
    ['a chain', ['law NS a.med', 'med NS a.art', 'art NS ns.example.net.'], []],
  ]
  for (const [what, records, expected] of cases) t.strictSame(found(records), expected, what)
  const own =
    '$ORIGIN med.example.com.\n$TTL 1h\n@ SOA a x 1 1d 2h 4w 1h\n@ NS a\n@ NS ns.example.net.\na A 192.0.2.1\nb A 192.0.2.2\n'
  const zones = { 'example.com.': [...heading, ...circle, ''].join('\n'), 'med.example.com.': own }
  t.strictSame(
    problemsOfView(zones).filter(({ severity }) => severity === 'error'),
    [],
    'one of the zones is on this server',
  )
})

t.test('a host that is called by four numbers may be a name server of its own zone', async (t) => {
  t.strictSame(found(['dyn NS 192.0.2.1.dyn', '192.0.2.1.dyn A 192.0.2.1']), [])
})

t.test('a program is not sent to an address in place of a name', async (t) => {
  const cases: [string, string | undefined][] = [
    ['_imaps._tcp SRV 0 1 993 192.0.2.10', '192.0.2.10'],
    ['_imaps._tcp SRV 0 1 993 192.0.2.10.', '192.0.2.10'],
    ['_imaps._tcp SRV 0 1 993 2001:db8::1', '2001:db8::1'],
    ['shop HTTPS 1 192.0.2.10', '192.0.2.10'],
    ['_imaps._tcp SRV 0 1 993 192.0.2.10.dyn.example.net.', undefined],
    ['_imaps._tcp SRV 0 1 993 10.example.net.', undefined],
  ]
  for (const [record, address] of cases) {
    const messages = problemsOf([...heading, record, ''].join('\n')).filter(({ rule }) => rule.endsWith('missing'))
    t.strictSame(
      messages.map(({ message }) => message.replace(/of .*: /, '… ')),
      address === undefined
        ? []
        : [`cannot use "${address}" as server … it is an address, and the record holds a name`],
      record,
    )
  }
})

t.test('an alias of an address is told as such', async (t) => {
  const message = 'cannot make "a.example.com." an alias of "192.0.2.10": it is an address, and a CNAME holds a name'
  t.match(problemsOf([...heading, 'a CNAME 192.0.2.10.', ''].join('\n')), [{ rule: 'cname-target-missing', message }])
  t.strictSame(problemsOf([...heading, 'a CNAME 192.0.2.10.dyn.example.net.', ''].join('\n')), [])
})

t.test('an address in place of a name is found', async (t) => {
  const cases: [string, readonly string[]][] = [
    ['@ MX 10 192.0.2.1', ['1 mx-to-address']],
    ['@ MX 10 192.0.2.1.', ['1 mx-to-address']],
    ['@ MX 10 2001:db8::1', ['1 mx-to-address']],
    ['@ MX 10 [192.0.2.1]', ['1 mx-to-address']],
    ['@ MX 10 192.0.2.1.example.com.', ['1 mx-to-address']],
    ['mail.dept MX 10 192.0.2.1.dept', ['1 mx-to-address']],
    ['@ MX 10 192.0.2.1.static.example.org.', []],
    ['@ MX 10 192.0.2.1.example.org.', []],
    ['@ MX 10 1.example.org.', []],
    ['@ NS 192.0.2.1.', ['1 ns-to-address']],
    ['@ NS 192.0.2.1.static.example.org.', []],
  ]
  for (const [record, expected] of cases) t.strictSame(found([record]), expected, record)
})

t.test('a wildcard MX is found in any spelling and at any depth', async (t) => {
  const host = 'hosta A 192.0.2.10'
  const cases: [string, readonly string[], readonly string[]][] = [
    ['an asterisk', ['* MX 10 hosta'], ['2 wildcard-mx']],
    ['in full', ['*.example.com. MX 10 hosta'], ['2 wildcard-mx']],
    ['an escape', ['\\042 MX 10 hosta'], ['2 wildcard-mx']],
    ['an escaped asterisk', ['\\* MX 10 hosta'], ['2 wildcard-mx']],
    ['an origin', ['$ORIGIN *.example.com.', '@ MX 10 hosta.example.com.'], ['3 wildcard-mx']],
    ['carried over', ['* TXT x', '  MX 10 hosta'], ['3 wildcard-mx']],
    ['deep', ['*.a.b.c MX 10 hosta'], ['2 wildcard-mx']],
    ['the generic form', ['* TYPE15 \\# 4 000A 01 61 00'.replace('4 000A 01 61', '5 000A 01 61')], ['2 wildcard-mx']],
    ['two of them', ['* MX 10 hosta', '* MX 20 hosta'], ['2 wildcard-mx', '3 wildcard-mx']],
    ['a null MX too', ['* MX 0 .'], ['2 wildcard-mx']],
    ['a null MX at a wildcard that has an address', ['* A 192.0.2.1', '* MX 0 .'], []],
    ['the same by IPv6, in a deeper place', ['*.w AAAA 2001:db8::1', '*.w MX 0 .'], []],
    ['an address at another wildcard', ['*.v A 192.0.2.1', '*.w MX 0 .'], ['3 wildcard-mx']],
    [
      'a null MX and another beside an address',
      ['* A 192.0.2.1', '* MX 0 .', '* MX 10 hosta'],
      ['3 null-mx-and-others', '3 wildcard-mx', '4 wildcard-mx'],
    ],
    ['an MX beside an address', ['* A 192.0.2.1', '* MX 10 hosta'], ['3 wildcard-mx']],
    ['below a cut', ['sub NS ns.example.org.', '*.sub MX 10 hosta'], ['3 wildcard-mx']],
    ['an asterisk that is no wildcard', ['a.*.b MX 10 hosta', 'x* MX 10 hosta'], []],
  ]
  for (const [what, records, expected] of cases) t.strictSame(found([host, ...records]), expected, what)
})

t.test('CNAME, DNAME, SOA and NS stand where they may', async (t) => {
  const cases: [string, readonly string[], readonly string[]][] = [
    ['CNAME with NSEC, RRSIG, KEY', ['a CNAME b.example.org.', 'a NSEC b CNAME', 'a KEY 256 3 8 AQAB'], []],
    ['CNAME at the top', ['@ CNAME b.example.org.'], ['1 cname-and-other-data']],
    ['CNAME twice in two cases', ['a CNAME b.example.org.', 'A CNAME c.example.org.'], ['2 cname-twice']],
    ['the same CNAME twice is one', ['a CNAME b.example.org.', 'a CNAME b.example.org.'], []],
    ['null MX beside another', ['a MX 10 ns', 'a MX 0 .'], ['2 null-mx-and-others']],
    ['DNAME at the top beside NS', ['@ DNAME example.org.'], ['-1 below-dname', '-1 below-dname'].slice(1)],
    ['glue at the cut itself', ['sub NS sub', 'sub A 192.0.2.1'], []],
    ['glue by AAAA', ['sub NS a.sub', 'a.sub AAAA 2001:db8::1'], []],
    ['glue that is an alias', ['sub NS a.sub', 'a.sub CNAME ns'], ['1 glue-missing']],
    ['one of two without glue', ['sub NS a.sub', 'sub NS b.sub', 'a.sub A 192.0.2.1'], []],
    ['SOA below', ['sub SOA a b 1 1 1 1 1'], ['1 soa-not-at-apex']],
    ['SOA of another zone', ['example.org. SOA a b 1 1 1 1 1'], ['1 outside-zone']],
    ['another class', ['a CH A 192.0.2.1'], ['1 wrong-class']],
    [
      'DS at the top',
      ['@ DS 1 8 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A'],
      ['1 ds-at-apex'],
    ],
  ]
  for (const [what, records, expected] of cases) {
    const actual = found(records)
    if (what.startsWith('DNAME at the top'))
      t.ok(actual.includes('0 below-dname') && !actual.some((f) => /dname-and-ns/.test(f)), what)
    else t.strictSame(actual, expected, what)
  }
})

t.test('where a line cannot be read, nothing is called missing', async (t) => {
  t.strictSame(found(['@ MX 10 mail', 'mail A 192.0.2']), ['2 bad-rdata'])
  t.strictSame(found(['@ MX 10 mail', 'mail CNAME hosta', 'hosta A 192.0.2']), ['1 mx-to-cname', '3 bad-rdata'])
})

t.test('a million of one mistake is a hundred lines and a count', async (t) => {
  const all = problemsOf([...heading, '$GENERATE 1-500 h$ NS nothing', ''].join('\n'))
  const problems = all.filter(({ rule }) => rule === 'delegation-target-missing')
  t.equal(problems.length, 101)
  t.match(problems.at(-1)?.message, /^… and 400 more/)
})

const zone = (records: string) => `${heading.slice(1).join('\n')}\n${records}\n`

t.test('targets are looked for in all zones of the view', async (t) => {
  const cases: [string, Record<string, string | undefined>, readonly string[]][] = [
    [
      'an alias',
      { 'example.com.': zone('@ MX 10 mail.example.org.'), 'example.org.': zone('mail CNAME ns') },
      ['6:9 mx-to-cname'],
    ],
    ['a host', { 'example.com.': zone('@ MX 10 mail.example.org.'), 'example.org.': zone('mail A 192.0.2.1') }, []],
    [
      'missing',
      { 'example.com.': zone('@ MX 10 mail.example.org.'), 'example.org.': zone('') },
      ['6:9 mx-target-gone'],
    ],
    [
      'a zone that could not be read',
      { 'example.com.': zone('@ MX 10 mail.example.org.'), 'example.org.': undefined },
      [],
    ],
    [
      'a zone that is refused',
      { 'example.com.': zone('@ MX 10 mail.example.org.'), 'example.org.': zone('* MX 10 ns') },
      ['6:1 wildcard-mx'],
    ],
    [
      'a child, not the parent',
      { 'example.com.': zone('@ MX 10 m.sub\nm.sub A 192.0.2.9\nsub NS ns'), 'sub.example.com.': zone('m CNAME ns') },
      ['6:9 mx-to-cname'],
    ],
    [
      'a child without the name',
      { 'example.com.': zone('@ MX 10 m.sub\nm.sub A 192.0.2.9\nsub NS ns'), 'sub.example.com.': zone('') },
      ['6:9 mx-target-gone'],
    ],
    [
      'a child that the parent does not delegate',
      { 'example.com.': zone('@ MX 10 m.sub\nm.sub A 192.0.2.9'), 'sub.example.com.': zone('m CNAME ns') },
      ['6:9 mx-to-cname'],
    ],
    ['glue that the child has', { 'example.com.': zone('sub NS ns.sub'), 'sub.example.com.': zone('') }, []],
    [
      'both errors of a refused zone',
      { 'example.com.': zone('@ MX 10 a\na CNAME ns\n* MX 10 ns') },
      ['6:9 mx-to-cname', '8:1 wildcard-mx'],
    ],
  ]
  for (const [what, zones, expected] of cases) {
    // What another zone lacks is worth a word, and refuses nobody.
    const problems = problemsOfView(zones).filter(
      ({ rule, severity }) => severity === 'error' || rule === 'mx-target-gone',
    )
    t.strictSame(problems.map(brief), expected, what)
  }
})

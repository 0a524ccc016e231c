// A file with unreadable lines: rules tell what is missing all the same, but not of the names that those lines may be about.

import t from 'tap'
import { rules as all } from '../../src/check/rules/index.ts'
import fc from '../support/properties.ts'
import { exampleText, exampleZones, heading, problemsOf, problemsOfView } from './harness.ts'

const missing = [
  '@     MX    10 mail',
  '@     NS    ns3',
  '_sip._tcp SRV 0 1 5060 sip',
  'shop  HTTPS 1 web alpn=h2',
  'alias CNAME host',
  'dept  NS    ns.dept',
  'lab   NS    ns4',
]
const rules = [
  'mx-target-missing',
  'ns-target-missing',
  'srv-target-missing',
  'svcb-target-missing',
  'cname-target-missing',
  'glue-missing',
  'delegation-target-missing',
]

/** Of `rules`, those that find something in the zone with the lines in it. */
function told(...lines: string[]): string[] {
  const problems = problemsOf(`${[...heading, ...missing, ...lines].join('\n')}\n`)
  return rules.filter((name) => problems.some(({ rule }) => rule === name))
}

const but = (...names: string[]) => rules.filter((rule) => !names.includes(rule))

const judged: Record<string, [lines: string[], told: string[]]> = {
  'a line about a name that nobody asks for': [['www A 192.0.2.999'], rules],
  'a line about one of the targets': [['mail A 192.0.2.999'], but('mx-target-missing')],
  'upper case': [['MAIL A 192.0.2.999'], but('mx-target-missing')],
  'an absolute owner': [['ns3.example.com. A 192.0.2.999'], but('ns-target-missing')],
  'another origin': [['$ORIGIN dept.example.com.', 'ns A 192.0.2.999'], but('glue-missing')],
  'an owner that is carried over': [['sip TXT x', ' A 192.0.2.999'], but('srv-target-missing')],
  'a type that does not exist': [['web AA 192.0.2.1'], but('svcb-target-missing')],
  'a class of another world': [['ns4 CH A 192.0.2.1'], but('delegation-target-missing')],
  'a name below a target: the target exists, without an address': [
    ['x.host A 192.0.2.999'],
    but('cname-target-missing'),
  ],
  'a delegation that cannot be read': [['dept NS ..'], but('glue-missing')],
  'the address of a name below the apex, at the apex': [['@ A 192.0.2.999'], rules],
  'a name server of the zone itself': [['@ NS ..'], rules],
  'what may stand for any name': [['* A 192.0.2.999'], []],
  'something that may be about all names below the apex': [['@ DNAME ..'], []],
  'two lines': [['mail A 192.0.2.999', 'host TXTT x'], but('mx-target-missing', 'cname-target-missing')],
  'what was meant as a comment': [['# the old servers'], rules],
  'a name of a type, before a type': [['mx A 192.0.2.999'], rules],
}

const open: Record<string, string[]> = {
  'an owner that cannot be read': ['a..b A 192.0.2.1'],
  'a record that carries over what cannot be read': ['#mail A 192.0.2.1 of old', ' A 192.0.2.25'],
  'blanks before the owner': ['www A 192.0.2.1', '  mail AA 192.0.2.1'],
  'no blanks before the type': ['www A 192.0.2.1', 'AAAA 192.0.2.1'],
  'a directive that cannot be read': ['$ORIGIN a..b', 'mail A 192.0.2.1'],
  'a file that cannot be included': ['$INCLUDE other.inc'],
  'records that cannot be generated': ['$GENERATE 1-2 mail$ A 192.0.2.999'],
  'a parenthesis that is open': ['www A ( 192.0.2.1'],
  'a quote that is open': ['www TXT "x'],
}

t.test('what is missing is told, but of the names that an unreadable line may be about', async (t) => {
  t.same(told(), rules)
  for (const [name, [lines, expected]] of Object.entries(judged)) t.same(told(...lines), expected, name)
})

t.test('each rule that goes by names finds its example beside a line about another name', async (t) => {
  const byName = all.filter(({ absence }) => absence === 'by name')
  t.ok(byName.length > rules.length)
  for (const rule of byName) {
    const text = exampleText(rule, 'bad')
    const isTold = (line: string) => {
      const problems = problemsOfView(exampleZones(rule, `${text}${line}\n`))
      return problems.some((problem) => problem.rule === rule.name)
    }
    t.ok(isTold('another TXTT x'), `${rule.name}, another name`)
    // What another zone of the view does not have is missing, whatever stands here.
    if (rule.among === undefined) t.notOk(isTold('* A 192.0.2.999'), `${rule.name}, any name`)
  }
})

t.test('nothing is missing where nobody knows what an unreadable line is about', async (t) => {
  for (const [name, lines] of Object.entries(open)) t.same(told(...lines), [], name)
})

t.test('a forgotten dot of a target is told once, whatever line cannot be read', async (t) => {
  const dots = (line: string) =>
    problemsOf(`${[...heading, '@ MX 10 mail.example.com', line].join('\n')}\n`).flatMap(({ rule, fix }) =>
      fix?.endsWith('@ MX 10 mail.example.com.') ? [rule] : [],
    )
  t.same(dots('www A 192.0.2.999'), ['mx-target-missing'])
  t.same(dots('mail.example.com A 192.0.2.999'), ['missing-dot'])
  t.same(dots('* A 192.0.2.999'), ['missing-dot'])
})

t.test('with more lines that cannot be read, nothing more is missing', async () => {
  const name = fc.constantFrom(
    '@',
    '*',
    'mail',
    'ns3',
    'sip',
    'web',
    'host',
    'x.host',
    'ns.dept',
    'dept',
    'lab',
    'ns4',
    'www',
  )
  const good = fc.constantFrom('A 192.0.2.1', 'NS ns', 'DNAME example.net.', 'CNAME ns', 'TXT x', 'AAAA 2001:db8::1')
  const spoil = fc.constantFrom(
    (rdata: string) => `${rdata} ..`,
    (rdata: string) => `X${rdata}`,
    (rdata: string) => rdata.replace(/ .*/, ''),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(name, good, spoil), { minLength: 1, maxLength: 3 }), (lines) => {
      const unreadable = lines.map(([name, rdata, spoil]) => `${name} ${spoil(rdata)}`)
      const mended = told(...lines.map(([name, rdata]) => `${name} ${rdata}`))
      return told(...unreadable).every((rule) => mended.includes(rule))
    }),
    { numRuns: 150 },
  )
})

// What zonecheck tells where one cause has many findings: little, and where the rest is.

import t from 'tap'
import { fewOfEach } from '../../src/check/rest.ts'
import { say } from '../../src/check/says.ts'
import type { Problem } from '../../src/text/findings/problem.ts'
import { inWords, messageOf } from '../support/english.ts'
import { brief, heading, problemsOf } from './harness.ts'

function problem(rule: string, line: number, file = 'a.zone'): Problem {
  const said = { message: say('ignore-unknown-rule', { rule: `${rule} ${line}` }) }
  return { rule, severity: 'warning', said, place: { file, line, column: 1, length: 1 } }
}

t.test('three of a rule, then how many more', async (t) => {
  const many = Array.from({ length: 60 }, (_, i) => problem('uppercase', i + 1))
  const few = [
    problem('ttl-zero', 61),
    problem('ttl-zero', 62, 'b.zone'),
    problem('ttl-zero', 63),
    problem('ttl-zero', 64),
  ]
  t.strictSame(
    inWords(fewOfEach([...many, ...few], 3)).map(({ message }) => message),
    [
      ...inWords(many.slice(0, 3)).map(({ message }) => message),
      'and 57 more; --all shows them',
      ...inWords(few).map(({ message }) => message),
    ],
  )
  const apart = [...many.slice(0, 5), problem('uppercase', 1, 'b.zone')]
  t.equal(messageOf(fewOfEach(apart, 3).at(-1)!), 'and 3 more in 2 files; --all shows them')
})

t.test('what stands for others counts as so many', async (t) => {
  const rest = { ...problem('uppercase', 9), others: 100 }
  const shown = fewOfEach([1, 2, 3, 4].map((line) => problem('uppercase', line)).concat(rest), 3)
  t.equal(messageOf(shown.at(-1)!), 'and 101 more; --all shows them')
})

t.test('a zone under another name is told once', async (t) => {
  const hosts = Array.from({ length: 50 }, (_, i) => `h${i} A 192.0.2.1`)
  const text = `${[...heading, ...hosts].join('\n')}\n`
  t.strictSame(problemsOf(text, { origin: 'example.net.' }).map(brief), ['1:1 soa-missing'])
})

t.test('hints of the root are told as what they are', async (t) => {
  const text = '. 3600000 NS a.root-servers.net.\na.root-servers.net. 3600000 A 198.41.0.4\n'
  const [found, ...others] = problemsOf(text, { origin: '.' })
  t.match(found, { rule: 'soa-missing', message: /hints/ })
  t.strictSame(others, [])
})

t.test('an example for a zone whose records stand below $ORIGIN . says the whole name', async (t) => {
  const found = problemsOf('$ORIGIN .\nexample.com 3600 A 192.0.2.1\n')
  t.strictSame(
    found.map(({ fix }) => fix),
    [
      'add below the SOA: example.com. IN NS ns.example.com.',
      'add as the first record: example.com. 1h IN SOA ns.example.com. hostmaster.example.com. 1 1d 2h 4w 1h',
    ],
  )
})

t.test('records without a TTL are told once, and all are looked at', async (t) => {
  const lines = heading.filter((line) => !line.startsWith('$TTL'))
  const text = `${['a A 192.0.2.1', 'b CNAME a', 'c A 192.0.2.3', ...lines].join('\n')}\n`
  t.strictSame(
    problemsOf(text)
      .map(brief)
      .filter((told) => told.endsWith('-ttl')),
    ['1:3 no-ttl'],
  )
})

t.test('what a word processor makes of a text is told as that', async (t) => {
  const cases: [string, RegExp][] = [
    ['@ TXT "v=spf1 mx –all"', /has the dash "–", which a word processor writes/],
    ['@ TXT "v=spf1 mx −all"', /has the dash "−"/],
    ['@ TXT "v=spf1 mx \u00a0-all"', /no-break space/],
    ['@ TXT "v=spf1\u00a0mx -all"', /no-break space/],
    ['@ TXT "v=spf1 include:“x.example.net” -all"', /has the quote "“", which a word processor writes/],
    ['@ TXT "v=spf1 müx -all"', /no mechanism "müx"/],
    ['_dmarc TXT "v=DMARC1; p=“none”"', /has the quote "“"/],
    ['s._domainkey TXT "v=DKIM1; k=rsa2; p=AAAA"', /the key type "rsa2"/],
  ]
  for (const [line, message] of cases) {
    const found = problemsOf(`${[...heading, line].join('\n')}\n`).filter(({ rule }) => rule.endsWith('-syntax'))
    t.match(found.map(({ message }) => message).join('\n'), message, line)
    t.equal(found.length, 1, line)
  }
})

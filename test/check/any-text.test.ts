// Whatever stands in a file: a list of problems in bounded time, never a throw, every place inside the file.

import t from 'tap'
import { applyIgnores } from '../../src/check/ignores.ts'
import { rules } from '../../src/check/rules/index.ts'
import { inEnglish } from '../../src/supply/english.ts'
import { problemsText, problemText } from '../../src/text/findings/text.ts'
import fc from '../support/properties.ts'
import { heading, problemsOf, problemsOfFaces } from './harness.ts'

const lines = [...new Set(rules.flatMap(({ bad, good, face = [] }) => [...bad, ...good, ...face]))]
const owners = [
  '@',
  '*',
  'a',
  'a.b',
  'hosta',
  'dept',
  'x.dept',
  'example.org.',
  '_25._tcp.a',
  '_dmarc',
  's._domainkey',
  '\\000\\255',
]
const types = [
  'A',
  'AAAA',
  'MX',
  'NS',
  'CNAME',
  'DNAME',
  'TXT',
  'SRV',
  'PTR',
  'SOA',
  'CAA',
  'NAPTR',
  'SVCB',
  'HTTPS',
  'TLSA',
  'DS',
  'RRSIG',
  'DNSKEY',
  'NSEC',
  'NSEC3',
  'NSEC3PARAM',
  'ZONEMD',
  'CDS',
  'SSHFP',
  'LOC',
  'KX',
  'RP',
]

const line = fc.oneof(
  fc.constantFrom(...lines),
  fc
    .tuple(fc.constantFrom(...owners), fc.constantFrom(...types), fc.uint8Array({ maxLength: 40 }))
    .map(([owner, type, data]) => `${owner} ${type} \\# ${data.length} ${Buffer.from(data).toString('hex')}`),
  fc
    .tuple(fc.constantFrom(...owners), fc.constantFrom('TXT', 'SPF'), fc.string({ maxLength: 60 }))
    .map(([owner, type, text]) => `${owner} ${type} "v=spf1 ${text.replaceAll(/["\\]/g, '')}"`),
  fc.tuple(fc.constantFrom(...lines), fc.nat(80), fc.string({ maxLength: 3 })).map(([text, at, more]) => {
    const cut = at % (text.length + 1)
    return text.slice(0, cut) + more.replaceAll(/[\r\n]/g, ' ') + text.slice(cut + 1)
  }),
)
const text = fc
  .tuple(fc.boolean(), fc.array(line, { maxLength: 30 }))
  .map(([whole, own]) => [...(whole ? heading : heading.slice(0, 2)), ...own, ''].join('\n'))

t.test('any text gives problems whose places are in it', async (t) => {
  fc.assert(
    fc.property(text, (text) => {
      const count = text.split('\n').length
      for (const problem of problemsOf(text, { name: 'external', public: true })) {
        if (problem.place.line < 1 || problem.place.line > count || problem.place.column < 1 || problem.message === '')
          throw new Error(problemsText(inEnglish([problem])))
      }
    }),
    { numRuns: 400 },
  )
  t.pass()
})

t.test('any two versions of a zone can be compared', async (t) => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      problemsOfFaces(a, b, 'a.zone')
    }),
    { numRuns: 150 },
  )
  t.pass()
})

t.test('no finding shows a control character', async (t) => {
  const text = [...heading, 'a\x1b[31m MX 10 \x07b', 'c TXT "\x1b]0;x"', '\\027x CNAME \\007y', ''].join('\n')
  const told = inEnglish(applyIgnores(problemsOf(text), []))
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  for (const problem of told) t.notMatch(problemText(problem), /[\x00-\x08\x0b-\x1f\x7f]/)
})

// A text that is read again after edits gives what reading it for the first time gives: every octet of the zone, and all findings.

import t, { type Test } from 'tap'
import { finishZone, readZone } from '../../../src/check/read-zone.ts'
import { rulesFor } from '../../../src/check/ruleset.ts'
import { nameFromText } from '../../../src/dns/name-text.ts'
import { KnownText } from '../../../src/supply/pieces/known-text.ts'
import { textSource } from '../../../src/text/zonefile/source.ts'
import fc from '../../support/properties.ts'

const origin = nameFromText('example.com')
const rules = rulesFor('zonecheck', {}, false)
const now = 1_700_000_000

const head = '$TTL 3600\n@ SOA ns hostmaster 1 7200 900 1209600 300\n@ NS ns\nns A 192.0.2.1\n'

/** What lines are made of; some do not end what they begin. */
const lines = [
  'a A 192.0.2.1',
  'A.b AAAA 2001:db8::1',
  '\tMX 10 a',
  ' 7200 TXT "x ; y" ; é \u{1f600}',
  'c CNAME d.e.f',
  'd.e.f A 192.0.2.300',
  '*.w 60 IN A 192.0.2.9',
  'a A 192.0.2.1',
  'sub NS ns.sub',
  'ns.sub A 192.0.2.4',
  'elsewhere.example.org. A 192.0.2.4',
  'm MX ( 10',
  '  a )',
  't TXT ( "one"',
  '  "two" ; )',
  ')',
  'q TXT "open',
  'n A 10 ) x',
  '; a comment',
  ' ; zonecheck-ignore ttl-long: it is meant',
  '',
  '$ORIGIN deep.example.com.',
  '$ORIGIN example.com',
  '$ORIGIN @',
  '$TTL 60',
  '$TTL',
  '$GENERATE 1-9 g$ A 192.0.2.$',
  '$INCLUDE gone.inc',
  '$VIEW internal',
  '$NOTHING',
  '# no comment',
  'x 5000000000 A 192.0.2.1',
  'z SOA ns hostmaster 1 2 3 4 5',
  'p TYPE65280 \\# 2 0102',
]

const line = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...lines.slice(0, 10)) }, fc.constantFrom(...lines))
const lineEnd = fc.oneof({ weight: 20, arbitrary: fc.constant('\n') }, fc.constantFrom('\r\n', '\r', ''))
const text = fc.array(fc.tuple(line, lineEnd), { maxLength: 40 }).map((all) => all.flat().join(''))
const begin = fc.constantFrom(head, head, '\ufeff', '', '; only\n; comments\n', head.replace('$TTL 3600\n', ''))
const edit = fc.record({ at: fc.nat(), gone: fc.nat(60), text: fc.oneof(text, fc.string(), line) })

t.test('after any edits', (t) => {
  fc.assert(
    fc.property(
      begin,
      text,
      fc.array(edit, { maxLength: 8 }),
      fc.constantFrom(16, 64, 200),
      (begin, text, edits, octets) => {
        const known = new KnownText(origin, octets)
        let now = begin + text
        compare(t, known, now)
        for (const { at, gone, text } of edits) {
          const from = at % (now.length + 1)
          now = now.slice(0, from) + text + now.slice(from + gone)
          compare(t, known, now)
        }
      },
    ),
    { numRuns: 600 },
  )
  t.end()
})

t.test('what may be a comment leaves the owner as it is', (t) => {
  const known = new KnownText(origin, 16)
  for (const mark of ['#', '//'])
    compare(t, known, `${head}a A 192.0.2.1\nb A 192.0.2.2\n${mark} no comment\n\tMX 10 a\n`)
  t.end()
})

t.test('what shows that it is no zone file may stand far from what cannot be read', (t) => {
  const known = new KnownText(origin, 16)
  const rest = `${head}a A 192.0.2.1\nb A 192.0.2.300\n`
  for (const first of ['', 'zones: 60 A 192.0.2.1\n', '']) {
    const isKnown = known.read(sourceOf(first + rest)) !== undefined
    t.equal(isKnown, first === '', JSON.stringify(first))
    compare(t, known, first + rest)
  }
  t.end()
})

t.test('a file is read in one piece only where it has to be', (t) => {
  const known = new KnownText(origin, 64)
  const hosts = Array.from({ length: 50 }, (_, i) => `host${i} A 192.0.2.${i}\n`).join('')
  const cases = [
    [head + hosts, true],
    [`${head}${hosts}www A 192.0.2.999\n`, true],
    [`${head}$TTL 60\n${hosts}www A 192.0.2.9\n`, true],
    [`${head}www TXT "open\n${hosts}`, true],
    [`; comment\n${'; comment\n'.repeat(30)}${head}${hosts}`, true],
    [`${head}www TXT ( open\n${hosts}`, false],
    [`${head}$INCLUDE more.inc\n${hosts}`, false],
    [`${head}$VIEW internal\n${hosts}`, false],
    ['', false],
  ] as const
  for (const [text, isKnown] of cases) t.equal(known.read(sourceOf(text)) !== undefined, isKnown, text.slice(0, 90))
  t.end()
})

function compare(t: Test, known: KnownText, text: string): void {
  const source = textSource('example.com.zone', text)
  if ('rule' in source) return
  const built = known.read(source)
  if (built === undefined) return
  const whole = readZone(source, { origin, rules, now })
  const joined = finishZone(built.builder, built.parsed, rules, { now })
  const { zone, notes, complete, unread } = whole.subject
  if (Buffer.compare(new Uint8Array(joined.subject.zone.image), new Uint8Array(zone.image)) !== 0)
    t.fail(`another zone of ${JSON.stringify(text)}`)
  if (
    JSON.stringify([joined.problems, joined.subject.notes, joined.subject.complete, sorted(joined.subject.unread)]) !==
    JSON.stringify([whole.problems, notes, complete, sorted(unread)])
  )
    t.same(joined.problems, whole.problems, `other findings of ${JSON.stringify(text)}`)
}

function sorted(unread: ReadonlyMap<string, string> | undefined): unknown {
  return unread && [...unread].sort(([a], [b]) => (a < b ? -1 : 1))
}

function sourceOf(text: string) {
  const source = textSource('example.com.zone', text)
  if ('rule' in source) throw new Error(source.rule)
  return source
}

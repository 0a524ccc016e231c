// Comments that silence a rule on a line, and what zonecheck says about comments that do not.

import t from 'tap'
import { applyIgnores } from '../../src/check/ignores.ts'
import { readZone } from '../../src/check/read-zone.ts'
import { rulesFor } from '../../src/check/ruleset.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import { sortProblems } from '../../src/text/findings/summary.ts'
import { textSource } from '../../src/text/zonefile/source.ts'
import { messageOf } from '../support/english.ts'
import { heading } from './harness.ts'

/** `1 rule`, by the record's number below the heading. */
function left(records: readonly string[], others: Readonly<Record<string, string>> = {}): string[] {
  const source = textSource('main.zone', [...heading, ...records, ''].join('\n'), others)
  if ('rule' in source) throw new Error(messageOf(source))
  const read = readZone(source, { origin: nameFromText('example.com.'), rules: rulesFor('zonecheck') })
  const problems = applyIgnores(read.problems, [read.subject.text])
  return sortProblems(problems).map(({ place, rule }) =>
    place.file === 'main.zone' ? `${place.line - heading.length} ${rule}` : `${place.file}:${place.line} ${rule}`,
  )
}

const long = 'a 8w A 192.0.2.1'

t.test('a comment silences the rules that it names on its own line, or on the next', async (t) => {
  const cases: [string, readonly string[], readonly string[]][] = [
    ['without a comment', [long], ['1 ttl-long']],
    ['on the line', [`${long} ; zonecheck-ignore ttl-long: moved by hand`], []],
    ['on a line of its own', ['; zonecheck-ignore ttl-long: moved by hand', long], []],
    ['for the next line only', ['; zonecheck-ignore ttl-long: x', long, long.replace('a', 'b')], ['3 ttl-long']],
    [
      'one below the other',
      ['; zonecheck-ignore ttl-long: x', '; a remark', ' ; zonecheck-ignore host-name: x', 'a_1 8w A 192.0.2.1', long],
      ['5 ttl-long'],
    ],
    ['twice', ['; zonecheck-ignore ttl-long: x', long, '; zonecheck-ignore ttl-long: x', long.replace('a', 'b')], []],
    ['above an empty line', ['; zonecheck-ignore ttl-long: x', '', long], ['1 ignore-unused', '3 ttl-long']],
    ['at the end', [long, '; zonecheck-ignore ttl-long: x'], ['1 ttl-long', '2 ignore-unused']],
    ['another rule', [`${long} ; zonecheck-ignore ttl-zero: x`], ['1 ttl-long', '1 ignore-unused']],
    ['several rules', ['A_B 8w A 192.0.2.1 ; zonecheck-ignore ttl-long, host-name uppercase: old'], []],
    ['without a reason', [`${long} ; zonecheck-ignore ttl-long`], ['1 ignore-without-reason']],
    ['without a rule', [`${long} ; zonecheck-ignore: why`], ['1 ttl-long', '1 ignore-without-reason']],
    ['a rule that nobody knows', [`${long} ; zonecheck-ignore tll-long: x`], ['1 ttl-long', '1 ignore-unknown-rule']],
    ['behind another remark', [`${long} ; old ; zonecheck-ignore ttl-long: x`], []],
    ['behind another remark, for the next line', ['; old ; zonecheck-ignore ttl-long: x', long], []],
    ['like a comment in a text', ['a 8w TXT "\\"; zonecheck-ignore ttl-long: x"'], ['1 ttl-long']],
    ['behind a text', ['a 8w TXT "a;\\"" ; zonecheck-ignore ttl-long: x'], []],
    ['before another remark', [`${long} ; zonecheck-ignore ttl-long ; old`], ['1 ignore-without-reason']],
    ['behind the word in a remark', [`${long} ; see zonecheck-ignore ; zonecheck-ignore ttl-long: x`], []],
    ['behind the word in a text', ['a 8w TXT "; zonecheck-ignore" ; zonecheck-ignore ttl-long: x'], []],
    ['the word in a text', ['a TXT "zonecheck-ignore ttl-long: x"', long.replace('a', 'b')], ['2 ttl-long']],
  ]
  for (const [what, records, expected] of cases) t.strictSame(left(records), expected, what)
})

t.test('an error is not silenced, and the comment is told so', async (t) => {
  t.strictSame(left(['* MX 10 ns ; zonecheck-ignore wildcard-mx, spf-missing: please']), [
    '1 wildcard-mx',
    '1 ignore-refused',
  ])
})

t.test('a line of thousands of comments is one, and of thousands of names some count', async (t) => {
  const comments = '; zonecheck-ignore x'.repeat(5000)
  t.strictSame(left([`a A 192.0.2.1 ${comments}`]), ['1 ignore-without-reason', '1 ignore-unknown-rule'])
  const words = ' zonecheck-ignore'.repeat(60_000)
  t.equal(left([`a A 192.0.2.1 ;${words}: x`]).length, 32)
  t.strictSame(left([`a A 192.0.2.1 ; zonecheck-ignore ${'x'.repeat(100_000)}: y`]), ['1 ignore-unknown-rule'])
})

t.test('of many comments that silence nothing as many are told as of other findings', async (t) => {
  const records = Array.from({ length: 10_300 }, (_, i) => `h${i} A 192.0.2.1 ; zonecheck-ignore ttl-long: x`)
  const found = left(records)
  t.equal(found.length, 10_001)
  t.ok(found.every((one) => one.endsWith(' ignore-unused')))
})

t.test('nobody is told to delete a comment where not all findings of the rule were looked at', async (t) => {
  const records = Array.from({ length: 10_300 }, (_, i) => `h${i} 8w A 192.0.2.1 ; zonecheck-ignore ttl-long: x`)
  t.strictSame(left(records), ['10001 ttl-long'])
})

t.test('a comment in an included file counts there', async (t) => {
  const inner = 'a 8w A 192.0.2.1 ; zonecheck-ignore ttl-long: x\nb 8w A 192.0.2.2\n'
  t.strictSame(left(['$INCLUDE inner.inc'], { 'inner.inc': inner }), ['inner.inc:2 ttl-long'])
})

t.test('lines that end with CR count too', async (t) => {
  const lines = [...heading, long, 'b A 192.0.2.2', 'c 8w A 192.0.2.3 ; zonecheck-ignore ttl-long: x', '']
  for (const end of ['\n', '\r\n', '\r']) {
    const source = textSource('main.zone', lines.join(end))
    if ('rule' in source) throw new Error(messageOf(source))
    const read = readZone(source, { origin: nameFromText('example.com.'), rules: rulesFor('zonecheck') })
    const problems = applyIgnores(read.problems, [read.subject.text])
    t.strictSame(
      problems.map(({ place, rule }) => `${place.line - heading.length} ${rule}`),
      ['1 ttl-long'],
      JSON.stringify(end),
    )
  }
})

// Rules about names and where they lead, in the shapes that their examples do not show: what is found, and what is not.

import t from 'tap'
import { heading, problemsOf } from './harness.ts'

/** What the rule says about records below the heading, by the record's number. */
function found(rule: string, records: readonly string[]): string[] {
  return problemsOf([...heading, ...records, ''].join('\n'))
    .filter((problem) => problem.rule === rule)
    .map(({ place, message }) => `${place.line - heading.length}: ${message}`)
}

t.test('a broken international label is told at the first name below it, where it has no records itself', async (t) => {
  const message = 'the label "xn--99999999" of "www.xn--99999999.example.com." begins with xn-- and cannot be decoded'
  t.strictSame(found('idna-broken', ['www.xn--99999999 A 192.0.2.1', 'b.xn--99999999 A 192.0.2.2']), [`1: ${message}`])
})

t.test('two null MX are no mail server twice', async (t) => {
  const records = ['a MX 0 .', 'a MX 10 .']
  t.strictSame(found('mx-duplicate', records), [])
  t.equal(found('null-mx-and-others', records).length, 1)
})

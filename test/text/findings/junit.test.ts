// JUnit XML: the total number of tests is the sum of the suites'.

import t from 'tap'
import { problemsJunit } from '../../../src/text/findings/junit.ts'
import { alias, all, tabbed } from './samples.ts'

t.test('the tests and failures of all suites are those of each, added up', async (t) => {
  const cases: [string, string][] = [
    ['nothing was looked at', problemsJunit([])],
    ['a file without problems', problemsJunit([], ['clean.zone'])],
    ['one of two files has two problems', problemsJunit([alias, tabbed], ['clean.zone', alias.place.file])],
    ['many problems', problemsJunit(all, ['clean.zone', 'other.zone'])],
  ]
  for (const [what, text] of cases)
    for (const name of ['tests', 'failures'] as const) {
      const [whole, ...suites] = [...text.matchAll(/<testsuites? .*?tests="(\d+)" failures="(\d+)"/g)].map(
        ([, tests, failures]) => Number({ tests, failures }[name]),
      )
      const sum = suites.reduce((sum, own) => sum + own, 0)
      t.equal(whole, sum, `${what}: ${name}`)
    }
  t.match(cases[2]![1], '<testsuites tests="3" failures="2">')
})

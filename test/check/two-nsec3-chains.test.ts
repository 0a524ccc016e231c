// A zone file taken while its NSEC3 parameters change: one finding tells of the chain out of use, and no rule takes it for
// faults.

import t from 'tap'
import { nsec3Chain } from '../../src/check/rules/nsec3-chain.ts'
import { inEnglish } from '../../src/supply/english.ts'
import { problemsText } from '../../src/text/findings/text.ts'
import { problemsOf } from './harness.ts'

t.test('records of a second chain are told with their number', async (t) => {
  const second = ['0', '1'].map((digit) => `${digit.repeat(32)}  NSEC3  1 0 0 ab ${digit.repeat(32)} A`)
  const text = `${[...nsec3Chain.good, '@    NSEC3PARAM  1 0 0 ab', ...second].join('\n')}\n`
  const problems = problemsOf(text).filter(({ rule }) => rule === 'nsec3-chain')
  t.equal(
    problemsText(inEnglish(problems)),
    `example.com.zone:8:1: warning: the zone example.com. has NSEC3 records of another chain, 2 of them: they are not used [nsec3-chain]
   8 | @    NSEC3PARAM  1 0 0 -
     | ^^^^^^^^^^^^^^^^^^^^^^^^
fix: let the change of parameters end, or sign the zone anew, before the file is taken
see: RFC 5155 §7.1
`,
  )
})

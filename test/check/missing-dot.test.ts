// Lines that stand twice and lack the final dot of their owner: they are told of, in time that grows with the file only.

import t from 'tap'
import { heading, problemsOf } from './harness.ts'

t.test('what repeats the records of a $GENERATE is told once for each of them', async (t) => {
  const line = '$GENERATE 1-200 h$.example.com A 192.0.2.1'
  const problems = problemsOf(`${[...heading, line, line].join('\n')}\n`)
  const told = problems.filter(({ rule }) => rule === 'missing-dot')
  t.equal(told.length, 101)
  t.same(
    told.map(({ others }) => others).filter((others) => others !== undefined),
    [300],
  )
})

// PTR records that lack the final dot: one finding for each line, and none for a service that is announced.

import t from 'tap'
import { reverseHeading } from '../../src/check/reverse-example.ts'
import { problemsOf } from './harness.ts'

function toldOf(lines: readonly string[]) {
  const problems = problemsOf(`${[...reverseHeading, ...lines].join('\n')}\n`, { origin: '2.0.192.in-addr.arpa.' })
  return problems.filter(({ rule }) => rule === 'ptr-target-dot')
}

t.test('a $GENERATE is told once', async (t) => {
  t.equal(toldOf(['$GENERATE 1-254 $ PTR host$.example.com']).length, 1)
  t.equal(toldOf(['$GENERATE 1-254 $ PTR host$.example.com', '9 PTR hosta.example.com']).length, 2)
})

t.test('of many the first hundred are told, and all others are counted', async (t) => {
  const lines = Array.from({ length: 250 }, (_, i) => `${i} PTR host${i}.example.com`)
  const told = toldOf(lines)
  t.equal(told.length, 101)
  t.equal(told.at(-1)?.others, 150)
})

t.test('a service stays one where the origin has the underscores', async (t) => {
  t.strictSame(toldOf(['$ORIGIN _ipp._tcp.2.0.192.in-addr.arpa.', '@ PTR floor2.library']), [])
})

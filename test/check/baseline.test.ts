// zonecheck does not tell old findings that somebody wrote down; it tells new ones.

import t from 'tap'
import { beyondBaseline, makeBaseline, readBaseline } from '../../src/check/baseline.ts'
import type { Problem } from '../../src/text/findings/problem.ts'

function problem(line: number, source: string, rule = 'ttl-long', file = 'a.zone'): Problem {
  return {
    rule,
    severity: 'warning',
    said: { message: { code: 'm' } },
    place: { file, line, column: 1, length: 1 },
    source,
  }
}

t.test('what stands in the baseline is not told, wherever its line has moved and however it is spaced', async (t) => {
  const baseline = makeBaseline([problem(3, 'a  8w  A 192.0.2.1')])
  t.strictSame(beyondBaseline([problem(9, 'a 8w A 192.0.2.1 ')], baseline), [])
})

t.test('another line, rule or file is new, and so is a second finding of the same kind', async (t) => {
  const old = problem(3, 'a 8w A 192.0.2.1')
  const baseline = makeBaseline([old])
  const fresh = [
    problem(3, 'b 8w A 192.0.2.1'),
    problem(3, 'a 8w A 192.0.2.1', 'host-name'),
    problem(3, 'a 8w A 192.0.2.1', 'ttl-long', 'b.zone'),
  ]
  t.strictSame(beyondBaseline([old, ...fresh], baseline), fresh)
  t.equal(beyondBaseline([old, old], baseline).length, 1)
})

t.test('what stands for findings that were counted only is told always', async (t) => {
  const rest = { ...problem(3, 'a'), others: 20 }
  const baseline = makeBaseline([rest, problem(3, 'a')])
  t.equal(baseline.findings[0]!.count, 1)
  t.strictSame(beyondBaseline([rest, problem(3, 'a')], baseline), [rest])
})

t.test('a file is the same by whatever path it is given', async (t) => {
  const plain = problem(3, 'a', 'ttl-long', 'zones/a.zone')
  const dotted = problem(3, 'a', 'ttl-long', './zones//a.zone')
  t.strictSame(beyondBaseline([dotted], makeBaseline([plain])), [])
  t.strictSame(beyondBaseline([plain], makeBaseline([dotted])), [])
})

t.test('the file is the same for the same findings in any order, and is read back', async (t) => {
  const [a, b] = [problem(1, 'a'), problem(2, 'b')]
  t.strictSame(makeBaseline([a, b]), makeBaseline([b, a]))
  t.strictSame(readBaseline(JSON.stringify(makeBaseline([a, b]))), makeBaseline([a, b]))
})

t.test('what is no baseline is not taken for one', async (t) => {
  for (const text of ['', '{', '[]', '{"version":2,"findings":[]}', '{"version":1,"findings":[{"file":1}]}', 'null'])
    t.equal(readBaseline(text), undefined, text)
})

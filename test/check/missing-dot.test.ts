// Lines of which many records lack the final dot: one finding for each, in time that grows with the file only.

import t from 'tap'
import { brief, heading, problemsOf } from './harness.ts'

function toldOf(lines: readonly string[]): string[] {
  const problems = problemsOf(`${[...heading, ...lines].join('\n')}\n`)
  return problems.filter(({ rule }) => rule === 'missing-dot').map(brief)
}

t.test('a $GENERATE is told once, and so is another that repeats its records', async (t) => {
  const line = '$GENERATE 1-200 h$.example.com A 192.0.2.1'
  t.strictSame(toldOf([line]), ['7:17 missing-dot'])
  t.strictSame(toldOf([line, line]), ['7:17 missing-dot', '8:17 missing-dot'])
  t.strictSame(toldOf([line, line.replace('A 192.0.2.1', 'TXT t$')]), ['7:17 missing-dot', '8:17 missing-dot'])
  t.strictSame(toldOf(['$GENERATE 1-200 a$ CNAME h$.example.com']), ['7:26 missing-dot'])
})

t.test('two names of one record are told each', async (t) => {
  t.strictSame(toldOf(['a RP a.example.com b.example.com']), ['7:6 missing-dot', '7:20 missing-dot'])
})

t.test('an owner is told where it is written, however many lines are indented below it', async (t) => {
  const below = Array.from({ length: 3000 }, (_, i) => `  TXT t${i}`)
  t.strictSame(toldOf(['www.example.com A 192.0.2.1', ...below, 'www.example.com AAAA 2001:db8::1']), [
    '7:1 missing-dot',
    '3008:1 missing-dot',
  ])
})

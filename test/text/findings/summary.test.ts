import t from 'tap'
import { wantsColour } from '../../../src/text/findings/colour.ts'
import type { Problem, Severity } from '../../../src/text/findings/problem.ts'
import { sortProblems, summaryText } from '../../../src/text/findings/summary.ts'

t.test('problems are counted in words', async (t) => {
  const cases: [list: [Severity, string][], text: string][] = [
    [[], 'no problems'],
    [[['error', 'a']], '1 error in 1 file'],
    [
      [
        ['error', 'a'],
        ['error', 'b'],
        ['error', 'a'],
        ['warning', 'a'],
      ],
      '3 errors, 1 warning in 2 files',
    ],
    [
      [
        ['info', 'a'],
        ['info', 'a'],
      ],
      '2 remarks in 1 file',
    ],
  ]
  for (const [list, text] of cases) t.equal(summaryText(list.map(([severity, file]) => problem(severity, file))), text)
})

t.test('problems are sorted by file, line and column, and else stay as found', async (t) => {
  const list = [
    problem('info', 'b'),
    problem('info', 'a', 10),
    problem('info', 'a', 9, 7),
    problem('info', 'a', 9),
    problem('error', 'b'),
  ]
  t.same(
    sortProblems(list).map(({ severity, place }) => `${place.file}:${place.line}:${place.column} ${severity}`),
    ['a:9:1 info', 'a:9:7 info', 'a:10:1 info', 'b:1:1 info', 'b:1:1 error'],
  )
})

t.test('colour is for terminals, unless the environment says otherwise', async (t) => {
  const cases: [environment: { [name: string]: string }, isTTY: boolean, colour: boolean][] = [
    [{}, true, true],
    [{}, false, false],
    [{ TERM: 'dumb' }, true, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true, false],
  ]
  for (const [environment, isTTY, colour] of cases)
    t.equal(wantsColour(environment, { isTTY }), colour, JSON.stringify([environment, isTTY]))
})

function problem(severity: Severity, file: string, line = 1, column = 1): Problem {
  return { rule: 'r', severity, said: { message: { code: 'm' } }, place: { file, line, column, length: 1 } }
}

// Expressions as POSIX reads them.

import t from 'tap'
import { countGroups } from '../../src/check/posix-regexp.ts'
import fc from '../support/properties.ts'

const cases: readonly (readonly [expression: string, groups: number | undefined, why: string])[] = [
  ['^.*$', 0, 'any'],
  ['^(.*)@(.*)$', 2, 'two parts'],
  ['^\\+(81|82)([0-9]{2,3})$', 2, 'an alternative and an interval'],
  ['^[^\\]+$', 0, 'a backslash in brackets is itself'],
  ['^[]x]+(a)$', 1, 'a bracket that stands first is itself'],
  ['^[^]x]+(a)$', 1, 'behind ^ too'],
  ['^[(]x$', 0, 'a parenthesis in brackets is no part'],
  ['^\\(x$', 0, 'nor is one behind a backslash'],
  ['^[[:alpha:]_]+$', 0, 'a class'],
  ['^[[.-.]-z]$', 0, 'a collating symbol'],
  ['^[[=a=]b]$', 0, 'an equivalence class'],
  ['^\\k<x>\\u$', 0, 'a letter behind a backslash is itself'],
  ['^[[:foo:]]$', undefined, 'no class'],
  ['^[[:alpha:]$', undefined, 'brackets that do not end'],
  ['^[a$', undefined, 'nor here'],
  ['^[z-a]$', undefined, 'a range backwards'],
  ['(?:a)', undefined, 'not of POSIX'],
  ['(?<b>c)', undefined, 'nor this'],
  ['a*?', undefined, 'nor this'],
  ['(a', undefined, 'a parenthesis that does not end'],
  ['a)', undefined, 'one that does not begin'],
  ['+81', undefined, 'nothing to repeat'],
  ['a{2,1}', undefined, 'an interval backwards'],
  ['a\\', undefined, 'a backslash before nothing'],
  ['', undefined, 'nothing'],
]

for (const [expression, groups, why] of cases)
  t.test(`${expression}: ${why}`, async (t) => t.equal(countGroups(expression), groups))

t.test('many classes in brackets that do not end are not put together in every way', async (t) => {
  t.equal(countGroups(`[${'[:alpha:]'.repeat(27)}`), undefined)
})

t.test('whatever is written is read, and soon', async () => {
  const piece = fc.constantFrom('[', ']', '[:', ':]', '[.', '.]', '\\', '(', ')', '(?', '*', '-', '^', 'a', '{1}', '\n')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 120 }), (pieces) => void countGroups(pieces.join(''))),
    { numRuns: 3000 },
  )
})

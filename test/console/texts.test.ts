// What two have made of one text, and what a field for text does to the ends of its lines.

import t from 'tap'
import { fieldText, hunkOf, lineSpan, merged } from '../../src/console/texts.ts'
import fc from '../support/properties.ts'

const text = (letters: string) => [...letters].join('\n')

t.test('both stay where they have not changed the same lines', async (t) => {
  const cases: readonly (readonly [base: string, mine: string, theirs: string, both: string | undefined])[] = [
    ['abcdef', 'aXcdef', 'abcdYf', 'aXcdYf'],
    ['abcdef', 'abcdef', 'abcdYf', 'abcdYf'],
    ['abcdef', 'aXcdef', 'abcdef', 'aXcdef'],
    ['abcdef', 'abcdefX', 'Yabcdef', 'YabcdefX'],
    ['abcdef', 'acdef', 'abcde', 'acde'],
    ['abcdef', 'aXcdef', 'aYcdef', undefined],
    // Lines beside each other: who changed the one may have meant the other with it.
    ['abcdef', 'aXcdef', 'abYdef', undefined],
    ['abcdef', 'abXcdef', 'abYcdef', undefined],
    ['aaa', 'aa', 'aaaa', undefined],
    ['', 'X', 'Y', undefined],
  ]
  for (const [base, mine, theirs, both] of cases) {
    const want = both === undefined ? undefined : text(both)
    t.equal(merged(text(base), text(mine), text(theirs)), want, `${base} ${mine} ${theirs}`)
    t.equal(merged(text(base), text(theirs), text(mine)), want, `${base} ${theirs} ${mine}`)
  }
})

const few = fc.array(fc.constantFrom('a', 'b', ''), { maxLength: 8 })

t.test('what is put back into the text as a change gives the other text, whatever the lines', async () => {
  fc.assert(
    fc.property(few, few, (base, other) => {
      const hunk = hunkOf(base, other)
      if (hunk === undefined) return base.join() === other.join()
      return [...base.slice(0, hunk.from), ...hunk.lines, ...base.slice(hunk.to)].join('|') === other.join('|')
    }),
  )
})

t.test('of two texts made one, whichever comes first, nothing that somebody added is missing', async () => {
  fc.assert(
    fc.property(few, few, few, (base, mine, theirs) => {
      const [a, b, c] = [base, [...mine, 'MINE', ...base], [...base, 'THEIRS', ...theirs]].map((lines) =>
        lines.join('\n'),
      )
      const both = merged(a!, b!, c!)
      return both === undefined || (both.includes('MINE') && both.includes('THEIRS') && both === merged(a!, c!, b!))
    }),
  )
})

t.test('a text goes back with the ends of lines that it came with, or is not changed here', async (t) => {
  const cases: readonly (readonly [text: string, end: string | undefined])[] = [
    ['a\nb\n', '\n'],
    ['a\r\nb\r\n', '\r\n'],
    ['', '\n'],
    ['a', '\n'],
    ['a\r\nb\n', undefined],
    ['a\rb\n', undefined],
    ['a\r\r\nb\r\n', undefined],
  ]
  for (const [text, end] of cases) t.equal(fieldText(text)?.end, end, JSON.stringify(text))
})

t.test('a line has its place in the text, and one that is not there is the last', async (t) => {
  const of = (line: number) => lineSpan('ab\n\ncde', line).join()
  t.same([1, 2, 3, 9].map(of), ['0,2', '3,3', '4,7', '4,7'])
})

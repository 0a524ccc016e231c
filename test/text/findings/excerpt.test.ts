import t from 'tap'
import { visible } from '../../../src/text/findings/escape.ts'
import { excerpt } from '../../../src/text/findings/excerpt.ts'
import { columns } from '../../../src/text/findings/width.ts'
import fc from '../../support/properties.ts'

t.test('the caret stands under the very words', async (t) => {
  const cases: [source: string, column: number, length: number, text: string, caret: string][] = [
    ['www IN A x', 10, 1, 'www IN A x', '         ^'],
    ['a\tbc', 3, 2, 'a       bc', '        ^^'],
    ['12345678\tx', 10, 1, '12345678        x', '                ^'],
    ['\tx', 1, 1, '        x', '^^^^^^^^'],
    ['大学 x', 4, 1, '大学 x', '     ^'],
    ['大学 x', 1, 2, '大学 x', '^^^^'],
    ['e\u0301 x', 4, 1, 'e\u0301 x', '  ^'],
    ['\x1bx', 2, 1, '\\x1bx', '    ^'],
    ['\x1bx', 1, 1, '\\x1bx', '^^^^'],
    ['short', 6, 1, 'short', '     ^'],
    ['short', 99, 5, 'short', '     ^'],
    ['short', 4, 99, 'short', '   ^^'],
    ['', 1, 1, '', '^'],
    ['a  ', 1, 1, 'a', '^'],
    ['😀x', 2, 1, '😀x', '  ^'],
  ]
  for (const [source, column, length, text, caret] of cases)
    t.same(excerpt(source, column, length), { text, caret }, JSON.stringify([source, column, length]))
})

t.test('a secret in a line is not shown, and moves no caret', async (t) => {
  const cases: [source: string, text: string][] = [
    ['  a: {secret: "R16Noj+/b=", view: x}', '  a: {secret: "**********", view: x}'],
    ['  secret: R16Noj', '  secret: ******'],
    ["{'secret' : 'R16=' }", "{'secret' : '****' }"],
    ['secret A 192.0.2.1', 'secret A 192.0.2.1'],
  ]
  for (const [source, text] of cases) t.same(excerpt(source, 3, 2), { text, caret: '  ^^' })
})

t.test('a long line is cut to what stands around the mark', async (t) => {
  const source = `${'a'.repeat(50_000)}XY${'b'.repeat(50_000)}`
  const { text, caret } = excerpt(source, 50_001, 2)
  t.ok(text.length < 200)
  t.equal(text.slice(caret.indexOf('^'), caret.length), 'XY')
  t.match(text, /^….*…$/)
  t.ok(excerpt(source, 1, 100_002).caret.length < 200)
})

t.test('the caret is never longer than the text, whatever the line holds', async (t) => {
  const unit = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom('\t', '大', '\x1b', 'a'),
  )
  const source = fc.array(unit, { maxLength: 300 }).map((list) => list.join(''))
  fc.assert(
    fc.property(
      source,
      fc.integer({ min: 1, max: 320 }),
      fc.integer({ min: 1, max: 320 }),
      (source, column, length) => {
        const { text, caret } = excerpt(source, column, length)
        return (
          /^ *\^+$/.test(caret) &&
          visible(text) === text &&
          (column > [...source].length || caret.indexOf('^') <= columns(text) + 8)
        )
      },
    ),
  )
  t.pass()
})

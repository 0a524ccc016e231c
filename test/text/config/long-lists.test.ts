// A reader beside the YAML reader takes long lists of prefixes, and nobody notices: values, places and problems are the same.

import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { parseDocument } from 'yaml'
import { inEnglish } from '../../../src/supply/english.ts'
import { parseConfig } from '../../../src/text/config/load.ts'
import { LongLists } from '../../../src/text/config/long-lists.ts'
import { SourceText } from '../../../src/text/config/source-text.ts'
import { readTree, salvageTree } from '../../../src/text/config/tree.ts'
import fc from '../../support/properties.ts'

const many = (indent: string, from = 0, count = 1200) =>
  Array.from({ length: count }, (_, i) => `${indent}- ${item(i + from)}\n`).join('')
const item = (i: number) =>
  [`10.${i >> 8}.${i & 255}.0/24`, `"10.${i >> 8}.${i & 255}.7"`, `2001:db8:${i.toString(16)}::/48`][i % 3]!

const zones = (indent: string, value: string, from = 0) =>
  Array.from({ length: 1200 }, (_, i) => `${indent}d${i + from}.example: ${value}\n`).join('')
const FETCHED = '{internal: {primary: bench}, external: [a.zone, b.zone]}'

/** The same with a comment behind each item, so that no line looks like one of a long list. */
const plain = (text: string) => text.replaceAll(/^( *- \S+| *d\d+\.example: .+)$/gm, '$1 #')

const cases = {
  'a list of a view': `views:\n  a:\n${many('    ')}  b: [any]\nzones: {}\n`,
  'two lists, and one in a map': `views:\n  a:\n${many('    ')}  b:\n    public: false\n    clients:\n${many('    ', 2000)}zones: {}\n`,
  'a comment in the list': `views:\n  a:\n${many('    ')}    # more\n${many('    ', 2000)}`,
  'an alias of the list': `views:\n  a: &a\n${many('    ')}inside: *a\n`,
  'other items behind': `views:\n  a:\n${many('    ')}    - any\n    - {x: y}\n`,
  'a text that looks like a list': `version: |\n${many('  ')}identity: b\n`,
  'a text in quotes that looks like a list': `version: '\n${many('  ')}  '\nviews: {a: [any], a: [any]}\n`,
  'line feeds of Windows': `views:\r\n  a:\r\n${many('    ').replaceAll('\n', '\r\n')}  b: [any]\r\n`,
  'no line feed at the end': `views:\n  a:\n${many('    ')}`.slice(0, -1),
  'zones of one primary': `zones:\n${zones('  ', FETCHED)}views: {a: [any]}\n`,
  'zones of one primary, one that differs, and more': `zones:\n${zones('  ', FETCHED)}  x: y.zone\n${zones('    ', FETCHED, 2000)}`,
  'a zone that stands twice': `zones:\n${zones('  ', FETCHED)}  d1199.example: a\n  d0.example: a\n`,
  'zones of one file': `zones:\n${zones('  ', 'all.zone')}`,
  'zones with an alias': `a: &a\n${zones('  ', FETCHED)}zones: *a\n`,
  'a text that looks like zones': `version: |\n${zones('  ', FETCHED)}identity: b\n`,
  'an error behind': `views:\n  a:\n${many('    ')}  b: [any\nzones: {\n`,
}

for (const [name, text] of Object.entries(cases))
  t.test(name, async (t) => {
    const read = (text: string) => {
      const source = new SourceText('janus.yaml', text)
      const tree = readTree(source)
      const spans = (span: readonly number[]) => source.place([span[0]!, span[1]!])
      return {
        tree: JSON.parse(JSON.stringify(tree ?? null), (key, value) => (/span/i.test(key) ? spans(value).line : value)),
        problems: inEnglish(source.problems).map(({ rule, message, place }) => [
          rule,
          message,
          place.line,
          place.column,
        ]),
      }
    }
    t.ok(name.includes('Windows') || new LongLists(text).text.length < text.length, 'lines are taken out')
    t.same(read(text).problems.length > 0, read(plain(text)).problems.length > 0)
    if (!/text/.test(name)) t.same(read(text), read(plain(text)))
    else t.match(read(text), { tree: { entries: { 0: { value: { kind: 'scalar' } } } } })
  })

t.test('lines that may say more than they show are left to the YAML reader', (t) => {
  for (const value of ['{internal:', '[a, b', 'a # b', '*a', '"a"', "'a'", '|', '', 'a: "b"', '{a: &b c}']) {
    const text = `zones:\n${zones('  ', value)}`
    t.equal(new LongLists(text).text, text, value)
  }
  t.end()
})

const around = [
  '',
  'x: y\n',
  '# c\n',
  '  # c\n',
  '  x: y\n',
  '    y\n',
  '  y\n',
  '  - y\n',
  '    - y\n',
  '\n',
  'x: |\n',
  'x: >-\n',
]
const odd = [
  ...around,
  'x: {\n',
  '}\n',
  'x: [\n',
  ']\n',
  "x: '\n",
  "  '\n",
  'zones:\n',
  '  d1.example: a\n',
  'y: *x\n',
  'x: &x\n',
]
const values = [
  FETCHED,
  'a.zone',
  'null',
  '1',
  'true',
  '2020-01-01',
  'a: b',
  '{a: b, a: c}',
  '{a}',
  '[null, {b: }]',
  '{a: - b}',
  '{a b, c}',
]
const keys = ['d', 'null', 'true', '1', '0x', 'a-b.c_', 'long'.repeat(300)]
type Run = typeof run extends fc.Arbitrary<infer Value> ? Value : never
const run = fc.record({
  indent: fc.constantFrom('', '  ', '    '),
  value: fc.constantFrom(...values),
  key: fc.constantFrom(...keys),
  isList: fc.boolean(),
  end: fc.constantFrom('\n', '\r\n'),
})

function linesOf({ indent, value, key, isList, end }: Run) {
  const line = (i: number) => (isList ? `- 10.0.${i}.0/24` : `${i % 400 === 2 ? key : ''}${i}: ${value}`)
  return Array.from({ length: 1200 }, (_, i) => `${indent}${line(i)}${end}`).join('')
}

/** Whether the YAML reader finds no fault. */
function isYaml(text: string): boolean {
  try {
    const { errors, warnings } = parseDocument(text, { uniqueKeys: false, prettyErrors: false, schema: 'core' })
    return errors.length + warnings.length === 0
  } catch {
    return false
  }
}

t.test('whatever stands around them, they are what the YAML reader makes of them', async (t) => {
  let taken = 0
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...odd), { maxLength: 3 }),
      run,
      fc.array(fc.constantFrom(...odd), { maxLength: 3 }),
      (before, lines, behind) => {
        const text = before.join('') + linesOf(lines) + behind.join('')
        const source = new SourceText('janus.yaml', text)
        const tree = readTree(source)
        if (!isYaml(text)) {
          if (tree !== undefined || source.problems.length === 0) throw new Error('what it does not read is read')
          return
        }
        if (new LongLists(text).text.length < text.length) taken++
        const whole = salvageTree(new SourceText('janus.yaml', text))
        if (tree !== undefined && !isDeepStrictEqual(tree, whole)) throw new Error('it is read otherwise')
        if (tree === undefined && whole !== undefined) throw new Error('it is not read')
      },
    ),
    { numRuns: 100 },
  )
  t.ok(taken > 10, `${taken}`)
})

t.test('a fault in the value of many zones is told of more than the first', async (t) => {
  const { problems } = parseConfig('janus.yaml', Buffer.from(`zones:\n${zones('  ', '{internal: a, internal: b}')}`))
  const lines = new Set(problems.filter(({ rule }) => rule === 'duplicate-key').map(({ place }) => place.line))
  t.equal(lines.size, 1200)
})

t.test('values that lie in each other deeper than the YAML reader goes are a fault, not an end', async (t) => {
  for (const text of [`x: ${'['.repeat(20_000)}`, `x: {\n${zones('  ', 'a: b')}`]) {
    const source = new SourceText('janus.yaml', text)
    t.equal(readTree(source), undefined)
    t.match(source.problems[0], { rule: 'config-syntax' })
    t.equal(salvageTree(source), undefined)
  }
})

t.test('what aliases repeat is counted as often as it is written', async (t) => {
  const repeated = `zones: &a\n${zones('  ', FETCHED)}`
  const aliases = Array.from({ length: 20 }, (_, i) => `a${i}: *a\n`).join('')
  const source = new SourceText('janus.yaml', repeated + aliases)
  t.equal(readTree(source), undefined)
  t.match(inEnglish(source.problems)[0], { rule: 'config-syntax' })
})

t.test('a prefix that stands twice, far down, is told at its line', async (t) => {
  const text = `views:\n  a:\n${many('    ')}    - ${item(0)}\n`
  const { problems } = parseConfig('janus.yaml', Buffer.from(text))
  const twice = problems.find(({ rule }) => rule === 'duplicate-prefix')
  t.match(twice, { place: { line: 1203, column: 7, length: item(0).length }, related: { place: { line: 3 } } })
})

t.test('offsets of the shorter text are those of the whole one', async () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constant(many('  ')), fc.constantFrom('a: b\n', '# c\n', '- d\n'))), (parts) => {
      const text = parts.join('')
      const lists = new LongLists(text)
      for (const word of ['a: b', '# c', '- d'])
        for (let at = lists.text.indexOf(word); at >= 0; at = lists.text.indexOf(word, at + 1)) {
          const place = lists.place(at)
          if (text.slice(place, place + word.length) !== word) throw new Error(`${word} at ${at}`)
        }
    }),
    { numRuns: 50 },
  )
})

// The manual pages say what --help and the configuration's schema say, all of it.

import t from 'tap'
import { manualPages } from '../../packaging/manual/build.ts'
import { readHelp } from '../../packaging/manual/help-text.ts'
import { prose } from '../../packaging/manual/mdoc.ts'
import { allCommands, commandTree } from '../../src/cli/command-tree.ts'
import { wholeProgram } from '../../src/cli/commands.ts'
import { zonecheckCommand } from '../../src/cli/zonecheck-command.ts'
import { keySections } from '../../src/text/config/reference.ts'

const DAY = 86_400 * 365
const pages = await manualPages(DAY)
const bare = (text: string) => text.replaceAll('\\-', '-').replaceAll('\\&', '')

t.test('each command has a page, or a part of one, with every option and argument', async (t) => {
  const trees = [...allCommands(commandTree(await wholeProgram())), ...allCommands(commandTree(zonecheckCommand()))]
  t.ok(trees.length > 25)
  for (const { path, name, options, arguments: given, summary } of trees.filter(({ path }) => path !== 'janus')) {
    const page = bare(pages.get(`${path.split(' ').slice(0, 2).join('-')}.1`) ?? '')
    t.match(page.replaceAll('\n', ' '), `.Nm ${path} `, path)
    for (const { long } of options) t.match(page, `Fl ${long.slice(1)}`, `${path} ${long}`)
    for (const word of given) t.match(page, `Ar ${word.name}`, `${path} ${word.name}`)
    t.match(page.toLowerCase().replaceAll('\n', ' '), bare(prose(summary)).toLowerCase().replaceAll('\n', ' '), name)
  }
  for (const { name } of commandTree(await wholeProgram()).commands)
    t.match(bare(pages.get('janus.1')!), `janus-${name} 1`)
})

t.test('janus.yaml(5) has every key', async (t) => {
  const page = bare(pages.get('janus.yaml.5')!)
  for (const { key, parts } of keySections()) {
    t.match(page, `.Ss ${key}\n`)
    for (const part of parts) t.match(page, `.It Ic ${part.key}\n`)
  }
})

t.test('the date is that of the sources, for a page that is made twice is the same', async (t) => {
  for (const [name, text] of pages) t.match(text, /^\.Dd January 1, 1971\n/, name)
  t.strictSame(await manualPages(DAY), pages)
})

t.test('text is no macro, whatever it begins with', async (t) => {
  const rows: readonly [text: string, expected: string][] = [
    ['./janus.yaml is read', '\\&./janus.yaml is read'],
    ["'tis", "\\&'tis"],
    ['a\\b', 'a\\eb'],
    ['--strict', '\\-\\-strict'],
    ['what `janus check` says. Then more', 'what \\fBjanus check\\fP says.\nThen more'],
    ['three …', 'three \\[u2026]'],
    ['\u{1f600}', '\\[u1F600]'],
    [`${'long '.repeat(20)}.end`, `${'long '.repeat(15).trim()}\n${'long '.repeat(5)}.end`],
    [`${'long '.repeat(15)}long .end`, `${'long '.repeat(15).trim()}\nlong .end`],
    [`${'x'.repeat(78)} .end`, `${'x'.repeat(78)}\n\\&.end`],
  ]
  for (const [text, expected] of rows) t.equal(prose(text), expected)
})

t.test('help has examples, exit codes, and text that stands apart', async (t) => {
  const help = readHelp(
    'One\ntwo:\n  apart\n\nExamples:\n  janus x     why\n\nExit code: 0 done, 1 refused, or\nworse, 2 failed.\n',
  )
  t.strictSame(help, {
    below: [['One', 'two:'], ['  apart']],
    examples: ['janus x     why'],
    exit: [
      ['0', 'done'],
      ['1', 'refused, or worse'],
      ['2', 'failed.'],
    ],
  })
})

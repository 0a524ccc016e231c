// The manual page of a command, and of those below it: what --help says, in the order that manuals have.

import type { ArgumentWord, CommandTree, OptionWord } from '../../src/cli/command-tree.ts'
import { type ExitCode, readHelp } from './help-text.ts'
import { argument, literal, mdocPage, mdocSection, paragraphs, prose, tagged } from './mdoc.ts'

/** `janus-transfers` for `janus transfers`. */
export function pageName({ path }: CommandTree): string {
  return path.replaceAll(' ', '-')
}

/** `also`: other pages, as `janus 1`. */
export function commandPage(tree: CommandTree, also: readonly string[], date: number): string {
  const { below, examples, exit } = readHelp(tree.more)
  const words = tree.commands.flatMap((one) => commandSection(one))
  return mdocPage({ title: pageName(tree), section: 1, date }, [
    ...mdocSection('NAME', [`.Nm ${pageName(tree)}`, `.Nd ${prose(summaryOf(tree))}`]),
    ...mdocSection('SYNOPSIS', synopses(tree)),
    ...mdocSection('DESCRIPTION', [...paragraphs([sentence(tree.summary)]), ...followed(below), ...given(tree)]),
    ...mdocSection('COMMANDS', words),
    ...mdocSection('EXIT STATUS', exitList(exit)),
    ...mdocSection('EXAMPLES', literal(examples)),
    ...mdocSection(
      'SEE ALSO',
      also.map((page, i) => `.Xr ${page}${i < also.length - 1 ? ' ,' : ''}`),
    ),
  ])
}

/** A command of the program whose commands have pages of their own. */
export function programPage(
  tree: CommandTree,
  own: ReadonlySet<string>,
  also: readonly string[],
  date: number,
): string {
  const { below, examples, exit } = readHelp(tree.more)
  const list = tree.commands.map((one): [string, string[]] => [
    `Xr ${pageName(one)} 1`,
    own.has(pageName(one)) ? [prose(sentence(one.summary))] : [],
  ])
  return mdocPage({ title: pageName(tree), section: 1, date }, [
    ...mdocSection('NAME', [`.Nm ${tree.name}`, `.Nd ${prose(summaryOf(tree))}`]),
    ...mdocSection('SYNOPSIS', [`.Nm ${tree.name}`, '.Ar command', '.Op Ar argument ...']),
    ...mdocSection('DESCRIPTION', [
      ...paragraphs([tree.summary]),
      ...followed(below),
      '.Pp',
      'Commands:',
      ...tagged(list),
    ]),
    ...mdocSection('EXIT STATUS', exitList(exit)),
    ...mdocSection('EXAMPLES', literal(examples)),
    ...mdocSection(
      'SEE ALSO',
      also.map((page, i) => `.Xr ${page}${i < also.length - 1 ? ' ,' : ''}`),
    ),
  ])
}

function commandSection(tree: CommandTree): string[] {
  const { below, examples, exit } = readHelp(tree.more)
  return [
    `.Ss ${tree.path}`,
    ...synopses(tree),
    '.Pp',
    ...paragraphs([sentence(tree.summary)]),
    ...followed(below),
    ...given(tree),
    ...(exit.length === 0 ? [] : ['.Pp', 'Exit codes:', ...exitList(exit)]),
    ...literal(examples),
  ]
}

function exitList(exit: readonly ExitCode[]): string[] {
  return tagged(exit.map(([code, meaning]): [string, string[]] => [code, [prose(sentence(meaning))]]))
}

/** Without the full stop that NAME has not. */
function summaryOf({ summary }: CommandTree): string {
  return summary.replace(/\.$/, '').replace(/^A(?= )/, 'a')
}

function sentence(text: string): string {
  const begun = `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
  return /[.!?]$/.test(begun) ? begun : `${begun}.`
}

function followed(blocks: readonly (readonly string[])[]): string[] {
  return blocks.flatMap((lines) =>
    lines.every((line) => line.startsWith('  '))
      ? literal(lines.map((line) => line.slice(2)))
      : ['.Pp', prose(lines.join(' '))],
  )
}

function synopses(tree: CommandTree): string[] {
  const own =
    tree.arguments.length > 0 || tree.commands.length === 0 || tree.options.some(({ long }) => long === '--json')
  const lines = own
    ? [`.Nm ${tree.path}`, ...tree.options.flatMap(optionWord), ...tree.arguments.map(argumentWord)]
    : []
  const below = tree.commands.flatMap(({ path }) => [`.Nm ${path}`, '.Op Ar argument ...'])
  return [...lines, ...below]
}

function optionWord(option: OptionWord): string[] {
  if (option.long === '--help') return []
  return [`.Op ${flags(option)}`]
}

function flags({ short, long, value }: OptionWord): string {
  const dashed = (flag: string) => `Fl ${flag.slice(1).replaceAll('-', '\\-')}`
  const both = [...(short === undefined ? [] : [dashed(short)]), dashed(long)].join(' | ')
  return value === undefined ? both : `${both} Ar ${argument(value.name)}`
}

function argumentWord({ name, isRequired, repeats }: ArgumentWord): string {
  const word = `Ar ${argument(name)}${repeats ? ' ...' : ''}`
  return isRequired ? `.${word}` : `.Op ${word}`
}

function given({ arguments: words, options }: CommandTree): string[] {
  const items = [
    ...words.map((word): [string, string[]] => [
      `Ar ${argument(word.name)}`,
      [prose(sentence(word.tells)), ...choicesOf(word.choices)],
    ]),
    ...options.map((option): [string, string[]] => [
      flags(option).replace(' | ', ' , '),
      [prose(sentence(option.tells)), ...choicesOf(option.value?.choices ?? []), ...defaultOf(option)],
    ]),
  ]
  return items.length === 0 ? [] : ['.Pp', 'It takes:', ...tagged(items)]
}

function choicesOf(choices: readonly string[]): string[] {
  return choices.length === 0 ? [] : [prose(`One of ${choices.map((choice) => `\`${choice}\``).join(', ')}.`)]
}

function defaultOf({ byDefault }: OptionWord): string[] {
  return byDefault === undefined ? [] : [prose(`Default: ${byDefault}.`)]
}

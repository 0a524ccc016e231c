// The commands that talk to the running server, made from the table of verbs: the fields of a verb's request are the arguments and options
// of its command. The code that asks the server loads when a command runs.

import { existsSync } from 'node:fs'
import { Argument, Command, Help, InvalidArgumentError, Option } from 'commander'
import { type Field, fieldsOf } from '../operate/fields.ts'
import { verbs } from '../operate/table.ts'
import type { CommandRow, Verb } from '../operate/verb.ts'
import { guess } from '../text/config/guess.ts'
import { configOption, withConfig } from '../tools/config-option.ts'
import type { OperateOptions } from './operate.ts'

/** The subcommands; `finish` is given the exit code. */
export function operateCommands(finish: (code: number) => void): Command[] {
  const made = new Map<string, Command>()
  for (const verb of verbs) {
    const { command: row } = verb
    if (row === undefined) continue
    const command = commandOf(verb, row, finish)
    if (row.under === undefined) made.set(verb.name, command)
    else made.get(row.under)!.addCommand(command)
  }
  return [...made.values()]
}

function commandOf(verb: Verb, row: CommandRow, finish: (code: number) => void): Command {
  const fields = fieldsOf(verb.request)
  const named = fields.filter(({ words }) => words.argument !== undefined)
  const name = row.under === undefined ? verb.name : verb.name.slice(row.under.length + 1)
  const command = new Command(name).description(row.summary)
  for (const field of named) command.addArgument(argumentOf(field))
  // Where a command has no other argument, the configuration may be one.
  if (named.length === 0) command.argument('[config]', 'the same as --config')
  for (const field of fields) if (field.words.option !== undefined) command.addOption(optionOf(field))
  return command
    .option(...configOption)
    .option('--json', 'print JSON')
    .addHelpText('after', helpOf(row))
    .action(async () => {
      const [first] = command.args
      // Where the command has arguments, the word may be the name of a zone: names can have one label.
      if (first !== undefined && named.length === 0) refuseWrongWord(first, command)
      // commander gives these options to the command above, where that has them too.
      const { config, json, ...given } = command.optsWithGlobals()
      const options: OperateOptions =
        named.length === 0 ? withConfig(first, { config, json }, command) : { config, json }
      const values = named.map((field, i): [string, unknown] => [
        field.key,
        meant(field, command.processedArgs[i], command),
      ])
      const asked = Object.fromEntries([...values, ...Object.entries(given)].filter(([, value]) => value !== undefined))
      const { operate, operateLines } = await import('./operate.ts')
      const listed = named.find(({ key, words }) => words.lines !== undefined && asked[key] === '-')
      if (listed === undefined) return finish(await operate(verb, options, asked))
      const { [listed.key]: _, ...rest } = asked
      finish(await operateLines(verb, options, rest, listed.words.lines!))
    })
}

/** Refuses a word that is neither a word of the command nor a file: it is probably such a word, written wrongly. */
function refuseWrongWord(word: string, command: Command): void {
  const words = command.commands.map((one) => one.name())
  if (words.length === 0 || !/^[a-z-]+$/i.test(word) || existsSync(word)) return
  const near = guess(word, words)
  const meant = near === undefined ? `write one of ${words.join(', ')}` : `did you mean "${near}"?`
  command.error(`error: "${command.name()}" has no word "${word}", and there is no such configuration: ${meant}`)
}

function argumentOf({ tells, words, isNumber }: Field): Argument {
  const argument = new Argument(
    words.argument!,
    words.lines === undefined ? tells : `${tells}; - reads one from each line`,
  )
  return isNumber ? argument.argParser(readNumber) : argument
}

function optionOf({ tells, words, isNumber }: Field): Option {
  const option = new Option(words.option!, tells)
  return isNumber ? option.argParser(readNumber) : option
}

function readNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('write a number')
  return Number(text)
}

/** The value for which a word stands, where the field takes only a few words. */
function meant({ words: { meaning } }: Field, given: unknown, command: Command): unknown {
  if (meaning === undefined || given === undefined) return given
  const word = String(given)
  if (Object.hasOwn(meaning, word)) return meaning[word]
  const known = Object.keys(meaning).map((word) => `"${word}"`)
  return command.error(`error: write ${known.join(' or ')}, not "${word}"`)
}

function helpOf({ more, typing, examples, exit }: CommandRow): string {
  const told = [more, typing].filter((text) => text !== undefined).join('\n')
  const width = Math.max(
    NARROW,
    ...examples.map(([command, purpose]) => (purpose === undefined ? 0 : command.length + 2)),
  )
  const lines = examples.map(
    ([command, purpose]) => `  ${purpose === undefined ? command : command.padEnd(width) + purpose}`,
  )
  const { done, refused, failed } = exit
  return `
${told && `${new Help().boxWrap(told, PARAGRAPH)}\n\n`}Examples:
${lines.join('\n')}

Exit code: 0 ${done}, 1 ${refused}, 2 ${failed}.
`
}

/** Most columns of a paragraph; in those that commands of their own write, lines are as long. */
const PARAGRAPH = 85

/** Width of the column of examples, unless one of the command's is longer. */
const NARROW = 42

// A command as data: its arguments and options, and its help. Manual pages and completion are made from this, so that they agree with
// --help.

import type { Argument, Command, Option } from 'commander'
import { type ValueKind, valueKind } from './value-kinds.ts'

export type CommandTree = {
  readonly name: string
  /** With the commands above it: `janus transfers check`. */
  readonly path: string
  /** One line of help. */
  readonly summary: string
  readonly arguments: readonly ArgumentWord[]
  readonly options: readonly OptionWord[]
  /** The text of --help below the options: paragraphs, examples, exit codes. */
  readonly more: string
  readonly commands: readonly CommandTree[]
}

export type ValueWord = {
  readonly name: string
  readonly kind: ValueKind
  readonly choices: readonly string[]
}

export type ArgumentWord = ValueWord & {
  readonly tells: string
  readonly isRequired: boolean
  readonly repeats: boolean
}

export type OptionWord = {
  /** `-c` */
  readonly short: string | undefined
  /** `--config` */
  readonly long: string
  readonly tells: string
  /** The default for people: in words, such as `"what the file says"`, or a value. */
  readonly byDefault: string | undefined
  /** Undefined where the option takes no value. */
  readonly value: (ValueWord & { readonly repeats: boolean }) | undefined
}

export function commandTree(command: Command, above = ''): CommandTree {
  const path = above === '' ? command.name() : `${above} ${command.name()}`
  return {
    name: command.name(),
    path,
    summary: command.description(),
    arguments: command.registeredArguments.map((argument) => argumentWord(argument, path)),
    options: command
      .createHelp()
      .visibleOptions(command)
      .map((option) => optionWord(option, path)),
    more: textBelow(command),
    commands: command.commands.map((one) => commandTree(one, path)),
  }
}

/** The command itself, and every one below it. */
export function allCommands(tree: CommandTree): CommandTree[] {
  return [tree, ...tree.commands.flatMap(allCommands)]
}

function argumentWord(argument: Argument, path: string): ArgumentWord {
  const name = argument.name()
  return {
    name,
    kind: valueKind(path, name),
    // An argument called `on|off` takes one of these two words.
    choices: argument.argChoices ?? (name.includes('|') ? name.split('|') : []),
    tells: argument.description,
    isRequired: argument.required,
    repeats: argument.variadic,
  }
}

function optionWord(option: Option, path: string): OptionWord {
  const { short, long, description, defaultValue, defaultValueDescription, argChoices, flags, variadic } = option
  const [, name] = /(?:<|\[)(.+?)(?:\.\.\.)?[>\]]$/.exec(flags) ?? []
  const plain = defaultValue === undefined || defaultValue === false ? undefined : String(defaultValue)
  return {
    short,
    long: long!,
    tells: description,
    byDefault: defaultValueDescription ?? plain,
    value:
      name === undefined
        ? undefined
        : { name, kind: valueKind(`${path} ${long}`, name), choices: argChoices ?? [], repeats: variadic },
  }
}

function textBelow(command: Command): string {
  const written: string[] = []
  const { writeOut } = command.configureOutput()
  command.configureOutput({ writeOut: (text) => written.push(text) })
  command.outputHelp()
  command.configureOutput({ ...(writeOut && { writeOut }) })
  return written.join('').slice(command.helpInformation().length).trim()
}

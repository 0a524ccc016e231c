// The help of a command below a command: the part of that one's help about it, so that nothing stands twice.

import type { Command } from 'commander'

/** Gives each of its words that has no help of its own the examples of `help` that are of it, and the exit codes. */
export function giveWordsHelp(command: Command, help: string): void {
  const [examples = '', codes = ''] = help.slice(help.indexOf('Examples:\n')).split('\n\n')
  for (const word of command.commands) {
    const its = examples.split('\n').filter((line) => line.includes(`janus ${command.name()} ${word.name()}`))
    word.addHelpText('after', `\nExamples:\n${its.join('\n')}\n\n${codes}`)
  }
}

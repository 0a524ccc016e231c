// Makes the help of a subcommand from its command's help, so that nothing stands twice.

import type { Command } from 'commander'

/** Gives each subcommand its examples in `help`, and the exit codes. */
export function giveWordsHelp(command: Command, help: string): void {
  const [examples = '', codes = ''] = help.slice(help.indexOf('Examples:\n')).split('\n\n')
  for (const word of command.commands) {
    const its = examples.split('\n').filter((line) => line.includes(`janus ${command.name()} ${word.name()}`))
    word.addHelpText('after', `\nExamples:\n${its.join('\n')}\n\n${codes}`)
  }
}

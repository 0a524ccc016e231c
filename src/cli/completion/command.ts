// `janus completion SHELL`: prints the script by which a shell completes our commands.

import { Argument, Command } from 'commander'
import { Exit } from '../../tools/exit.ts'
import { type Shell, scripts, shells } from './scripts.ts'

/** The subcommand; `finish` takes the exit code. */
export function completionCommand(finish: (code: number) => void): Command {
  return new Command('completion')
    .description('print what makes a shell complete commands, zones, views and names')
    .addArgument(new Argument('<shell>', 'the shell that reads it').choices(shells))
    .addHelpText('after', help)
    .action((shell: Shell) => {
      process.stdout.write(scripts[shell])
      finish(Exit.good)
    })
}

const help = `
Commands and options are those of this program. Zones, views, keys and names come
from the running server and its configuration, as far as you may ask it.

Examples:
  source <(janus completion bash)                   for this shell
  janus completion bash > /usr/share/bash-completion/completions/janus
  janus completion zsh > /usr/share/zsh/vendor-completions/_janus
  janus completion fish > ~/.config/fish/completions/janus.fish

Exit code: 0 printed, 2 there is no such shell.
`

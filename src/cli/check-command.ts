// The arguments of `janus check`; its code loads when somebody runs it.

import { Command } from 'commander'
import { configOption, withConfig } from '../tools/config-option.ts'
import type { CheckOptions } from './check.ts'
import { addLintOptions } from './check-options.ts'

/** The subcommand; `finish` takes the exit code. */
export function checkCommand(finish: (code: number) => void): Command {
  const command = new Command('check')
    .description('check the configuration and every zone in every view')
    .argument('[config]', 'the same as --config')
    .option(...configOption)
  return addLintOptions(command)
    .addHelpText('after', help)
    .action(async (file: string | undefined, options: CheckOptions, command: Command) => {
      const { check } = await import('./check.ts')
      finish(await check(withConfig(file, options, command)))
    })
}

const help = `
It reads files as "janus serve" would, as root by the same user, and asks them the
canaries' questions; it serves and changes nothing. The server refuses a zone with an
error and serves all others; what "janus mail" finds refuses none. The last line
counts what the server would refuse. Where a server has run, its state folder is
read too: --info shows what zones come to with the changes and copies kept there.

Examples:
  janus check                                      what ./janus.yaml says
  janus check /etc/janus/janus.yaml                before a reload
  janus check --strict --format sarif > out.sarif  in CI

Exit code: 0 nothing worse than a warning, 1 errors (--strict: or warnings),
2 the configuration, or a file that it names, cannot be read.
`

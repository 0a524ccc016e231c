// The arguments of `janus acme`; its code loads when somebody runs it.

import { Command, Option } from 'commander'
import { configOption } from '../config-option.ts'
import { giveWordsHelp } from '../word-help.ts'
import { type ProgramName, programs } from './programs/index.ts'
import type { AcmeOptions } from './run.ts'

/** The subcommand; `finish` takes the exit code. */
export function acmeCommand(finish: (code: number) => void): Command {
  const acme = new Command('acme')
    // As the program itself: unknown words end it with exit code 2.
    .exitOverride()
    .description('let other programs change names here, for certificates and the like')
    .addHelpText('after', help)
  acme
    .command('config')
    .description('print the settings with which a program changes names here by a key')
    .argument('<key>', 'its name under "tsig"; a rule under "updates" says what it may change')
    .addOption(
      new Option('--for <program>', 'which program it is').choices(Object.keys(programs)).makeOptionMandatory(),
    )
    .option('--zone <zone>', 'only for this zone, if the key may change several')
    .option('--json', 'for programs')
    .option(...configOption)
    .action(async (key: string, options: AcmeOptions & { for: ProgramName; zone?: string }) => {
      const { printConfig } = await import('./run.ts')
      finish(printConfig({ key, program: options.for, zone: options.zone }, options))
    })
  giveWordsHelp(acme, help)
  return acme
}

const help = `
What is printed names the versions of the program that it is for. It holds the secret
of the key, but for acme.sh and dhcpd, which take the file of the key as it is.

Examples:
  janus acme config acme --for certbot
  janus acme config acme --for lego --zone dept.univ.example
  janus acme config dhcp --for kea

Exit code: 0 printed, 1 it would not work, and what to do; 2 the configuration has
errors, or the command cannot be read.
`

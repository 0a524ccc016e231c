// The commands of `janus dnssec` that work on files of keys; their code loads when somebody runs one.

import { Command, Option } from 'commander'
import { configOption } from '../config-option.ts'
import type { DsOptions, ImportOptions, KeyOptions } from './run.ts'

export function dnssecKeyCommands(finish: (code: number) => void): Command[] {
  const work = (name: string, description: string) =>
    new Command(name)
      .description(description)
      .argument('<zone>', 'a zone that is named under "sign"')
      .option(...configOption)
  return [
    work('ds', 'what the parent zone is to be given of the keys')
      .option('--json', 'for programs')
      .option(
        '--signal <server...>',
        'print lines for the zone that holds the name of this server, so that the parent can take the first DS (RFC 9615)',
      )
      .addHelpText('after', dsHelp)
      .action(async (zone: string, _options: DsOptions, command: Command) => {
        const { showDs } = await import('./run.ts')
        finish(showDs(zone, command.optsWithGlobals()))
      }),
    work('import', 'take keys of another signer: K*.private of BIND, or PEM')
      .argument('<file...>', 'the private keys; of K*.private the .key and .state beside it are read too')
      .addOption(new Option('--role <role>', 'the role, if no file says it').choices(['csk', 'ksk', 'zsk']))
      .option('--algorithm <number>', 'of a key of RSA in PEM: 8 or 10', Number)
      .addHelpText('after', importHelp)
      .action(async (zone: string, files: readonly string[], _options: ImportOptions, command: Command) => {
        const { importKeys } = await import('./run.ts')
        finish(importKeys(zone, files, command.optsWithGlobals()))
      }),
    work('export', 'copy the keys for the safe, as BIND and in PEM')
      .addOption(new Option('--to <folder>', 'where they are written').makeOptionMandatory())
      .addHelpText('after', exportHelp)
      .action(async (zone: string, _options: KeyOptions, command: Command) => {
        const { exportKeys } = await import('./run.ts')
        finish(exportKeys(zone, command.optsWithGlobals()))
      }),
  ]
}

const dsHelp = `
Examples:
  janus dnssec ds univ.example             DS and DNSKEY, for the registrar
  janus dnssec ds lab.example --signal ns1.univ.example
                                           CDS and CDNSKEY for univ.example, which is signed

Exit code: 0 done, 1 there is nothing to print, 2 the configuration has errors.
`

const importHelp = `
All faces of the zone are signed with them from the next reload on. A key that signs keys
(flags 257) signs everything where none for the rest comes with it. A key of the zone whose
own file is gone or damaged comes back out of its copy, and goes on from where it was.

Examples:
  janus dnssec import univ.example /var/cache/bind/Kuniv.example.+013+34616.private
  janus dnssec import univ.example /media/safe/K*.private

Exit code: 0 done, 1 a key cannot be taken, and then none is, 2 the configuration has errors.
`

const exportHelp = `
Examples:
  janus dnssec export univ.example --to /media/safe

Exit code: 0 done, 1 it cannot be done, 2 the configuration has errors.
`

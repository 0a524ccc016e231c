// The arguments of `janus tsig`; its code loads when somebody runs it.

import { Command, Option } from 'commander'
import { configOption } from '../config-option.ts'
import { giveWordsHelp } from '../word-help.ts'
import type { TsigOptions } from './run.ts'
import { type PeerServer, servers } from './servers.ts'

/** The subcommand; `finish` takes the exit code. */
export function tsigCommand(finish: (code: number) => void): Command {
  const tsig = new Command('tsig')
    // As the program itself: unknown words end it with exit code 2.
    .exitOverride()
    .description('make, list, exchange and delete the keys with which other servers sign')
    .addHelpText('after', help)
  const work = (name: string, description: string) =>
    tsig
      .command(name)
      .description(description)
      .option(...configOption)
      .option('--json', 'for programs')
  work('new', 'make the file of a key')
    .argument('<name>', 'the name of the key, on both servers the same')
    .option('--view <view...>', 'the views that it shows')
    .action(async (name: string, options: TsigOptions & { view?: readonly string[] }) => {
      const { newKey } = await import('./run.ts')
      finish(newKey(name, options))
    })
  work('list', 'all keys, what they show, and whether their files are good; no secrets').action(
    async (options: TsigOptions) => {
      const { listKeys } = await import('./run.ts')
      finish(listKeys(options))
    },
  )
  work('roll', 'make the next key beside one that is in use')
    .argument('<name>', 'a key, or a secondary: then all of its keys')
    .action(async (name: string, options: TsigOptions) => {
      const { rollKeys } = await import('./run.ts')
      finish(rollKeys(name, options))
    })
  work('drop', 'delete a key that is not needed any more')
    .argument('<name>', 'the key, with its number where it has one')
    .option('--anyway', 'even if the other server has not used another key yet')
    .action(async (name: string, options: TsigOptions & { anyway?: boolean }) => {
      const { dropKey } = await import('./run.ts')
      finish(dropKey(name, options))
    })
  tsig
    .command('config')
    .description('print the configuration for a secondary, with the secrets of its keys')
    .argument('<secondary>', 'its name under "secondaries"')
    .addOption(new Option('--for <server>', 'which program it runs').choices(servers).makeOptionMandatory())
    .option('--view <view>', 'only for this view, for a server without views')
    .option(...configOption)
    .action(async (peer: string, options: TsigOptions & { for: PeerServer; view?: string }) => {
      const { printConfig } = await import('./run.ts')
      finish(printConfig({ peer, server: options.for, view: options.view }, options))
    })
  giveWordsHelp(tsig, help)
  return tsig
}

const help = `
A key says which view a request gets, from whatever address it comes (RFC 8945). Its
secret lies in keys/tsig/NAME.key, as BIND writes it, for the server's eyes alone.
But for config, nothing that this command prints holds a secret.

Examples:
  janus tsig new backup.internal --view internal
  janus tsig list
  janus tsig roll ns2                      new keys for every view of the secondary ns2
  janus tsig config ns2 --for bind         what ns2 has to include
  janus tsig drop ns2.internal             when ns2 has used ns2.internal.2

Exit code: 0 done, 1 it cannot be done, 2 the configuration has errors, or the
command cannot be read.
`

// The arguments of `janus print`; its code loads when somebody runs it.

import { Command } from 'commander'
import { configOption } from '../tools/config-option.ts'
import type { PrintOptions } from './print.ts'

/** The subcommand; `finish` takes the exit code. */
export function printCommand(finish: (code: number) => void): Command {
  return new Command('print')
    .description('print the face that a view gets as one plain master file')
    .argument('<view>', 'the view')
    .argument('<zone>', 'the zone')
    .option(...configOption)
    .addHelpText('after', help)
    .action(async (view: string, zone: string, options: PrintOptions) => {
      const { print } = await import('./print.ts')
      finish(await print(view, zone, options))
    })
}

const help = `
It prints one record a line, with all layers, rules and generated names applied, in
an order that depends on the records alone: the same face gives the same octets.
BIND, NSD and Knot DNS load it.

Examples:
  janus print external univ.example                       look at it
  janus print external univ.example > external.zone       hand it to another server
  janus print external univ.example | git diff --no-index external.zone -

Exit code: 0 printed, 1 the zone was refused (janus check says why),
2 the configuration has errors, or there is no such view or zone.
`

// The arguments of `janus diff`; its code loads when somebody runs it.

import { Command } from 'commander'
import { configOption } from '../config-option.ts'
import type { DiffOptions } from './run.ts'

/** The subcommand; `finish` takes the exit code. */
export function diffCommand(finish: (code: number) => void): Command {
  return new Command('diff')
    .description('show where two views differ, and whether that is expected')
    .argument('<view>', 'one view')
    .argument('<view>', 'the other')
    .argument('[zone]', 'only this zone')
    .option(...configOption)
    .option('--all', 'show expected differences too')
    .option('--json', 'for programs')
    .addHelpText('after', help)
    .action(async (left: string, right: string, zone: string | undefined, options: DiffOptions) => {
      const { diff } = await import('./run.ts')
      finish(await diff(left, right, zone, options))
    })
}

const help = `
It compares rrset by rrset: order, case of names, comments and layout do not
count, nor do serials and signatures. Write the differences that you mean into
the configuration, with a reason and, if you like, a last day:

  expected-differences:
    - {type: MX, reason: outside the gateway takes the mail}
    - {name: "*.lab.univ.example", reason: moves in spring, until: 2027-03-31}

Examples:
  janus diff internal external                      what is new?
  janus diff internal external dept.univ.example    in one zone
  janus diff internal external --all                expected ones too
  janus diff internal external --json               for programs

Exit code: 0 no difference but expected ones, 1 new or expired ones,
2 the configuration has errors, a zone was refused, or the view is the same twice.
`

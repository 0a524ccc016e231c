// The commands that talk to the running server: how each is asked for. Their code is loaded when one is.

import { Command, InvalidArgumentError } from 'commander'
import { withConfig } from './config-argument.ts'
import type { OperateOptions } from './operate.ts'

/** The subcommands; `finish` is given the exit code. */
export function operateCommands(finish: (code: number) => void): Command[] {
  const make = (verb: string, description: string, more = '') =>
    new Command(verb)
      .description(description)
      .option('-c, --config <file>', 'the configuration; default ./janus.yaml, then /etc/janus/janus.yaml')
      .option('--json', 'print JSON')
      .addHelpText('after', `${more}${EXIT[verb] ?? EXIT_PLAIN}`)
  const run = async (verb: string, options: OperateOptions, asked: Record<string, unknown> = {}) => {
    const { operate } = await import('./operate.ts')
    finish(await operate(verb, options, asked))
  }
  const plain = (verb: string, description: string, more?: string) =>
    make(verb, description, more)
      .argument('[config]', 'the same as --config')
      .action((file: string | undefined, options: OperateOptions, command: Command) =>
        run(verb, withConfig(file, options, command)),
      )
  return [
    plain('status', 'the state of the running server: zones, memory, workers, and how full each table is', STATUS),
    plain('zones', 'each zone in each view: its state, serial and size', ZONES),
    plain('reload', 'read configuration and zones anew, and switch to what is good', RELOAD),
    plain('plan', 'what a reload would change, rrset by rrset and view by view; nothing is changed', PLAN),
    plain('generations', 'the generations that can be switched back to', GENERATIONS),
    make('rollback', 'serve an earlier generation until the next reload', ROLLBACK)
      .argument('[generation]', 'its number from "janus generations"; the one before if not given', readNumber)
      .action((generation: number | undefined, options: OperateOptions) =>
        run('rollback', options, generation === undefined ? {} : { generation }),
      ),
    plain('stats', 'what has been counted since the start', STATS),
    queryLog(make('query-log', 'switch the query log on or off, for some queries or for all', QUERY_LOG), run),
    plain('stop', 'end the running server, once all that was asked is answered', STOP),
  ]
}

type QueryLogOptions = OperateOptions & {
  readonly view?: string
  readonly client?: string
  readonly name?: string
  readonly oneIn?: number
}

function queryLog(
  command: Command,
  run: (verb: string, options: OperateOptions, asked: Record<string, unknown>) => Promise<void>,
): Command {
  return command
    .argument('<on|off>', 'whether queries are logged')
    .option('--view <view>', 'only those of this view')
    .option('--client <prefix>', 'only those from this network')
    .option('--name <name>', 'only those for this name and what lies below it')
    .option('--one-in <number>', 'only one of so many', readNumber)
    .action((word: string, { view, client, name, oneIn, ...options }: QueryLogOptions) => {
      const filter = { view, client, name, oneIn }
      if (word !== 'on' && word !== 'off') return command.error(`error: write "on" or "off", not "${word}"`)
      return run('query-log', options, { on: word === 'on', ...filter })
    })
}

function readNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('write a number')
  return Number(text)
}

const STATUS = `
Examples:
  janus status                              the server of ./janus.yaml or /etc/janus/janus.yaml
  janus status --json | jq .tables          for programs
`
const ZONES = `
Examples:
  janus zones                               what is served, zone by zone and view by view
  janus zones --json | jq '.[] | select(.state != "current")'
`
const RELOAD = `
A zone with errors in the file of one view stays as it was in every view, and the report shows the errors. With
"reload: atomic" in the configuration, such a zone keeps all zones as they were. Asked for during a reload, another one
follows it.

Examples:
  janus reload
  janus plan && janus reload                only where nothing would be refused
`
const PLAN = `
Reads what a reload would read, puts the canaries' questions to it, and says what would come of it.

Examples:
  janus plan                                before a reload
  janus plan --json | jq .changes           for programs
`
const GENERATIONS = `
Examples:
  janus generations                         "*" is in service
  janus generations --json | jq '.[].generation'
`
const ROLLBACK = `
Nothing is read: zones and views are switched back as they were. The next reload reads the files again.

Examples:
  janus rollback                            to the generation before
  janus rollback 3                          to one of "janus generations"
`
const STATS = `
Examples:
  janus stats
  janus stats --json | jq .queries          for programs
`
const QUERY_LOG = `
Examples:
  janus query-log on --client 192.0.2.0/24         what the gateways ask
  janus query-log on --name univ.example --one-in 100
  janus query-log off
`
const STOP = `
Examples:
  janus stop
  janus stop --config /etc/janus/janus.yaml
`
const EXIT_PLAIN = `
Exit code: 0 done, 1 refused, 2 no server to ask, or the command cannot be read.
`
const EXIT: Readonly<Record<string, string>> = {
  status: `
Exit code: 0 all zones are served as their files have them, 1 some are not, 2 no server to ask.
`,
  zones: `
Exit code: 0 all zones are served as their files have them, 1 some are not, 2 no server to ask.
`,
  reload: `
Exit code: 0 done, 1 refused or not all done, 2 no server to ask, or one with another configuration.
`,
  plan: `
Exit code: 0 nothing would be refused, 1 something would, 2 no server to ask, or one with another configuration.
`,
}

// The commands that talk to the running server: how each is asked for. Their code is loaded when one is.

import { Command, InvalidArgumentError } from 'commander'
import type { OperateOptions } from './operate.ts'

/** The subcommands; `finish` is given the exit code. */
export function operateCommands(finish: (code: number) => void): Command[] {
  const make = (verb: string, description: string, more = '') =>
    new Command(verb)
      .description(description)
      .option('-c, --config <file>', 'the configuration; default ./janus.yaml, then /etc/janus/janus.yaml')
      .option('--json', 'print JSON', false)
      .addHelpText('after', `${more}${EXIT}`)
  const run = async (verb: string, options: OperateOptions, asked: Record<string, unknown> = {}) => {
    const { operate } = await import('./operate.ts')
    finish(await operate(verb, options, asked))
  }
  const plain = (verb: string, description: string, more?: string) =>
    make(verb, description, more).action((options: OperateOptions) => run(verb, options))
  return [
    plain('status', 'how the running server is: zones, memory, workers, and every table with its bound'),
    plain('zones', 'each zone in each view: its state, serial and size'),
    plain('reload', 'read configuration and zones anew, and switch to what is good', RELOAD),
    plain('plan', 'what a reload would change, rrset by rrset and view by view; nothing is changed', PLAN),
    plain('generations', 'the generations that can be switched back to'),
    make('rollback', 'serve an earlier generation until the next reload', ROLLBACK)
      .argument('[generation]', 'its number from "janus generations"; the one before if not given', readNumber)
      .action((generation: number | undefined, options: OperateOptions) =>
        run('rollback', options, generation === undefined ? {} : { generation }),
      ),
    plain('stats', 'what has been counted since the start'),
    queryLog(make('query-log', 'switch the query log on or off, for some queries or for all', QUERY_LOG), run),
    plain('stop', 'end the running server once it has answered what has come'),
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

const RELOAD = `
A zone with errors stays as it was and is told about, and so is a zone of which one view's file has errors; with
"reload: atomic" in the configuration nothing is switched then. Asked during a reload, the next one is waited for.
`
const PLAN = `
Reads what a reload would read, puts the canaries' questions to it, and says what would come of it.
`
const ROLLBACK = `
Nothing is read: zones and views are switched back as they were. The next reload reads the files again.
`
const QUERY_LOG = `
Examples:
  janus query-log on --client 192.0.2.0/24         what the gateways ask
  janus query-log on --name univ.example --one-in 100
  janus query-log off
`
const EXIT = `
Exit code: 0 done, 1 refused or not all done, 2 no server to ask, or nothing that could be asked.
`

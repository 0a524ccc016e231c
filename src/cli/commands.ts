// The commands of `janus`, each with the file that does its work, which loads when somebody runs it.

import { Command, CommanderError } from 'commander'
import { acmeCommand } from '../tools/acme/command.ts'
import { configOption, withConfig } from '../tools/config-option.ts'
import { diffCommand } from '../tools/diff/command.ts'
import { dnssecKeyCommands } from '../tools/dnssec/command.ts'
import { importCommand } from '../tools/import/command.ts'
import { mailCommand } from '../tools/mail/command.ts'
import { splitdnsCommand } from '../tools/splitdns/command.ts'
import { tsigCommand } from '../tools/tsig/command.ts'
import { userCommand } from '../tools/user/command.ts'
import { checkCommand } from './check-command.ts'
import { completionCommand } from './completion/command.ts'
import { explainCommand } from './explain-command.ts'
import { printCommand } from './print-command.ts'
import { queryCommand } from './query-command.ts'
import { version } from './version.ts'

/** Gives the exit code: 0 done, 1 findings, 2 could not run. */
export async function runCommand(args: readonly string[]): Promise<number> {
  let code = 0
  const finish = (status: number) => {
    code = status
  }
  const program = offlineCommands(finish)
  // The table of verbs is loaded only for a command that asks a server, and for the list of commands.
  if (!program.commands.some((command) => command.name() === args[0])) await addOperating(program, finish)
  sayTheSame(program)
  try {
    await program.parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? 0 : 2
  }
  return code
}

/** Makes every command, however deep, say after a wrong word where to read on, and leave the exit code to us: commander's would be 1. */
function sayTheSame(command: Command, above = ''): void {
  const path = `${above}${command.name()}`
  command.exitOverride().showHelpAfterError(`"${path} --help" shows how it is written`)
  for (const one of command.commands) sayTheSame(one, `${path} `)
}

/** `janus` with all its commands, for manual pages and completion. */
export async function wholeProgram(): Promise<Command> {
  const program = offlineCommands(() => {})
  await addOperating(program, () => {})
  return program
}

type Finish = (code: number) => void

/** The commands that need no running server. */
function offlineCommands(finish: Finish): Command {
  const program = new Command('janus')
    .description('A split-horizon authoritative nameserver: one question, and for each view its own true answer.')
    .version(version)
    .exitOverride()
    .addHelpText('after', EXAMPLES)
  program
    .command('serve')
    .description('run the nameserver in the foreground; SIGHUP makes it reload configuration and zones')
    .argument('[config]', 'the same as --config')
    .option(...configOption)
    .addHelpText('after', SERVE)
    .action(async (file: string | undefined, options: { config?: string }, command: Command) => {
      const { serve } = await import('./serve.ts')
      finish(await serve(withConfig(file, options, command)))
    })
  const commands = [
    ...[checkCommand, queryCommand, explainCommand, diffCommand, mailCommand, printCommand, importCommand],
    ...[splitdnsCommand, tsigCommand, usersCommand, acmeCommand, completionCommand],
  ]
  for (const command of commands) program.addCommand(command(finish).copyInheritedSettings(program))
  return program
}

function usersCommand(finish: Finish): Command {
  return userCommand(finish, async () => {
    const { verbs } = await import('../operate/table.ts')
    return verbs.map(({ name }) => name)
  })
}

async function addOperating(program: Command, finish: Finish): Promise<void> {
  const { operateCommands } = await import('./operate-commands.ts')
  for (const command of operateCommands(finish)) {
    if (command.name() === 'dnssec')
      for (const one of dnssecKeyCommands(finish)) command.addCommand(one.copyInheritedSettings(program))
    program.addCommand(command.copyInheritedSettings(program))
  }
}

const SERVE = `
Examples:
  janus serve                                      ./janus.yaml, else /etc/janus/janus.yaml
  janus serve --config /etc/janus/janus.yaml

Exit code: 0 ended as it was told to, 2 it could not start.
`

const EXAMPLES = `
Examples:
  janus serve --config /etc/janus/janus.yaml
  janus check --config /etc/janus/janus.yaml --strict
  janus explain 192.0.2.7 hosta.dept.univ.example MX
  janus diff internal external
  janus mail dept.univ.example
  janus plan && janus reload
  janus query @127.0.0.1:5300 hosta.dept.univ.example MX
`

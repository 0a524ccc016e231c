// The arguments of `janus user`; its code loads when somebody runs it.

import { Command, Option } from 'commander'
import { type Role, roleNames } from '../../users/roles.ts'
import { configOption } from '../config-option.ts'
import { giveWordsHelp } from '../word-help.ts'
import type { NewUser, TokenOptions, UserOptions } from './run.ts'

/** The subcommand; `finish` takes the exit code, `verbNames` gives the names of the server's verbs. */
export function userCommand(finish: (code: number) => void, verbNames: () => Promise<readonly string[]>): Command {
  const user = new Command('user')
    // As the program itself: unknown words end it with exit code 2.
    .exitOverride()
    .description('manage users of the HTTP API and console: their rights, passwords and tokens')
    .addHelpText('after', help)
  const work = (name: string, description: string) =>
    user
      .command(name)
      .description(description)
      .option(...configOption)
      .option('--json', 'for programs')
  work('add', 'let somebody in')
    .argument('<name>', 'the name of the user, as in the log and the audit trail')
    .addOption(new Option('--role <role>', 'what the user may do').choices(roleNames).makeOptionMandatory())
    .option('--view <view...>', 'the views that the user sees; by default all')
    .option(
      '--zone <zone...>',
      'the zones that the user sees: univ.example, or *.univ.example for all below; by default all',
    )
    .option('--password', 'let the user log in with a password: asks for it, or reads a line of standard input')
    .action(async (name: string, options: UserOptions & Omit<NewUser, 'name'> & { role: Role }) => {
      const { addUser } = await import('./run.ts')
      finish(await addUser({ ...options, name }, options))
    })
  work('password', 'give somebody another password, or none')
    .argument('<name>', 'the name of the user')
    .option('--none', 'take the password away')
    .action(async (name: string, options: UserOptions & { none?: boolean }) => {
      const { setPassword } = await import('./run.ts')
      finish(await setPassword(name, options))
    })
  work('list', 'everybody, and his tokens; no secrets').action(async (options: UserOptions) => {
    const { listUsers } = await import('./run.ts')
    finish(listUsers(options))
  })
  work('token', 'make a token for a program, and print it')
    .argument('<name>', 'the name of the user')
    .option('--until <date>', 'the token is not valid from this day on, such as 2027-03-31')
    .option('--verb <verb...>', 'only for these verbs, such as list-add')
    .option('--write', 'the token may change things even if "edit" is off')
    .action(async (name: string, options: UserOptions & TokenOptions) => {
      const { newToken } = await import('./run.ts')
      finish(await newToken(name, options, await verbNames()))
    })
  work('remove', 'let somebody in no more, or one of his tokens')
    .argument('<name>', 'who')
    .option('--token <id>', 'only this token')
    .action(async (name: string, options: UserOptions & { token?: string }) => {
      const { removeUser } = await import('./run.ts')
      finish(await removeUser(name, options))
    })
  giveWordsHelp(user, help)
  return user
}

const help = `
Users stand in the file that "http: {users: FILE}" names, for the server's eyes alone;
passwords and tokens stand there as hashes. A change counts at once. Roles:
  viewer      looks at what is served
  log-reader  also at who asked what, and who changed what
  editor      looks, and changes records and entries of his zones
  operator    all of this, reload, rollback, and other servers
  admin       everything

Examples:
  janus user add grafana --role viewer
  janus user add tanaka --role operator --password
  pass show dns/sato | head -1 | janus user password sato
  janus user add dept --role editor --zone dept.univ.example '*.dept.univ.example'
  janus user token dept --until 2027-03-31 --write
  janus user add outside --role viewer --view external
  janus user list
  janus user remove dept --token 3f2a90bc

Exit code: 0 done, 1 it cannot be done, 2 the configuration has errors, or the
command cannot be read.
`

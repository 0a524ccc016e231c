// The arguments of `janus explain`; its code loads when somebody runs it.

import { Command } from 'commander'
import { configOption } from '../tools/config-option.ts'
import type { ExplainOptions } from './explain.ts'

/** The subcommand; `finish` takes the exit code. */
export function explainCommand(finish: (code: number) => void): Command {
  const explaining = new Command('explain')
    .description('show why an address gets its view and its answer, down to the line of the zone file')
    .argument('<address>', 'the client: an IPv4 or IPv6 address')
    .argument('<name>', 'what it asks for')
    .argument('[type]', 'the type of record', 'A')
    .option(...configOption)
    .option('--key <name>', 'as if it signed with this TSIG key: the key decides the view')
    .option('--via <sender>', 'as if this proxy or resolver asked for it: "proxy" and "ecs-from" say who is believed')
    .option('--tcp', 'as if it asked over TCP')
    .option('--dnssec', 'as if it asked for signatures and proofs (DO)')
    .option('--running', 'ask the running server, instead of reading the files')
    .option('--json', 'for programs')
    .addHelpText('after', help)
    .action(async (address: string, name: string, type: string, options: ExplainOptions) => {
      const { explain } = await import('./explain.ts')
      finish(await explain(address, name, type, options))
    })
  return explaining.addCommand(updateCommand(finish))
}

function updateCommand(finish: (code: number) => void): Command {
  return new Command('update')
    .exitOverride()
    .description('show why an update would be permitted or not, in each view')
    .argument('<key>', 'the TSIG key that signs it; - for none')
    .argument('<source>', 'the client: an IPv4 or IPv6 address')
    .argument('<name>', 'what it changes')
    .argument('<type>', 'the type of record')
    .option(...configOption)
    .option('--bare', 'as if it came over UDP without a cookie')
    .option('--running', 'ask the running server, instead of reading the configuration')
    .option('--json', 'for programs')
    .addHelpText('after', updateHelp)
    .action(async (key: string, source: string, name: string, type: string, _: unknown, command: Command) => {
      const { explainUpdate } = await import('./explain-update.ts')
      // "explain" has options of the same names, and commander gives them to it.
      const { bare, ...options } = command.optsWithGlobals()
      finish(await explainUpdate({ key, source, name, type, bare }, options))
    })
}

const updateHelp = `
It shows which views the client gets, which zone has the name there, and which rule of
"updates" decides. What a message would make of the zone is judged when it comes.

Examples:
  janus explain update acme 192.0.2.7 _acme-challenge.www.univ.example TXT
  janus explain update - 10.1.2.3 host7.dyn.univ.example A
  janus explain update dhcp 10.0.0.5 host7.dept.univ.example A --running

Exit code: 0 permitted, 1 not, 2 the configuration has errors, or the address, name
or type cannot be read.
`

const help = `
It loads the configuration and its zones as "janus serve" would, zones with errors in
their last good version where the state folder has it, and asks the server's
responder; no server has to run. It shows the prefixes that hold the address, the
zone, the way to the answer (aliases, wildcards, delegations), each record with its
file and line, and what the other views would have said: "-" marks what only this
view sends, "+" what only the other sends.

Examples:
  janus explain 192.0.2.7 hosta.dept.univ.example MX     why does mail go there?
  janus explain 2001:db8:10::1 www.univ.example AAAA
  janus explain 192.0.2.7 www.univ.example --running     as it is served now
  janus explain 192.0.2.54 univ.example SOA --key ns2.internal
  janus explain 10.1.2.3 www.univ.example --via 192.0.2.53   what its resolver gets for it
  janus explain update acme 192.0.2.7 _acme-challenge.www.univ.example TXT
  janus explain 203.0.113.9 printer.dept.univ.example --json | jq .answer.rcode

Exit code: 0 explained, 2 the configuration has errors, or the address, name or type
cannot be read.
`

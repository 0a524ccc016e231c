// The arguments of `janus query`; its code loads when somebody runs it.

import { Command } from 'commander'
import { configOption } from '../tools/config-option.ts'
import type { QueryOptions } from './query-words.ts'

/** The subcommand; `finish` takes the exit code. */
export function queryCommand(finish: (code: number) => void): Command {
  return new Command('query')
    .description('ask a nameserver one question and print the answer')
    .argument('[@server]', 'its address, with :port if that is not 53 (853 for --tls, 443 for --https)')
    .argument('[name]', 'what to ask for')
    .argument('[type]', 'the type of record, by default A')
    .option(...configOption)
    .option('--from <address>', 'the address to ask from, one of this machine: it decides the view')
    .option('--key <file>', 'sign with the TSIG key in this file: it decides the view')
    .option('--tcp', 'ask over TCP')
    .option('--tls', 'ask over TLS')
    .option('--https', 'ask over HTTPS, at /dns-query')
    .option('--proxy <address>', 'speak as a proxy for this client, by a PROXY v2 header')
    .option('--proxy-inside-tls', 'send that header inside TLS, as dnsdist does, and not before it')
    .option('--dnssec', 'ask for signatures and proofs too (EDNS with DO)')
    .option('--chaos', 'ask in class CH: whoami.janus TXT says which view you get, and why')
    .option('--subnet <prefix>', 'say, as a resolver does, that clients of this network ask')
    .addHelpText('after', help)
    .action(async (server?: string, name?: string, type?: string, options: QueryOptions = {}) => {
      const { query } = await import('./query.ts')
      const words = [server, name, type].filter((word) => word !== undefined)
      finish(await query(words, options))
    })
}

const help = `
Without @server it asks the first listen address of the configuration; without a
name, for the SOA of its first zone. To see the inside face, ask from an inside
machine or with --from: the address that asks decides the view. With --key the key
does, and an answer that it has not signed counts for nothing.

A PROXY header is believed where the address that asks is listed under "proxy" of the
listen address, a subnet where it is listed under "ecs-from". With --tls and --https any
certificate is taken: they show what is answered, and prove nothing about who answers.

Examples:
  janus query                                    does the server of ./janus.yaml answer?
  janus query @127.0.0.1:5300 univ.example MX
  janus query @127.0.0.1:5300 univ.example MX --from 127.0.0.2
  janus query @192.0.2.2 univ.example SOA --key keys/tsig/ns2.internal.key
  janus query @[2001:db8::53] univ.example AAAA --tcp
  janus query @192.0.2.1 univ.example MX --tls
  janus query @127.0.0.1:8443 univ.example MX --https
  janus query @127.0.0.1:5301 univ.example MX --from 127.0.0.5 --proxy 10.1.2.3
  janus query @127.0.0.1:8854 univ.example MX --tls --proxy 10.1.2.3 --proxy-inside-tls
  janus query @127.0.0.1:5300 univ.example MX --from 127.0.0.7 --subnet 10.1.2.0/24
  janus query @127.0.0.1:5300 whoami.janus TXT --chaos
  janus query @127.0.0.1:5300 univ.example SOA --dnssec

Exit code: 0 answered, 1 answered with an error such as NXDOMAIN or REFUSED,
2 no answer, or it could not ask.
`

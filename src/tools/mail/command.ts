// The arguments of `janus mail`; its code loads when somebody runs it.

import { Command, Option } from 'commander'
import { configOption } from '../config-option.ts'
import type { MailOptions } from './run.ts'

/** The subcommand; `finish` takes the exit code. */
export function mailCommand(finish: (code: number) => void): Command {
  return new Command('mail')
    .description('follow the mail through all views, or write the gateway’s tables')
    .argument('[domain]', 'only this mail domain')
    .option(...configOption)
    .addOption(
      new Option('--postfix <table>', 'write a table for Postfix')
        .choices(['relay_domains', 'transport'])
        .conflicts(['sendmail', 'json']),
    )
    .addOption(
      new Option('--sendmail <table>', 'write a table for sendmail')
        .choices(['mailertable', 'access'])
        .conflicts('json'),
    )
    .option('--json', 'for programs')
    .addHelpText('after', help)
    .action(async (domain: string | undefined, options: MailOptions) => {
      const { mail } = await import('./run.ts')
      finish(await mail(domain, options))
    })
}

const help = `
For every name with an MX: outside, the gateway alone takes the mail; inside, the
gateway finds the real hosts; each target has an address in its own view; no gateway
is its own next hop; the SPF policy that the world sees lets the gateways send. Name
the gateways in the configuration:

  mail:
    gateways: {external: mx.univ.example, internal: mx-delivery.univ.example}

Examples:
  janus mail                                       all mail domains
  janus mail dept.univ.example                     one of them
  janus mail --postfix relay_domains > /etc/postfix/relay_domains
  janus mail --postfix transport > /etc/postfix/transport && postmap /etc/postfix/transport
  janus mail --sendmail mailertable > /etc/mail/mailertable

Exit code: 0 no errors, 1 errors, 2 the configuration has errors, names no
gateways, or a zone was refused.
`

// The arguments of `janus splitdns`; its code loads when somebody runs it.

import { Command } from 'commander'
import { configOption } from '../config-option.ts'
import type { ClaimOptions } from './run.ts'

/** The subcommand; `finish` takes the exit code. */
export function splitdnsCommand(finish: (code: number) => void): Command {
  const claim = new Command('claim')
    .exitOverride()
    .description(
      'make the records by which clients trust the campus resolver for names that have other answers outside',
    )
    .argument('<resolver>', 'the name of the encrypted campus resolver, as in its certificate')
    .argument('<parent>', 'the public zone')
    .argument('<name...>', 'names below it that the resolver answers, in full or relative to it; * for all')
    .option(...configOption)
    .option('--salt <base64url>', 'the salt of a claim that is in use; by default a new one')
    .option('--ttl <ttl>', 'the TTL of the record', '1h')
    .option('--json', 'for programs')
    .addHelpText('after', help)
    .action(async (resolver: string, parent: string, names: string[], options: ClaimOptions) => {
      const { claim } = await import('./run.ts')
      finish(await claim(resolver, parent, names, options))
    })
  return new Command('splitdns')
    .description('make claims of local authority for clients that use resolvers elsewhere (RFC 9704)')
    .addCommand(claim)
    .addHelpText('after', help)
}

const help = `
Clients that ask a public resolver learn from DHCP or from a provisioning domain
which names belong to the campus resolver; the TXT record in the public zone proves
that the zone's owner agrees. "claim" prints that record, the object for the
provisioning domain's "splitDnsClaims", and the octets of the DHCP option.

Each change of a claim takes a new salt, which is the default. To rotate: publish the
new record beside the old one, then change the claim, and delete the old record when
the last lease with the old claim has ended.

Examples:
  janus splitdns claim resolver.univ.example univ.example intranet lab
  janus splitdns claim resolver.univ.example univ.example '*' --ttl 5m
  janus splitdns claim resolver.univ.example univ.example lab --salt 7o8s... --json

Exit code: 0 printed, 1 the public view contradicts the claim (standard error
says why), 2 the configuration has errors, or the claim cannot be read.
`

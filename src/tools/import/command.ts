// The arguments of `janus import`; its code loads when somebody runs it.

import { Command, Option } from 'commander'
import type { ImportOptions } from './run.ts'

/** The subcommand; `finish` takes the exit code. */
export function importCommand(finish: (code: number) => void): Command {
  return new Command('import')
    .description('make janus.yaml and zone files from the configuration of another nameserver')
    .argument('<file>', 'named.conf, or the configuration file of the server under --from')
    .addOption(new Option('--from <server>', 'whose configuration it is').choices(Object.keys(FILES)).default('bind'))
    .option('-o, --output <folder>', 'where to write; a folder that does not exist, or is empty', './janus')
    .option(
      '--root <folder>',
      'the folder that holds all absolute paths, that of the file too: a chroot, or an unpacked backup',
    )
    .option('--keep-files', 'serve zone files from where they are, with their comments, if a view needs no change')
    .option('--give-resolved', 'give views the zones of other views that their clients had by recursion')
    .option(
      '--own-addresses <list>',
      'the addresses of the host of named, with prefix lengths, for localhost and localnets',
    )
    .addHelpText('after', help)
    .action(async (file: string, options: ImportOptions) => {
      const { importFile } = await import('./run.ts')
      finish(await importFile(file, options))
    })
}

/** The name of the file that the import reads, by server. */
const FILES = {
  bind: 'named.conf',
  tinydns: 'data',
  nsd: 'nsd.conf',
  knot: 'knot.conf',
  pdns: 'pdns.conf with launch=bind',
  dnsmasq: 'dnsmasq.conf',
  unbound: 'unbound.conf',
}

const help = `
The file, by --from: ${Object.entries(FILES)
  .map(([server, file]) => `${server}: ${file}`)
  .join('; ')
  .replace('; pdns', ';\n  pdns')}.

Of named.conf, it carries over views, their clients (acl, match-clients with "!", nested lists),
the addresses that they are for (match-destinations), zones with their files,
include, in-view, templates, listen-on (tls and http too), rate-limit, version,
hostname, server-id,
minimal-responses, EDNS sizes and tcp-clients; and other servers: TSIG keys (into
keys/tsig), primaries and secondary zones, also-notify, allow-transfer,
allow-notify, catalog-zones, server, transfer-source, notify-source and
request-ixfr. named tries views in their order;
here the most specific prefix wins, and the import writes prefixes so that every
address keeps its view. Clients of one view that may ask different zones of it
(allow-query, blackhole) get views of their own: Janus answers nobody whom named
refuses. The import leaves out a zone for which it can make no such view.

A zone with several versions becomes one file: what all have in common, then
$VIEW by $VIEW what differs. A file that the import cannot read whole stays where
it is, and Janus refuses its zone until you mend it. The import lists everything
else in the configuration with its line, the worst first: who is answered that
was not, zones that BIND signs, what clients had by recursion, and the rest.

Of others it carries over: tinydns's locations, each as a view, with records that
begin or end at a time as they are now; zones, keys, primaries, secondaries and who
may fetch of NSD, Knot and PowerDNS (BIND backend); local zones and local data of
unbound, by its views; local names of dnsmasq for its clients, and its auth-zones for
the world. What cannot be read is an error with its line, and nothing is written.

Examples:
  janus import /etc/bind/named.conf
  janus import /etc/tinydns/root/data --from tinydns --output /etc/janus
  janus import /etc/nsd/nsd.conf --from nsd
  janus import /etc/bind/named.conf --output /etc/janus --keep-files
  janus import backup/etc/named.conf --root backup --own-addresses 192.0.2.2/24
  cd janus && janus check && janus diff internal external

Exit code: 0 all is carried over, 1 something is not (it is listed), 2 nothing
was written, as where there is no zone to serve.
`

// RFC 1035 §5.2: the address of a name server outside the zone is other people's data. Windows DNS writes it beside each NS.

import { nameText } from '../../dns/name-text.ts'
import { isAddress, serverOf } from '../outside-servers.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const outsideGlue: Rule = {
  name: 'outside-glue',
  group: 'structure',
  severity: 'warning',
  mends: 'mends-by-deleting',
  rfc: 'RFC 1035 §5.2',
  why: 'This zone never serves an address outside of it: the zone of the name has it, and the copy grows old. Windows DNS writes such lines.',
  bad: ['ns.example.net.  A  198.51.100.53'],
  good: ['sub     NS  ns.sub', 'sub     NS  ns.example.net.', 'ns.sub  A   192.0.2.54'],
  says: {
    found: {
      message:
        'the address of "{owner}" is not in the zone {apex}, and is passed over: the name is a name server of "{ns}"',
      fix: 'delete the line',
      related: 'the NS that names it',
    },
  },
  check: { over: 'zone', run: reportAddresses },
}

function reportAddresses(reporter: Reporter): void {
  const { zone, notes } = reporter
  for (const { line, owner, type } of notes.outside) {
    const server = isAddress(type) ? serverOf(zone, owner) : undefined
    if (server === undefined) continue
    reporter.report(line, 'entry', () => ({
      params: { owner: nameText(owner), apex: nameText(zone.apex), ns: reporter.name(server.node) },
      related: { line: server.line, part: 'entry' },
      safe: true,
    }))
  }
}

// RFC 1035 §5.2: a zone file has data of its own zone only.

import { nameText } from '../../dns/name-text.ts'
import { typeName } from '../../dns/types.ts'
import { isAddress, serverOf } from '../outside-servers.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const outsideZone: Rule = {
  name: 'outside-zone',
  group: 'structure',
  severity: 'error',
  rfc: 'RFC 1035 §5.2',
  why: 'Nobody gets a record for a name of another zone from here: most often an $ORIGIN or a final dot is wrong.',
  bad: ['www.example.net.  A  192.0.2.10'],
  good: ['www  A  192.0.2.10'],
  says: {
    found: {
      message: 'cannot add {type} at "{owner}": the name is not in the zone {apex}',
      fix: 'write a name that ends with {apex}, or move the record into the file of its own zone',
    },
  },
  check: { over: 'zone', run: reportOutside },
}

function reportOutside(reporter: Reporter): void {
  const { zone, notes } = reporter
  for (const { line, owner, type } of notes.outside) {
    // outside-glue reports the address of a name server.
    if (isAddress(type) && serverOf(zone, owner) !== undefined) continue
    reporter.report(line, 'owner', () => ({
      params: { type: typeName(type), owner: nameText(owner), apex: nameText(zone.apex) },
    }))
  }
}

// RFC 2181 §5, §9: an answer has an rrset whole or not at all.

import { Type, typeName } from '../../dns/types.ts'
import { Flag, NONE, type Node, type RRset, type Zone } from '../../zone/zone.ts'
import { MAX_MESSAGE, messageSize } from '../message-size.ts'
import type { Reporter } from '../reporter.ts'
import type { Check, Rule } from '../rule.ts'
import { isLarge, MANY_RECORDS, Shape } from '../shapes.ts'

export const rrsetLarge: Rule = {
  name: 'rrset-large',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 2181 §5',
  why: 'Who asks for a type gets all of its records: so many fit into no UDP message, every client asks again over TCP, and no client has a use for all of them.',
  bad: [`$GENERATE 1-${MANY_RECORDS} pool  A  192.0.2.$`],
  good: ['$GENERATE 1-20 pool  A  192.0.2.$'],
  says: {
    found: {
      message: '{type} at "{owner}" has {records} records: an answer with all of them is {octets} octets long',
      fix: 'spread the records over several names, or delete those that nobody needs',
    },
  },
  check: sizeWithin(0, MAX_MESSAGE),
}

/** Finds large rrsets (isLarge) whose answers have from `least` to `most` octets. */
export function sizeWithin(least: number, most: number): Check {
  return {
    over: 'sets',
    types: 'all',
    shapes: Shape.large,
    run: (reporter, node, found) => {
      const set = askedFor(reporter.zone, node, found)
      if (set !== NONE && isSent(reporter.zone, node, set)) reportSize(reporter, node, set, least, most)
    },
  }
}

/** The rrset that clients ask for: of a signature the rrset that it covers, or NONE where that is large too and so has its own turn. */
function askedFor(zone: Zone, node: Node, set: RRset): RRset {
  if (zone.type(set) !== Type.RRSIG) return set
  const covered = zone.rrset(node, zone.covered(set))
  if (covered === NONE) return set
  return isLarge(zone, covered) ? NONE : covered
}

/** Whether answers carry the rrset: below a delegation only addresses of name servers. */
function isSent(zone: Zone, node: Node, set: RRset): boolean {
  const type = zone.type(set)
  return (zone.flags(node) & Flag.belowCut) === 0 || type === Type.A || type === Type.AAAA
}

function reportSize(reporter: Reporter, node: Node, set: RRset, least: number, most: number): void {
  const { zone } = reporter
  const records = zone.size(set)
  if (most === MAX_MESSAGE && records < MANY_RECORDS) return
  const octets = messageSize(zone, node, set)
  if (octets < least || octets > most) return
  reporter.report(zone.line(set, 0), 'type', () => ({
    params: { type: typeName(zone.type(set)), owner: reporter.name(node), records, octets, most: MAX_MESSAGE },
  }))
}

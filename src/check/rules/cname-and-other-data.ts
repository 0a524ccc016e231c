// RFC 1034 §3.6.2, RFC 2181 §10.1: an alias owns nothing else.

import { Type, typeName } from '../../dns/types.ts'
import { Flag, type Node, type Zone } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const cnameAndOtherData: Rule = {
  name: 'cname-and-other-data',
  group: 'structure',
  severity: 'error',
  rfc: 'RFC 2181 §10.1',
  why: 'A CNAME says that everything about the name stands elsewhere: some clients find what else stands here, and some do not.',
  bad: ['www    CNAME  hosta', 'www    A      192.0.2.11', 'hosta  A      192.0.2.10'],
  good: ['www    CNAME  hosta', 'hosta  A      192.0.2.10'],
  says: {
    found: {
      message: 'cannot add {type} at "{owner}": it is an alias, and an alias has nothing else',
      fix: 'delete the {type}, or give {owner} all its data itself and delete the CNAME',
      related: 'the CNAME stands here',
    },
    apex: {
      message: 'cannot add CNAME at "{owner}": it is the top of the zone, which has SOA and NS',
      fix: "give {owner} the addresses of the CNAME's target",
    },
  },
  check: { over: 'nodes', flags: Flag.cname, run: reportOthers },
}

function reportOthers(reporter: Reporter, node: Node): void {
  const { zone } = reporter
  const cname = zone.rrset(node, Type.CNAME)
  if (node === 0) {
    reporter.report(zone.line(cname, 0), 'type', () => ({ says: 'apex', params: { owner: reporter.name(node) } }))
    return
  }
  for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++) {
    if (mayStandBeside(zone, set)) continue
    for (let i = 0; i < zone.size(set); i++)
      reporter.report(zone.line(set, i), 'type', () => ({
        params: { owner: reporter.name(node), type: typeName(zone.type(set)) },
        related: { line: zone.line(cname, 0), part: 'type' },
      }))
  }
}

/** RFC 4035 §2.5, which allows KEY too, for secure updates. SIG and NXT came before RRSIG and NSEC. */
function mayStandBeside(zone: Zone, set: number): boolean {
  return beside.has(zone.type(set))
}

const beside = new Set<number>([Type.CNAME, Type.RRSIG, Type.NSEC, Type.KEY, Type.SIG, Type.NXT])

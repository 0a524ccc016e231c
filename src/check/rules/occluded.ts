// RFC 2181 §6, RFC 9499 §7: below a cut another zone has the say.

import { Type, typeName } from '../../dns/types.ts'
import { eachRecord, eachSet } from '../../zone/records.ts'
import { Flag, type Node, type Zone } from '../../zone/zone.ts'
import { topCut } from '../cuts.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const occluded: Rule = {
  name: 'occluded',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 2136 §7.18',
  why: 'The name belongs to a delegated zone: this zone never serves the record, which misleads whoever reads the file.',
  bad: ['dept      NS   ns', 'dept      NS   ns.example.net.', 'www.dept  TXT  hello', 'dept      MX   10 ns'],
  good: ['dept      NS   ns', 'dept      NS   ns.example.net.'],
  says: {
    found: {
      message: '{type} at "{owner}" is never served: the name belongs to the zone {cut}, which is delegated',
      fix: 'delete it here, and write it into the file of {cut}',
      related: 'the delegation',
    },
  },
  check: { over: 'nodes', flags: Flag.cut | Flag.belowCut, run: reportHidden },
}

function reportHidden(reporter: Reporter, node: Node): void {
  const { zone } = reporter
  // What a DNAME hides is an error of its own.
  if (zone.flags(node) & (Flag.belowDname | Flag.hashed)) return
  eachSet(zone, node, (set) => {
    const type = zone.type(set)
    if (mayBeHere(zone, node, type)) return
    eachRecord(zone, set, (_data, _length, line) =>
      reporter.report(line, 'type', () => {
        const cut = topCut(zone, node)
        return {
          params: { type: typeName(type), owner: reporter.name(node), cut: reporter.name(cut) },
          related: { line: zone.line(zone.rrset(cut, Type.NS), 0), part: 'entry' },
        }
      }),
    )
  })
}

/** RFC 4035 §2.6: the parent's own data at a cut. glue-useless tells of addresses that nobody needs. */
function mayBeHere(zone: Zone, node: Node, type: number): boolean {
  return type === Type.A || type === Type.AAAA || ((zone.flags(node) & Flag.belowCut) === 0 && atCut.has(type))
}

const atCut = new Set<number>([Type.NS, Type.DS, Type.NSEC, Type.RRSIG])

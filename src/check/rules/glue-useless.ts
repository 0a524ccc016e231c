// RFC 9471 §2: glue is an address of a name server; other data below a cut is not ours.

import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import { Flag, NONE, type Node } from '../../zone/zone.ts'
import { isNeeded, topCut } from '../cuts.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const glueUseless: Rule = {
  name: 'glue-useless',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 1912 §2.3',
  why: 'Below a delegation this zone needs only the addresses of name servers, and of mail servers that an MX here names: it never serves others, and they grow old.',
  bad: ['dept     NS  ns', 'dept     NS  ns.example.net.', 'ns.dept  A   192.0.2.54'],
  good: ['dept     NS  ns.dept', 'dept     NS  ns.example.net.', 'ns.dept  A   192.0.2.54'],
  says: {
    found: {
      message:
        'the address of "{owner}" is not needed here: no NS or MX names it, and the name belongs to the zone {cut}, which is delegated',
      fix: 'delete it here; the zone {cut} has its own addresses',
      related: 'the delegation',
    },
  },
  check: { over: 'nodes', flags: Flag.cut | Flag.belowCut, run: reportUseless },
}

function reportUseless(reporter: Reporter, node: Node): void {
  const { zone } = reporter
  if (zone.flags(node) & (Flag.belowDname | Flag.hashed)) return
  for (const type of [Type.A, Type.AAAA]) {
    const set = zone.rrset(node, type)
    if (set === NONE || isNeeded(zone, node)) continue
    const cut = topCut(zone, node)
    eachRecord(zone, set, (_data, _length, line) =>
      reporter.report(line, 'entry', () => ({
        params: { owner: reporter.name(node), cut: reporter.name(cut) },
        related: { line: zone.line(zone.rrset(cut, Type.NS), 0), part: 'entry' },
      })),
    )
  }
}

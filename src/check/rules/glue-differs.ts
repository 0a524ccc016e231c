// RFC 2181 §5.4.1: glue is a copy; the zone itself has the truth.

import { nameText } from '../../dns/name-text.ts'
import { printRdata } from '../../dns/rdata/rdata.ts'
import { Suffixes } from '../../dns/suffixes.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import { Flag, NONE, type Node, type RRset, type Zone } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const glueDiffers: Rule = {
  name: 'glue-differs',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 1912 §2.3',
  why: 'The address here is a copy of the one in the zone itself: when they differ, some resolvers go to the wrong place.',
  bad: ['dept     NS  ns.dept', 'dept     NS  ns.example.net.', 'ns.dept  A   192.0.2.99'],
  good: ['dept     NS  ns.dept', 'dept     NS  ns.example.net.', 'ns.dept  A   192.0.2.54'],
  among: {
    'dept.example.com.': [
      '@   SOA  ns hostmaster 2026010101 1d 2h 4w 1h',
      '@   NS   ns',
      '@   NS   ns.example.net.',
      'ns  A    192.0.2.54',
    ],
  },
  says: {
    found: {
      message: 'the address {address} of "{owner}" is not in the zone {child}, which has {theirs}',
      fix: 'copy the addresses from the zone: {theirs}',
    },
  },
  check: { over: 'nodes', flags: Flag.cut | Flag.belowCut, view: true, run: compareGlue },
}

function compareGlue(reporter: Reporter, node: Node): void {
  const { zone, view } = reporter
  for (const type of [Type.A, Type.AAAA]) {
    const set = zone.rrset(node, type)
    if (set === NONE) continue
    const name = new Suffixes().set(zone.name(node), 0)
    const child = view!.zones.member(view!.zones.enclosing(name))?.zone
    if (child === undefined || child === zone) continue
    const own = child.find(name, 0)
    const theirs = own === NONE ? NONE : child.rrset(own, type)
    // The child has no address at all: glue-useless reports that, or the rule for the record that names the host.
    if (theirs === NONE) continue
    const known = addresses(child, theirs)
    eachRecord(zone, set, (data, length, line) => {
      const address = printRdata(type, zone.heap, data, data + length)
      if (known.includes(address)) return
      reporter.report(line, 0, () => ({
        params: { address, owner: reporter.name(node), child: nameText(child.apex), theirs: known.join(', ') },
        instead: known.length === 1 ? known[0] : undefined,
      }))
    })
  }
}

function addresses(zone: Zone, set: RRset): string[] {
  const all: string[] = []
  eachRecord(zone, set, (data, length) => all.push(printRdata(zone.type(set), zone.heap, data, data + length)))
  return all
}

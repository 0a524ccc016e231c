// RFC 4035 §5.2: a DS in a signed zone says that the zone below it is signed too.

import { nameFromText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { Flag, NONE, type Node } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { zoneKeys } from '../signatures.ts'
import { isNamed } from './sign-ds-view.ts'

const LED = ['dept  NS  ns', 'dept  NS  ns.example.net.']

export const signDsUnsigned: Rule = {
  name: 'sign-ds-unsigned',
  group: 'structure',
  severity: 'error',
  // Clients still get all names that do not lie below it.
  atLoad: 'warning',
  rfc: 'RFC 4035 §5.2',
  why: 'This server signs the zone with the DS, and validating resolvers answer SERVFAIL for all names of the unsigned zone below it.',
  bad: [...LED, 'dept  DS  36244 13 2 C12634220CECA4D13E429827B28182B1FFC31362E61AA3FC6F4281DC82D36343'],
  good: LED,
  view: { signed: [nameFromText('example.com.')] },
  among: {
    'dept.example.com.': [
      '@  SOA  ns.example.com. hostmaster.example.com. 2026010101 1d 2h 4w 1h',
      '@  NS   ns.example.com.',
      '@  NS   ns.example.net.',
    ],
  },
  says: {
    found: {
      message: '"{owner}" has a DS here, and the zone of that name is unsigned in this view',
      fix: 'delete the DS, or sign the zone in this view too',
    },
  },
  check: { over: 'nodes', flags: Flag.cut, view: true, run: reportCut },
}

function reportCut(reporter: Reporter, node: Node): void {
  const { zone } = reporter
  const view = reporter.view!
  const set = zone.rrset(node, Type.DS)
  if (set === NONE || zone.flags(node) & (Flag.belowCut | Flag.belowDname) || !isNamed(view, zone.apex)) return
  const name = zone.name(node)
  const child = view.zones.member(view.zones.at(name))?.zone
  // Where the child brings keys, ds-mismatch reports whether these are the right ones.
  if (child === undefined || child === zone || isNamed(view, name) || zoneKeys(child).length > 0) return
  reporter.report(zone.line(set, 0), 'entry', () => ({ params: { owner: reporter.name(node) } }))
}

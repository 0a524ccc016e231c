// RFC 4035 §5.2: the DS in the upper zone decides whether resolvers can validate a zone below it on this server.

import { sameName } from '../../dns/name.ts'
import { nameFromText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { Flag, NONE, type Node } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { isSigned } from '../signatures.ts'
import type { ViewZones } from '../subject.ts'

export const signDsView: Rule = {
  name: 'sign-ds-view',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 4035 §5.2',
  why: 'The DS of a zone that this server signs follows its keys: one that is written by hand is wrong after the next roll, and one that is missing leaves the lower zone unproven.',
  bad: [
    'dept  NS  ns',
    'dept  NS  ns.example.net.',
    'dept  DS  36244 13 2 C12634220CECA4D13E429827B28182B1FFC31362E61AA3FC6F4281DC82D36343',
  ],
  good: ['dept  NS  ns', 'dept  NS  ns.example.net.'],
  view: { signed: ['example.com.', 'dept.example.com.'].map((name) => nameFromText(name)) },
  among: {
    'dept.example.com.': [
      '@  SOA  ns.example.com. hostmaster.example.com. 2026010101 1d 2h 4w 1h',
      '@  NS   ns.example.com.',
      '@  NS   ns.example.net.',
    ],
  },
  says: {
    found: {
      message:
        '"{owner}" is signed by this server, which puts its DS here by itself, and this one is not served beside it',
      fix: 'delete it once "janus dnssec" does not await a DS of "{owner}" any more',
    },
    given: {
      message: '"{owner}" is signed by this server, and this zone, which comes signed, has no DS of it',
      fix: 'have it added where this zone is signed: "janus dnssec ds {owner}" prints it',
    },
  },
  check: { over: 'nodes', flags: Flag.cut, view: true, run: reportCut },
}

function reportCut(reporter: Reporter, node: Node): void {
  const { zone } = reporter
  const view = reporter.view!
  if (zone.flags(node) & (Flag.belowCut | Flag.belowDname)) return
  const name = zone.name(node)
  const child = view.zones.member(view.zones.at(name))?.zone
  if (child === undefined || child === zone) return
  const [isOurs, isChildOurs] = [zone.apex, name].map((origin) => isNamed(view, origin))
  const set = zone.rrset(node, Type.DS)
  const params = () => ({ params: { owner: reporter.name(node) } })
  if (set === NONE) {
    if (isChildOurs && !isOurs && isSigned(zone))
      reporter.report(zone.line(zone.rrset(node, Type.NS), 0), 'owner', () => ({ says: 'given', ...params() }))
    return
  }
  if (isChildOurs && isOurs) reporter.report(zone.line(set, 0), 'entry', params)
}

/** Whether this server signs the zone in the view. */
export function isNamed({ signed }: ViewZones, origin: Uint8Array): boolean {
  return signed?.some((one) => sameName(one, 0, origin, 0)) === true
}

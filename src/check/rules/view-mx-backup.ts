// The view outside names the mail gateway alone, the view inside the mail host alone.

import { isWithin, sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import { APEX, NONE, type Node, type RRset, type Zone } from '../../zone/zone.ts'
import { Counterpart, viewTitle } from '../faces.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import type { Face } from '../subject.ts'

export const viewMxBackup: Rule = {
  name: 'view-mx-backup',
  group: 'views',
  severity: 'warning',
  rfc: 'RFC 5321 §5.1',
  why: 'The gateway must not stand as a backup beside the host: mail goes round in circles between the two, or past the gateway.',
  bad: [
    'hosta  MX  10 hosta',
    'hosta  MX  20 mx',
    'hosta  TXT "v=spf1 mx -all"',
    'mx     A   192.0.2.25',
    'hosta  A   192.0.2.10',
  ],
  good: ['hosta  MX  10 hosta', 'hosta  TXT "v=spf1 mx -all"', 'mx     A   192.0.2.25', 'hosta  A   192.0.2.10'],
  face: ['hosta  MX  10 mx', 'hosta  TXT "v=spf1 mx -all"', 'mx     A   192.0.2.25', 'hosta  A   192.0.2.10'],
  says: {
    found: {
      message: '"{owner}" has the mail server "{target}", as in {view}, and others beside it',
      fix: 'name only the host as MX inside, and only the gateway outside',
      related: 'the MX in the other view',
    },
  },
  check: { over: 'faces', run: compare },
}

function compare(reporter: Reporter, other: Face): void {
  const { zone } = reporter
  const theirs = other.subject.zone
  const counterpart = new Counterpart(zone, theirs)
  for (let node = 0; node < zone.nodes; node++) {
    const set = zone.rrset(node, Type.MX)
    if (set === NONE || zone.size(set) < 2) continue
    const there = counterpart.of(node)
    const mx = there === NONE ? NONE : theirs.rrset(there, Type.MX)
    if (mx === NONE) continue
    const hosts = targetsOf(theirs, mx)
    const own = targetsOf(zone, set)
    const shared = [...own].filter(([name]) => hosts.has(name))
    if (shared.length === 0 || shared.length === own.size) continue
    // Inside the gateway is out of place beside whatever else.
    const isInside = other.view.public === true && reporter.view?.public !== true
    if (!isInside && shared.length === hosts.size && !hasOwnHost(zone, node, set)) continue
    for (const [target, line] of shared)
      reporter.report(line, 1, () => ({
        params: { owner: reporter.name(node), target, view: viewTitle(other.view) },
        related: { line: hosts.get(target)!, part: 'entry', subject: other.subject },
      }))
  }
}

/**
 * Whether a mail server is the owner, or lies below it. Others may all be gateways, of which the other view has fewer: then there
 * is no host that one of them stands beside.
 */
function hasOwnHost(zone: Zone, node: Node, set: RRset): boolean {
  const owner = zone.name(node)
  let found = false
  eachRecord(zone, set, (data) => {
    if (sameName(zone.heap, data + 2, owner, 0) || (node !== APEX && isWithin(zone.heap, data + 2, owner, 0)))
      found = true
  })
  return found
}

/** Mail servers by name, each with its line. */
function targetsOf(zone: Zone, set: RRset): Map<string, number> {
  const targets = new Map<string, number>()
  eachRecord(zone, set, (data, _length, line) => targets.set(nameText(zone.heap, data + 2).toLowerCase(), line))
  return targets
}

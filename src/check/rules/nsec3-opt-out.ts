// RFC 9276 §2.2: opt-out is for zones that are little more than delegations.

import { Type } from '../../dns/types.ts'
import { Flag, NONE, type RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const nsec3OptOut: Rule = {
  name: 'nsec3-opt-out',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 9276 §2.2',
  why: 'Resolvers cannot tell from such records that a name does not exist: whoever forges answers can put unsigned delegations between the signed names.',
  bad: [
    '$ORIGIN example.com.',
    '$TTL 1h',
    '@    SOA  ns hostmaster 2026010101 1d 2h 4w 1h',
    '@    NS   ns',
    '@    NS   ns.example.net.',
    'ns   A    192.0.2.53',
    '@    NSEC3PARAM  1 0 0 -',
    'onib9mgub9h0rml3cdf5bgrj59dkjhvk  NSEC3  1 1 0 - ptj67j96lvvvbu5k3v6n10b6qmo17275 NS SOA NSEC3PARAM',
    'ptj67j96lvvvbu5k3v6n10b6qmo17275  NSEC3  1 1 0 - onib9mgub9h0rml3cdf5bgrj59dkjhvk A',
  ],
  good: [
    '$ORIGIN example.com.',
    '$TTL 1h',
    '@    SOA  ns hostmaster 2026010101 1d 2h 4w 1h',
    '@    NS   ns',
    '@    NS   ns.example.net.',
    'ns   A    192.0.2.53',
    '@    NSEC3PARAM  1 0 0 -',
    'onib9mgub9h0rml3cdf5bgrj59dkjhvk  NSEC3  1 0 0 - ptj67j96lvvvbu5k3v6n10b6qmo17275 NS SOA NSEC3PARAM',
    'ptj67j96lvvvbu5k3v6n10b6qmo17275  NSEC3  1 0 0 - onib9mgub9h0rml3cdf5bgrj59dkjhvk A',
  ],
  whole: true,
  says: {
    found: {
      message: 'the zone {owner} proves by opt-out, with {count} delegations: it is meant for {many} and more',
      fix: 'sign the zone anew without opt-out',
    },
  },
  check: { over: 'zone', run: report },
}

/** With so many delegations, it saves something to leave out the unsigned ones. */
const MANY = 10_000
/** RFC 5155 §3.1.2.1. */
const OPT_OUT = 1

function report(reporter: Reporter): void {
  const { zone } = reporter
  if (zone.denial !== 'nsec3') return
  let first: RRset = NONE
  let count = 0
  for (let node = 0; node < zone.nodes; node++) {
    const flags = zone.flags(node)
    if (flags & Flag.cut && !(flags & (Flag.belowCut | Flag.belowDname))) count++
    if (first !== NONE) continue
    const set = zone.rrset(node, Type.NSEC3)
    if (set !== NONE && zone.heap[zone.dataOf(set) + 1]! & OPT_OUT) first = set
  }
  if (first === NONE || count >= MANY) return
  const params = { owner: reporter.name(0), count, many: MANY }
  reporter.report(zone.line(first, 0), 1, () => ({ params }))
}

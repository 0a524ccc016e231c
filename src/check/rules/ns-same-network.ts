// RFC 2182 §3.1: name servers stand at different places.

import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { APEX, NONE, type RRset, type Zone } from '../../zone/zone.ts'
import { Where } from '../name-finder.ts'
import { eachRecord } from '../records.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const nsSameNetwork: Rule = {
  name: 'ns-same-network',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 2182 §3.1',
  why: 'Name servers in one network fail together when its line or its power fails.',
  bad: [
    '@  SOA  ns1 hostmaster 2026010101 1d 2h 4w 1h',
    '@   NS  ns1',
    '@   NS  ns2',
    'ns1  A   192.0.2.53',
    'ns2 A   192.0.2.54',
  ],
  good: [
    '@  SOA  ns1 hostmaster 2026010101 1d 2h 4w 1h',
    '@   NS  ns1',
    '@   NS  ns2',
    'ns1  A   192.0.2.53',
    'ns2 A   198.51.100.53',
  ],
  whole: true,
  absence: true,
  says: {
    found: {
      message: 'all name servers of {apex} are in one network, {network}',
      fix: 'put one of them elsewhere, or ask another organisation to be secondary',
    },
  },
  check: { over: 'zone', view: true, run: reportOneNetwork },
}

function reportOneNetwork(reporter: Reporter): void {
  const { zone, names } = reporter
  const set = zone.rrset(APEX, Type.NS)
  if (set === NONE || zone.size(set) < 2) return
  const networks = new Set<string>()
  let known = true
  eachRecord(zone, set, (data) => {
    // Where one address is not known to us, nothing can be said.
    if (names.find(zone.heap, data) !== Where.host) known = false
    else if (names.ipv6) known = false
    else addNetworks(names.zone!, names.zone!.rrset(names.node, Type.A), networks)
  })
  if (!known || networks.size !== 1) return
  const [network] = networks
  reporter.report(zone.line(set, 0), 'entry', () => ({
    params: { apex: nameText(zone.apex), network: `${network}.0/24` },
  }))
}

function addNetworks(zone: Zone, set: RRset, networks: Set<string>): void {
  eachRecord(zone, set, (data) => networks.add(zone.heap.subarray(data, data + 3).join('.')))
}

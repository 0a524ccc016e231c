// RFC 1034 §4.1, RFC 2182 §5: two names of one server are one server.

import { addressText } from '../../dns/address.ts'
import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { Where } from '../../zone/name-finder.ts'
import { eachRecord } from '../../zone/records.ts'
import { APEX, NONE, type Node, type RRset, Target, type Zone } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'

export const nsSameAddress: Rule = {
  name: 'ns-same-address',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 2182 §5',
  why: 'Two names with one address are one server: when it fails, both fail.',
  bad: [
    '@    SOA  ns1 hostmaster 2026010101 1d 2h 4w 1h',
    '@    NS   ns1',
    '@    NS   ns2',
    'ns1  A    192.0.2.53',
    'ns2  A    192.0.2.53',
  ],
  good: [
    '@    SOA  ns1 hostmaster 2026010101 1d 2h 4w 1h',
    '@    NS   ns1',
    '@    NS   ns2',
    'ns1  A    192.0.2.53',
    'ns2  A    198.51.100.53',
  ],
  whole: true,
  says: {
    found: {
      message:
        'the name servers "{first}" and "{target}" of "{owner}" have one address, {address}: they are one server',
      fix: 'give one of them an address of its own, or delete it',
      related: 'the other name',
    },
  },
  check: { over: 'sets', types: [Type.NS], shapes: Shape.several, view: true, run: reportSet },
}

type Server = { readonly data: number; readonly line: number }

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const known = new Map<string, Server>()
  eachRecord(zone, set, (data, _length, line) => {
    const addresses = addressesOf(reporter, node, data)
    const shared = addresses.find((address) => known.has(address))
    for (const address of addresses) if (!known.has(address)) known.set(address, { data, line })
    if (shared === undefined) return
    const first = known.get(shared)!
    reporter.report(line, 0, () => ({
      params: {
        owner: reporter.name(node),
        first: nameText(zone.heap, first.data),
        target: nameText(zone.heap, data),
        address: shared,
      },
      related: { line: first.line, part: 'entry' },
    }))
  })
}

/** The addresses of a name server: for a delegation, those in this zone; for the zone itself, those in any zone of the view. */
function addressesOf({ zone, names }: Reporter, node: Node, data: number): string[] {
  const target = zone.targetOf(data)
  if (target > Target.elsewhere && target < Target.nothing) return addressesAt(zone, target - 1)
  if (node !== APEX || names.find(zone.heap, data) !== Where.host) return []
  return addressesAt(names.zone!, names.node)
}

function addressesAt(zone: Zone, node: Node): string[] {
  const found: string[] = []
  for (const type of [Type.A, Type.AAAA]) {
    const set = zone.rrset(node, type)
    if (set !== NONE)
      eachRecord(zone, set, (data, length) => found.push(addressText(zone.heap.slice(data, data + length))))
  }
  return found
}

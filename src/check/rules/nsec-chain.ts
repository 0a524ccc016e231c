// RFC 4034 §4.1, RFC 4035 §2.3: the NSEC records lead round all names.

import { sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { Type, typeName } from '../../dns/types.ts'
import { Flag, NONE, type Node, type Zone } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const nsecChain: Rule = {
  name: 'nsec-chain',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 4035 §2.3',
  why: 'With a gap in the chain names seem to exist that do not, or the other way round: validating resolvers refuse the answers.',
  bad: [
    '$ORIGIN example.com.',
    '$TTL 1h',
    '@    SOA  ns hostmaster 2026010101 1d 2h 4w 1h',
    '@    NS   ns',
    '@    NS   ns.example.net.',
    'ns   A    192.0.2.53',
    '@    NSEC  www NS SOA NSEC',
    'ns   NSEC  www A NSEC',
    'www  A     192.0.2.10',
    'www  NSEC  @ A NSEC',
  ],
  good: [
    '$ORIGIN example.com.',
    '$TTL 1h',
    '@    SOA  ns hostmaster 2026010101 1d 2h 4w 1h',
    '@    NS   ns',
    '@    NS   ns.example.net.',
    'ns   A    192.0.2.53',
    'www  A     192.0.2.10',
  ],
  absence: true,
  whole: true,
  says: {
    next: {
      message: 'the NSEC of "{owner}" leads to "{next}", and the next name is "{wanted}"',
      fix: 'sign the zone anew after each change',
    },
    missing: { message: '"{owner}" has no NSEC, and the zone is signed', fix: 'sign the zone anew after each change' },
    types: {
      message: 'the NSEC of "{owner}" does not list the types that are there: {wanted}',
      fix: 'sign the zone anew after each change',
    },
  },
  check: { over: 'zone', run: followChain },
}

function followChain(reporter: Reporter): void {
  const { zone } = reporter
  if (zone.denial !== 'nsec') return
  const { order } = zone
  for (let i = 0; i < order.length; i++) {
    const node = order[i]!
    const wanted = zone.name(order[(i + 1) % order.length]!)
    const set = zone.rrset(node, Type.NSEC)
    const data = zone.dataOf(set)
    if (!sameName(zone.heap, data, wanted, 0))
      reporter.report(zone.line(set, 0), 0, () => ({
        says: 'next',
        params: { owner: reporter.name(node), next: nameText(zone.heap, data), wanted: nameText(wanted) },
      }))
    const types = typesAt(zone, node)
    if (types.join() !== listedTypes(zone, data).join())
      reporter.report(zone.line(set, 0), 1, () => ({
        says: 'types',
        params: { owner: reporter.name(node), wanted: types.map(typeName).join(' ') },
      }))
  }
  for (let node = 0; node < zone.nodes; node++) {
    if (!zone.hasSets(node) || zone.flags(node) & (Flag.belowCut | Flag.belowDname)) continue
    if (zone.rrset(node, Type.NSEC) !== NONE) continue
    reporter.report(zone.line(zone.firstSet(node), 0), 'owner', () => ({
      says: 'missing',
      params: { owner: reporter.name(node) },
    }))
  }
}

/** RFC 4035 §2.3: of a delegation the types that are the parent's. */
function typesAt(zone: Zone, node: Node): number[] {
  const types = new Set<number>()
  const cut = zone.flags(node) & Flag.cut
  for (let set = zone.firstSet(node); set < zone.firstSet(node + 1); set++) {
    const type = zone.type(set)
    if (!cut || type === Type.NS || type === Type.DS || type === Type.NSEC || type === Type.RRSIG) types.add(type)
  }
  return [...types].sort((a, b) => a - b)
}

/** RFC 4034 §4.1.2. */
function listedTypes(zone: Zone, data: number): number[] {
  const { heap } = zone
  const types: number[] = []
  let p = data
  while (heap[p] !== 0) p += heap[p]! + 1
  for (p++; p < data + zone.lengthOf(data); p += 2 + heap[p + 1]!)
    for (let bit = 0; bit < heap[p + 1]! * 8; bit++)
      if (heap[p + 2 + (bit >> 3)]! & (0x80 >> (bit & 7))) types.push(heap[p]! * 256 + bit)
  return types
}

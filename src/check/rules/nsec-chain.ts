// RFC 4034 §4.1, RFC 4035 §2.3: the NSEC records lead round all names.

import { nameLength, sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { Type, typeName } from '../../dns/types.ts'
import { listedTypes, signedTypes } from '../../zone/denial-types.ts'
import { APEX, Flag, NONE } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { isSigned } from '../signatures.ts'

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
    none: {
      message:
        '"{owner}" has neither NSEC nor NSEC3PARAM, and the zone is signed: nothing proves which names are not there',
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
  if (zone.denial === 'none' && isSigned(zone))
    reporter.report(zone.line(zone.firstSet(APEX), 0), 'owner', () => ({
      says: 'none',
      params: { owner: reporter.name(APEX) },
    }))
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
    const types = signedTypes(zone, node)
    const bitmap = data + nameLength(zone.heap, data)
    if (types.join() !== listedTypes(zone, bitmap, data + zone.lengthOf(data)).join())
      reporter.report(zone.line(set, 0), 1, () => ({
        says: 'types',
        params: { owner: reporter.name(node), wanted: types.map(typeName).join(' ') },
      }))
  }
  for (let node = 0; node < zone.nodes; node++) {
    // RFC 5155 §10.4: NSEC3 records may be there before the chain is.
    if (!zone.hasSets(node) || zone.flags(node) & (Flag.belowCut | Flag.belowDname | Flag.hashed)) continue
    if (zone.rrset(node, Type.NSEC) !== NONE) continue
    reporter.report(zone.line(zone.firstSet(node), 0), 'owner', () => ({
      says: 'missing',
      params: { owner: reporter.name(node) },
    }))
  }
}

// RFC 1034 §4.2.2: parent and child name the same name servers.

import { sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import { APEX, NONE, type Node, type RRset, type Zone } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { isServed } from '../targets.ts'

export const delegationDiffers: Rule = {
  name: 'delegation-differs',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 1034 §4.2.2',
  why: 'The zone and its delegation name different name servers: some resolvers ask those of the one, some those of the other.',
  bad: ['dept  NS  ns', 'dept  NS  old.example.net.'],
  good: ['dept  NS  ns', 'dept  NS  ns.example.net.'],
  among: {
    'dept.example.com.': [
      '@  SOA  ns.example.com. hostmaster.example.com. 2026010101 1d 2h 4w 1h',
      '@  NS   ns.example.com.',
      '@  NS   ns.example.net.',
    ],
  },
  says: {
    missing: {
      message: 'the zone {child} has the name server "{target}", but its delegation has not',
      fix: 'add here: {child} IN NS {target}',
      related: 'the NS of the zone itself',
    },
    extra: {
      message: 'the delegation of {child} has the name server "{target}", but the zone itself has not',
      fix: 'delete it here, or add it to {child}',
    },
  },
  check: { over: 'sets', types: [Type.NS], view: true, run: compareServers },
}

function compareServers(reporter: Reporter, node: Node, set: RRset): void {
  const { zone, view } = reporter
  if (node === APEX || !isServed(zone, node, set)) return
  const name = zone.name(node)
  const index = view!.zones.at(name)
  const child = view!.zones.member(index)?.zone
  const theirs = child?.rrset(APEX, Type.NS) ?? NONE
  if (child === undefined || theirs === NONE) return
  eachRecord(zone, set, (data, _length, line) => {
    if (holds(child, theirs, zone.heap, data)) return
    reporter.report(line, 0, () => ({
      says: 'extra',
      params: { child: nameText(name), target: nameText(zone.heap, data) },
    }))
  })
  eachRecord(child, theirs, (data, _length, line) => {
    if (holds(zone, set, child.heap, data)) return
    const subject = reporter.subjectOf(index)
    reporter.report(zone.line(set, 0), 'entry', () => ({
      says: 'missing',
      params: { child: nameText(name), target: nameText(child.heap, data) },
      related: subject && { line, part: 'entry', subject },
    }))
  })
}

function holds(zone: Zone, set: RRset, bytes: Uint8Array, at: number): boolean {
  let found = false
  eachRecord(zone, set, (data) => {
    if (sameName(zone.heap, data, bytes, at)) found = true
  })
  return found
}

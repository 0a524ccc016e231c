// RFC 4343: case means nothing in DNS, and confuses people.

import { Flag, type Node } from '../../zone/zone.ts'
import { Trait } from '../label-traits.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const uppercase: Rule = {
  name: 'uppercase',
  group: 'structure',
  severity: 'info',
  rfc: 'RFC 4343 §3',
  why: 'Upper and lower case are one name; written in two ways the same name is easily taken for two.',
  bad: ['WWW  A  192.0.2.10'],
  good: ['www  A  192.0.2.10'],
  says: {
    found: { message: '"{owner}" has upper case letters', fix: 'write {lower}' },
  },
  check: { over: 'nodes', traits: Trait.capital, run: reportCapitals },
}

function reportCapitals(reporter: Reporter, node: Node): void {
  const { zone } = reporter
  if (zone.flags(node) & Flag.hashed || !zone.hasSets(node)) return
  reporter.report(zone.line(zone.firstSet(node), 0), 'owner', () => ({
    params: { owner: reporter.name(node), lower: reporter.name(node).toLowerCase() },
  }))
}

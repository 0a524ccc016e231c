// Finds a name that people read as another one: somebody typed it from a print-out, or wants people to take it for the other.

import { nameText } from '../../dns/name-text.ts'
import { tellsNames } from '../../dns/rdata/told.ts'
import { isReverseZone } from '../../dns/reverse-name.ts'
import { Suffixes } from '../../dns/suffixes.ts'
import { Where } from '../../zone/name-finder.ts'
import { eachRecord } from '../../zone/records.ts'
import { hasTarget, NONE, type Node, type RRset, Target, type Zone } from '../../zone/zone.ts'
import { lookAlikes } from '../look-alike.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'
import { tellFields } from '../told.ts'

export const lookAlike: Rule = {
  name: 'look-alike',
  group: 'structure',
  severity: 'warning',
  why: 'People easily take the digits 0 and 1 for the letters o and l, and rn for m: one of the two names is probably a mistake.',
  bad: ['mail01  A  192.0.2.10', 'mailo1  A  192.0.2.11', 'www     CNAME  mai101'],
  good: ['mail01  A  192.0.2.10', 'mail02  A  192.0.2.11', 'www     CNAME  mail01'],
  says: {
    found: {
      message: '"{owner}" looks like "{other}", which is another name',
      fix: 'remove the one that is misspelled; where both are meant, say so behind the record: ; zonecheck-ignore look-alike: REASON',
      related: 'the other name',
    },
    target: {
      message: '"{target}" does not exist, and "{other}", which looks like it, does',
      fix: 'write {other}',
      related: 'the name that exists',
    },
  },
  check: {
    over: 'sets',
    types: 'all',
    shapes: Shape.target,
    // Names of reverse zones are numbers.
    when: ({ zone }) => !isReverseZone(zone.apex),
    first: reportOwners,
    run: reportTargets,
  },
}

function reportOwners(reporter: Reporter): void {
  const { zone } = reporter
  for (const [node, other] of lookAlikes(zone).pairs) {
    reporter.report(firstLine(zone, node), 'owner', () => ({
      params: { owner: reporter.name(node), other: reporter.name(other) },
      related: { line: firstLine(zone, other), part: 'owner' },
    }))
  }
}

function firstLine(zone: Zone, node: Node): number {
  return zone.line(zone.firstSet(node), 0)
}

function reportTargets(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const type = zone.type(set)
  if (!tellsNames(type)) return
  const known = hasTarget(type)
  eachRecord(zone, set, (data, length, line) => {
    // A target that is no node of the zone may be a misspelled name.
    if (known && zone.targetOf(data) !== Target.elsewhere) return
    tellFields(type, zone.heap, data, data + length, {
      name: (bytes, at, word) => {
        const other = misspelled(reporter, at)
        if (other === undefined || other === node) return
        reporter.report(line, word, () => ({
          says: 'target',
          params: { target: nameText(bytes, at), other: reporter.name(other) },
          related: zone.hasSets(other) ? { line: firstLine(zone, other), part: 'owner' } : undefined,
          instead: reporter.name(other),
        }))
      },
    })
  })
}

/** The node whose name looks like the missing name at `at` of the heap. */
function misspelled(reporter: Reporter, at: number): Node | undefined {
  const { zone, names } = reporter
  if (names.find(zone.heap, at) !== Where.missing || names.zone !== zone) return undefined
  target.set(zone.heap, at)
  const parent = zone.find(target, 1)
  return parent === NONE ? undefined : lookAlikes(zone).find(parent, zone.heap, at)
}

const target = new Suffixes()

// RFC 1912 §2.4: an alias leads to a name that exists.

import { undoubled } from '../../dns/labels.ts'
import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { classlessZone } from '../../zone/classless.ts'
import { Where } from '../../zone/name-finder.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { foreignName, relativeWord } from '../forgotten-dot.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { addressLiteral, isServed } from '../targets.ts'

export const cnameTargetMissing: Rule = {
  name: 'cname-target-missing',
  group: 'structure',
  severity: 'warning',
  mends: 'mends-forgotten-dot',
  rfc: 'RFC 1912 §2.4',
  why: 'The alias leads to a name that does not exist: whoever asks for it learns that there is nothing.',
  bad: ['www  CNAME  hosta', 'ftp  CNAME  192.0.2.10'],
  good: ['www    CNAME  hosta', 'hosta  A      192.0.2.10'],
  absence: 'by name',
  says: {
    found: {
      message: 'the alias "{owner}" leads to "{target}", which does not exist in {zone}',
      fix: 'correct the name, or add records for {target}',
    },
    foreign: {
      message: 'the alias "{owner}" leads to "{target}", which does not exist in {zone}',
      fix: 'if {meant} is meant, put the missing dot at its end',
    },
    literal: {
      message: 'cannot make "{owner}" an alias of "{address}": it is an address, and a CNAME holds a name',
      fix: 'write an A or AAAA record in place of the CNAME',
    },
  },
  check: { over: 'sets', types: [Type.CNAME], view: true, run: followAlias },
}

function followAlias(reporter: Reporter, node: Node, set: RRset): void {
  const { zone, names } = reporter
  const data = zone.dataOf(set)
  if (!isServed(zone, node, set)) return
  const where = names.find(zone.heap, data)
  const { zone: holder } = names
  if (where === Where.missing ? isToldElsewhere(reporter, node, data) : where !== Where.elsewhere) return
  const address = addressLiteral(zone, node, data)
  if (address === undefined && (where === Where.elsewhere || reporter.mayExistUnread(zone.heap, data))) return
  reporter.report(zone.line(set, 0), 0, () => {
    const owner = reporter.name(node)
    if (address !== undefined) return { says: 'literal', params: { owner, address } }
    const foreign = foreignName(zone, data, relativeWord(reporter.subject.text, zone.line(set, 0), 0))
    return {
      says: foreign ? 'foreign' : 'found',
      params: { owner, target: nameText(zone.heap, data), zone: nameText(holder!.apex), meant: foreign?.meant ?? '' },
      instead: foreign?.meant,
      safe: foreign?.sure ?? false,
    }
  })
}

/** Whether another rule reports it: missing-dot a forgotten dot, classless-missing a missing zone for part of a network. */
function isToldElsewhere({ zone, names }: Reporter, node: Node, data: number): boolean {
  if (undoubled(zone.heap, data, zone.apex) !== undefined) return true
  const { zone: holder } = names
  const child = holder === zone ? classlessZone(zone, node, data) : undefined
  return child !== undefined && names.find(zone.heap, child) === Where.missing
}

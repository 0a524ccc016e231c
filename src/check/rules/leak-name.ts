// Names that only the inside has, told to everybody by records of the view outside.

import { nameText } from '../../dns/name-text.ts'
import { targetOf } from '../../dns/rdata/rdata.ts'
import { Type } from '../../dns/types.ts'
import { NONE, type Node, type RRset } from '../../zone/zone.ts'
import { viewTitle } from '../faces.ts'
import { isSpf, spfTerms } from '../mail/spf.ts'
import { termName } from '../mail/spf-record.ts'
import { NameFinder, Where } from '../name-finder.ts'
import { eachRecord } from '../records.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import type { Face } from '../subject.ts'
import { isServed } from '../targets.ts'
import { recordText } from '../texts.ts'

export const leakName: Rule = {
  name: 'leak-name',
  group: 'views',
  severity: 'warning',
  why: 'Outside the name leads to nothing, and tells everybody what there is inside.',
  bad: ['www  CNAME  intranet'],
  good: ['www  CNAME  web', 'web  A      192.0.2.80'],
  face: ['www  CNAME  intranet', 'intranet  A  10.0.0.80', 'web  A  192.0.2.80'],
  view: { name: 'external', public: true },
  says: {
    found: {
      message: 'the record at "{owner}" names "{target}", which only {view} has',
      fix: 'name a host that everybody may know, or leave the record out here',
    },
  },
  check: { over: 'faces', run: compare },
}

const NAMING = [Type.MX, Type.SRV, Type.CNAME, Type.NS, Type.TXT] as const

function compare(reporter: Reporter, other: Face): void {
  if (reporter.view?.public !== true || other.view.public === true) return
  const { zone } = reporter
  const inside = new NameFinder(other.zones)
  for (let node = 0; node < zone.nodes; node++)
    for (const type of NAMING) {
      const set = zone.rrset(node, type)
      if (set !== NONE && isServed(zone, node, set)) compareSet(reporter, other, inside, node, set)
    }
}

function compareSet(reporter: Reporter, other: Face, inside: NameFinder, node: Node, set: RRset): void {
  const { zone, names } = reporter
  const type = zone.type(set)
  eachRecord(zone, set, (data, length, line) => {
    for (const target of type === Type.TXT
      ? policyNames(recordText(zone, data, length))
      : [hostName(zone.heap, data, type)]) {
      if (target === undefined || names.find(target, 0) !== Where.missing) continue
      const there = inside.find(target, 0)
      if (there === Where.missing || there === Where.elsewhere || there === Where.unknown) continue
      reporter.report(line, type === Type.MX ? 1 : type === Type.SRV ? 3 : 0, () => ({
        params: { owner: reporter.name(node), target: nameText(target), view: viewTitle(other.view) },
      }))
    }
  })
}

function hostName(heap: Uint8Array, data: number, type: number): Uint8Array | undefined {
  const at = type === Type.CNAME ? data : targetOf(type, heap, data)
  return at < 0 || heap[at] === 0 ? undefined : heap.subarray(at)
}

function policyNames(text: string): (Uint8Array | undefined)[] {
  return isSpf(text) ? spfTerms(text).map((term) => termName(term)) : []
}

// RFC 1912 §2.4: a PTR names the host itself.

import { isReverseZone } from '../../dns/reverse-name.ts'
import { Type } from '../../dns/types.ts'
import { Where } from '../../zone/name-finder.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import { forwardZone, reverseHeading } from '../reverse-example.ts'
import type { Rule } from '../rule.ts'
import { aliasDetail, aliasSayings } from '../targets.ts'

export const ptrToCname: Rule = {
  name: 'ptr-to-cname',
  group: 'addresses',
  severity: 'warning',
  rfc: 'RFC 1912 §2.4',
  why: 'The name of an address has to lead back to the address: careful programs refuse an alias there.',
  bad: [...reverseHeading, '10  PTR  www.example.com.'],
  good: [...reverseHeading, '10  PTR  hosta.example.com.'],
  whole: true,
  among: forwardZone,
  says: aliasSayings('name', 'an A or AAAA record'),
  check: { over: 'sets', types: [Type.PTR], view: true, run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone, names } = reporter
  if (!isReverseZone(zone.apex)) return
  eachRecord(zone, set, (data, _length, line) => {
    if (names.find(zone.heap, data) !== Where.alias) return
    const alias = names.alias()
    reporter.report(line, 0, () => aliasDetail(reporter, node, data, alias))
  })
}

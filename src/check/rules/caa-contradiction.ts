// RFC 8659 §4.2: an empty issuer beside another issuer has no effect.

import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { readCaa } from '../caa.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const caaContradiction: Rule = {
  name: 'caa-contradiction',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 8659 §4.2',
  why: 'One record forbids all certificates, another one permits some: the one that permits wins, and the other one misleads.',
  bad: ['@  CAA  0 issue ";"', '@  CAA  0 issue "ca.example.net"'],
  good: ['@  CAA  0 issue "ca.example.net"'],
  says: {
    found: {
      message: '"{owner}" forbids all certificates with {tag} ";", and permits some beside it',
      fix: 'delete this record, or the others',
      related: 'the record that permits',
    },
  },
  check: { over: 'sets', types: [Type.CAA], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  for (const property of ['issue', 'issuewild', 'issuemail', 'issuevmc']) {
    const forbidding: number[] = []
    const permitting: number[] = []
    eachRecord(zone, set, (data, length, line) => {
      const { tag, value } = readCaa(zone, data, length)
      if (tag === property) (/^\s*(;|$)/.test(value) ? forbidding : permitting).push(line)
    })
    if (permitting.length === 0) continue
    for (const line of forbidding)
      reporter.report(line, 'entry', () => ({
        params: { owner: reporter.name(node), tag: property },
        related: { line: permitting[0]!, part: 'entry' },
      }))
  }
}

// RFC 8314 §5.1: programs prefer TLS from the first octet.

import { readName } from '../../dns/name-text.ts'
import { Suffixes } from '../../dns/suffixes.ts'
import { Type } from '../../dns/types.ts'
import { NONE, type Node, type RRset } from '../../zone/zone.ts'
import { serviceAt } from '../mail/services.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const srvSubmissions: Rule = {
  name: 'srv-submissions',
  group: 'mail',
  severity: 'info',
  rfc: 'RFC 8314 §5.1',
  why: 'Programs that want encryption from the first octet look for _submissions, and fall back to the weaker way without it.',
  bad: ['_submission._tcp  SRV  0 1 587 mail', 'mail              A    192.0.2.25'],
  good: [
    '_submission._tcp   SRV  10 1 587 mail',
    '_submissions._tcp  SRV  0 1 465 mail',
    'mail               A    192.0.2.25',
  ],
  says: {
    found: {
      message: '"{owner}" exists, but "{better}", which encrypts from the first octet, does not',
      fix: 'add {better} IN SRV 0 1 465 …, if the server offers it',
    },
  },
  check: { over: 'sets', types: [Type.SRV], run: reportOldOnly },
}

function reportOldOnly(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  if (serviceAt(zone, node) !== 'submission') return
  const owner = reporter.name(node)
  const better = owner.replace(/^_submission\./i, '_submissions.')
  const name = readName(better)
  if (typeof name === 'string' || zone.find(new Suffixes().set(name, 0), 0) !== NONE) return
  // A service that a record declares absent needs no better one.
  if (zone.heap[zone.dataOf(set) + 6] === 0) return
  reporter.report(zone.line(set, 0), 'owner', () => ({ params: { owner, better } }))
}

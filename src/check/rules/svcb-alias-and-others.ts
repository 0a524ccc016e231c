// RFC 9460 §2.4.1, §2.4.2: one alias, and nothing beside it.

import { get16 } from '../../dns/big-endian.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const svcbAliasAndOthers: Rule = {
  name: 'svcb-alias-and-others',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 9460 §2.4.1',
  why: 'Beside an alias (priority 0) programs ignore all other records of the name, and of several aliases they take any.',
  bad: ['www  A      192.0.2.10', 'shop HTTPS  0 www', 'shop HTTPS  1 . alpn=h2'],
  good: ['www  A      192.0.2.10', 'shop HTTPS  0 www'],
  says: {
    found: {
      message: '"{owner}" has an alias (priority 0) and other records beside it',
      fix: 'keep the alias alone, or delete it',
      related: 'the alias',
    },
  },
  check: { over: 'sets', types: [Type.SVCB, Type.HTTPS], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  if (zone.size(set) < 2) return
  const alias: number[] = []
  const others: number[] = []
  eachRecord(zone, set, (data, _length, line) => (get16(zone.heap, data) === 0 ? alias : others).push(line))
  const [first, ...more] = alias
  if (first === undefined) return
  for (const line of [...more, ...others])
    reporter.report(line, 0, () => ({
      params: { owner: reporter.name(node) },
      related: { line: first, part: 'entry' },
    }))
}

// RFC 9989 §4.10: more than one policy is none.

import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { isDmarc } from '../mail/dmarc.ts'
import { reportTwice } from '../mail/twice.ts'
import { hasLabel } from '../owners.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const dmarcTwice: Rule = {
  name: 'dmarc-twice',
  group: 'mail',
  severity: 'warning',
  rfc: 'RFC 9989 §4.10',
  why: 'With two policies receivers use neither.',
  bad: ['_dmarc  TXT  "v=DMARC1; p=none"', '_dmarc  TXT  "v=DMARC1; p=reject"'],
  good: ['_dmarc  TXT  "v=DMARC1; p=quarantine; rua=mailto:postmaster@example.com"'],
  says: {
    found: {
      message: '"{owner}" has a second DMARC policy: receivers use neither',
      fix: 'keep one of the two',
      related: 'the first one',
    },
  },
  check: { over: 'sets', types: [Type.TXT], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  if (hasLabel(reporter.zone, node, '_dmarc')) reportTwice(reporter, node, set, 'found', isDmarc)
}

// RFC 9989 §4.7: the form of a policy.

import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { dmarcFlaws } from '../mail/dmarc.ts'
import { reportMistakes } from '../mail/mistakes.ts'
import { hasLabel } from '../owners.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const dmarcSyntax: Rule = {
  name: 'dmarc-syntax',
  group: 'mail',
  severity: 'warning',
  rfc: 'RFC 9989 §4.7',
  why: 'A policy that cannot be read is no policy: receivers treat the domain as if it had none.',
  bad: ['_dmarc  TXT  "v=DMARC1; policy=reject"'],
  good: ['_dmarc  TXT  "v=DMARC1; p=quarantine; rua=mailto:postmaster@example.com"'],
  says: {
    found: {
      message: 'the DMARC policy at "{owner}" has a mistake: {flaw}',
      fix: 'write as in "v=DMARC1; p=quarantine; rua=mailto:postmaster@example.com"',
    },
  },
  check: { over: 'sets', types: [Type.TXT], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  if (hasLabel(reporter.zone, node, '_dmarc')) reportMistakes(reporter, node, set, dmarcFlaws)
}

// RFC 9989 §4.7: the form of a policy.

import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { dmarcFlaws } from '../mail/dmarc.ts'
import { hasLabel } from '../owners.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { mistakesIn, recordText } from '../texts.ts'

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
  const { zone } = reporter
  const sourceOf = (line: number) => () => reporter.subject.text.place(line, 0).source
  if (!hasLabel(zone, node, '_dmarc')) return
  eachRecord(zone, set, (data, length, line) => {
    const text = recordText(zone, data, length)
    for (const flaw of mistakesIn(text, dmarcFlaws(text), sourceOf(line)))
      reporter.report(line, 0, () => ({ params: { owner: reporter.name(node), flaw } }))
  })
}

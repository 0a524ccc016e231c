// RFC 9989 §4.7: the form of a policy.

import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import { APEX, type Node, type RRset } from '../../zone/zone.ts'
import { dmarcFlaws, isDmarc } from '../mail/dmarc.ts'
import { reportMistakes } from '../mail/mistakes.ts'
import { hasLabel, isBelowLabel } from '../owners.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { recordText } from '../texts.ts'

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
    elsewhere: {
      message: 'receivers do not see the DMARC policy at "{owner}": they ask for it at "{place}"',
      fix: 'move it to {place}',
    },
  },
  check: { over: 'sets', types: [Type.TXT], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  if (hasLabel(zone, node, '_dmarc')) {
    reportMistakes(reporter, node, set, dmarcFlaws)
    return
  }
  // Elsewhere it may be what a CNAME at `_dmarc` leads to, or a permission (`_report._dmarc`); at these two it is a slip.
  const isTurned = isBelowLabel(zone, node, '_dmarc') && !hasLabel(zone, node, '_report')
  if (node !== APEX && !isTurned) return
  eachRecord(zone, set, (data, length, line) => {
    if (!isDmarc(recordText(zone, data, length))) return
    reporter.report(line, 'owner', () => {
      const owner = reporter.name(node)
      const place = isTurned ? owner.replace(/^((?:\\.|[^\\.])+)\._dmarc\./i, '_dmarc.$1.') : `_dmarc.${owner}`
      return { says: 'elsewhere', params: { owner, place } }
    })
  })
}

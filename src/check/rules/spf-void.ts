// RFC 7208 §4.6.4: two look-ups without an answer at most.

import { Type } from '../../dns/types.ts'
import { Where } from '../../zone/name-finder.ts'
import { NONE, type Node, type RRset, type Zone } from '../../zone/zone.ts'
import { evaluatedTerms, MOST_VOID, type SpfTerm } from '../mail/spf.ts'
import { spfRecords, termName } from '../mail/spf-record.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { isServed } from '../targets.ts'

export const spfVoid: Rule = {
  name: 'spf-void',
  group: 'mail',
  severity: 'warning',
  rfc: 'RFC 7208 §4.6.4',
  why: 'Names in the policy that do not exist are mistakes, and after the third receivers treat the whole policy as broken.',
  bad: ['@  TXT  "v=spf1 a:mail1.example.com a:mail2.example.com a:mail3.example.com -all"'],
  good: ['@  TXT  "v=spf1 a:ns.example.com -all"'],
  absence: true,
  says: {
    found: {
      message: 'the SPF policy of "{owner}" has {count} terms that lead to nothing: {terms}',
      fix: 'delete them from the policy, or add their records',
    },
  },
  check: { over: 'sets', types: [Type.TXT], view: true, run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  for (const { text, line } of spfRecords(reporter.zone, set)) {
    const missing = evaluatedTerms(text).filter((term) => isVoid(reporter, node, set, term))
    if (missing.length <= MOST_VOID) continue
    reporter.report(line, 0, () => ({
      params: {
        owner: reporter.name(node),
        count: missing.length,
        terms: missing.map((term) => term.text).join(', '),
      },
    }))
  }
}

function isVoid(reporter: Reporter, node: Node, set: RRset, term: SpfTerm): boolean {
  if (term.name !== 'a' && term.name !== 'mx' && term.name !== 'exists') return false
  const types = term.name === 'mx' ? [Type.MX] : [Type.A, Type.AAAA]
  // RFC 7208 §5.3, §5.4: of the sender's own name.
  if (term.value === '' && term.name !== 'exists')
    return isServed(reporter.zone, node, set) && !hasOne(reporter.zone, node, types)
  const name = termName(term)
  if (name === undefined) return false
  const { names } = reporter
  const where = names.find(name, 0)
  return where === Where.missing || (where >= Where.host && !hasOne(names.zone!, names.node, types))
}

function hasOne(zone: Zone, node: Node, types: readonly number[]): boolean {
  return types.some((type) => zone.rrset(node, type) !== NONE)
}

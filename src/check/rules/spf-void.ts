// RFC 7208 §4.6.4: two look-ups without an answer at most.

import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { NONE } from '../../zone/zone.ts'
import { evaluatedTerms, MOST_VOID, type SpfTerm } from '../mail/spf.ts'
import { spfRecords, termName } from '../mail/spf-record.ts'
import { Where } from '../name-finder.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

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
      message: 'the SPF policy of "{owner}" asks for {count} names that do not exist: {names}',
      fix: 'delete them from the policy, or add their records',
    },
  },
  check: { over: 'sets', types: [Type.TXT], view: true, run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  for (const { text, line } of spfRecords(reporter.zone, set)) {
    const missing = evaluatedTerms(text).filter((term) => isVoid(reporter, term))
    if (missing.length <= MOST_VOID) continue
    reporter.report(line, 0, () => ({
      params: {
        owner: reporter.name(node),
        count: missing.length,
        names: missing.map(({ value }) => value.replace(/\/.*/s, '')).join(', '),
      },
    }))
  }
}

function isVoid({ names }: Reporter, term: SpfTerm): boolean {
  const name = term.name === 'a' || term.name === 'mx' || term.name === 'exists' ? termName(term) : undefined
  if (name === undefined) return false
  const where = names.find(name, 0)
  if (term.name === 'mx')
    return where === Where.missing || (where >= Where.host && names.zone!.rrset(names.node, Type.MX) === NONE)
  return where === Where.missing || where === Where.noAddress
}

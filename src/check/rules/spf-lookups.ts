// RFC 7208 §4.6.4: ten look-ups at most.

import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { MOST_LOOKUPS } from '../mail/spf.ts'
import { countLookups } from '../mail/spf-lookups.ts'
import { spfRecords } from '../mail/spf-record.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const spfLookups: Rule = {
  name: 'spf-lookups',
  group: 'mail',
  severity: 'warning',
  rfc: 'RFC 7208 §4.6.4',
  why: 'Receivers stop after ten look-ups and treat the policy as broken.',
  bad: [
    '@  TXT  "v=spf1 a:a.example.net a:b.example.net a:c.example.net a:d.example.net a:e.example.net a:f.example.net a:g.example.net a:h.example.net a:i.example.net a:j.example.net mx -all"',
  ],
  good: ['@  TXT  "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all"'],
  says: {
    found: {
      message: 'the SPF policy of "{owner}" needs {count} look-ups, and receivers stop after {most}',
      fix: 'name addresses with ip4 and ip6, which cost nothing, in place of names',
    },
    circle: {
      message:
        'the SPF policy of "{owner}" has "{term}", which leads round in a circle, and receivers stop after {most} look-ups',
      fix: 'delete "{back}" from the policy of {holder}: it leads back to where one came from',
    },
  },
  check: { over: 'sets', types: [Type.TXT], view: true, run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  for (const { text, line } of spfRecords(reporter.zone, set)) {
    const { count, circle } = countLookups(reporter.names, reporter.zone, node, text)
    if (circle !== undefined)
      reporter.report(line, 0, () => ({
        says: 'circle',
        params: {
          owner: reporter.name(node),
          term: circle.term.text,
          most: MOST_LOOKUPS,
          back: circle.back.text,
          holder: nameText(circle.holder.zone.name(circle.holder.node)),
        },
      }))
    else if (count > MOST_LOOKUPS)
      reporter.report(line, 0, () => ({ params: { owner: reporter.name(node), count, most: MOST_LOOKUPS } }))
  }
}

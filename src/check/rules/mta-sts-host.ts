// RFC 8461 §3.3: senders fetch the policy from the host mta-sts.

import { readName } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { Where } from '../../zone/name-finder.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { hasLabel } from '../owners.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const mtaStsHost: Rule = {
  name: 'mta-sts-host',
  group: 'mail',
  severity: 'warning',
  rfc: 'RFC 8461 §3.3',
  why: 'The record promises a policy, which senders fetch over HTTPS from the host mta-sts; without that host there is none.',
  bad: ['_mta-sts  TXT  "v=STSv1; id=20260101"'],
  good: ['_mta-sts  TXT  "v=STSv1; id=20260101"', 'mta-sts   A    192.0.2.80'],
  absence: 'by name',
  says: {
    found: {
      message: '"{owner}" promises a policy, but the host "{host}" has no address',
      fix: 'give {host} an A record with the address of the web server that has the policy',
    },
  },
  check: { over: 'sets', types: [Type.TXT], view: true, run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone, names } = reporter
  if (!hasLabel(zone, node, '_mta-sts')) return
  const owner = reporter.name(node)
  const host = `mta-sts${owner.slice(owner.indexOf('.'))}`
  const name = readName(host)
  if (typeof name === 'string') return
  const where = names.find(name, 0)
  if (where !== Where.missing && where !== Where.noAddress) return
  if (reporter.mayBeUnread(name, 0)) return
  reporter.report(zone.line(set, 0), 'owner', () => ({ params: { owner, host } }))
}

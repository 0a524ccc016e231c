// RFC 9990 §4: a domain that takes reports about another one says so.

import { isWithin } from '../../dns/name.ts'
import { readName } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { type NameFinder, Where } from '../../zone/name-finder.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { NONE } from '../../zone/zone.ts'
import { isDmarc, reportDomains } from '../mail/dmarc.ts'
import { hasLabel } from '../owners.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { recordText } from '../texts.ts'

export const dmarcReportPermission: Rule = {
  name: 'dmarc-report-permission',
  group: 'mail',
  severity: 'warning',
  rfc: 'RFC 9990 §4',
  why: 'Reports about a domain go to another domain only if that one agrees by a record of its own: without it nobody sends any.',
  bad: ['_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.org"'],
  good: ['_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.com"'],
  absence: true,
  among: {
    'example.org.': [
      '@  SOA  ns.example.com. hostmaster.example.com. 2026010101 1d 2h 4w 1h',
      '@  NS   ns.example.com.',
      '@  NS   ns.example.net.',
    ],
  },
  says: {
    found: {
      message: 'reports about {domain} go to {to}, which has not agreed to take them',
      fix: 'add to the zone of {to}: {permission} IN TXT "v=DMARC1"',
    },
  },
  check: { over: 'sets', types: [Type.TXT], view: true, run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone, names } = reporter
  if (!hasLabel(zone, node, '_dmarc')) return
  const owner = reporter.name(node)
  const domain = owner.slice(owner.indexOf('.') + 1)
  const domainName = zone.name(node).subarray('_dmarc'.length + 1)
  eachRecord(zone, set, (data, length, line) => {
    const text = recordText(zone, data, length)
    for (const to of isDmarc(text) ? reportDomains(text) : []) {
      const toText = `${to.replace(/\.$/, '')}.`
      const toName = readName(toText)
      if (typeof toName === 'string' || isRelated(names, domainName, toName)) continue
      const permission = `${domain}_report._dmarc.${toText}`
      const name = readName(permission)
      if (typeof name === 'string') continue
      const where = names.find(name, 0)
      // Where the zone is not ours, or the text is there, nothing is missing.
      if (where !== Where.missing && !(where >= Where.host && names.zone!.rrset(names.node, Type.TXT) === NONE))
        continue
      reporter.report(line, 0, () => ({ params: { domain, to, permission } }))
    }
  })
}

/**
 * RFC 9990 §4: within one Organizational Domain nobody has to agree. We take two names as being in one where one of our zones holds
 * both, or holds the name above that they have in common.
 */
function isRelated(names: NameFinder, a: Uint8Array, b: Uint8Array): boolean {
  let common = 0
  while (!isWithin(a, 0, b, common)) common += b[common]! + 1
  return b[common] !== 0 && names.find(b, common) !== Where.elsewhere
}

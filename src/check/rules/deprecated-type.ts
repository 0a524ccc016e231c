// Types that nobody asks for any more.

import { Type, typeName } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { eachRecord } from '../records.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

const unused: readonly [string, string] = ['it was never in wide use', 'delete the record']
const mailbox: readonly [string, string] = [
  'mail servers ask for MX only (RFC 5321 §5.1)',
  'write an MX, or delete the record',
]
const keys: readonly [string, string] = [
  'DNSSEC has DNSKEY, RRSIG and NSEC in its place (RFC 3755)',
  'delete the record',
]

const obsolete: ReadonlyMap<number, readonly [reason: string, fix: string]> = new Map([
  [Type.SPF, ['receivers read SPF from TXT only (RFC 7208 §3.1)', 'write TXT in place of SPF']],
  [Type.A6, ['AAAA has taken its place (RFC 6563)', 'write an AAAA record']],
  [Type.WKS, ['nobody may rely on it (RFC 1123 §2.2)', 'delete the record']],
  [Type.MD, mailbox],
  [Type.MF, mailbox],
  [Type.MB, mailbox],
  [Type.MG, mailbox],
  [Type.MR, mailbox],
  [Type.MINFO, mailbox],
  [Type.NULL, unused],
  [Type.GPOS, ['LOC has taken its place (RFC 1876)', 'write a LOC record']],
  [Type.SIG, keys],
  [Type.NXT, keys],
  [Type.X25, unused],
  [Type.ISDN, unused],
  [Type.NSAP, unused],
  [Type['NSAP-PTR'], unused],
  [Type.EID, unused],
  [Type.NIMLOC, unused],
  [Type.ATMA, unused],
  [Type.SINK, unused],
  [Type.DLV, ['DLV was closed (RFC 8749)', 'give the DS to the zone above, and delete the record']],
])

export const deprecatedType: Rule = {
  name: 'deprecated-type',
  group: 'structure',
  severity: 'warning',
  why: 'The type is obsolete: no program asks for it today, and what it said is said in another way.',
  bad: ['@  SPF  "v=spf1 mx -all"'],
  good: ['@  TXT  "v=spf1 -all"'],
  says: {
    found: { message: 'the type {type} is obsolete: {reason}', fix: '{instead}' },
  },
  check: { over: 'sets', types: [...obsolete.keys()], run: reportSet },
}

function reportSet(reporter: Reporter, _node: Node, set: RRset): void {
  const { zone } = reporter
  const type = zone.type(set)
  const [reason, instead] = obsolete.get(type)!
  const isSpf = type === Type.SPF
  eachRecord(zone, set, (_data, _length, line) =>
    reporter.report(line, 'type', () => ({
      params: { type: typeName(type), reason, instead },
      instead: isSpf ? 'TXT' : undefined,
      safe: isSpf,
    })),
  )
}

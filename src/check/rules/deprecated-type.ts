// Types that nobody asks for any more.

import { Type, typeName } from '../../dns/types.ts'
import { NONE, type Node, type RRset, type Zone } from '../../zone/zone.ts'
import { spfRecords } from '../mail/spf-record.ts'
import { eachRecord } from '../records.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

const asText = 'write TXT in place of SPF'
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
  [Type.SPF, ['receivers read SPF from TXT only (RFC 7208 §3.1)', asText]],
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
  why: 'The type is obsolete: no program asks for it today, and other records say what it said.',
  bad: ['@  SPF  "v=spf1 mx -all"'],
  good: ['@  TXT  "v=spf1 -all"'],
  says: {
    found: { message: 'the type {type} is obsolete: {reason}', fix: '{instead}' },
  },
  check: { over: 'sets', types: [...obsolete.keys()], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const type = zone.type(set)
  const [reason, otherwise] = obsolete.get(type)!
  const isSpf = type === Type.SPF
  eachRecord(zone, set, (_data, _length, line) =>
    reporter.report(line, 'type', () => {
      const instead = isSpf ? spfInstead(zone, node, set) : otherwise
      const becomesText = instead === asText
      return {
        params: { type: typeName(type), reason, instead },
        instead: becomesText ? 'TXT' : undefined,
        safe: becomesText && hasTtlOfTexts(zone, node, set),
      }
    }),
  )
}

/** RFC 7208 §4.5: a second policy in TXT would make receivers use neither. RFC 4408 §3.1.1 asked for both types. */
function spfInstead(zone: Zone, node: Node, set: RRset): string {
  if (spfRecords(zone, zone.rrset(node, Type.TXT)).length > 0) return 'delete the record'
  return zone.size(set) > 1 ? 'join the policies into one TXT record' : asText
}

/** RFC 2181 §5.2: the rrset that the record comes into has one TTL. */
function hasTtlOfTexts(zone: Zone, node: Node, set: RRset): boolean {
  const texts = zone.rrset(node, Type.TXT)
  return texts === NONE || zone.ttl(texts) === zone.ttl(set)
}

// Types that nobody asks for any more.

import type { Said } from '../../dns/said.ts'
import { Type, typeName } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import { NONE, type Node, type RRset, type Zone } from '../../zone/zone.ts'
import { spfRecords } from '../mail/spf-record.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { say } from '../says.ts'

const asText = say('write-txt')
const unused: readonly [Said, Said] = [say('type-never-used'), say('delete-record')]
const mailbox: readonly [Said, Said] = [say('mail-asks-mx'), say('write-mx')]
const keys: readonly [Said, Said] = [say('dnssec-has-others'), say('delete-record')]

const obsolete: ReadonlyMap<number, readonly [reason: Said, fix: Said]> = new Map([
  [Type.SPF, [say('spf-from-txt'), asText]],
  [Type.A6, [say('aaaa-took-place'), say('write-aaaa')]],
  [Type.WKS, [say('nobody-relies'), say('delete-record')]],
  [Type.MD, mailbox],
  [Type.MF, mailbox],
  [Type.MB, mailbox],
  [Type.MG, mailbox],
  [Type.MR, mailbox],
  [Type.MINFO, mailbox],
  [Type.NULL, unused],
  [Type.GPOS, [say('loc-took-place'), say('write-loc')]],
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
  [Type.DLV, [say('dlv-closed'), say('give-ds')]],
])

export const deprecatedType: Rule = {
  name: 'deprecated-type',
  group: 'structure',
  severity: 'warning',
  mends: 'mends-spf',
  why: 'The type is obsolete: no program asks for it today, and other records say what it said.',
  bad: ['@  SPF  "v=spf1 -all"'],
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
function spfInstead(zone: Zone, node: Node, set: RRset): Said {
  if (spfRecords(zone, zone.rrset(node, Type.TXT)).length > 0) return say('delete-record')
  return zone.size(set) > 1 ? say('join-policies') : asText
}

/** RFC 2181 §5.2: the rrset that the record comes into has one TTL. */
function hasTtlOfTexts(zone: Zone, node: Node, set: RRset): boolean {
  const texts = zone.rrset(node, Type.TXT)
  return texts === NONE || zone.ttl(texts) === zone.ttl(set)
}

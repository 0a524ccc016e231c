// RFC 4035 §5.2: a validating resolver goes from a signed zone to one below it by what the upper one says of a cut. Where that says
// that there is none, it asks for a proof of the lower one's names by the keys of the upper one.

import { addressText } from '../../dns/address.ts'
import { copyName, isWithin, sameName } from '../../dns/name.ts'
import { nameFromText, nameText } from '../../dns/name-text.ts'
import { Suffixes } from '../../dns/suffixes.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import { APEX, NONE, type Zone } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { isSigned } from '../signatures.ts'
import type { ViewZones } from '../subject.ts'
import { undelegated } from '../undelegated.ts'

export const signUndelegated: Rule = {
  name: 'sign-undelegated',
  group: 'structure',
  severity: 'error',
  // To refuse the upper zone would take names out of service that work.
  atLoad: 'warning',
  rfc: 'RFC 4035 §5.2',
  why: 'Validating resolvers answer SERVFAIL for all names of the lower zone: the upper one, which is signed, proves that there is no such zone.',
  bad: ['; dept.example.com is a zone of its own on this server', 'www  A  192.0.2.10'],
  good: ['dept     NS  ns.dept', 'dept     NS  ns.example.net.', 'ns.dept  A   192.0.2.54'],
  view: { signed: [nameFromText('example.com.')] },
  among: {
    'dept.example.com.': [
      '@   SOA  ns hostmaster 2026010101 1d 2h 4w 1h',
      '@   NS   ns',
      '@   NS   ns.example.net.',
      'ns  A    192.0.2.54',
    ],
  },
  says: {
    found: {
      message: '{apex} is signed, and does not delegate the zone {child}, which is on this server',
      fix: 'add its NS records, and the addresses that they need: {lines}',
    },
  },
  check: { over: 'zone', view: true, run: reportUndelegated },
}

/** Whether clients get the zone signed: it came signed, or we sign it. */
export function isServedSigned(zone: Zone, view: ViewZones | undefined): boolean {
  return isSigned(zone) || view?.signed?.some((origin) => sameName(origin, 0, zone.apex, 0)) === true
}

function reportUndelegated(reporter: Reporter): void {
  const { zone, view } = reporter
  if (!isServedSigned(zone, view)) return
  for (const child of undelegated(zone, view))
    reporter.report(zone.line(zone.soa, 0), 'owner', () => ({
      params: {
        apex: nameText(zone.apex),
        child: nameText(child.apex),
        lines: delegationOf(child.apex, child.zone).join('; '),
      },
    }))
}

/** The lines of the delegation: NS, and glue of the servers that lie below the cut. */
function delegationOf(apex: Uint8Array, zone: Zone | undefined): string[] {
  const set = zone?.rrset(APEX, Type.NS) ?? NONE
  if (zone === undefined || set === NONE) return [`${nameText(apex)} IN NS …`]
  const [lines, glue]: [string[], string[]] = [[], []]
  eachRecord(zone, set, (data) => {
    const target = copyName(zone.heap, data)
    lines.push(`${nameText(apex)} IN NS ${nameText(target)}`)
    if (isWithin(target, 0, apex, 0)) glue.push(...addressLines(zone, target))
  })
  return [...lines, ...glue]
}

function addressLines(zone: Zone, host: Uint8Array): string[] {
  const node = zone.find(new Suffixes().set(host, 0), 0)
  if (node === NONE) return []
  return [['A', Type.A] as const, ['AAAA', Type.AAAA] as const].flatMap(([type, number]) => {
    const set = zone.rrset(node, number)
    const lines: string[] = []
    if (set !== NONE)
      eachRecord(zone, set, (data, length) => {
        lines.push(`${nameText(host)} IN ${type} ${addressText(zone.heap.subarray(data, data + length))}`)
      })
    return lines
  })
}

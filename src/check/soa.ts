// The SOA of a zone, its fields by name, and how a rule reports one of them.

import { nameText } from '../dns/name-text.ts'
import type { Soa } from '../dns/soa.ts'
import { Type } from '../dns/types.ts'
import type { Notes } from '../zone/notes.ts'
import { readSoa } from '../zone/soa.ts'
import { APEX, NONE, type Zone } from '../zone/zone.ts'
import type { Detail, Reporter } from './reporter.ts'

/** The field's word in the record. */
export const soaWord = { primary: 0, mailbox: 1, serial: 2, refresh: 3, retry: 4, expire: 5, minimum: 6 } as const

/** Reports what `find` finds about the SOA, at one of its words. */
export function soaRule(
  word: keyof typeof soaWord,
  find: (soa: Soa, reporter: Reporter) => Detail | undefined,
): (reporter: Reporter) => void {
  return (reporter) => {
    const soa = readSoa(reporter.zone)
    const detail = soa && find(soa, reporter)
    if (detail) reporter.report(reporter.zone.line(reporter.zone.soa, 0), soaWord[word], () => detail)
  }
}

/** The SOA among the records outside of the zone, if any: then the file holds another zone than the one that we read it as. */
export function soaElsewhere({ outside }: Notes): Notes['outside'][number] | undefined {
  return outside.find(({ type }) => type === Type.SOA)
}

/** Whether the file is the root hints, with which resolvers begin: name servers of the root without its SOA. */
export function isRootHints(zone: Zone): boolean {
  return zone.apex[0] === 0 && zone.soa === NONE && zone.rrset(APEX, Type.NS) !== NONE
}

/** Whether the file holds something else than the zone that we read it as: all other findings would follow from that. */
export function isAstray(zone: Zone, notes: Notes): boolean {
  return (zone.soa === NONE && soaElsewhere(notes) !== undefined) || isRootHints(zone)
}

/** A name for an example: in the zone, or in `example.` for the root, right below which hosts have no names. */
export function exampleHost(zone: Zone, label: string): string {
  return zone.apex[0] === 0 ? `${label}.example.` : `${label}.${nameText(zone.apex)}`
}

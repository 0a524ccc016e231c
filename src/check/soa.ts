// The SOA at the top of a zone, its fields by name, and how a rule reports one of them.

import { copyName, nameLength } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import { Type } from '../dns/types.ts'
import type { Notes } from '../zone/notes.ts'
import { read32 } from '../zone/records.ts'
import { APEX, NONE, type Zone } from '../zone/zone.ts'
import type { Detail, Reporter } from './reporter.ts'

export type Soa = {
  readonly primary: Uint8Array
  readonly mailbox: Uint8Array
  readonly serial: number
  readonly refresh: number
  readonly retry: number
  readonly expire: number
  readonly minimum: number
}

/** The field's word in the record. */
export const soaWord = { primary: 0, mailbox: 1, serial: 2, refresh: 3, retry: 4, expire: 5, minimum: 6 } as const

export function readSoa(zone: Zone): Soa | undefined {
  if (zone.soa === NONE) return undefined
  const { heap } = zone
  const primaryAt = zone.dataOf(zone.soa)
  const mailboxAt = primaryAt + nameLength(heap, primaryAt)
  const at = mailboxAt + nameLength(heap, mailboxAt)
  const [serial, refresh, retry, expire, minimum] = [0, 4, 8, 12, 16].map((offset) => read32(heap, at + offset))
  return {
    primary: copyName(heap, primaryAt),
    mailbox: copyName(heap, mailboxAt),
    serial: serial!,
    refresh: refresh!,
    retry: retry!,
    expire: expire!,
    minimum: minimum!,
  }
}

/** Says what `find` finds about the SOA at one of its words. */
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

/** The SOA among the records outside of the zone: then the file holds another zone than it was taken for. */
export function soaElsewhere({ outside }: Notes): Notes['outside'][number] | undefined {
  return outside.find(({ type }) => type === Type.SOA)
}

/** Name servers of the root without its SOA: what resolvers begin with. */
export function isRootHints(zone: Zone): boolean {
  return zone.apex[0] === 0 && zone.soa === NONE && zone.rrset(APEX, Type.NS) !== NONE
}

/** Whether the file holds something else than the zone that it was taken for: all else that could be said follows from that. */
export function isAstray(zone: Zone, notes: Notes): boolean {
  return (zone.soa === NONE && soaElsewhere(notes) !== undefined) || isRootHints(zone)
}

/** A name for an example: in the zone, but for the root, below which hosts have no names. */
export function exampleHost(zone: Zone, label: string): string {
  return zone.apex[0] === 0 ? `${label}.example.` : `${label}.${nameText(zone.apex)}`
}

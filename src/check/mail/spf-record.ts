// Finds which records of a name are SPF policies, and which names their terms ask for.

import { isHostOctet } from '../../dns/labels.ts'
import { readName } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { perZone } from '../../zone/per-zone.ts'
import { eachRecord } from '../../zone/records.ts'
import { NONE, type Node, type RRset, type Zone } from '../../zone/zone.ts'
import { recordText, textBegins } from '../texts.ts'
import { isSpf, type SpfTerm } from './spf.ts'

export type SpfRecord = { readonly text: string; readonly line: number }

/** The policies of a TXT rrset; there should be one at most. We keep the last result: many rules ask for one rrset before the next. */
export function spfRecords(zone: Zone, set: RRset): readonly SpfRecord[] {
  if (set === NONE) return []
  const last = lastRead(zone)
  if (last.set !== set) {
    last.records = readRecords(zone, set)
    last.set = set
  }
  return last.records
}

const lastRead = perZone((): { set: RRset; records: readonly SpfRecord[] } => ({ set: NONE, records: [] }))

function readRecords(zone: Zone, set: RRset): SpfRecord[] {
  const found: SpfRecord[] = []
  eachRecord(zone, set, (data, length, line) => {
    if (!textBegins(zone, data, length, 'v=spf1')) return
    const text = recordText(zone, data, length)
    if (isSpf(text)) found.push({ text, line })
  })
  return found
}

/** Whether `v=spf1` is the first thing in the first string, but for blanks, quotes and the like. Makes no text. */
export function mentionsSpf(zone: Zone, data: number, length: number): boolean {
  const size = length === 0 ? 0 : zone.heap[data]!
  let skip = 0
  while (skip < size && !isHostOctet(zone.heap[data + 1 + skip]!)) skip++
  return textBegins(zone, data, length, 'v=spf1', skip)
}

export function spfAt(zone: Zone, node: Node): SpfRecord | undefined {
  return spfRecords(zone, zone.rrset(node, Type.TXT))[0]
}

/** The name that a term asks for, or undefined where it is the sender's own or has macros in it (RFC 7208 §7). */
export function termName({ value }: SpfTerm): Uint8Array | undefined {
  const target = value.replace(/\/.*$/s, '')
  if (target === '' || target.includes('%')) return undefined
  const name = readName(target.endsWith('.') ? target : `${target}.`)
  return typeof name === 'string' ? undefined : name
}

// SPF policies in a zone: which records of a name are policies, and how many look-ups one costs as far as this server knows.

import { readName } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { NONE, type Node, type RRset, type Zone } from '../../zone/zone.ts'
import { type NameFinder, Where } from '../name-finder.ts'
import { eachRecord } from '../records.ts'
import { recordText, textBegins } from '../texts.ts'
import { isSpf, lookupTerms, type SpfTerm, spfTerms } from './spf.ts'

export type SpfRecord = { readonly text: string; readonly line: number }

/** The policies of a TXT rrset; there should be one at most. */
export function spfRecords(zone: Zone, set: RRset): SpfRecord[] {
  const found: SpfRecord[] = []
  if (set === NONE) return found
  eachRecord(zone, set, (data, length, line) => {
    if (!textBegins(zone, data, length, 'v=spf1')) return
    const text = recordText(zone, data, length)
    if (isSpf(text)) found.push({ text, line })
  })
  return found
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

/** A policy that this server can read: the included one, if a zone of the view has it. */
export function includedPolicy(names: NameFinder, term: SpfTerm): 'unknown' | 'missing' | SpfRecord {
  const name = termName(term)
  if (name === undefined) return 'unknown'
  const where = names.find(name, 0)
  if (where === Where.elsewhere || where === Where.unknown || where === Where.alias) return 'unknown'
  if (where === Where.missing) return 'missing'
  return spfAt(names.zone!, names.node) ?? 'missing'
}

/** Look-ups that a receiver makes (RFC 7208 §4.6.4): those of policies in our own zones are counted on, others count once. */
export function countLookups(names: NameFinder, text: string, depth = 0): number {
  let count = 0
  for (const term of spfTerms(text)) {
    if (!lookupTerms.has(term.name)) continue
    count++
    if ((term.name !== 'include' && term.name !== 'redirect') || depth >= DEEPEST || count > DEEPEST) continue
    const policy = includedPolicy(names, term)
    if (typeof policy === 'object') count += countLookups(names, policy.text, depth + 1)
  }
  return count
}

/** Eleven look-ups are too many already. */
const DEEPEST = 11

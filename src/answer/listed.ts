// Answers out of an entry of a list, which stands beside the nodes of its zone.

import type { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import type { Lookup } from '../zone/lookup.ts'
import type { Zone } from '../zone/zone.ts'
import type { Question } from './answer.ts'
import type { Response } from './response.ts'

/** The types that an entry owns. */
const LISTED_TYPES = [Type.A, Type.TXT] as const

/** Adds the addresses and texts that the list has for the name. ANY over UDP gets the addresses alone (RFC 8482 §4.1). */
export function addListed(
  { entry, entries }: Lookup,
  zone: Zone,
  name: Suffixes,
  { type, fullAny }: Question,
  response: Response,
): boolean {
  if (entry < 0 || entries === undefined) return false
  let added = false
  for (const one of LISTED_TYPES) {
    if ((type !== one && type !== Type.ANY) || entries.count(entry, one) === 0) continue
    if (added && !fullAny) break
    response.addListed(zone, entries, entry, one, name.bytes, name.at[0]!, added)
    added = true
  }
  return added
}

// Compares the name of a zone in a request with names of zones.

import { ROOT, sameName } from '../dns/name.ts'
import { nameText, readName } from '../dns/name-text.ts'

/** The name as the server writes it, in lower case; unchanged where it is no name. */
export function canonicalZone(zone: string): string {
  const name = readName(zone, ROOT)
  return typeof name === 'string' ? zone : nameText(name).toLowerCase()
}

/** Whether `meant` names the zone, with or without the final dot, in any case. Undefined: every zone is meant. */
export function isMeant(zone: string, meant: string | undefined): boolean {
  if (meant === undefined) return true
  const [one, other] = [readName(zone, ROOT), readName(meant, ROOT)]
  return typeof one !== 'string' && typeof other !== 'string' && sameName(one, 0, other, 0)
}

/** The same for many zones: it reads `meant` once. The zones have to be written as the server writes them. */
export function meaning(meant: string | undefined): (zone: string) => boolean {
  if (meant === undefined) return () => true
  const canonical = canonicalZone(meant)
  return (zone) => zone === canonical || zone.toLowerCase() === canonical
}

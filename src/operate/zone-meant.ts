// Which zones a verb is about, where it takes the name of one.

import { ROOT, sameName } from '../dns/name.ts'
import { nameText, readName } from '../dns/name-text.ts'

/** As the server writes it; as it came where it is no name. */
export function canonicalZone(zone: string): string {
  const name = readName(zone, ROOT)
  return typeof name === 'string' ? zone : nameText(name).toLowerCase()
}

/** With or without the final dot, in any case. Undefined: every zone. */
export function isMeant(zone: string, meant: string | undefined): boolean {
  if (meant === undefined) return true
  const [one, other] = [readName(zone, ROOT), readName(meant, ROOT)]
  return typeof one !== 'string' && typeof other !== 'string' && sameName(one, 0, other, 0)
}

/** The same for who asks it of many zones: what is meant is read once. */
export function meaning(meant: string | undefined): (zone: string) => boolean {
  if (meant === undefined) return () => true
  const canonical = canonicalZone(meant)
  return (zone) => zone === canonical || zone.toLowerCase() === canonical
}

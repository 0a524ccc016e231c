// Which zones a verb is about, where it takes the name of one.

import { ROOT, sameName } from '../dns/name.ts'
import { readName } from '../dns/name-text.ts'

/** With or without the final dot, in any case. Undefined: every zone. */
export function isMeant(zone: string, meant: string | undefined): boolean {
  if (meant === undefined) return true
  const [one, other] = [readName(zone, ROOT), readName(meant, ROOT)]
  return typeof one !== 'string' && typeof other !== 'string' && sameName(one, 0, other, 0)
}

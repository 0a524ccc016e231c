// Of which zones a derived face has asked while it was made: as long as these, and the face that it is made of, are served as they were,
// it comes out as it did. What it has not asked of may change as it likes.

import { nameKey } from '../../dns/name-key.ts'
import type { Consulted, ConsultedZones } from '../../zone/consulted-zones.ts'

/** By nameKey(). */
export type Asked = {
  /** In the view that it comes from. */
  readonly behind: readonly string[]
  /** In its own. */
  readonly beside: readonly string[]
}

export function keysOf({ members }: Pick<ConsultedZones, 'members'>, asked: Consulted): readonly string[] {
  const places = asked === 'all' ? [...members.keys()] : asked
  return places.map((i) => nameKey(members[i]!.apex))
}

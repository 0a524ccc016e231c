// The zones that a derived face asked while it was made. As long as the server serves these, and the face's own source, as they were, the
// face comes out as it did. All other zones may change as they like.

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

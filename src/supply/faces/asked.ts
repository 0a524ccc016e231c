// The zones that a derived face asked while it was made. As long as the server serves these, and the face's own source, as they were, the
// face comes out as it did. All other zones may change as they like.

import { nameKey } from '../../dns/name-key.ts'
import type { Consulted, ConsultedZones } from '../../zone/consulted-zones.ts'

/** Names of zones, as nameKey() gives them. */
export type Asked = {
  /** Zones in the view that the face comes from. */
  readonly behind: readonly string[]
  /** Zones in the face's own view. */
  readonly beside: readonly string[]
}

export function keysOf({ members }: Pick<ConsultedZones, 'members'>, asked: Consulted): readonly string[] {
  const places = asked === 'all' ? [...members.keys()] : asked
  return places.map((i) => nameKey(members[i]!.apex))
}

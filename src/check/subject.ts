// One zone as the rules see it, and the zones of its view.

import type { Unread } from '../text/zonefile/unread.ts'
import type { ZoneText } from '../text/zonefile/zone-text.ts'
import type { Prefix } from '../views/prefix.ts'
import type { Notes } from '../zone/notes.ts'
import type { Zone } from '../zone/zone.ts'
import type { ZoneSet } from '../zone/zone-set.ts'
import type { Break } from './breaks.ts'

export type Subject = {
  readonly zone: Zone
  readonly notes: Notes
  /** Turns line numbers of records into places. */
  readonly text: ZoneText
  /** We could read every line: what is not in the zone is not in the file. */
  readonly complete: boolean
  /** Otherwise: what the other lines are about, where that is known of all of them. */
  readonly unread?: Unread | undefined
  /** When it is looked at, in seconds since 1970: for signatures, and serials that are dates. */
  readonly now: number
}

export type ViewZones = {
  /** As the configuration calls it; undefined where nobody named it. */
  readonly name?: string
  /** Everybody may ask here: addresses that mean something only inside are out of place. */
  readonly public?: boolean
  /** Networks of ours that are nobody's business outside, beside the private ones. */
  readonly inside?: readonly Prefix[]
  /** Origins of zones that get a PTR for each address of the view: one that is missing is that of a zone which is refused. */
  readonly completed?: readonly Uint8Array[]
  /** Origins of zones that this server signs: what is looked at is not yet. */
  readonly signed?: readonly Uint8Array[]
  /** Origins of those that get a chain of NSEC or NSEC3, by which absence is proven. */
  readonly chained?: readonly Uint8Array[]
  readonly zones: ZoneSet
  /** In the order of zones.members; undefined where there is no text, or no zone. */
  readonly subjects: readonly (Subject | undefined)[]
  /** What the zone that is looked at would break in others. */
  readonly breaks?: readonly Break[]
}

/** One face of a zone, with which rules compare another. */
export type Face = {
  readonly subject: Subject
  readonly view: Pick<ViewZones, 'name' | 'public' | 'chained'>
  /** All zones of that view. */
  readonly zones: ZoneSet
  /** The first of the two in the order of views, which tells a finding about both. */
  readonly isFirst: boolean
}

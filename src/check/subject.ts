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
  /** The names that the unread lines are about, where we know that of all of them. */
  readonly unread?: Unread | undefined
  /** The time of the check, in seconds since 1970: for signatures, and serials that are dates. */
  readonly now: number
}

export type ViewZones = {
  /** Its name in the configuration; undefined where it has none. */
  readonly name?: string
  /** Everybody may ask here, so addresses that mean something only inside are out of place. */
  readonly public?: boolean
  /** Networks of ours, beside the private ones, that outsiders must not learn of. */
  readonly inside?: readonly Prefix[]
  /** Origins of zones to which Janus adds a PTR for each address of the view: one is missing only for a zone that Janus refuses. */
  readonly completed?: readonly Uint8Array[]
  /** Origins of zones that this server signs: rules see them before that. */
  readonly signed?: readonly Uint8Array[]
  /** Origins of the signed zones that get a chain of NSEC or NSEC3. */
  readonly chained?: readonly Uint8Array[]
  readonly zones: ZoneSet
  /** The subjects of zones.members, in their order; undefined where there is no text, or no zone. */
  readonly subjects: readonly (Subject | undefined)[]
  /** The records of other zones that the subject would break. */
  readonly breaks?: readonly Break[]
}

/** One face of a zone, with which rules compare another. */
export type Face = {
  readonly subject: Subject
  readonly view: Pick<ViewZones, 'name' | 'public' | 'chained'>
  /** All zones of that view. */
  readonly zones: ZoneSet
  /** Its view comes before that of the face that the rule looks at. Rules report a finding about both only then, and so once. */
  readonly isFirst: boolean
}

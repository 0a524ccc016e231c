// What the code that fetches zones needs of the server.

import type { Said } from '../dns/said.ts'
import type { FaceName, Outcome, Refused, Replacing } from '../store/change.ts'
import type { Changeset } from '../zone/changeset.ts'
import type { Zone } from '../zone/zone.ts'

export type Serving = {
  /** The served zone; undefined while the face is not served. */
  readonly served: (name: FaceName) => Zone | undefined
  /** Undefined if the zone is now served. Otherwise why not: the server goes on with the one before. */
  readonly replace: (name: FaceName, zone: Zone | undefined, replacing: Replacing) => Promise<Refused | undefined>
  /** `isWanted` is called when the change has its turn. */
  readonly change: (name: FaceName, changes: Changeset, isWanted: () => boolean) => Promise<Outcome>
  /** Deletes records that have ended, and keeps the serial. */
  readonly end: (name: FaceName, changes: Changeset) => Promise<Outcome>
  /** Words for the log. */
  readonly told: (why: Said) => string
  /** Says until when the face may be served, in milliseconds since 1970. */
  readonly expiresAt: (name: FaceName, until: number) => void
  /** The word of the measure by which the served face was found fit for everybody; undefined where it is shown to some only. */
  readonly shownBy: (name: FaceName) => string | undefined
}

export type Log = Record<'info' | 'warn' | 'error', (about: object, message: string) => void>

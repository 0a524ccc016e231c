// The server, as those see it who fetch zones for it.

import type { Said } from '../dns/said.ts'
import type { FaceName, Outcome, Refused, Replacing } from '../store/change.ts'
import type { Changeset } from '../zone/changeset.ts'
import type { Zone } from '../zone/zone.ts'

export type Serving = {
  /** Undefined where nothing is served of the face. */
  readonly served: (name: FaceName) => Zone | undefined
  /** Undefined where it is served; otherwise what was served is served on. */
  readonly replace: (name: FaceName, zone: Zone | undefined, replacing: Replacing) => Promise<Refused | undefined>
  /** `isWanted`: asked when its turn has come. */
  readonly change: (name: FaceName, changes: Changeset, isWanted: () => boolean) => Promise<Outcome>
  /** The same version without what has ended of it: its serial stays. */
  readonly end: (name: FaceName, changes: Changeset) => Promise<Outcome>
  /** Why something is not served, in the words of the log. */
  readonly told: (why: Said) => string
  /** It may be served until then: milliseconds since 1970. */
  readonly expiresAt: (name: FaceName, until: number) => void
}

export type Log = Record<'info' | 'warn' | 'error', (about: object, message: string) => void>

// A change that somebody wants of a face, and its outcome.

import { nameKey } from '../dns/name-key.ts'
import type { CanaryFailure } from '../text/config/canary.ts'
import type { Problem } from '../text/findings/problem.ts'
import type { Changeset } from '../zone/changeset.ts'
import type { Zone } from '../zone/zone.ts'

/** One zone in one view. */
export type FaceName = {
  readonly view: string
  /** Name of the zone in wire form. */
  readonly origin: Uint8Array
}

export type Change = {
  readonly face: FaceName
  readonly changes: Changeset
  /** The giver of the serial counts for itself: the result need not be newer than the served version (RFC 1982). */
  readonly anySerial?: boolean
  /** Called when the change has its turn: another generation may be served by then. */
  readonly isWanted?: () => boolean
}

/** Changes of several faces that the store makes together or not at all. */
export type JointChange = {
  readonly faces: readonly FaceName[]
  /** What the change takes in memory while it waits. */
  readonly octets: number
  /** Called when the change has its turn; perhaps again, after undo(). Undefined: there is nothing to do after all. */
  readonly plan: (faces: readonly FaceNow[]) => Plan | undefined
}

/** A face as plan() finds it: `newest` has all accepted changes, also those that are not served yet. */
export type FaceNow = {
  readonly name: FaceName
  readonly base: Zone
  readonly served: Zone
  readonly newest: Zone
}

export type Plan = {
  /** In the order of the faces; empty for a face that stays as it is. */
  readonly changes: readonly Changeset[]
  /** In the order of the faces: what secondaries hear instead, where clients see more of a face than its image. */
  readonly told?: readonly Told[]
  readonly anySerial?: boolean
  /** The store makes the change without judging it. */
  readonly isUnjudged?: boolean
  /** A dry run: the store judges the change and then drops it. */
  readonly isTrial?: boolean
  /** If set, the store serves the result whatever the rules say, because what has ended is over. Called with what is wrong. */
  readonly onWrong?: (refused: Refused) => void
  /** Called with the editions made, in the order of the faces, before the change is kept. */
  readonly made?: (editions: readonly { readonly serial: number; readonly digest: string | undefined }[]) => void
  /** The record that keepJoint() keeps for the change. */
  readonly record?: () => Uint8Array | undefined
  /** Called when the change fails: all is as it was before plan(). */
  readonly undo?: () => void
}

/** `changes`: undefined if nobody knows what has changed. `octets`: about what the whole face takes in a transfer. */
export type Told = { readonly changes: Changeset | undefined; readonly octets: number }

export type Outcome =
  /** The change is on the disk, and every answer from now on has it. */
  { readonly kind: 'accepted'; readonly serial: number } | Refused

/** Why nothing has changed. */
export type Refused =
  /** There is no such face, or the server has no good version of it. */
  | { readonly kind: 'unknown-face' }
  /** The change removes what is not there, adds what is there, or names another zone. */
  | { readonly kind: 'misfit'; readonly owner: Uint8Array; readonly type: number }
  /** The new serial is not newer than the served one: no secondary would notice. */
  | { readonly kind: 'serial'; readonly served: number; readonly wanted: number }
  /** Rules refuse the resulting zone. */
  | { readonly kind: 'findings'; readonly findings: readonly Problem[] }
  | { readonly kind: 'canaries'; readonly canaries: readonly CanaryFailure[] }
  /** The disk does not take the change, or Janus has a fault. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** Too many changes wait already. */
  | { readonly kind: 'busy' }
  /** Nobody wants the change any more. */
  | { readonly kind: 'declined' }

/** How to replace a whole face. */
export type Replacing = {
  /** Called when the replacement has its turn: another generation may be served by then. */
  readonly isWanted?: () => boolean
  /** The replacement has its turn once this is settled; no other change waits for that. Never rejects. */
  readonly written?: Promise<unknown>
  /** Called before anybody sees the face. */
  readonly keep?: () => Promise<void>
  /** Called with what is wrong with the face if the store serves it all the same, because nothing else of it is served. */
  readonly onWrong?: (refused: Refused) => void
}

/** The same key for the same face. */
export function faceKey({ view, origin }: FaceName): string {
  return `${view}\0${nameKey(origin)}`
}

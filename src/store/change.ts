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
  /** Whoever gives it the serial counts for himself: what comes of it need not be newer than what is served (RFC 1982). */
  readonly anySerial?: boolean
  /** Asked when its turn has come: another generation may be served by then. */
  readonly isWanted?: () => boolean
}

/** Changes of several faces that are made together or not at all. */
export type JointChange = {
  readonly faces: readonly FaceName[]
  /** What it takes while it waits. */
  readonly octets: number
  /** Called when its turn has come, perhaps more than once, after undo(). Undefined: nothing is to be done after all. */
  readonly plan: (faces: readonly FaceNow[]) => Plan | undefined
}

/** A face as whoever plans finds it: `newest` has all that was accepted before, also what is not served yet. */
export type FaceNow = {
  readonly name: FaceName
  readonly base: Zone
  readonly served: Zone
  readonly newest: Zone
}

export type Plan = {
  /** In the order of the faces; of no records where one stays what it is. */
  readonly changes: readonly Changeset[]
  /** In the order of the faces, where their images are not all that clients are shown of them: what secondaries are told instead. */
  readonly told?: readonly Told[]
  readonly anySerial?: boolean
  /** Nobody looks at what comes of it. */
  readonly isUnjudged?: boolean
  /** Judged like any other, and then nothing comes of it: who asks learns what would. */
  readonly isTrial?: boolean
  /** Whatever comes of it is served, as what has ended is over; told what is wrong with that. */
  readonly onWrong?: (refused: Refused) => void
  /** Told what comes of it, in the order of the faces, before it is kept. */
  readonly made?: (editions: readonly { readonly serial: number; readonly digest: string | undefined }[]) => void
  /** What is kept for it, in the keeping of whoever keeps joint changes. */
  readonly record?: () => Uint8Array | undefined
  /** Nothing comes of it: all is as it was before plan(). */
  readonly undo?: () => void
}

/** `changes`: undefined where nobody knows what has changed. `octets`: of the whole in a transfer, about. */
export type Told = { readonly changes: Changeset | undefined; readonly octets: number }

export type Outcome =
  /** It lies on the disk, and every answer from now on has it. */
  { readonly kind: 'accepted'; readonly serial: number } | Refused

/** Why nothing has changed. */
export type Refused =
  /** There is no such face, or nothing good is known of it. */
  | { readonly kind: 'unknown-face' }
  /** It removes what is not there, adds what is there, or is about a name of another zone. */
  | { readonly kind: 'misfit'; readonly owner: Uint8Array; readonly type: number }
  /** Its serial is not newer than the one that is served: no secondary would notice. */
  | { readonly kind: 'serial'; readonly served: number; readonly wanted: number }
  /** The zone would be one that is not served. */
  | { readonly kind: 'findings'; readonly findings: readonly Problem[] }
  | { readonly kind: 'canaries'; readonly canaries: readonly CanaryFailure[] }
  /** The disk does not take it, or there is a fault of ours. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** Too much waits already. */
  | { readonly kind: 'busy' }
  /** Whoever wanted it wants it no more. */
  | { readonly kind: 'declined' }

/** A face that comes whole, when its turn has come. */
export type Replacing = {
  /** Another generation may be served by then. */
  readonly isWanted?: () => boolean
  /** Its turn comes when this is settled: whatever else wants to change does not wait for it. Never rejects. */
  readonly written?: Promise<unknown>
  /** Called before anybody is shown it. */
  readonly keep?: () => Promise<void>
  /** Told what is wrong with it where it is served all the same, as nothing else is. */
  readonly onWrong?: (refused: Refused) => void
}

/** Faces with one key are one face. */
export function faceKey({ view, origin }: FaceName): string {
  return `${view}\0${nameKey(origin)}`
}

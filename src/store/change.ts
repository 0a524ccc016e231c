// What somebody wants of a face, and what became of it.

import type { CanaryFailure } from '../text/config/canary.ts'
import type { Problem } from '../text/findings/problem.ts'
import type { Changeset } from '../zone/changeset.ts'

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
}

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

/** Faces with one key are one face. */
export function faceKey({ view, origin }: FaceName): string {
  return `${view}\0${Buffer.from(origin).toString('latin1').toLowerCase()}`
}

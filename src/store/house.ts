// What the store needs of the server, which says what it serves of a face, judges an edition, and publishes editions.

import type { LoadedFace } from '../supply/load.ts'
import type { Changeset } from '../zone/changeset.ts'
import type { NameMark } from '../zone/touched.ts'
import type { Zone } from '../zone/zone.ts'
import type { FaceName, Refused } from './change.ts'
import type { FaceState } from './generation/candidate.ts'

/** The server. */
export type House = {
  /** The served face; undefined if there is no such face, or nothing of it is served. */
  readonly faceAt: (name: FaceName) => FaceAt | undefined
  readonly hasFace: (name: FaceName) => boolean
  /** Why the server must not serve an edition; undefined if it may. */
  readonly judge: (judged: Judged) => Refused | undefined
  /** Serves these from now on. Asynchronous only if what clients see of them has to be made first. */
  readonly publish: (editions: readonly Published[]) => void | Promise<void>
}

export type Judged = {
  readonly name: FaceName
  readonly edition: Zone
  /** Nodes in which it differs from the one before. */
  readonly changed: readonly number[]
  /** As in Published. */
  readonly names: readonly NameMark[] | undefined
  /** Accepted editions of other faces that will be served no later than this one. */
  readonly beside: readonly FaceAs[]
}

/** A face with the edition that is about to be served. */
export type FaceAs = { readonly name: FaceName; readonly edition: Zone }

/** `base`: what its sources give; undefined if that cannot be served. */
export type FaceAt = { readonly base: Zone | undefined; readonly served: Zone }

export type Published = {
  readonly name: FaceName
  /** Undefined: the face is no longer served. */
  readonly edition: Zone | undefined
  /** The edition comes from the face's source, and is no change of the served version. */
  readonly isBase?: boolean
  /** The new face, if more of it has changed than the served zone. */
  readonly as?: { readonly face: LoadedFace; readonly state: FaceState }
  /** Marks of the names in which it differs from the version before, if these and the SOA are all. */
  readonly names?: readonly NameMark[] | undefined
  /** The changes from the version before, if known; empty if only the image is another. */
  readonly changes?: readonly Changeset[]
}

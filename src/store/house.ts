// The server, as the store sees it: it says what it serves of a face, judges an edition before it serves that, and publishes editions.

import type { LoadedFace } from '../supply/load.ts'
import type { Changeset } from '../zone/changeset.ts'
import type { NameMark } from '../zone/touched.ts'
import type { Zone } from '../zone/zone.ts'
import type { FaceName, Refused } from './change.ts'
import type { FaceState } from './generation/candidate.ts'

/** The server. */
export type House = {
  /** What is served of a face; undefined where there is no such face, or nothing is served of it. */
  readonly faceAt: (name: FaceName) => FaceAt | undefined
  readonly hasFace: (name: FaceName) => boolean
  /** Why an edition must not be served; undefined where it may be. */
  readonly judge: (judged: Judged) => Refused | undefined
  /** From now on these are served. It takes time only where what is shown of them has to be made. */
  readonly publish: (editions: readonly Published[]) => void | Promise<void>
}

export type Judged = {
  readonly name: FaceName
  readonly edition: Zone
  /** Nodes by which it differs from the one before. */
  readonly changed: readonly number[]
  /** As Published has them. */
  readonly names: readonly NameMark[] | undefined
  /** Editions of other faces that are accepted, and will be served at the same time as this one at the latest. */
  readonly beside: readonly FaceAs[]
}

/** A face as it is going to be served. */
export type FaceAs = { readonly name: FaceName; readonly edition: Zone }

/** `base`: what its sources give; undefined where that cannot be served. */
export type FaceAt = { readonly base: Zone | undefined; readonly served: Zone }

export type Published = {
  readonly name: FaceName
  /** Undefined: nothing is served of it any more. */
  readonly edition: Zone | undefined
  /** It is no change of what was served: the face's source gives it. */
  readonly isBase?: boolean
  /** The face as it is from now on, where more of it is another than what is served. */
  readonly as?: { readonly face: LoadedFace; readonly state: FaceState }
  /** Marks of the names by which it differs from what was served before, if those and the SOA are all. */
  readonly names?: readonly NameMark[] | undefined
  /** What made it of what was served before, where that is known: nothing where it only lies in another image. */
  readonly changes?: readonly Changeset[]
}

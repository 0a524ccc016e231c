// Status of one face that Janus signs, for people and metrics.

import type { endsOf } from '../sign/renew.ts'
import type { ForeignChild } from './foreign-child.ts'
import type { Leaving } from './leaving.ts'
import type { Awaited, Looks } from './rolling.ts'
import type { SignalPlace } from './signal-place.ts'
import type { SignedFace } from './signed-face.ts'
import type { ZoneSigning } from './zone-signing.ts'

export type FaceSigning = {
  readonly zone: ZoneSigning
  readonly face: SignedFace
  readonly ends: ReturnType<typeof endsOf> | undefined
  /** The face has been served signed. */
  readonly mustBeSigned: boolean
  /** Set for a zone that is no longer under `sign`. */
  readonly leaving: Leaving | undefined
  readonly awaited: readonly Awaited[]
  readonly looks: Looks | undefined
  /** Children that others sign and whose CDS records Janus follows. */
  readonly children: readonly ForeignChild[]
  /** Servers under whose names the parent may find the keys confirmed while it has no DS; undefined if Janus says nothing there. */
  readonly signals: readonly SignalPlace[] | undefined
}

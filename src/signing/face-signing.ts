// How things are with one face that is signed here: for people and for metrics.

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
  /** It has been served signed. */
  readonly mustBeSigned: boolean
  /** Of a zone that is not under `sign` any more. */
  readonly leaving: Leaving | undefined
  readonly awaited: readonly Awaited[]
  readonly looks: Looks | undefined
  /** Zones below that others sign, where their CDS records are followed. */
  readonly children: readonly ForeignChild[]
  /** Servers under whose names the parent may find its keys confirmed, as long as it has no DS of it; undefined where nothing is said. */
  readonly signals: readonly SignalPlace[] | undefined
}

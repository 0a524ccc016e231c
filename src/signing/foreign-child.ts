// How things are with a zone below that others sign, in one view: for people and for metrics.

import type { Said } from '../dns/said.ts'
import type { LanguageName } from '../text/findings/wording.ts'
import { speakerOf } from './says.ts'

export const foreignStates = ['unknown', 'current', 'failed'] as const

export type ForeignChild = {
  /** With the final dot. */
  readonly child: string
  /** `unknown`: nobody has been asked; `current`: its DS is what it wants, or it wants none; `failed`: what it wants cannot be taken. */
  readonly state: (typeof foreignStates)[number]
  /** Tags of the keys that its DS names. */
  readonly tags: readonly number[]
  /** When its DS was taken from its CDS records, in ISO 8601. */
  readonly taken: string | undefined
  /** When its servers were asked last; the same. */
  readonly looked: string | undefined
  /** Why it is so, where it is not as it should be. */
  readonly why: Said | undefined
}

/** Of ForeignChild.why. */
export function whyText(why: Said, language: LanguageName): string {
  return speakerOf(language).text(why)
}

// Status of a child that others sign, in one view, for people and metrics.

import type { Said } from '../dns/said.ts'
import type { LanguageName } from '../text/findings/wording.ts'
import { speakerOf } from './says.ts'

export const foreignStates = ['unknown', 'current', 'failed'] as const

export type ForeignChild = {
  /** With the final dot. */
  readonly child: string
  /** `unknown`: nobody has asked yet; `current`: the DS is as the child wants it; `failed`: Janus cannot take what it wants. */
  readonly state: (typeof foreignStates)[number]
  /** Tags of the keys that the child's DS names. */
  readonly tags: readonly number[]
  /** When Janus took the DS from the child's CDS records, in ISO 8601. */
  readonly taken: string | undefined
  /** When Janus last asked its servers, in ISO 8601. */
  readonly looked: string | undefined
  /** What is wrong, if anything is. */
  readonly why: Said | undefined
}

/** The text of ForeignChild.why. */
export function whyText(why: Said, language: LanguageName): string {
  return speakerOf(language).text(why)
}

// A zone read, or why there is none: what every source gives, in whatever thread.

import type { JudgedZone } from '../check/read-zone.ts'
import type { SourceFile } from '../state/source-files.ts'
import type { Problem } from '../text/findings/problem.ts'
import type { Zone } from '../zone/zone.ts'
import type { Asked } from './faces/asked.ts'

export type ReadZone =
  | (JudgedZone & {
      /** What it was made of: no files where that is more than files, undefined where nobody knows. */
      readonly madeOf?: readonly SourceFile[]
      /** The view whose face the state folder has it for. */
      readonly keptFor?: string
      /** Of one that others complete: what it is without that. */
      readonly bare?: Zone
      /** Of a derived one. */
      readonly asked?: Asked
    })
  | {
      readonly problems: readonly Problem[]
      readonly subject?: undefined
      /** Paths of what was read of it; missing where nothing was. */
      readonly files?: readonly string[]
    }

/** Paths of all that was read, whether anything came of it or not. */
export function filesRead(read: ReadZone): readonly string[] {
  return read.subject === undefined ? (read.files ?? []) : read.subject.text.lines.files
}

// A zone, or why there is none: the result of every source, in any thread.

import type { JudgedZone } from '../check/read-zone.ts'
import type { SourceFile } from '../state/source-files.ts'
import type { Problem } from '../text/findings/problem.ts'
import type { Zone } from '../zone/zone.ts'
import type { Asked } from './faces/asked.ts'

export type ReadZone =
  | (JudgedZone & {
      /** The files that it was made of; empty where it was made of more than files, undefined where nobody knows. */
      readonly madeOf?: readonly SourceFile[]
      /** The view under which the state folder has it. */
      readonly keptFor?: string
      /** For a face that `reverse` completes: the zone without that. */
      readonly bare?: Zone
      /** For a derived face: the zones that it asked. */
      readonly asked?: Asked
    })
  | {
      readonly problems: readonly Problem[]
      readonly subject?: undefined
      /** Paths of the files read; missing where there were none. */
      readonly files?: readonly string[]
    }

/** Paths of all files read, whether there is a zone or not. */
export function filesRead(read: ReadZone): readonly string[] {
  return read.subject === undefined ? (read.files ?? []) : read.subject.text.lines.files
}

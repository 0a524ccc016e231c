// The interface to those who know rules and configurations: one pass over files gives all their problems.

import type { ToldProblem } from '../text/findings/problem.ts'
import type { Disk, Drafts, Source } from '../text/zonefile/source.ts'
import type { Unit } from './units.ts'

/** A disk that knows which version it has of each file. */
export type EditedDisk = Disk & {
  readonly mark: (path: string) => string
  /** Whether the editor has the file open. */
  readonly isOpen: (path: string) => boolean
}

/** One file that a pass took for a zone, or for a layer of one. */
export type JudgedFile = {
  readonly path: string
  readonly origin: Uint8Array
  /** The views that show it; none where no configuration names any. */
  readonly views: readonly string[]
}

export type Judged = {
  readonly problems: readonly ToldProblem[]
  readonly zones: readonly JudgedFile[]
  /** Paths without links of all that the pass read or looked for: a change there may change the findings. A folder stands for its list. */
  readonly files: ReadonlySet<string>
}

export type Judge = {
  /** Checks a zone file by itself, as `zonecheck FILE` does. */
  readonly alone: (path: string) => Promise<Judged>
  /** Checks a configuration and all files that it names, as `janus check` does. */
  readonly together: (config: string) => Promise<Judged>
  /** The paths without links of the files that the configuration names. */
  readonly named: (config: string) => ReadonlySet<string>
  /** Drops what the judge keeps for the unit: nobody asks for it any more. */
  readonly forget: (unit: Unit) => void
  /** The zone file at a path. `drafts`: texts that take the place of files, by their identity. */
  readonly open: (path: string, drafts?: Drafts) => Source | undefined
}

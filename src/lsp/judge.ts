// What the room asks of those who know rules and configurations: one pass over files gives all that is wrong with them.

import type { ToldProblem } from '../text/findings/problem.ts'
import type { Disk, Drafts, Source } from '../text/zonefile/source.ts'
import type { Unit } from './units.ts'

/** A disk that knows which version of a file it has. */
export type EditedDisk = Disk & {
  readonly mark: (path: string) => string
  /** Whether somebody edits the file now. */
  readonly isOpen: (path: string) => boolean
}

/** One file that a pass took for a zone, or for a layer of one. */
export type JudgedFile = {
  readonly path: string
  readonly origin: Uint8Array
  /** Views that are shown it; none where nobody says so. */
  readonly views: readonly string[]
}

export type Judged = {
  readonly problems: readonly ToldProblem[]
  readonly zones: readonly JudgedFile[]
  /** Without links: all that was read or looked for, and would change what is found; of a folder, what is in it. */
  readonly files: ReadonlySet<string>
}

export type Judge = {
  /** A zone file by itself, as `zonecheck FILE`. */
  readonly alone: (path: string) => Promise<Judged>
  /** A configuration and all that it names, as `janus check`. */
  readonly together: (config: string) => Promise<Judged>
  /** Without links: the files that the configuration names. */
  readonly named: (config: string) => ReadonlySet<string>
  /** Nobody asks for the unit any more. */
  readonly forget: (unit: Unit) => void
  /** The zone file at a path. `drafts`: what files will hold, by their identity. */
  readonly open: (path: string, drafts?: Drafts) => Source | undefined
}

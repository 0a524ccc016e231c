// A problem in an operator's file, as data: we collect and sort problems, put them into a language at the end, and only then draw them.
// Never thrown.

import type { Said } from '../../dns/said.ts'

/** The sentences of a problem, by codes of its room's table. */
export type Saying = { readonly message: Said; readonly fix?: Said; readonly related?: Said }

/** Lines and columns count from 1, columns in characters as in an editor; `length`: characters of the marked text, at least 1. */
export type Place = {
  readonly file: string
  /** What there is in place of a file; `file` says the same in English, for programs. */
  readonly instead?: Said
  readonly line: number
  readonly column: number
  readonly length: number
}

export type Severity = 'error' | 'warning' | 'info'

export type Problem = {
  /** A stable word: the rule's name in docs, tests and ignore lists. */
  readonly rule: string
  readonly severity: Severity
  /** What failed, the value quoted, the present state after a colon, no full stop at the end; and how to mend it. */
  readonly said: Saying
  readonly place: Place
  /** The text of the line at `place`, for the caret. */
  readonly source?: string
  /** The column of the first character of `source`, where the line was too long to be shown whole; else 1. */
  readonly sourceColumn?: number
  /** The other line, where two conflict. */
  readonly related?: { readonly place: Place; readonly source?: string }
  /** The line as it should be. */
  readonly repaired?: string
  /** A repair that needs no thought: the text to write in place of the marked one; without `text`, delete the line. */
  readonly edit?: { readonly text?: string }
  /** The problem stands for at least so many findings that we do not list: no comment silences it, no baseline holds it. */
  readonly others?: number
  /** The absolute path of a file that could not be read. */
  readonly sought?: string
  /** `RFC 1034 §3.6.2` */
  readonly rfc?: string
}

/** A problem in the words of a language, as people and programs get it (told.ts). */
export type ToldProblem = Omit<Problem, 'said' | 'related' | 'repaired'> & {
  readonly message: string
  readonly related?: { readonly place: Place; readonly message: string; readonly source?: string }
  /** A sentence, and below it the repaired line; or that alone. */
  readonly fix?: string
}

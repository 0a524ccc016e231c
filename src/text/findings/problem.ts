// What is wrong in an operator's file, as data: collected, sorted, told in a language at the end, and only then drawn. Never
// thrown.

import type { Said } from '../../dns/said.ts'

/** What a problem says, by the codes of its room's table. */
export type Saying = { readonly message: Said; readonly fix?: Said; readonly related?: Said }

/** Lines and columns count from 1, columns in characters as an editor counts them; `length` of the marked text, at least 1. */
export type Place = {
  readonly file: string
  /** What stands in place of a file where there is none; `file` says the same in English, for programs. */
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
  /** The other line where two conflict. */
  readonly related?: { readonly place: Place; readonly source?: string }
  /** The line as it should be. */
  readonly repaired?: string
  /** A repair that needs no thought: what to write in place of the marked text, or without text that the line goes. */
  readonly edit?: { readonly text?: string }
  /** It stands for so many findings, or more, that we do not tell one by one: no comment silences it, no baseline holds it. */
  readonly others?: number
  /** The absolute path of a file that could not be had. */
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

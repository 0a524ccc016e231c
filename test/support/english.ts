// Problems with their English beside the data, for tests that say what a person reads.

import { inEnglish } from '../../src/supply/english.ts'
import type { Problem, ToldProblem } from '../../src/text/findings/problem.ts'

export type InWords = Problem & Pick<ToldProblem, 'message' | 'fix'>

/** The words are for reading only: what compares or copies a problem sees its data. */
export function inWords(problems: readonly Problem[]): InWords[] {
  return inEnglish(problems).map(({ message, fix }, i) =>
    Object.defineProperties({ ...problems[i]! } as InWords, { message: { value: message }, fix: { value: fix } }),
  )
}

export function messageOf(problem: Problem): string {
  return inEnglish([problem])[0]!.message
}

// Puts problems into a language, at the end of their way: here data becomes sentences.

import type { Parameters, Said } from '../../dns/said.ts'
import { visible } from './escape.ts'
import type { Place, Problem, Saying, ToldProblem } from './problem.ts'
import { type Speaker, shortened } from './wording.ts'

/** The `said` member of a problem. */
export function saying(message: Said, fix?: Said, related?: Said): Pick<Problem, 'said'> {
  return { said: { message, ...(fix && { fix }), ...(related && { related }) } }
}

/** By these, programs know a message whatever its language. */
type Coded = { readonly code: string; readonly parameters: Parameters }

export function toldProblem(problem: Problem, speaker: Speaker): ToldProblem & Coded {
  const { said, rule, severity, place, related, repaired, ...rest } = problem
  const tell = (said: Said) => visible(shortened(speaker.text(said)))
  const told = ({ instead, ...place }: Place) =>
    instead === undefined || speaker.language === 'en' ? place : { ...place, file: tell(instead) }
  const { code, parameters = {} } = said.message
  const fix = [...(said.fix ? [tell(said.fix)] : []), ...(repaired === undefined ? [] : [repaired])]
  return {
    ...{ rule, code, parameters, severity, message: tell(said.message), place: told(place), ...rest },
    ...(related && { related: { ...related, place: told(related.place), message: relatedText(said, tell) } }),
    ...(fix.length > 0 && { fix: fix.join('\n') }),
  }
}

function relatedText({ related }: Saying, tell: (said: Said) => string): string {
  return related === undefined ? '' : tell(related)
}

export function toldProblems(problems: readonly Problem[], speaker: Speaker): (ToldProblem & Coded)[] {
  return problems.map((problem) => toldProblem(problem, speaker))
}

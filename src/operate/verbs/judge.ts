// Tells what zonecheck would say of a file with another text, while somebody types it. For programs.

import * as v from 'valibot'
import type { Problem } from '../../text/findings/problem.ts'
import { fileMeant, textFields } from '../edited-file.ts'
import { judgedWithChanges, MAX_EDIT } from '../editing.ts'
import { faceDifference, isSeenProblem, problem } from '../report.ts'
import { oneResult, type Plain } from '../verb.ts'

const judgement = v.looseObject({
  findings: v.pipe(
    v.array(problem),
    v.description('The first hundred; where there are more, errors come first, then warnings.'),
  ),
  more: v.optional(v.pipe(v.number(), v.description('Findings that are not told.'))),
  changes: v.pipe(
    v.array(faceDifference),
    v.description(
      'Against the file as it is now, in each of the first hundred faces that are made of it and have no error.',
    ),
  ),
})

export type Judgement = Plain<v.InferOutput<typeof judgement>>

export const judge = oneResult({
  name: 'judge',
  about: 'what zonecheck would find in another text of a zone file, and what would change in each face',
  effect: 'reads',
  right: 'edit',
  concerns: 'seen',
  body: MAX_EDIT,
  request: textFields,
  errors: ['no-zone', 'no-text'],
  result: judgement,
  run: async (asked, request) => {
    const { problems, changes } = await judgedWithChanges(asked, fileMeant(asked, request), request.text)
    const seen = problems.filter((one) => isSeenProblem(one, asked.sight))
    const told = seen.length <= MOST ? seen : worstFirst(seen).slice(0, MOST)
    const more = seen.length - told.length
    return { findings: asked.operated.tell(told), ...(more > 0 && { more }), changes: firstOf(changes) }
  },
  text: ({ findings }) => findings.map(({ place, message }) => `${place.line}: ${message}`).join('\n'),
})

/** Findings in an answer: a text of a megabyte may have a hundred thousand, and is judged at each pause in typing. */
const MOST = 100

/** Rrsets of all faces together in an answer; each face says how many it has. */
const MOST_RRSETS = 200

function firstOf(changes: Judgement['changes']): Judgement['changes'] {
  let left = MOST_RRSETS
  return changes.map((change) => {
    const rrsets = change.rrsets.slice(0, left)
    left -= rrsets.length
    return { ...change, rrsets }
  })
}

const WEIGHT = { error: 0, warning: 1, info: 2 } as const

/** Errors first, then warnings; within a severity the order stays. */
function worstFirst(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity])
}

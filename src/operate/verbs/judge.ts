// What zonecheck would say of a file with another text, while somebody types it. For programs.

import * as v from 'valibot'
import { fileMeant, textFields } from '../edited-file.ts'
import { judgedWithChanges, MAX_EDIT } from '../editing.ts'
import { faceDifference, isSeenProblem, problem } from '../report.ts'
import { oneResult, type Plain } from '../verb.ts'

const judgement = v.looseObject({
  findings: v.array(problem),
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
  effect: 'reads',
  right: 'edit',
  concerns: 'seen',
  body: MAX_EDIT,
  request: textFields,
  errors: ['no-zone', 'no-text'],
  result: judgement,
  run: async (asked, request) => {
    const { problems, changes } = await judgedWithChanges(asked, fileMeant(asked, request), request.text)
    return { findings: asked.operated.tell(problems.filter((one) => isSeenProblem(one, asked.sight))), changes }
  },
  text: ({ findings }) => findings.map(({ place, message }) => `${place.line}: ${message}`).join('\n'),
})

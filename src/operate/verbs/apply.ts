// `janus apply`: does what a plan has shown, and nothing else.

import { text } from '../../text/config/words.ts'
import { VerbError } from '../errors.ts'
import { field } from '../fields.ts'
import { report, seenReport } from '../report.ts'
import { say } from '../says.ts'
import { oneResult } from '../verb.ts'
import { want } from '../wants.ts'
import { reloadText } from './reload.ts'

export const apply = oneResult({
  name: 'apply',
  effect: 'changes',
  concerns: 'all',
  configured: true,
  request: { hash: field(text(want('want-plan-hash')), 'what a plan has given as its hash', { argument: '<hash>' }) },
  result: report,
  run: async ({ operated, sight, begin }, { hash }) => {
    const differs = () => new VerbError('moved', say('plan-differs'), 'hash')
    return seenReport(await operated.apply(hash, begin, differs), sight, operated)
  },
  text: reloadText,
  good: ({ good }) => good,
  audited: ({ outcome, generation, changes }) => ({ outcome, generation, faces: changes.length }),
  command: {
    summary: 'reload exactly what a plan has shown, or nothing if a reload would now do something else',
    examples: [
      ['janus apply "$(janus plan --json | jq -r .hash)"', 'without looking at the plan'],
      ['janus apply 3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'the hash is the last line of "janus plan"'],
    ],
    exit: {
      done: 'done',
      refused: 'refused, not all done, or the plan is out of date',
      failed: 'no server to ask, or one with another configuration',
    },
  },
})

// Changes a zone's file, and serves it. For programs. Only an actor who sees everything may: others change rrsets, by "change".

import { editFields, fileMeant } from '../edited-file.ts'
import { edited, MAX_EDIT } from '../editing.ts'
import { report, seenReport } from '../report.ts'
import { oneResult } from '../verb.ts'
import { reloadText } from './reload.ts'

export const edit = oneResult({
  name: 'edit',
  about: 'write the text of a zone file, and serve it',
  effect: 'changes',
  right: 'edit',
  concerns: 'all',
  body: MAX_EDIT,
  request: editFields,
  errors: ['no-zone', 'no-text', 'only-propose', 'bad-change', 'not-kept'],
  result: report,
  run: async (asked, request) =>
    seenReport(await edited(asked, fileMeant(asked, request), request), asked.sight, asked.operated),
  text: reloadText,
  good: ({ good }) => good,
  audited: ({ outcome, generation }) => ({ text: undefined, outcome, generation }),
})

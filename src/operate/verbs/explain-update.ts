// Explains by which rule Janus would permit or refuse an update. `janus explain update --running` asks it.

import * as v from 'valibot'
import { text, yesOrNo } from '../../text/config/words.ts'
import {
  explainUpdate as explained,
  readUpdateQuestion,
  type UpdateExplanation,
} from '../../tools/explain-update/explain.ts'
import { updateExplanationText } from '../../tools/explain-update/text.ts'
import { VerbError } from '../errors.ts'
import { field } from '../fields.ts'
import { oneResult } from '../verb.ts'
import { want } from '../wants.ts'

const explanation = v.looseObject({
  key: v.optional(v.string()),
  source: v.string(),
  name: v.string(),
  type: v.string(),
  rcode: v.picklist(['NOERROR', 'REFUSED', 'NOTAUTH', 'NOTIMP']),
  why: v.optional(v.string()),
  views: v.array(
    v.looseObject({
      view: v.string(),
      verdict: v.pipe(
        v.picklist(['granted', 'denied', 'other']),
        v.description('other: the message does not go there.'),
      ),
      zone: v.optional(v.string()),
      why: v.string(),
      file: v.optional(v.string()),
      line: v.optional(v.number()),
      lease: v.optional(v.pipe(v.number(), v.description('Milliseconds, where nobody asks for another.'))),
      maxLease: v.optional(v.pipe(v.number(), v.description('The longest that is granted.'))),
    }),
  ),
})

export const explainUpdate = oneResult({
  name: 'explain-update',
  about: 'by which rule an update would be permitted, or why not, in each view',
  effect: 'reads',
  // A rule may name views and zones that the actor must not know of.
  concerns: 'all',
  configured: true,
  request: {
    key: field(text(want('want-key-or-none')), 'the key by which it is signed; - for none'),
    source: field(text(want('want-address')), 'the address of the client'),
    name: field(text(want('want-name')), 'what it changes'),
    type: field(text(want('want-type-txt')), 'the type of record'),
    bare: v.optional(field(yesOrNo(), 'as if it came over UDP without a cookie')),
  },
  result: explanation,
  run: ({ operated: { server } }, words): UpdateExplanation => {
    const question = readUpdateQuestion(words)
    if ('reason' in question) throw new VerbError('bad-request', question.said, question.field)
    return explained(server.latest, question)
  },
  text: (explanation) => updateExplanationText(explanation),
  good: ({ rcode }) => rcode === 'NOERROR',
})

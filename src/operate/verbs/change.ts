// Changes rrsets of a zone, in one view or in several at once, all or nothing: what is written lies over the source, as what updates
// write does. For programs; PowerDNS's clients come here too.

import * as v from 'valibot'
import { text } from '../../text/config/words.ts'
import { field } from '../fields.ts'
import { oneResult } from '../verb.ts'
import { counted } from '../words.ts'
import { writtenSet } from '../written-set.ts'

/** Of one request. */
const MOST = 10_000

export const change = oneResult({
  name: 'change',
  effect: 'changes',
  right: 'edit',
  concerns: 'seen',
  request: {
    zone: field(text('the name of a zone'), 'the zone that is meant'),
    views: v.optional(
      field(
        v.array(v.string('the name of a view'), 'a list of views'),
        'in these views; the only one that has it, where not given',
      ),
    ),
    rrsets: field(
      v.pipe(v.array(writtenSet, 'a list of rrsets'), v.maxLength(MOST, `no more than ${MOST} rrsets`)),
      'what is to be, rrset by rrset, as the API of PowerDNS has it',
    ),
  },
  errors: ['no-zone', 'several-faces', 'bad-change', 'not-kept'],
  result: v.looseObject({ zone: v.string(), views: v.array(v.string()), records: v.number() }),
  run: async (asked, request) => (await import('../changing.ts')).changeSets(asked, request),
  text: ({ zone, views, records }) => `${counted(records, 'record')} of ${zone} changed in ${views.join(', ')}`,
  audited: ({ views, records }) => ({ views, records }),
})

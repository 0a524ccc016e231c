// Changes rrsets of a zone, in one view or in several at once, and of other zones with it, all or nothing. The change becomes a layer over
// the source, as an update does. For programs; changes of PowerDNS's clients come here too.

import * as v from 'valibot'
import { text, wholeNumber } from '../../text/config/words.ts'
import { field } from '../fields.ts'
import { oneResult } from '../verb.ts'
import { want } from '../wants.ts'
import { counted } from '../words.ts'
import { LONGEST_LEASE, writtenSet } from '../written-set.ts'

/** The most zones of a request, and the most rrsets of each. */
const MOST_ZONES = 100
const MOST = 10_000

const rrsets = v.pipe(
  v.array(writtenSet, want('want-rrsets')),
  v.maxLength(MOST, want('want-rrsets-most', { most: MOST })),
)
const views = v.array(v.string(want('want-view')), want('want-views'))
const OTHER = want('want-other-zone')
const other = v.strictObject({ zone: v.string(OTHER), views: v.optional(views), rrsets }, OTHER)

const changed = v.object({ zone: v.string(), views: v.array(v.string()) })

export const change = oneResult({
  name: 'change',
  about: 'change rrsets of a zone, and of others with it, in one view or in several, all or nothing',
  effect: 'changes',
  right: 'edit',
  concerns: 'seen',
  request: {
    zone: field(text(want('want-zone')), 'the zone that is meant'),
    views: v.optional(field(views, 'in these views; the only one that has it, where not given')),
    rrsets: field(
      rrsets,
      'what is to be, rrset by rrset, as the API of PowerDNS has it; "views" of one: in these of them alone',
    ),
    also: v.optional(
      field(
        v.pipe(
          v.array(other, want('want-also')),
          v.maxLength(MOST_ZONES, want('want-zones-most', { most: MOST_ZONES })),
        ),
        'other zones that change with it or not at all, such as the reverse zone of an address: "zone", "views" and "rrsets"',
      ),
    ),
    lease: v.optional(
      field(
        wholeNumber(1, LONGEST_LEASE),
        'seconds after which the records that it adds end by themselves; one with a "lease" of its own has that',
      ),
    ),
    trial: v.optional(field(v.boolean(want('want-boolean')), 'change nothing, and tell what would come of it')),
  },
  errors: ['no-zone', 'several-faces', 'bad-change', 'not-kept'],
  result: v.looseObject({
    ...changed.entries,
    records: v.number(),
    also: v.optional(v.array(changed)),
    lease: v.optional(
      field(wholeNumber(1, LONGEST_LEASE), 'seconds after which the records that it adds end by themselves'),
    ),
    trial: v.optional(v.literal(true)),
  }),
  run: async (asked, request) => (await import('../changing.ts')).changeSets(asked, request),
  text: ({ zone, views, records, also = [], trial }) => {
    const faces = [{ zone, views }, ...also].map(
      (one) => `${one.zone} ${trial ? '' : 'changed '}in ${one.views.join(', ')}`,
    )
    return `${counted(records, 'record')} of ${faces.join(' and of ')}${trial ? ' would change' : ''}`
  },
  audited: ({ views, records, also, trial }) => (trial ? undefined : { views, records, ...(also && { also }) }),
})

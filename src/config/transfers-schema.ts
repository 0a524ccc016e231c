// The key about who may have whole zones.

import * as v from 'valibot'
import { described, option, text } from './words.ts'

const transfer = v.strictObject(
  {
    from: described(
      v.array(text('a prefix such as 192.0.2.0/24'), 'a list of prefixes'),
      'Prefixes of the clients that may.',
    ),
    zones: v.optional(
      described(
        v.array(text('a zone'), 'a list of zones'),
        'The zones that they may have; *.univ.example is all below that name. All where not given.',
      ),
    ),
    views: v.optional(
      described(
        v.array(text("a view's name"), 'a list of views'),
        'The views whose faces they may have, each client that of the view it gets. All where not given.',
      ),
    ),
  },
  'a map of from, zones and views',
)

export const transfersSchema = {
  transfers: v.optional(
    option(
      v.array(transfer, 'a list of maps'),
      'Who may fetch whole zones (AXFR), over TCP: each in the face of its own view, the names under refuse too; nobody ' +
        'where not given. Entries are alternatives; all that one states must hold.',
      'reload',
    ),
    [],
  ),
} as const

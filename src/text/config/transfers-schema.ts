// The key about who may have whole zones.

import * as v from 'valibot'
import { say } from './says.ts'
import { described, form, option, text } from './words.ts'

const transfer = v.strictObject(
  {
    from: v.optional(
      described(
        v.array(text(form(say('form-prefix'))), form(say('form-prefixes'))),
        'Prefixes of the clients that may; any where not given, by a key alone.',
      ),
    ),
    key: v.optional(
      described(
        text(form(say('form-key'))),
        'The key that signs the request, and says by its view which face that is: one of tsig, or NAME.VIEW of secondaries.',
      ),
    ),
    zones: v.optional(
      described(
        v.array(text(form(say('form-zone-name'))), form(say('form-zone-names'))),
        'The zones that they may have; *.univ.example is all below that name. All where not given.',
      ),
    ),
    views: v.optional(
      described(
        v.array(text(form(say('form-view'))), form(say('form-views'))),
        'The views whose faces they may have, each client that of the view it gets. All where not given.',
      ),
    ),
  },
  form(say('form-transfer')),
)

export const transfersSchema = {
  transfers: v.optional(
    option(
      v.array(transfer, form(say('form-transfers'))),
      'Who else may fetch whole zones (AXFR, IXFR), over TCP: each in the face of its own view, the names under refuse too; ' +
        'nobody where not given. Entries are alternatives; all that one states must hold.',
      'reload',
    ),
    [],
  ),
} as const

// The key about who may have whole zones.

import * as v from 'valibot'
import { say } from './says.ts'
import { described, form, option, text } from './words.ts'

const transfer = v.strictObject(
  {
    from: v.optional(
      described(
        v.array(text(form(say('form-prefix'))), form(say('form-prefixes'))),
        'Prefixes of the clients that may fetch; without it, any client with the key.',
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
        'The zones that they may fetch; *.univ.example is all below that name. By default all.',
      ),
    ),
    views: v.optional(
      described(
        v.array(text(form(say('form-view'))), form(say('form-views'))),
        'The views whose faces they may fetch: each client gets the face of its own view. By default all.',
      ),
    ),
    tls: v.optional(
      described(
        v.picklist(['required'], form(say('form-required'))),
        'required: they fetch over TLS alone (RFC 9103); without TLS this entry lets nobody in.',
      ),
    ),
    certificate: v.optional(
      described(
        text(form(say('form-path'))),
        'File with a certificate, in PEM: they show it, or one that it has issued, over TLS.',
      ),
    ),
  },
  form(say('form-transfer')),
)

export const transfersSchema = {
  transfers: v.optional(
    option(
      v.array(transfer, form(say('form-transfers'))),
      'Who else may fetch whole zones (AXFR, IXFR), over TCP; by default nobody. Each client gets the face of its own view, ' +
        'with the names under refuse. One entry is enough; all that it states must hold.',
      'reload',
    ),
    [],
  ),
} as const

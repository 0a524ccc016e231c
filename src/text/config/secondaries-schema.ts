// The key about servers that fetch the zones of views, and that Janus tells of changes.

import * as v from 'valibot'
import { say } from './says.ts'
import { described, form, option, text, yesOrNo } from './words.ts'

const address = text(form(say('form-address')))
const views = v.array(text(form(say('form-view'))), form(say('form-views')))

const secondary = v.strictObject(
  {
    address: described(
      v.array(address, form(say('form-addresses'))),
      'Where Janus tells the secondary of changes (NOTIFY), with an optional port; these addresses may also fetch.',
    ),
    views: described(views, 'The views whose faces the secondary gets.'),
    from: v.optional(
      described(
        v.array(text(form(say('form-prefix'))), form(say('form-prefixes'))),
        'Prefixes from which the secondary fetches, in place of its addresses.',
      ),
    ),
    zones: v.optional(
      described(
        v.array(text(form(say('form-zone-name'))), form(say('form-zone-names'))),
        'The zones that the secondary gets; *.univ.example is all below that name. By default all.',
      ),
    ),
    key: v.optional(
      described(
        v.picklist(['none'], form(say('form-none'))),
        'none: the secondary has no key, and its address alone says which face it gets. For one public view only.',
      ),
    ),
    keys: v.optional(
      described(
        v.record(v.string(), text(form(say('form-key'))), form(say('form-keys-by-view'))),
        'Names of keys by view; by default NAME.VIEW. A start or a reload makes keys that are missing.',
      ),
    ),
    tls: v.optional(
      described(
        v.picklist(['required'], form(say('form-required'))),
        'required: the secondary fetches over TLS alone (RFC 9103).',
      ),
    ),
    source: v.optional(
      described(address, 'The address from which Janus sends NOTIFY; by default as the system chooses.'),
    ),
    notify: v.optional(
      described(yesOrNo(), 'false: Janus sends no NOTIFY, and the secondary asks as often as the SOA says.'),
      true,
    ),
  },
  form(say('form-secondary')),
)

export const secondariesSchema = {
  secondaries: v.optional(
    option(
      v.record(v.string(), secondary, form(say('form-secondaries'))),
      'Servers that get the zones of these views, each face by a key of its own, and a NOTIFY when one changes. ' +
        '`janus tsig config NAME` prints what to write there.',
      'reload',
    ),
    {},
  ),
} as const

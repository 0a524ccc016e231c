// The key about who may change zones by messages (RFC 2136).

import * as v from 'valibot'
import { say } from './says.ts'
import { described, durationFrom, form, option, text } from './words.ts'

const seconds = () => durationFrom(1000, 4_294_967_295_000, form(say('form-lease')))

const rule = v.strictObject(
  {
    key: v.optional(
      described(
        text(form(say('form-key'))),
        'The key under tsig that signs the message. It picks the view; one of several views changes each that has the zone.',
      ),
    ),
    from: v.optional(
      described(
        v.array(text(form(say('form-prefix'))), form(say('form-prefixes'))),
        'Prefixes of the clients. Without key, the client must have shown that the address is its own: by TCP, TLS or a cookie.',
      ),
    ),
    zones: described(
      v.array(text(form(say('form-zone-name'))), form(say('form-zone-names'))),
      'The zones that they may change; *.univ.example is all below that name.',
    ),
    names: v.optional(
      described(
        v.array(text(form(say('form-update-name'))), form(say('form-update-names'))),
        'The names that they may change, relative to the zone: www is that name, x.* the label x in front of any name of the ' +
          'zone or of its apex, *.x all below x, * all below the apex, @ the apex, self the name of the key. By default all.',
      ),
    ),
    types: v.optional(
      described(
        v.array(text(form(say('form-type'))), form(say('form-types'))),
        'The types that they may change. By default all but SOA, NS, DS, DNAME and those that signing makes.',
      ),
    ),
    views: v.optional(
      described(
        v.array(text(form(say('form-view'))), form(say('form-views'))),
        'The views that they may change. By default all that the key is for, or that of the client.',
      ),
    ),
    lease: v.optional(
      described(seconds(), 'How long a record lives that was added without a lease (RFC 9664); by default for ever.'),
    ),
    'max-lease': v.optional(
      described(
        seconds(),
        'The longest lease that Janus grants; by default that of lease, and without lease whatever the client asks for.',
      ),
    ),
    proof: v.optional(
      described(
        v.picklist(['required', 'off'], form(say('form-proof'))),
        'off: a client without key need not show that the address is its own. Anybody can forge an address.',
      ),
      'required',
    ),
  },
  form(say('form-update')),
)

export const updatesSchema = {
  updates: v.optional(
    option(
      v.array(rule, form(say('form-updates'))),
      'Who may change zones by messages (RFC 2136): nobody by default. Entries are alternatives; all that one states must hold. ' +
        'What they change lies over the files, and a reload of these takes nothing of it back. Faces that come from a primary do not ' +
        'change so.',
      'reload',
    ),
    [],
  ),
} as const

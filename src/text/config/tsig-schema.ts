// The keys about TSIG: where secrets lie, and which views each key shows.

import * as v from 'valibot'
import { say } from './says.ts'
import { described, form, option, text } from './words.ts'

const view = text(form(say('form-view')))

const key = v.strictObject(
  {
    view: v.optional(
      described(view, 'The view that whoever signs with it gets; may be left out where there is one view.'),
    ),
    views: v.optional(
      described(
        v.array(view, form(say('form-views'))),
        'Several views: the client gets the one of its address, where that is among them, else the first.',
      ),
    ),
    from: v.optional(
      described(
        v.array(text(form(say('form-prefix'))), form(say('form-prefixes'))),
        'Prefixes from which clients may use the key; from elsewhere they get REFUSED.',
      ),
    ),
  },
  form(say('form-tsig-key')),
)

export const tsigSchema = {
  keys: v.optional(
    option(
      text(form(say('form-path'))),
      'Folder of secrets, for the eyes of the server alone (mode 0700); neither in `state` nor in what git commits.',
      'reload',
    ),
    'keys',
  ),
  tsig: v.optional(
    option(
      v.record(v.string(), key, form(say('form-tsig'))),
      'Keys by which others sign (RFC 8945), and what each shows, from whatever address. The secret of NAME is in ' +
        'keys/tsig/NAME.key, in the form of BIND; a start or a reload makes the file where there is none.',
      'reload',
    ),
    {},
  ),
} as const

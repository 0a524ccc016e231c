// The key about lists of zones that servers pass on to each other (RFC 9432).

import * as v from 'valibot'
import { say } from './says.ts'
import { described, form, option, text, wholeNumber } from './words.ts'

const primary = text(form(say('form-primary-name')))

const catalog = v.strictObject(
  {
    view: described(
      text(form(say('form-view'))),
      'The view whose zones a made catalog lists, or that gets the zones of a followed one.',
    ),
    produce: v.optional(
      described(
        v.array(text(form(say('form-secondary-name'))), form(say('form-secondary-names'))),
        'Janus makes the catalog for these secondaries, and lists what all of them may fetch of the view.',
      ),
    ),
    primary: v.optional(
      described(primary, 'The server that the catalog comes from, and its members where no group says otherwise.'),
    ),
    zones: v.optional(
      described(
        v.array(text(form(say('form-zone-name'))), form(say('form-zone-names'))),
        'The members that Janus admits; *.lab.univ.example is all below that name. By default all. Name exactly a member ' +
          'at, above or below a zone that the configuration has.',
      ),
    ),
    groups: v.optional(
      described(v.record(v.string(), primary, form(say('form-groups'))), 'Members of a group come from this primary.'),
      {},
    ),
    'removal-limit': v.optional(
      described(
        wholeNumber(1, 100),
        'Percent of its members that may go or get another label at once, though always one; Janus does not follow a list that takes more away.',
      ),
      50,
    ),
  },
  form(say('form-catalog')),
)

export const catalogsSchema = {
  catalogs: v.optional(
    option(
      v.record(v.string(), catalog, form(say('form-catalogs'))),
      'Catalog zones: lists of zones by which secondaries learn what there is to fetch. A catalog is for those servers ' +
        'alone: to all others it does not exist.',
      'reload',
    ),
    {},
  ),
} as const

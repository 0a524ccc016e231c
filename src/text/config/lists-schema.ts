// The key about lists in which mail servers and others look up an address or a name (RFC 5782).

import * as v from 'valibot'
import { say } from './says.ts'
import { described, duration, form, option, text, wholeNumber } from './words.ts'

const format = text(form(say('form-list-format')))
const path = text(form(say('form-list-file')))

const listFile = v.union(
  [
    path,
    v.strictObject({
      file: described(path, 'The file, plain or packed with gzip.'),
      format: v.optional(described(format, 'Its format, where it is not that of the list.')),
    }),
  ],
  form(say('form-path-or-map')),
)

const list = v.strictObject(
  {
    files: v.optional(
      described(
        v.array(listFile, form(say('form-list-files'))),
        'Files in a format of rbldnsd, plain or packed. Those of one format that follow each other are read as one: what one excludes is excluded. An entry of several gets what each of them answers.',
      ),
    ),
    format: v.optional(
      described(
        format,
        'The format of the files: ip4set, ip4tset, ip4trie, ip6tset, ip6trie, dnset, generic or combined.',
      ),
    ),
    ttl: v.optional(described(duration(), 'TTL of entries, where their file has no $TTL.'), '5m'),
    'negative-ttl': v.optional(
      described(
        duration(),
        'How long clients may take an address for not listed. By default as a file says in $SOA; else 10s, and 5s where entries end.',
      ),
    ),
    views: v.optional(
      described(
        v.array(text(form(say('form-view'))), form(say('form-views'))),
        'The views that are shown the list. By default all; where entries end, all that are not public.',
      ),
    ),
    leases: v.optional(
      described(
        duration(),
        'Entries may be added while Janus runs, and end by themselves: after this long, where nothing else is asked.',
      ),
    ),
    max: v.optional(described(duration(), 'The longest that such an entry may be asked to last. By default 24h.')),
    writers: v.optional(
      described(
        v.array(text(form(say('form-key'))), form(say('form-keys'))),
        'The keys, as tsig names them, whose updates may add and remove entries.',
      ),
    ),
    'max-entries': v.optional(
      described(
        wholeNumber(1, 100_000_000),
        'Entries at most: of the files together, and of those that end. Files with more are refused, and so is one more that ' +
          'ends. By default 10000000 and 1000000.',
      ),
    ),
    code: v.optional(
      described(
        text(form(say('form-list-code'))),
        'The address that says "listed", where an entry has no value of its own.',
      ),
      '127.0.0.2',
    ),
  },
  form(say('form-list')),
)

export const listsSchema = {
  lists: v.optional(
    option(
      v.record(v.string(), list, form(say('form-lists'))),
      'Lists of addresses or names that others ask about, such as DNS block lists: the zone that answers, and where its ' +
        'entries come from.',
      'reload',
    ),
    {},
  ),
} as const

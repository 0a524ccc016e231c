// The keys about running the server: reloads, control, metrics, the log, the user it runs as.

import * as v from 'valibot'
import { httpSchema } from './http-schema.ts'
import { say } from './says.ts'
import { described, form, option, text, wholeNumber, yesOrNo } from './words.ts'

const socket = text(form(say('form-socket')))
const file = text(form(say('form-file')))

const canary = v.strictObject(
  {
    from: described(text(form(say('form-client'))), 'Address that Janus asks as; it decides the view.'),
    ask: described(text(form(say('form-question'))), 'Name and type.'),
    expect: described(
      v.union(
        [text(form(say('form-answer'))), v.array(text(form(say('form-answer'))), form(say('form-answers')))],
        form(say('form-expectation')),
      ),
      'The records of that type in the answer, in any order, as in a zone file with absolute names; or NXDOMAIN, NODATA, ' +
        'SERVFAIL or REFUSED.',
    ),
  },
  form(say('form-canary')),
)

const control = v.strictObject(
  {
    socket: v.optional(described(socket, 'Unix socket for the commands; by default control.sock in state.')),
    group: v.optional(
      described(
        text(form(say('form-group'))),
        'Members of this group may use the socket too, in a folder that they may enter; without it only its owner and root may.',
      ),
    ),
  },
  form(say('form-control')),
)

const log = v.strictObject(
  {
    level: v.optional(
      described(
        v.picklist(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], form(say('form-level'))),
        'Lines below this level are not written.',
      ),
      'info',
    ),
    format: v.optional(
      described(
        v.picklist(['auto', 'json', 'text'], form(say('form-log-format'))),
        'How lines are written; auto: as text on a terminal, as JSON elsewhere.',
      ),
      'auto',
    ),
    file: v.optional(described(file, 'File for the log; by default standard output. SIGUSR2 opens it anew.')),
    queries: v.optional(
      described(file, 'File for the query log, which "janus query-log" switches on; by default the log.'),
    ),
  },
  form(say('form-log')),
)

const audit = v.strictObject(
  {
    'max-megabytes': v.optional(
      described(
        wholeNumber(1, 1024),
        'Above this size the oldest entries go; a quarter of the room is kept for what people did, whatever machines update.',
      ),
      16,
    ),
  },
  form(say('form-audit')),
)

const dnstap = v.strictObject(
  {
    socket: described(socket, 'Unix socket of the program that collects them (frame streams).'),
    identity: v.optional(
      described(text(form(say('form-name'))), 'Name of this server in what is sent; by default the host name.'),
    ),
  },
  form(say('form-dnstap')),
)

export const operationsSchema = {
  reload: v.optional(
    option(
      v.picklist(['per-zone', 'atomic'], form(say('form-reload'))),
      'per-zone: a zone with errors stays as it was, all others are switched; atomic: all are switched or none.',
      'reload',
    ),
    'per-zone',
  ),
  watch: v.optional(
    option(yesOrNo(), 'true reloads when the configuration or a zone file has changed and is quiet again.', 'reload'),
    false,
  ),
  generations: v.optional(
    option(
      wholeNumber(1, 100),
      'How many generations are kept for "janus rollback", the one in service counted.',
      'reload',
    ),
    5,
  ),
  canaries: v.optional(
    option(
      v.array(canary, form(say('form-canaries'))),
      'Questions put to a new generation before it serves; one wrong answer, and the old one serves on.',
      'reload',
    ),
    [],
  ),
  control: v.optional(option(control, 'The socket behind janus status, reload and their like.', 'start'), {}),
  http: v.optional(
    option(httpSchema, 'Metrics, health and the API over HTTP; by default Janus does not listen for it.', 'start'),
  ),
  user: v.optional(
    option(
      text(form(say('form-user'))),
      'User to go on as once the sockets are bound, where the server is started as root.',
      'start',
    ),
  ),
  group: v.optional(option(text(form(say('form-group'))), "Group to go on as; by default the user's own.", 'start')),
  log: v.optional(option(log, 'What is written to the log.', 'start'), {}),
  audit: v.optional(
    option(
      audit,
      'The audit trail in state/kept, which "janus audit" shows: who changed what, and by which way.',
      'start',
    ),
    {},
  ),
  dnstap: v.optional(option(dnstap, 'Queries and responses for another program to read; by default none.', 'start')),
} as const

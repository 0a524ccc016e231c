// The keys about running the server: reloads, control, metrics, the log, the user it runs as.

import * as v from 'valibot'
import { described, option, text, wholeNumber, yesOrNo } from './words.ts'

const path = (what: string) => text(`the path of ${what}`)

const canary = v.strictObject(
  {
    from: described(text("a client's address"), 'Address that the question seems to come from; it decides the view.'),
    ask: described(text('a name and a type such as univ.example MX'), 'Name and type.'),
    expect: described(
      v.union(
        [text('an answer'), v.array(text('an answer'), 'a list of answers')],
        'one answer or a list of them such as 10 mx.univ.example., or NXDOMAIN, NODATA, SERVFAIL, REFUSED',
      ),
      'The records of that type in the answer, in any order, as in a zone file with absolute names; or NXDOMAIN, NODATA, ' +
        'SERVFAIL or REFUSED.',
    ),
  },
  'a map of from, ask and expect',
)

const control = v.strictObject(
  {
    socket: v.optional(
      described(path('a socket'), 'Unix socket for the commands; control.sock in state if not given.'),
    ),
    group: v.optional(
      described(
        text('a group'),
        'Members of this group may use the socket too, in a folder that they may enter; otherwise only its owner and root.',
      ),
    ),
  },
  'a map of control settings',
)

const http = v.strictObject(
  {
    listen: v.optional(
      described(
        v.array(text('an address such as 127.0.0.1:9353'), 'a list of addresses'),
        'TCP addresses for /metrics, /healthz, /readyz and /status. Whoever reaches them reads the names of all zones and views.',
      ),
      ['127.0.0.1:9353'],
    ),
    'token-file': v.optional(
      described(
        path('a file'),
        'File with the bearer token that requests must carry to change something; without it none can.',
      ),
    ),
  },
  'a map of HTTP settings',
)

const log = v.strictObject(
  {
    level: v.optional(
      described(
        v.picklist(
          ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
          'one of trace, debug, info, warn, error, fatal, silent',
        ),
        'Lines below this level are not written.',
      ),
      'info',
    ),
    format: v.optional(
      described(
        v.picklist(['auto', 'json', 'text'], 'auto, json or text'),
        'How lines are written; auto: as text on a terminal, as JSON elsewhere.',
      ),
      'auto',
    ),
    file: v.optional(
      described(path('a file'), 'File for the log; standard output if not given. SIGUSR2 opens it anew.'),
    ),
    queries: v.optional(
      described(path('a file'), 'File for the query log, which "janus query-log" switches on; the log if not given.'),
    ),
  },
  'a map of log settings',
)

const dnstap = v.strictObject(
  {
    socket: described(path('a socket'), 'Unix socket of the program that collects them (frame streams).'),
    identity: v.optional(described(text('a name'), 'Name of this server in what is sent; the host name if not given.')),
  },
  'a map of dnstap settings',
)

export const operationsSchema = {
  reload: v.optional(
    option(
      v.picklist(['per-zone', 'atomic'], 'per-zone or atomic'),
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
      v.array(canary, 'a list of maps of from, ask and expect'),
      'Questions put to a new generation before it serves; one wrong answer, and the old one serves on.',
      'reload',
    ),
    [],
  ),
  control: v.optional(option(control, 'The socket behind janus status, reload and their like.', 'start'), {}),
  http: v.optional(option(http, 'Metrics and health over HTTP; no such listener if not given.', 'start')),
  user: v.optional(
    option(
      text('a user'),
      'User to go on as once the sockets are bound, where the server is started as root.',
      'start',
    ),
  ),
  group: v.optional(option(text('a group'), "Group to go on as; the user's own if not given.", 'start')),
  log: v.optional(option(log, 'What is written to the log.', 'start'), {}),
  dnstap: v.optional(option(dnstap, 'Queries and responses for another program to read; none if not given.', 'start')),
} as const

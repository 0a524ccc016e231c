// The configuration's keys: form, default and description of each. Types and the configuration reference come from here; the reader of each
// section checks what depends on more than one value (does that view exist?).
//
// Each schema's message says what the value must be: it goes on after "it must be".

import * as v from 'valibot'
import { accessSchema, viewAccessSchema } from './access-schema.ts'
import { catalogsSchema } from './catalogs-schema.ts'
import { listenSchema } from './listen-schema.ts'
import { listsSchema } from './lists-schema.ts'
import { oneSourceSchema, zoneSchema } from './one-source-schema.ts'
import { operationsSchema } from './operations-schema.ts'
import { primariesSchema } from './primaries-schema.ts'
import { say } from './says.ts'
import { secondariesSchema } from './secondaries-schema.ts'
import { signSchema } from './sign-schema.ts'
import { transfersSchema } from './transfers-schema.ts'
import { tsigSchema } from './tsig-schema.ts'
import { updatesSchema } from './updates-schema.ts'
import { described, duration, form, option, text, wholeNumber, yesOrNo } from './words.ts'

export type ConfigFile = v.InferOutput<typeof configSchema>

const prefixes = v.array(text(form(say('form-prefix-or-any'))), form(say('form-prefixes')))

// A view is a list of prefixes, or a map with them under "clients": the map is where options of a view find their place.
const view = v.union(
  [
    prefixes,
    v.strictObject({
      clients: described(prefixes, 'Address prefixes whose clients get this view; any stands for every address.'),
      public: v.optional(
        described(
          yesOrNo(),
          'true: strangers see the view, and nothing private may show in it. By default true where any is a client.',
        ),
      ),
      refuse: v.optional(
        described(
          v.array(text(form(say('form-lab-name'))), form(say('form-names'))),
          'Names at and below which the zones above say nothing: clients get REFUSED, as for a zone that is not theirs. ' +
            'Transfers have them all the same.',
        ),
      ),
      certificates: v.optional(
        described(
          v.array(text(form(say('form-path'))), form(say('form-paths'))),
          'Files with certificates, in PEM: whoever shows one of them over TLS, or one that they have issued, gets this view.',
        ),
      ),
      ...viewAccessSchema,
    }),
  ],
  form(say('form-view-map')),
)

const tcp = v.strictObject(
  {
    connections: v.optional(
      described(wholeNumber(1, 1_000_000), 'Open connections in all; one more displaces the idlest.'),
      1000,
    ),
    'connections-per-client': v.optional(
      described(
        wholeNumber(1, 1_000_000),
        'Open connections of one client (an IPv4 address, an IPv6 /64); one more displaces its idlest.',
      ),
      // RFC 7766 §6.2.2: much looser than the one or two that a client should open; many share an address behind a NAT.
      50,
    ),
    'idle-timeout': v.optional(
      described(
        duration(),
        'A connection without a whole query for this long is closed; one whose answers nobody takes, after ten seconds.',
      ),
      // RFC 7766 §6.2.3: "on the order of seconds", and more than a few for a SOA query followed by a transfer.
      '10s',
    ),
    'handshakes-per-network': v.optional(
      described(
        wholeNumber(0, 1_000_000),
        'TLS handshakes of one network (an IPv4 /24, an IPv6 /56) in a second, and four times as many at once; 0: any number.',
      ),
      // One takes a millisecond of a core or less: a network takes a tenth of one.
      100,
    ),
  },
  form(say('form-tcp')),
)

export const configSchema = v.strictObject(
  {
    ...listenSchema,
    workers: v.optional(option(wholeNumber(1, 1024), 'Threads that answer UDP; by default one per core.', 'start')),
    udp: v.optional(
      option(
        v.picklist(['auto', 'portable'], form(say('form-udp'))),
        'How Janus reads UDP: auto takes many datagrams at a time where the system can, portable always one.',
        'start',
      ),
      'auto',
    ),
    state: v.optional(
      option(text(form(say('form-path'))), 'Folder for what must survive a restart.', 'start'),
      './state',
    ),
    // One view for everybody, so that a server without split horizon need not mention views.
    views: v.optional(
      option(
        v.record(v.string(), view, form(say('form-views-map'))),
        'Name of each view and the prefixes of its clients. The most specific prefix wins; order means nothing. ' +
          'A client without a view is refused. No view is named any, all or views: these words mean something else.',
        'answers',
      ),
      { default: ['any'] },
    ),
    zones: v.optional(
      option(
        v.record(v.string(), zoneSchema, form(say('form-zones-map'))),
        'Name of each zone and its file: one path for every view, or a path for each view. A list of paths is layers, each ' +
          'laid over those before it; {from: VIEW, rules: [...]} makes one face from another.',
        'reload',
      ),
      {},
    ),
    'minimal-responses': v.optional(
      option(yesOrNo(), 'false adds the NS records of the zone and their addresses to every answer.', 'answers'),
      true,
    ),
    'edns-buffer-size': v.optional(
      option(
        wholeNumber(512, 4096),
        'Octets of the largest UDP answer; Janus tells clients the number (RFC 6891 §6.2.5).',
        'answers',
      ),
      1232,
    ),
    rules: v.optional(
      option(
        v.record(
          v.string(),
          v.picklist(['error', 'warning', 'info', 'off'], form(say('form-severity'))),
          form(say('form-severities')),
        ),
        'How much a rule of zonecheck counts: mx-no-ipv4: error refuses a zone that breaks it.',
        'reload',
      ),
      {},
    ),
    tcp: v.optional(option(tcp, 'Limits for TCP, so that no client takes the room of the others.', 'start'), {}),
    ...accessSchema,
    ...primariesSchema,
    ...secondariesSchema,
    ...tsigSchema,
    ...transfersSchema,
    ...updatesSchema,
    ...catalogsSchema,
    ...listsSchema,
    ...signSchema,
    ...oneSourceSchema,
    ...operationsSchema,
  },
  form(say('form-settings')),
)

// The key about HTTP: where it is spoken, who may ask there, and what he may change.

import * as v from 'valibot'
import { say } from './says.ts'
import { described, form, text } from './words.ts'

const file = text(form(say('form-file')))

const pair = v.strictObject(
  {
    certificate: described(
      text(form(say('form-path'))),
      'File with the certificate and those that lead to its issuer, in PEM.',
    ),
    key: described(text(form(say('form-path'))), 'File with its private key, in PEM.'),
  },
  form(say('form-pair')),
)

/** The key `http`. */
export const httpSchema = v.strictObject(
  {
    listen: v.optional(
      described(
        v.array(text(form(say('form-http-address'))), form(say('form-addresses'))),
        'TCP addresses for /metrics, /healthz, /readyz and /status. Whoever reaches them reads the names of all zones and views.',
      ),
      ['127.0.0.1:9353'],
    ),
    'token-file': v.optional(
      described(
        file,
        'File with the bearer token of one operator, who may do everything over HTTP; without it, and without users, nobody can ' +
          'change anything.',
      ),
    ),
    users: v.optional(
      described(
        file,
        'File of users and their tokens, which "janus user" writes: what each may see and do under /api/janus/v1.',
      ),
    ),
    edit: v.optional(
      described(
        v.picklist(['off', 'apply'], form(say('form-edit'))),
        'off: users change nothing over HTTP, but for tokens made with --write; apply: each changes what his role lets him.',
      ),
      'off',
    ),
    tls: v.optional(
      described(pair, 'HTTPS in place of HTTP; the files are read again as those of "listen" are, when they change.'),
    ),
    proxy: v.optional(
      described(
        v.array(text(form(say('form-prefix'))), form(say('form-prefixes'))),
        'Reverse proxies before this, which speak TLS with clients; nobody else may then use the API or the token.',
      ),
    ),
    names: v.optional(
      described(
        v.array(text(form(say('form-http-name'))), form(say('form-http-names'))),
        'Names by which clients call this server, for the API and the token; addresses and localhost are always good.',
      ),
      [],
    ),
  },
  form(say('form-http')),
)

// The key about HTTP: where Janus speaks it, who may ask there, and what users may change.

import * as v from 'valibot'
import { say } from './says.ts'
import { described, form, text, wholeNumber } from './words.ts'

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

const trustedHeader = v.strictObject(
  {
    from: described(
      v.array(text(form(say('form-prefix'))), form(say('form-prefixes'))),
      'The proxies; "unix" those that come through a socket of "listen". One on the loopback takes "secret" as well, because others run here too.',
    ),
    name: described(
      v.pipe(text(form(say('form-header'))), v.regex(/^[A-Za-z][A-Za-z0-9-]*$/, form(say('form-header')))),
      'The header with the name of a user of "users", such as Remote-User.',
    ),
    secret: v.optional(described(file, 'File with a text that the proxies send as the header X-Janus-Proxy-Secret.')),
  },
  form(say('form-trusted-header')),
)

const oidc = v.strictObject(
  {
    issuer: described(text(form(say('form-url'))), 'The provider, as it calls itself: https://login.univ.example.'),
    client: described(text(form(say('form-word'))), 'What the provider calls this server ("client_id").'),
    secret: described(file, 'File with the secret that the provider gave this server.'),
    redirect: described(
      text(form(say('form-url'))),
      'Where the provider sends browsers back to: https://dns.univ.example/api/janus/v1/oidc/callback.',
    ),
    claim: v.optional(
      described(
        text(form(say('form-word'))),
        'Which word of the provider is the name of a user of "users": one that nobody changes for himself, and nobody gets again.',
      ),
      'sub',
    ),
  },
  form(say('form-oidc')),
)

/** The key `http`. */
export const httpSchema = v.strictObject(
  {
    listen: v.optional(
      described(
        v.array(text(form(say('form-http-address'))), form(say('form-addresses'))),
        'TCP addresses for /metrics, /healthz, /readyz and /status. Without users, whoever reaches them reads the names of all zones and views. ' +
          '"unix:run/http.sock" is a socket of this machine, in the clear, for a reverse proxy here: its file is the owner\'s alone.',
      ),
      ['127.0.0.1:9353'],
    ),
    group: v.optional(
      described(
        text(form(say('form-group'))),
        'Members of this group, such as that of the proxy, may use such sockets too.',
      ),
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
        v.picklist(['off', 'propose', 'apply'], form(say('form-edit'))),
        'off: users change nothing over HTTP, but for tokens made with --write; propose: they write changes of zone files down for ' +
          'somebody else to make; apply: each changes what his role lets him.',
      ),
      'off',
    ),
    rate: v.optional(
      described(
        wholeNumber(1, 1_000_000),
        'Requests a second that each user may make, ten seconds of them at once; entries of lists and streams of events do not count.',
      ),
      100,
    ),
    console: v.optional(
      described(v.boolean(form(say('form-boolean'))), 'Whether a browser finds a console at /console/.'),
      false,
    ),
    'trusted-header': v.optional(
      described(trustedHeader, 'Reverse proxies that say who asks, in a header that they take from everybody else.'),
    ),
    oidc: v.optional(described(oidc, 'An OpenID provider through which users log in to the console.')),
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

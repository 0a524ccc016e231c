// The key about where clients ask: addresses, and the door of each.

import * as v from 'valibot'
import { say } from './says.ts'
import { described, form, option, text, yesOrNo } from './words.ts'

const address = text(form(say('form-address')))
const path = text(form(say('form-path')))

const pair = v.strictObject(
  {
    certificate: v.optional(
      described(
        path,
        'File with the certificate and those that lead to its issuer, in PEM; by default one that Janus signs itself.',
      ),
    ),
    key: v.optional(described(path, 'File with its private key, in PEM.')),
  },
  form(say('form-pair')),
)

const listenItem = v.union(
  [
    address,
    v.strictObject({
      address: described(address, 'IP address, with an optional port: 53, and 853 for tls, 443 for https.'),
      view: v.optional(
        described(
          text(form(say('form-view'))),
          'Every client of this address gets this view, whatever its own address.',
        ),
      ),
      tls: v.optional(described(pair, 'DNS over TLS (RFC 7858) and nothing else; {} has a self-signed certificate.')),
      https: v.optional(described(pair, 'DNS over HTTPS (RFC 8484) at /dns-query, and nothing else.')),
      proxy: v.optional(
        described(
          v.array(text(form(say('form-prefix-or-any'))), form(say('form-prefixes'))),
          'Proxies that tell who asks by a PROXY v2 header, which they must send; Janus drops all other messages.',
        ),
      ),
      'proxy-inside-tls': v.optional(
        described(yesOrNo(), 'true: the header stands inside TLS, as dnsdist sends it; by default before it.'),
      ),
    }),
  ],
  form(say('form-address-or-map')),
)

export const listenSchema = {
  // Loopback only: Janus listens on the network once somebody has named the address.
  listen: v.optional(
    option(
      v.array(listenItem, form(say('form-addresses'))),
      'Addresses for UDP and TCP; the port is 53 where none is given. {address, view} ties an address to a view; tls and ' +
        'https make the address speak that alone; with proxy Janus believes the proxies under it.',
      'start',
    ),
    ['127.0.0.1', '[::1]'],
  ),
} as const

// The key about servers from which faces come.

import * as v from 'valibot'
import { say } from './says.ts'
import { described, duration, form, option, text, wholeNumber, yesOrNo } from './words.ts'

const address = text(form(say('form-address')))

const path = text(form(say('form-path')))

const tls = v.strictObject(
  {
    name: v.optional(
      described(
        text(form(say('form-server-name'))),
        'The name or address in the certificate of the primary, which must lead to `authorities`.',
      ),
    ),
    authorities: v.optional(
      described(
        path,
        'File of the authorities that may issue that certificate, in PEM; by default those that the system knows.',
      ),
    ),
    pins: v.optional(
      described(
        v.array(text(form(say('form-pin'))), form(say('form-pins'))),
        'The key of the primary, or that key and the next: SHA-256 over the public key (SPKI), in base64, as for `kdig +tls-pin`.',
      ),
    ),
    certificate: v.optional(described(path, 'File with the certificate that Janus shows, in PEM; by default none.')),
    key: v.optional(described(path, 'File with the private key of that certificate, in PEM.')),
    alpn: v.optional(
      described(
        v.picklist(['required', 'optional'], form(say('form-alpn'))),
        'optional: Janus asks even a primary that does not say that it speaks DNS (ALPN), as older servers do not.',
      ),
    ),
  },
  form(say('form-primary-tls')),
)

const primary = v.strictObject(
  {
    address: described(
      v.array(address, form(say('form-addresses'))),
      'Addresses that Janus asks, with an optional port (53, and 853 with tls), until one answers.',
    ),
    key: v.optional(
      described(text(form(say('form-key'))), 'The TSIG key that signs what Janus asks; it must sign the answers too.'),
    ),
    source: v.optional(described(address, 'The address from which Janus asks; by default as the system chooses.')),
    tls: v.optional(described(tls, 'Janus asks the primary over TLS (RFC 9103) and in no other way.')),
    'notify-from': v.optional(
      described(
        v.array(text(form(say('form-prefix'))), form(say('form-prefixes'))),
        'Prefixes whose NOTIFY counts, beside the addresses of the primary. A NOTIFY with the key counts from anywhere.',
      ),
    ),
    serial: v.optional(
      described(
        v.picklist(['any'], form(say('form-any'))),
        'any: each address counts serials by itself, as domain controllers do; another serial is a new version.',
      ),
    ),
    ixfr: v.optional(described(yesOrNo(), 'false: Janus asks for whole zones alone (AXFR), never for changes.'), true),
    pin: v.optional(
      described(
        duration(),
        'How long Janus asks no other address while the one that a face came from last is silent; by default 0s.',
      ),
    ),
    zonemd: v.optional(
      described(
        v.picklist(['off', 'verify', 'require'], form(say('form-zonemd'))),
        'Digests of zones (ZONEMD). off: Janus verifies none; verify: it refuses a wrong one; require: also a zone without one.',
      ),
      'verify',
    ),
    'max-records': v.optional(
      described(wholeNumber(1, 100_000_000), 'Records of one zone; a transfer stops there.'),
      2_000_000,
    ),
    'max-size': v.optional(
      described(wholeNumber(512, 2 ** 40), 'Octets of one transfer; it stops there.'),
      512 * 1024 * 1024,
    ),
  },
  form(say('form-primary')),
)

export const primariesSchema = {
  primaries: v.optional(
    option(
      v.record(v.string(), primary, form(say('form-primaries'))),
      'Servers from which faces come: a face names one by `{primary: NAME}` in place of a file.',
      'reload',
    ),
    {},
  ),
} as const

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
        'The name or address that its certificate must have; it must lead to `authorities`.',
      ),
    ),
    authorities: v.optional(
      described(path, 'File of those who may have issued that, in PEM; by default those that the system knows.'),
    ),
    pins: v.optional(
      described(
        v.array(text(form(say('form-pin'))), form(say('form-pins'))),
        'Its key, or that key and the next: SHA-256 over the public key (SPKI), in base64, as `kdig +tls-pin` takes it.',
      ),
    ),
    certificate: v.optional(described(path, 'File with the certificate that Janus shows it, in PEM; by default none.')),
    key: v.optional(described(path, 'File with the private key of that, in PEM.')),
    alpn: v.optional(
      described(
        v.picklist(['required', 'optional'], form(say('form-alpn'))),
        'optional: it is asked even where it does not say that it speaks DNS (ALPN), as older servers do not.',
      ),
    ),
  },
  form(say('form-primary-tls')),
)

const primary = v.strictObject(
  {
    address: described(
      v.array(address, form(say('form-addresses'))),
      'Where it is asked, with an optional port (53, and 853 with tls): the first that answers.',
    ),
    key: v.optional(
      described(text(form(say('form-key'))), 'The TSIG key that signs what it is asked; its answers must have it too.'),
    ),
    source: v.optional(described(address, 'The address from which it is asked; by default as the system chooses.')),
    tls: v.optional(described(tls, 'It is asked over TLS (RFC 9103) and by no other way.')),
    'notify-from': v.optional(
      described(
        v.array(text(form(say('form-prefix'))), form(say('form-prefixes'))),
        'Prefixes from which it tells of changes (NOTIFY), beside its addresses. With the key it may from anywhere.',
      ),
    ),
    serial: v.optional(
      described(
        v.picklist(['any'], form(say('form-any'))),
        'any: its addresses count serials each for themselves, as domain controllers do; another serial is a new version.',
      ),
    ),
    ixfr: v.optional(
      described(yesOrNo(), 'false: it is asked for whole zones alone (AXFR), never for what has changed.'),
      true,
    ),
    pin: v.optional(
      described(
        duration(),
        'How long the address that a face came from last is asked alone while it does not answer; by default 0s.',
      ),
    ),
    zonemd: v.optional(
      described(
        v.picklist(['off', 'verify', 'require'], form(say('form-zonemd'))),
        'off: digests of zones (ZONEMD) are not looked at; verify: a wrong one is refused; require: so is a zone without.',
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
      'Servers from which faces come: a zone names one by `{primary: NAME}` in place of a file.',
      'reload',
    ),
    {},
  ),
} as const

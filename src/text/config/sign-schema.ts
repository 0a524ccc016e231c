// The keys about zones that Janus signs by itself (DNSSEC), and about faces that it leaves unsigned.

import * as v from 'valibot'
import { say } from './says.ts'
import { described, duration, durationOrNever, form, option, text, yesOrNo } from './words.ts'

const denial = v.picklist(['nsec', 'nsec3', 'minimal', 'compact'], form(say('form-denial-chain')))

const child = v.strictObject(
  {
    first: v.optional(
      described(
        v.picklist(['never', 'signal'], form(say('form-child-first'))),
        'Where its first DS comes from. never: somebody writes it into the zone. signal: from what all of its servers say of ' +
          'it under their own names, in zones that are signed already (RFC 9615).',
      ),
      'never',
    ),
    every: v.optional(
      described(
        duration(),
        'How often Janus asks its servers, from 1h to 30d; it also asks when a NOTIFY for CDS comes (RFC 9859), and at a reload.',
      ),
      '1d',
    ),
    servers: v.optional(
      described(
        v.array(text(form(say('form-address'))), form(say('form-addresses'))),
        'Addresses of its servers; by default those to which its NS records lead.',
      ),
    ),
    resolvers: v.optional(
      described(
        v.array(text(form(say('form-address'))), form(say('form-addresses'))),
        'Resolvers that validate what signal needs of zones that are not signed here. Janus takes their word (AD): they have to ' +
          'be on this machine, or on a network on which nobody else writes.',
      ),
      [],
    ),
  },
  form(say('form-child')),
)

const signed = v.strictObject(
  {
    keys: v.optional(
      described(
        v.picklist(['csk', 'split'], form(say('form-sign-keys'))),
        'csk: one key signs everything. split: one key, which the parent names, signs the keys; another signs all else.',
      ),
      'csk',
    ),
    algorithm: v.optional(
      described(
        v.picklist([8, 13, 15], form(say('form-sign-algorithm'))),
        'Of keys that Janus makes: 13 is ECDSA P-256 with SHA-256, 15 Ed25519, 8 RSA with SHA-256. Imported keys keep theirs.',
      ),
      13,
    ),
    denial: v.optional(
      described(
        v.union([denial, v.record(v.string(), denial, form(say('form-denial')))], form(say('form-denial'))),
        'How Janus proves that a name does not exist: nsec lists the names of the face in order, nsec3 (no salt, no further ' +
          'iterations) lists their hashes. minimal (RFC 4470) and compact (RFC 9824) list nothing: Janus makes and signs the proof ' +
          'when somebody asks, about the name asked for alone. A map names one for single views.',
      ),
      'nsec',
    ),
    validity: v.optional(
      described(duration(), 'How long a signature holds, from 14d to 366d; Janus makes it anew 7 days before its end.'),
      '14d',
    ),
    'dnskey-ttl': v.optional(described(duration(), 'TTL of the DNSKEY, CDS and CDNSKEY records, from 1s to 1d.'), '1h'),
    'zsk-lifetime': v.optional(
      described(
        durationOrNever(form(say('form-lifetime'))),
        'After how long, from 7d to 3660d, Janus exchanges a key that signs the zone and not its keys ("keys: split", or keys that you ' +
          'imported so); never: only by "janus dnssec roll". Two servers with copies of the same keys need never.',
      ),
      '90d',
    ),
    parents: v.optional(
      described(
        v.array(text(form(say('form-address'))), form(say('form-addresses'))),
        "Servers of the parent zone that are asked for the zone's DS; by default they are looked up. [] asks nobody: for " +
          'zones that no parent knows.',
      ),
    ),
    children: v.optional(
      described(
        v.record(v.string(), v.union([yesOrNo(), child], form(say('form-child'))), form(say('form-children'))),
        'Zones below it that others serve and sign, by name, or *.NAME for all below: Janus takes their DS from their CDS and CDNSKEY ' +
          'records once it has validated these (RFC 7344, RFC 8078); true takes the defaults.',
      ),
      {},
    ),
    zonemd: v.optional(described(yesOrNo(), 'true: each face holds a digest of itself too (ZONEMD, RFC 8976).'), false),
  },
  form(say('form-sign')),
)

const unsigned = v.strictObject(
  {
    zone: described(text(form(say('form-zone-name'))), 'The zone.'),
    view: described(text(form(say('form-view'))), 'The view whose face stays unsigned.'),
    reason: described(text(form(say('form-sentence'))), 'Why nobody there validates it.'),
    until: described(
      text(form(say('form-date'))),
      'The last day on which that holds: from the next day on the unsigned face is an error.',
    ),
  },
  form(say('form-unsigned-face')),
)

export const signSchema = {
  sign: v.optional(
    option(
      v.record(v.string(), v.union([yesOrNo(), signed], form(say('form-sign'))), form(say('form-sign-zones'))),
      'Zones that Janus signs, in all of their views with the same keys; true takes the defaults. The keys lie in ' +
        'keys/zone/NAME; the server makes them when it needs them first, and never again.',
      'reload',
    ),
    {},
  ),
  'unsigned-faces': v.optional(
    option(
      v.array(unsigned, form(say('form-unsigned-faces'))),
      'Faces of signed zones that Janus serves unsigned: tell every validating resolver there, or its clients get ' +
        'SERVFAIL.',
      'reload',
    ),
    [],
  ),
} as const

// The keys about faces: zones in layers, faces made from others, reverse zones, mail, and differences that are meant.

import * as v from 'valibot'
import { say } from './says.ts'
import { described, type Form, form, option, text, yesOrNo } from './words.ts'

const path = text(form(say('form-zone-file')))
const viewName = text(form(say('form-view')))
const names = (list: Form) => v.array(text(form(say('form-relative-name'))), list)

const deriveRule = v.strictObject(
  {
    mx: v.optional(
      described(
        v.picklist(['gateway'], form(say('form-gateway-word'))),
        'gateway: every MX becomes the gateway that mail has for the view, but for a null MX.',
      ),
    ),
    drop: v.optional(
      described(
        v.picklist(['private'], form(say('form-private-word'))),
        'private: no address of private, shared, link-local or loopback space is left, nor what would lead to nowhere then.',
      ),
    ),
    hide: v.optional(
      described(names(form(say('form-names-hidden'))), 'Names left out; lab.* is lab and all below it.'),
    ),
    keep: v.optional(
      described(names(form(say('form-names-kept'))), 'Nothing but the zone’s own records and these names stays.'),
    ),
    map: v.optional(
      described(
        v.record(v.string(), text(form(say('form-prefix'))), form(say('form-prefix-map'))),
        'Addresses of one prefix become those of the other, the host part as it is.',
      ),
    ),
  },
  form(say('form-face-rule', { example: '{drop: private}' })),
)

const layers = v.array(path, form(say('form-layers')))

const face = v.union(
  [
    path,
    layers,
    v.strictObject({
      file: v.optional(
        described(
          v.union([path, layers], form(say('form-file-or-layers'))),
          'The zone file, or layers, where more is to be said of the face.',
        ),
      ),
      serial: v.optional(
        described(
          v.picklist(['source'], form(say('form-source-word'))),
          'source: beside file, Janus never counts the serial up, and warns where secondaries miss a change because of that.',
        ),
      ),
      from: v.optional(described(viewName, 'The view whose face of the zone this one is made from.')),
      rules: v.optional(
        described(v.array(deriveRule, form(say('form-rules'))), 'What is different, in this order.'),
        [],
      ),
      primary: v.optional(
        described(
          text(form(say('form-primary-name'))),
          'The server that it comes from, as primaries names it: transferred, kept, and refreshed as its SOA says.',
        ),
      ),
    }),
  ],
  form(say('form-face')),
)

/** No view may be named "views": that key is kept free for the form {views: {...}} with options of the zone beside it. */
export const zoneSchema = v.union([path, layers, v.record(v.string(), face)], form(say('form-zone')))

const gateway = v.union(
  [text(form(say('form-gateway-name'))), v.array(text(form(say('form-gateway-one'))), form(say('form-gateways')))],
  form(say('form-gateway')),
)

const mail = v.strictObject(
  {
    gateways: described(
      v.record(v.string(), gateway, form(say('form-gateway-map'))),
      'In each view the name of the mail gateway: outside what MX records name, inside where mail hosts hand mail over.',
    ),
    ipv6: v.optional(described(yesOrNo(), 'true where the border lets SMTP over IPv6 through to the gateways.'), false),
  },
  form(say('form-mail')),
)

const reverse = v.record(v.string(), v.array(viewName, form(say('form-views'))), form(say('form-reverse')))

const reviewed = {
  zone: v.optional(described(text(form(say('form-zone-name'))), 'The zone that it is about; by default all.')),
  name: v.optional(
    described(text(form(say('form-name'))), 'The name that it is about; *.lab.univ.example is all below that name.'),
  ),
  type: v.optional(described(text(form(say('form-type'))), 'The type that it is about; by default all.')),
  reason: described(text(form(say('form-sentence'))), 'Why it is meant.'),
  until: v.optional(described(text(form(say('form-date'))), 'The last day on which it is.')),
}

const expectedDifference = v.strictObject(
  {
    ...reviewed,
    views: v.optional(described(v.array(viewName, form(say('form-two-views'))), 'The two views; by default any two.')),
  },
  form(say('form-review')),
)

const allowedLeak = v.strictObject(
  { ...reviewed, view: v.optional(described(viewName, 'The view; by default every public one.')) },
  form(say('form-review')),
)

export const oneSourceSchema = {
  mail: v.optional(option(mail, 'The mail gateways, for proofs and for faces that are made.', 'reload')),
  reverse: v.optional(
    option(
      reverse,
      'Prefixes whose reverse zones are completed with a PTR for each A and AAAA, where no zone file has one.',
      'reload',
    ),
    {},
  ),
  inside: v.optional(
    option(
      v.array(text(form(say('form-ipv6-prefix'))), form(say('form-prefixes'))),
      'Networks of ours, beside private ones, whose addresses no public view is to tell.',
      'reload',
    ),
    [],
  ),
  'expected-differences': v.optional(
    option(
      v.array(expectedDifference, form(say('form-differences'))),
      'What janus diff is to be quiet about.',
      'reload',
    ),
    [],
  ),
  'allowed-leaks': v.optional(
    option(
      v.array(allowedLeak, form(say('form-leaks'))),
      'What may be seen in public although it looks private.',
      'reload',
    ),
    [],
  ),
}

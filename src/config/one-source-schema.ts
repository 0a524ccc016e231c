// The keys about faces: zones in layers, faces made from others, reverse zones, mail, and differences that are meant.

import * as v from 'valibot'
import { described, option, text, yesOrNo } from './words.ts'

const path = text('the path of a zone file')
const viewName = text("a view's name")
const names = (what: string) => v.array(text('a name such as www, or lab.* for all below it'), `a list of ${what}`)

const deriveRule = v.strictObject(
  {
    mx: v.optional(
      described(
        v.picklist(['gateway'], 'gateway'),
        'gateway: every MX becomes the gateway that mail has for the view, but for a null MX.',
      ),
    ),
    drop: v.optional(
      described(
        v.picklist(['private'], 'private'),
        'private: no address of private, shared, link-local or loopback space is left, nor what would lead to nowhere then.',
      ),
    ),
    hide: v.optional(described(names('names that are left out'), 'Names left out; lab.* is lab and all below it.')),
    keep: v.optional(described(names('names that stay'), 'Nothing but the zone’s own records and these names stays.')),
    map: v.optional(
      described(
        v.record(v.string(), text('a prefix such as 192.0.2.0/24'), 'a map of prefix to prefix'),
        'Addresses of one prefix become those of the other, the host part as it is.',
      ),
    ),
  },
  'a map of rules such as {drop: private}',
)

const layers = v.array(path, 'a list of zone files, each laid over those before it')

const face = v.union(
  [
    path,
    layers,
    v.strictObject({
      from: described(viewName, 'The view whose face of the zone this one is made from.'),
      rules: v.optional(described(v.array(deriveRule, 'a list of rules'), 'What is different, in this order.'), []),
    }),
  ],
  'the path of a zone file, a list of such, or a map of from and rules',
)

/** No view may be named "views": that key is kept free for the form {views: {...}} with options of the zone beside it. */
export const zoneSchema = v.union(
  [path, layers, v.record(v.string(), face)],
  'the path of a zone file, a list of such, or a map of view to path',
)

const gateway = v.union(
  [text('the name of a gateway such as mx.univ.example'), v.array(text('the name of a gateway'), 'a list of gateways')],
  'the name of a gateway, or a list of such',
)

const mail = v.strictObject(
  {
    gateways: described(
      v.record(v.string(), gateway, 'a map of view to gateway'),
      'In each view the name of the mail gateway: outside what MX records name, inside where mail hosts hand mail over.',
    ),
    ipv6: v.optional(described(yesOrNo(), 'true where the border lets SMTP over IPv6 through to the gateways.'), false),
  },
  'a map of gateways and ipv6',
)

const reverse = v.record(
  v.string(),
  v.array(viewName, 'a list of views'),
  'a map of prefix to the views in which its addresses get names',
)

const reviewed = {
  zone: v.optional(described(text('a zone'), 'The zone that it is about; all where not given.')),
  name: v.optional(described(text('a name'), 'The name that it is about; *.lab.univ.example is all below that name.')),
  type: v.optional(described(text('a type of record'), 'The type that it is about; all where not given.')),
  reason: described(text('a sentence'), 'Why it is meant.'),
  until: v.optional(described(text('a date such as 2027-03-31'), 'The last day on which it is.')),
}

const expectedDifference = v.strictObject(
  {
    ...reviewed,
    views: v.optional(described(v.array(viewName, 'a list of two views'), 'The two views; any two where not given.')),
  },
  'a map of zone, name, type, reason and until',
)

const allowedLeak = v.strictObject(
  { ...reviewed, view: v.optional(described(viewName, 'The view; every public one where not given.')) },
  'a map of zone, name, type, reason and until',
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
      v.array(text('a prefix such as 2001:db8:99::/48'), 'a list of prefixes'),
      'Networks of ours, beside private ones, whose addresses no public view is to tell.',
      'reload',
    ),
    [],
  ),
  'expected-differences': v.optional(
    option(v.array(expectedDifference, 'a list of differences'), 'What janus diff is to be quiet about.', 'reload'),
    [],
  ),
  'allowed-leaks': v.optional(
    option(v.array(allowedLeak, 'a list of leaks'), 'What may be seen in public although it looks private.', 'reload'),
    [],
  ),
}

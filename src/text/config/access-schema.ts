// The keys about who may ask and how often, and what the server tells of itself: cookies, rate limits, identity.

import * as v from 'valibot'
import { say } from './says.ts'
import { described, durationFrom, form, option, text, wholeNumber, yesOrNo } from './words.ts'

const short = (most: number) => {
  const wanted = form(say('form-octets', { most }))
  return v.pipe(v.string(wanted), v.minBytes(1, wanted), v.maxBytes(most, wanted))
}

const rate = (description: string) => v.optional(described(wholeNumber(0, 1_000_000), description))
const prefixLength = (most: number, description: string) => v.optional(described(wholeNumber(1, most), description))

const span = () => durationFrom(1000, 3_600_000, form(say('form-duration-hour')))

const rateLimitMap = v.strictObject(
  {
    'responses-per-second': rate('Equal answers to one prefix in a second; 0 is no limit. By default 50.'),
    'nodata-per-second': rate('The same for names without that type; by default responses-per-second.'),
    'nxdomains-per-second': rate('The same for names that do not exist, all of a zone counted together.'),
    'referrals-per-second': rate('The same for referrals.'),
    'errors-per-second': rate('The same for REFUSED, FORMERR, SERVFAIL and their like, all counted together.'),
    'all-per-second': rate('All answers to one prefix in a second, whatever they say; by default no limit.'),
    window: v.optional(
      described(span(), 'How long Janus holds a client back at most after it has stopped asking; by default 15s.'),
    ),
    slip: v.optional(
      described(
        wholeNumber(0, 10),
        'Janus sends one in so many of the answers that it holds back, with TC and nothing else; 0 sends none. By default 2.',
      ),
    ),
    'ipv4-prefix-length': prefixLength(
      32,
      'Clients whose addresses share so many leading bits count as one; by default 24.',
    ),
    'ipv6-prefix-length': prefixLength(128, 'The same for IPv6; by default 56.'),
    exempt: v.optional(
      described(v.array(text(form(say('form-prefix'))), form(say('form-prefixes'))), 'Clients without limits.'),
    ),
    'log-only': v.optional(described(yesOrNo(), 'true: Janus counts and logs, and holds nothing back.')),
  },
  form(say('form-limits')),
)

const rateLimit = v.union([yesOrNo(), rateLimitMap], form(say('form-limits')))

const secret = text(form(say('form-secret')))

const cookies = v.union(
  [
    yesOrNo(),
    v.strictObject(
      {
        secret: v.optional(
          described(secret, 'Janus makes cookies with it; give all servers of an address the same. By default random.'),
        ),
        accept: v.optional(
          described(
            v.array(secret, form(say('form-secrets'))),
            'Other secrets whose cookies count too: the next one or the last one, while they are exchanged.',
          ),
          [],
        ),
      },
      form(say('form-cookies')),
    ),
  ],
  form(say('form-cookies')),
)

export const accessSchema = {
  'rate-limit': v.optional(
    option(
      rateLimit,
      'How many equal answers one prefix gets over UDP, in all views; true takes the defaults.',
      'answers',
    ),
    false,
  ),
  'ecs-from': v.optional(
    option(
      v.array(text(form(say('form-prefix'))), form(say('form-prefixes'))),
      'Resolvers whose client subnet (RFC 7871) decides the view. What they ask without one gets the view of any, never that of ' +
        'their own address.',
      'answers',
    ),
    [],
  ),
  cookies: v.optional(
    option(cookies, 'DNS cookies (RFC 7873), by which clients show that their address is theirs.', 'answers'),
    true,
  ),
  nsid: v.optional(
    option(short(128), 'Name of this server for those who ask by NSID (RFC 5001), in all views.', 'answers'),
  ),
  identity: v.optional(
    option(short(200), 'Answer to id.server and hostname.bind (class CHAOS); by default the host name.', 'answers'),
  ),
  version: v.optional(
    option(short(200), 'Answer to version.server and version.bind (class CHAOS); by default Janus.', 'answers'),
  ),
} as const

/** The keys of a view that is written as a map. */
export const viewAccessSchema = {
  'rate-limit': v.optional(
    described(
      rateLimit,
      'As rate-limit for all views: a limit here replaces the one there, and the others hold from there.',
    ),
  ),
  proof: v.optional(
    described(
      v.picklist(['required'], form(say('form-required'))),
      'required: clients show that their address is theirs, by TCP, TLS or a cookie (RFC 7873); who has not is told to.',
    ),
  ),
  identify: v.optional(
    described(
      yesOrNo(),
      'true: clients may ask for identity and version. By default true where the view is not for everybody.',
    ),
  ),
  'error-texts': v.optional(
    described(yesOrNo(), 'true: extended errors (RFC 8914) carry a text beside their number.'),
    false,
  ),
} as const

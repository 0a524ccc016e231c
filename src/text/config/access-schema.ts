// The keys about who asks and how often, and what the server tells of itself: cookies, rate limits, identity.

import * as v from 'valibot'
import { DURATION, milliseconds } from './duration.ts'
import { say } from './says.ts'
import { described, form, option, text, wholeNumber, yesOrNo } from './words.ts'

const short = (most: number) => {
  const wanted = form(say('form-octets', { most }))
  return v.pipe(v.string(wanted), v.minBytes(1, wanted), v.maxBytes(most, wanted))
}

const rate = (description: string) => v.optional(described(wholeNumber(0, 1_000_000), description))
const prefixLength = (most: number, description: string) => v.optional(described(wholeNumber(1, most), description))

const span = () => {
  const wanted = form(say('form-duration-hour'))

  return v.pipe(
    v.string(wanted),
    v.regex(DURATION, wanted),
    v.transform(milliseconds),
    v.minValue(1000, wanted),
    v.maxValue(3_600_000, wanted),
  )
}

const rateLimitMap = v.strictObject(
  {
    'responses-per-second': rate('Equal answers to one prefix in a second; 0 is no limit. 50 where not given.'),
    'nodata-per-second': rate('The same for names without that type; responses-per-second where not given.'),
    'nxdomains-per-second': rate('The same for names that do not exist, all of a zone counted together.'),
    'referrals-per-second': rate('The same for referrals.'),
    'errors-per-second': rate('The same for REFUSED, FORMERR, SERVFAIL and their like, all counted together.'),
    'all-per-second': rate('All answers to one prefix in a second, whatever they say; no limit where not given.'),
    window: v.optional(
      described(span(), 'For how long at most a client is held back after it has stopped asking; 15s where not given.'),
    ),
    slip: v.optional(
      described(
        wholeNumber(0, 10),
        'One in so many of the answers held back is sent with TC and nothing else; 0 sends none. 2 where not given.',
      ),
    ),
    'ipv4-prefix-length': prefixLength(32, 'Clients with so many leading bits in common are one; 24 where not given.'),
    'ipv6-prefix-length': prefixLength(128, 'The same for IPv6; 56 where not given.'),
    exempt: v.optional(
      described(v.array(text(form(say('form-prefix'))), form(say('form-prefixes'))), 'Clients without limits.'),
    ),
    'log-only': v.optional(described(yesOrNo(), 'true counts and logs, but holds nothing back.')),
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
          described(
            secret,
            'What cookies are made with, the same on all servers of an address; random where not given.',
          ),
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
      'Limits for equal answers to one prefix over UDP, for all views; true takes the defaults.',
      'answers',
    ),
    false,
  ),
  cookies: v.optional(
    option(cookies, 'DNS cookies (RFC 7873), by which clients show that their address is theirs.', 'answers'),
    true,
  ),
  nsid: v.optional(
    option(short(128), 'Name of this server for those who ask by NSID (RFC 5001), in all views.', 'answers'),
  ),
  identity: v.optional(
    option(
      short(200),
      'Answer to id.server and hostname.bind (class CHAOS); the host name where not given.',
      'answers',
    ),
  ),
  version: v.optional(
    option(short(200), 'Answer to version.server and version.bind (class CHAOS); Janus where not given.', 'answers'),
  ),
} as const

/** Keys of a view in the form of a map. */
export const viewAccessSchema = {
  'rate-limit': v.optional(
    described(
      rateLimit,
      'As rate-limit for all views: what is given here goes before it, what is not is taken from there.',
    ),
  ),
  identify: v.optional(
    described(
      yesOrNo(),
      'Whether identity and version may be asked for; by default where not everybody is a client of the view.',
    ),
  ),
  'error-texts': v.optional(
    described(yesOrNo(), 'Whether extended errors (RFC 8914) have a text beside their number.'),
    false,
  ),
} as const

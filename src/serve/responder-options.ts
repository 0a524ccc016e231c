// Picks those settings that decide how a query is answered.

import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { RateLimitSetting } from '../text/config/access.ts'
import type { Settings } from '../text/config/settings.ts'
import { compilePrefixes } from '../views/prefix-table.ts'
import type { ViewPolicy } from './policies.ts'
import { SECRET_LENGTH } from './policy/cookies.ts'
import { type RateLimits, rateTable } from './policy/rate-limit.ts'
import type { ResponderOptions } from './responder.ts'

/** Fit to be sent to a thread: all threads of the process then have the same cookies and count in the same accounts. */
export function responderOptions(settings: Settings): ResponderOptions {
  const { ednsBufferSize, minimalResponses, tcp, access, views } = settings
  const { cookies, nsid, identity, version, ecsFrom } = access
  const policies = views.map(({ name }, i): [string, ViewPolicy] => {
    const { proof, identify, errorTexts, rateLimit } = access.views[i]!
    return [name, { proof, identify, errorTexts, ...(rateLimit && { rateLimits: limitsOf(rateLimit) }) }]
  })
  return {
    ednsBufferSize,
    minimalResponses,
    idleTimeout: tcp.idleTimeout,
    identity: { name: identity ?? hostname(), version: version ?? 'Janus' },
    policies: Object.fromEntries(policies),
    ...(access.rateLimit && { otherPolicy: { rateLimits: limitsOf(access.rateLimit) } }),
    ...(nsid !== undefined && { nsid: Buffer.from(nsid) }),
    ...(cookies && { cookies: { secret: cookies.secret ?? processSecret, accept: cookies.accept } }),
    ...(ecsFrom.length > 0 && {
      subnetSenders: compilePrefixes(ecsFrom.map((prefix) => ({ prefix, view: 0 }))).buffer,
    }),
    rateTable: accounts(),
  }
}

// Both outlive a configuration: clients keep their cookies and accounts when it is read anew.
const processSecret = randomBytes(SECRET_LENGTH)
let table: SharedArrayBuffer | undefined

/** One table for the process. What nobody has counted in takes no memory. */
export function accounts(): SharedArrayBuffer {
  table ??= rateTable()
  return table
}

function limitsOf(setting: RateLimitSetting): RateLimits {
  const { responses, nodata, nxdomains, referrals, errors, all, exempt } = setting
  const { slip, ipv4PrefixLength, ipv6PrefixLength, logOnly } = setting
  return {
    perSecond: [responses, nodata, nxdomains, referrals, errors, all],
    window: Math.floor(setting.window / 1000),
    ...{ slip, ipv4PrefixLength, ipv6PrefixLength, logOnly },
    ...(exempt.length > 0 && { exempt: compilePrefixes(exempt.map((prefix) => ({ prefix, view: 0 }))).buffer }),
  }
}

// Lets people log in through an OpenID provider: the browser goes there, and comes back with a code that this server exchanges for a name.
// The file of users says what that name may do.

import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import { CALLBACK_PATH, type OidcSettings } from '../../text/config/oidc.ts'
import type { User } from '../../users/user.ts'
import { isNamed } from '../../users/users-file.ts'
import { quoted } from '../fields.ts'
import type { Operated } from '../operated.ts'
import { say } from '../says.ts'
import { BASE } from './api.ts'
import type { Askers } from './askers.ts'
import { Attempts, networkOf } from './attempts.ts'
import { CONSOLE_PATH } from './console-link.ts'
import { cookieIn, cookieText } from './credentials.ts'
import { begun } from './login.ts'
import { Provider, type Visit } from './provider.ts'
import { type Refusal, refusalOf, refuse } from './refusal.ts'
import { ipOf } from './sender.ts'

/** Logins under way at a time, and milliseconds that one may take at the provider. */
const VISITS = 1000
const LONGEST_VISIT = 600_000

/** The cookie of a visit. SameSite=Lax: a stricter one would not come back from the provider's page. */
const COOKIE = { secure: '__Host-janus-visit', plain: 'janus-visit' } as const

class Desk {
  readonly provider: Provider
  readonly visits = new LRUCache<string, Visit>({ max: VISITS, ttl: LONGEST_VISIT })
  /** Logins begun, by network: each makes work for the provider. */
  readonly begins = new Attempts({ burst: 20, perMinute: 20 })

  constructor(settings: OidcSettings) {
    this.provider = new Provider(settings)
  }
}

/** One desk for all listeners: a browser may begin over IPv6 and come back over IPv4. */
const desks = new WeakMap<Askers, Desk>()

function deskOf(askers: Askers, settings: OidcSettings): Desk {
  const desk = desks.get(askers) ?? new Desk(settings)
  desks.set(askers, desk)
  return desk
}

export function addOidc(app: FastifyInstance, askers: Askers, operated: Operated, settings: OidcSettings): void {
  const { provider, visits, begins } = deskOf(askers, settings)

  app.get(`${BASE}/oidc/login`, async (request, reply) => {
    const why = askers.forbiddenVisit(request)
    if (why !== undefined) return refuse(reply, 403, refusalOf('forbidden', say('not-for-you', { why })))
    const network = networkOf(ipOf(request))
    const after = begins.wait(network, Date.now())
    if (after > 0) return refuse(reply.header('retry-after', String(after)), 429, WAIT)
    begins.count(network, Date.now())
    try {
      const { url, visit } = await provider.begin()
      const word = randomBytes(32).toString('base64url')
      visits.set(word, visit)
      return reply
        .header('set-cookie', visitCookie(askers, request, word, LONGEST_VISIT / 1000))
        .header('cache-control', 'no-store')
        .redirect(url.href, 303)
    } catch (error) {
      return unreachable(askers, reply, settings, error)
    }
  })

  app.get(CALLBACK_PATH, async (request, reply) => {
    const why = askers.forbiddenVisit(request)
    if (why !== undefined) return refuse(reply, 403, refusalOf('forbidden', say('not-for-you', { why })))
    const word = cookieIn(request.headers, cookieOf(askers, request))
    const visit = word === undefined ? undefined : visits.get(word)
    // A visit ends here, whatever comes of it.
    if (word !== undefined) visits.delete(word)
    reply.header('set-cookie', visitCookie(askers, request, '', 0))
    if (visit === undefined) return refuse(reply, 403, NO_VISIT)
    const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : ''
    if (isRefusal(query)) return refuse(reply, 403, REFUSED_THERE)
    let name: string | undefined
    try {
      name = await provider.nameOf(query, visit)
    } catch (error) {
      return unreachable(askers, reply, settings, error)
    }
    const user = name === undefined ? undefined : askers.users().find(isMeant(name, settings))
    if (user === undefined) return refuse(reply, 403, name === undefined ? nameless(settings) : unknown(name))
    return begun(askers, operated, user, request, reply).redirect(CONSOLE_PATH, 303)
  })
}

/** A subject is case-sensitive (OpenID Connect Core 1.0 §2); names that people choose are not. */
function isMeant(name: string, { claim }: OidcSettings): (user: User) => boolean {
  return claim === 'sub' ? (user) => user.name === name : (user) => isNamed(user, name)
}

function cookieOf(askers: Askers, request: FastifyRequest): string {
  return askers.isSecure(request) ? COOKIE.secure : COOKIE.plain
}

function visitCookie(askers: Askers, request: FastifyRequest, value: string, lives: number): string {
  const isSecure = askers.isSecure(request)
  return cookieText({ name: cookieOf(askers, request), value, isSecure, sameSite: 'Lax', lives })
}

/** OpenID Connect Core 1.0 §3.1.2.6: the user refused, or the provider does not let him in. */
function isRefusal(query: string): boolean {
  return new URLSearchParams(query).get('error') === 'access_denied'
}

/** The log gets the reason; the client may be a stranger. */
function unreachable(askers: Askers, reply: FastifyReply, { issuer }: OidcSettings, error: unknown): FastifyReply {
  askers.warn({ issuer, why: reasonsOf(error) }, 'somebody could not log in through the OpenID provider')
  return refuse(reply, 502, NOT_NOW)
}

/** The error's messages, causes included. It stops at an answer that is no JSON: the message may quote a token. */
function reasonsOf(error: unknown): string {
  const reasons: string[] = []
  for (let one = error; one instanceof Error && !(one instanceof SyntaxError) && reasons.length < 4; one = one.cause)
    reasons.push(one.message)
  return reasons.length > 0 ? reasons.join(': ') : 'it gives no reason'
}

const WAIT = refusalOf('too-often', say('provider-too-often'))

const NO_VISIT = refusalOf('forbidden', say('login-not-begun', { path: CONSOLE_PATH }))

const REFUSED_THERE = refusalOf('forbidden', say('provider-refused'))

const NOT_NOW = refusalOf('provider-failed', say('provider-not-now'))

function nameless({ claim }: OidcSettings): Refusal {
  return refusalOf('forbidden', say('provider-no-claim', { claim }))
}

function unknown(name: string): Refusal {
  return refusalOf('forbidden', say('provider-no-user', { user: quoted(name) }))
}

// Lets people log in with name and password, and out, and tells every known client who he is.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import * as v from 'valibot'
import { LONGEST_PASSWORD, PasswordDesk } from '../../users/password.ts'
import type { User } from '../../users/user.ts'
import { isNamed } from '../../users/users-file.ts'
import { type Actor, asUser } from '../actor.ts'
import type { Operated } from '../operated.ts'
import { say } from '../says.ts'
import { Sight } from '../sight.ts'
import { BASE } from './api.ts'
import type { About, Askers } from './askers.ts'
import { Attempts, networkOf } from './attempts.ts'
import { cookieName, cookieText } from './credentials.ts'
import { JSON_TYPE, type Refusal, refusalOf, refuse } from './refusal.ts'
import { ipOf } from './sender.ts'

export const loginRequest = v.strictObject({
  user: v.pipe(v.string(), v.maxLength(256), v.description('The name under which "janus user add" has added him.')),
  password: v.pipe(
    v.string(),
    v.maxBytes(LONGEST_PASSWORD),
    v.description('The one that "janus user password" has taken.'),
  ),
})

export const meResult = v.object({
  user: v.string(),
  role: v.string(),
  views: v.pipe(v.array(v.string()), v.description('Those that he sees, by name.')),
  zones: v.pipe(v.array(v.string()), v.description('Patterns of those that he sees; "*" is all.')),
  edit: v.pipe(v.picklist(['off', 'propose', 'apply']), v.description('What he may do with zone files and rrsets.')),
  languages: v.array(v.string()),
  via: v.picklist(['session', 'token', 'header', 'loopback']),
})

/** The ways to log in here; anybody may ask. */
export const waysResult = v.object({
  password: v.pipe(v.boolean(), v.description('With a name and a password: POST to login.')),
  oidc: v.pipe(v.boolean(), v.description('Through an OpenID provider: send the browser to oidc/login.')),
})

type Ways = v.InferOutput<typeof waysResult>

export type Me = v.InferOutput<typeof meResult>

/** `known`: the actor of a request that was let in. */
export function addLogin(
  app: FastifyInstance,
  askers: Askers,
  operated: Operated,
  known: (request: FastifyRequest) => { readonly actor: Actor; readonly about: About },
  guarded: object,
): void {
  const desk = new LoginDesk(askers)
  const { oidc } = askers.settings
  if (oidc !== undefined)
    app.register(async (app) => {
      const { addOidc } = await import('./oidc.ts')
      addOidc(app, askers, operated, oidc)
    })
  app.get(`${BASE}/login/ways`, (request, reply) => {
    const why = askers.forbidden(request)
    if (why !== undefined) return refuse(reply, 403, refusalOf('forbidden', say('not-for-you', { why })))
    const ways: Ways = { password: askers.hasUsers, oidc: oidc !== undefined }
    return reply.type(JSON_TYPE).header('cache-control', 'no-store').send(ways)
  })
  app.post(`${BASE}/login`, { bodyLimit: MAX_BODY }, async (request, reply) => {
    const why = askers.forbidden(request)
    if (why !== undefined) return refuse(reply, 403, refusalOf('forbidden', say('not-for-you', { why })))
    const read = v.safeParse(loginRequest, request.body)
    if (!read.success) return refuse(reply, 400, NO_LOGIN)
    const came = await desk.logIn(read.output, ipOf(request))
    if ('after' in came) return refuse(reply.header('retry-after', String(came.after)), came.status, came.refusal)
    return begun(askers, operated, came.user, request, reply).code(204).send()
  })
  app.post(`${BASE}/logout`, guarded, (request, reply) => {
    const { actor, about } = known(request)
    if (about.session !== undefined) {
      askers.sessions.end(about.session)
      noted(operated, actor, 'logout')
    }
    const isSecure = askers.isSecure(request)
    const gone = { name: cookieName(isSecure), value: '', isSecure, sameSite: 'Strict', lives: 0 } as const
    return reply.header('set-cookie', cookieText(gone)).header('cache-control', 'no-store').code(204).send()
  })
  app.get(`${BASE}/me`, guarded, (request, reply) => {
    const { actor, about } = known(request)
    return reply
      .type(JSON_TYPE)
      .header('cache-control', 'no-store')
      .send(meOf(operated, actor, about))
  })
}

/** Octets of a body: a name and a password, with escapes. */
const MAX_BODY = 8192

const NO_LOGIN = refusalOf('bad-request', say('login-unread', { octets: LONGEST_PASSWORD }))

/** Begins a session, and puts its cookie into the reply, where no script can read it. */
export function begun(
  askers: Askers,
  operated: Operated,
  user: User,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const isSecure = askers.isSecure(request)
  const value = askers.sessions.begin(user, Date.now())
  noted(operated, asUser(user, askers.settings.edit), 'login')
  const cookie = cookieText({ name: cookieName(isSecure), value, isSecure, sameSite: 'Strict' })
  return reply.header('set-cookie', cookie).header('cache-control', 'no-store')
}

function noted({ server }: Operated, { who, way }: Actor, what: string): void {
  server.audit.add({ at: Date.now(), actor: { who, way }, what, views: [], detail: {} })
}

function meOf({ server }: Operated, actor: Actor, { user, role, via, zones }: About): Me {
  const sight = new Sight(actor, server)
  const views = server.current.candidate.settings.views.map(({ name }) => name)
  const edits = actor.mayChange ? 'apply' : actor.mayPropose ? 'propose' : 'off'
  return {
    user,
    role,
    views: views.filter((view) => sight.view(view)),
    zones: [...(zones ?? ['*'])],
    edit: actor.rights.has('edit') ? edits : 'off',
    languages: ['en', 'ja'],
    via,
  }
}

/** Characters of a name in the log: names of users are shorter. */
const LONGEST_LOGGED = 64

/** How many pairs of user and network it remembers in which the user has logged in. */
const HOMES = 10_000

type NotIn = { readonly status: number; readonly after: number; readonly refusal: Refusal }

/** Checks names and passwords; a name that nobody has gets the same work, words and waits. */
class LoginDesk {
  readonly #askers: Askers
  readonly #passwords = new PasswordDesk()
  /** By name and network: somebody who guesses in one network keeps the user out of no other. */
  readonly #here = new Attempts({ burst: 5, perMinute: 1 })
  /** By name alone, from networks in which its user has not logged in before. */
  readonly #anywhere = new Attempts({ burst: 100, perMinute: 10 })
  readonly #homes = new LRUCache<string, true>({ max: HOMES })

  constructor(askers: Askers) {
    this.#askers = askers
  }

  async logIn(
    { user: name, password }: v.InferOutput<typeof loginRequest>,
    ip: string,
  ): Promise<{ readonly user: User } | NotIn> {
    const network = networkOf(ip)
    const both = `${network} ${name.toLowerCase()}`
    const accounts = [
      [this.#askers.attempts, network],
      [this.#here, both],
      ...(this.#homes.has(both) ? [] : [[this.#anywhere, name.toLowerCase()] as const]),
    ] as const
    const now = Date.now()
    const after = Math.max(...accounts.map(([attempts, key]) => attempts.wait(key, now)))
    if (after > 0) return { status: 429, after, refusal: WAIT }
    // Before the password is checked: each of many that come together counts.
    for (const [attempts, key] of accounts) attempts.count(key, now)
    const user = this.#askers.users().find((one) => isNamed(one, name))
    const isRight = await this.#passwords.isRight(password, user?.password)
    if (isRight === false) {
      // In the log, not in the audit trail, which strangers could fill.
      this.#askers.warn({ user: name.slice(0, LONGEST_LOGGED), from: ip }, 'somebody gave a wrong name or password')
      return { status: 401, after: 0, refusal: WRONG }
    }
    for (const [attempts, key] of accounts) attempts.giveBack(key)
    if (isRight === undefined) return { status: 503, after: 1, refusal: BUSY }
    // Somebody may have removed the user, or changed his password, during the check.
    const still = this.#askers.users().find((one) => isNamed(one, name))
    if (still === undefined || still.password !== user!.password) return { status: 401, after: 0, refusal: WRONG }
    this.#homes.set(both, true)
    return { user: still }
  }
}

const WRONG = refusalOf('no-token', say('login-wrong'))

const WAIT = refusalOf('too-often', say('login-wait'))

const BUSY = refusalOf('busy', say('login-busy'))

// Finds who asks over HTTP, by the token, the session or a trusted proxy's header of the request, and whether he may ask by this transport.

import type { FastifyRequest } from 'fastify'
import type { Said } from '../../dns/said.ts'
import type { HttpSettings } from '../../text/config/http.ts'
import { speaker } from '../../text/findings/wording.ts'
import type { Role } from '../../users/roles.ts'
import { usersSays } from '../../users/says.ts'
import { type Session, Sessions } from '../../users/sessions.ts'
import { bearerOf, isTokenForm } from '../../users/token.ts'
import type { User } from '../../users/user.ts'
import { Users, type UsersChange } from '../../users/users.ts'
import { isNamed } from '../../users/users-file.ts'
import { covers } from '../../views/matching.ts'
import type { Prefix } from '../../views/prefix.ts'
import { type Actor, asUser, here, withToken } from '../actor.ts'
import { say } from '../says.ts'
import { Attempts, networkOf } from './attempts.ts'
import { cookieIn, cookieName, isInFile, tokenIn } from './credentials.ts'
import { foreignName, foreignPage, isForwarded, isMeantByPage } from './foreign-page.ts'
import { ipOf, isLoopback, senderOctets } from './sender.ts'

export type Asker =
  | { readonly kind: 'actor'; readonly actor: Actor; readonly about: About }
  /** The request shows nobody who is known; it does not learn why. */
  | { readonly kind: 'nobody' }
  /** Too many wrong tokens have come from that network; `after`: whole seconds until the next is looked at. */
  | { readonly kind: 'later'; readonly after: number }
  /** A known user asks too often; `after`: whole seconds until he may again. */
  | { readonly kind: 'too-fast'; readonly after: number }
  /** The request comes from a page of another site, or in the clear. */
  | { readonly kind: 'forbidden'; readonly why: Said }

/** What a user may learn about himself. */
export type About = {
  readonly user: string
  readonly role: Role
  readonly via: 'session' | 'token' | 'header' | 'loopback'
  readonly zones: readonly string[] | undefined
  readonly session: Session | undefined
}

/** A user may send the requests of so many seconds at once. */
const BURST = 10

type Known = { readonly actor: Actor; readonly about: About }

export class Askers {
  /** Whether there is a token file, users or the console: more than the pages. */
  readonly any: boolean
  readonly settings: HttpSettings
  readonly sessions = new Sessions()
  /** Wrong tokens and passwords, by network. */
  readonly attempts = new Attempts({ burst: 20, perMinute: 10 })
  readonly warn: (detail: object, text: string) => void
  /** Requests that were let in, by user. */
  readonly #pace: Attempts
  readonly #users: Users | undefined
  /** Connections of Unix sockets. They are noted, for a TCP connection that is gone has no address either. */
  readonly #local = new WeakSet<object>()

  /** `changed`: called when the file of users has changed. */
  constructor(
    settings: HttpSettings,
    warn: (detail: object, text: string) => void,
    changed?: (change: UsersChange) => void,
  ) {
    this.settings = settings
    this.warn = warn
    this.#pace = new Attempts({ burst: settings.rate * BURST, perMinute: settings.rate * 60 })
    this.any = settings.tokenFile !== undefined || settings.users !== undefined || settings.console
    const file = settings.users
    this.#users =
      file === undefined
        ? undefined
        : new Users(
            file,
            (why) =>
              warn(
                { file, why: reasonOf(why) },
                'the users file cannot be used as it is: the users read before stay, unless the file is gone',
              ),
            changed,
          )
  }

  /** Whether there is a file of users: then pages that name zones are for the loopback and for clients with a token. */
  get hasUsers(): boolean {
    return this.#users !== undefined
  }

  users(): readonly User[] {
    return this.#users?.now() ?? []
  }

  ask(request: FastifyRequest, now = Date.now()): Asker {
    const why = this.forbidden(request)
    if (why !== undefined) return { kind: 'forbidden', why }
    const given = tokenIn(request.headers)
    const known = given === undefined ? this.#knownPerson(request, now) : this.#knownByToken(given, ipOf(request), now)
    if (known === undefined) return { kind: 'nobody' }
    if ('after' in known) return { kind: 'later', after: known.after }
    if (given === undefined && isWrite(request) && !isMeantByPage(request.headers))
      return { kind: 'forbidden', why: say('header-missing') }
    return { kind: 'actor', ...known }
  }

  /** As ask(), and counts the request: a user who sends too many has to wait. */
  askPaced(request: FastifyRequest, now = Date.now()): Asker {
    const asker = this.ask(request, now)
    if (asker.kind !== 'actor' || asker.about.via === 'loopback') return asker
    // Counts by the actor's name: a user may be called "operator", but none has the name of the token file's actor.
    const { who } = asker.actor
    const after = this.#pace.wait(who, now)
    if (after > 0) return { kind: 'too-fast', after }
    this.#pace.count(who, now)
    return asker
  }

  /** Notes a connection of a Unix socket: its client is a proxy. */
  addLocal(connection: object): void {
    this.#local.add(connection)
  }

  /** Why nobody is let in by this transport or from this page, whatever token comes with it; undefined where it is good. */
  forbidden({ headers, protocol, raw }: FastifyRequest): Said | undefined {
    const isProxied = this.#isBehind(raw)
    if (protocol !== 'https' && !isProxied && !isLoopback(senderOf(raw))) return say('ask-over-tls-token')
    return foreignPage(headers, this.settings.names, isProxied ? undefined : protocol)
  }

  /** The same for a browser that comes from another site, as from a provider: only the host name in its request has to be ours. */
  forbiddenVisit({ headers, protocol, raw }: FastifyRequest): Said | undefined {
    if (protocol !== 'https' && !this.#isBehind(raw) && !isLoopback(senderOf(raw))) return say('ask-over-tls')
    return foreignName(headers, this.settings.names)
  }

  /**
   * Whether a program of this machine asks for itself: not for a client behind it, as a reverse proxy does, and not for a page of
   * another site. A proxy that the configuration names never counts, whatever headers it sends or leaves out.
   */
  isHere({ headers, protocol, raw }: FastifyRequest): boolean {
    return (
      isLoopback(senderOf(raw)) &&
      !this.#isBehind(raw) &&
      !isForwarded(headers) &&
      foreignPage(headers, this.settings.names, protocol) === undefined
    )
  }

  /** Whether the session's cookie is for TLS: a trusted proxy is taken to speak TLS with clients. */
  isSecure({ protocol, raw }: FastifyRequest): boolean {
    return protocol === 'https' || this.#isBehind(raw)
  }

  /** Whether the address is that of a trusted proxy, whose headers say who its client is. */
  isProxy(address: string): boolean {
    return this.#isProxy(senderOctets(address))
  }

  #isBehind(raw: Raw): boolean {
    return this.#local.has(raw.socket) || this.#isProxy(senderOf(raw))
  }

  #isProxy(octets: Uint8Array): boolean {
    return isOneOf(this.settings.proxies, octets)
  }

  /** The user of a token. Only a token counts as an attempt: a request without one keeps nobody out. */
  #knownByToken(given: string, ip: string, now: number): Known | { readonly after: number } | undefined {
    const network = networkOf(ip)
    const after = this.attempts.wait(network, now)
    // Nobody guesses 256 bits: a token of that form is looked at even while its network has to wait.
    const known = after > 0 && !isTokenForm(given) ? undefined : this.#ofToken(given, ip, now)
    if (known !== undefined) return known
    if (after > 0) return { after }
    this.attempts.count(network, now)
    return undefined
  }

  #ofToken(given: string, ip: string, now: number): Known | undefined {
    const { tokenFile, edit } = this.settings
    if (tokenFile !== undefined && isInFile(given, tokenFile)) {
      const about = { user: 'operator', role: 'admin', via: 'token', zones: undefined, session: undefined } as const
      return { actor: { ...withToken, who: `${withToken.who} from ${ip}` }, about }
    }
    const bearer = this.#users && bearerOf(this.#users.now(), given, now)
    return bearer && { actor: asUser(bearer.user, edit, bearer.token), about: aboutUser(bearer.user, 'token') }
  }

  #knownPerson(request: FastifyRequest, now: number): Known | undefined {
    const { edit, console } = this.settings
    if (this.#users === undefined) {
      if (!console || !this.isHere(request)) return undefined
      const about = { user: here.who, role: 'viewer', via: 'loopback', zones: undefined, session: undefined } as const
      return { actor: here, about }
    }
    const word = cookieIn(request.headers, cookieName(this.isSecure(request)))
    const found = word === undefined ? undefined : this.sessions.find(this.#users.now(), word, now)
    if (found !== undefined)
      return { actor: asUser(found.user, edit), about: aboutUser(found.user, 'session', found.session) }
    const user = this.#namedByProxy(request)
    return user && { actor: asUser(user, edit), about: aboutUser(user, 'header') }
  }

  #namedByProxy({ headers, raw }: FastifyRequest): User | undefined {
    const trusted = this.settings.trustedHeader
    if (trusted === undefined) return undefined
    const { name, secretFile, from, fromSocket } = trusted
    const isLocal = this.#local.has(raw.socket)
    if (isLocal ? !fromSocket : !isOneOf(from, senderOf(raw))) return undefined
    const secret = headers['x-janus-proxy-secret']
    if (secretFile !== undefined && (typeof secret !== 'string' || !isInFile(secret, secretFile))) return undefined
    const given = headers[name]
    return typeof given === 'string' ? this.users().find((user) => isNamed(user, given)) : undefined
  }
}

function aboutUser({ name, role, zones }: User, via: About['via'], session?: Session): About {
  return { user: name, role, via, zones, session }
}

type Raw = FastifyRequest['raw']

function senderOf({ socket }: Raw): Uint8Array {
  return senderOctets(socket.remoteAddress ?? '')
}

function isOneOf(prefixes: readonly Prefix[], octets: Uint8Array): boolean {
  return prefixes.some((prefix) => prefix.octets.length === octets.length && covers(prefix, octets))
}

function isWrite({ method }: FastifyRequest): boolean {
  return method !== 'GET' && method !== 'HEAD'
}

function reasonOf(why: Said | Error): string {
  return why instanceof Error ? why.message : english.text(why)
}

const english = speaker(usersSays, 'en')

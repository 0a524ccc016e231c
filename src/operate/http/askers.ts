// Who asks over HTTP, by the token that he sends, and whether he may ask by this way at all.

import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Said } from '../../dns/said.ts'
import { readRegular } from '../../system/regular-file.ts'
import type { HttpSettings } from '../../text/config/http.ts'
import { speaker } from '../../text/findings/wording.ts'
import { usersSays } from '../../users/says.ts'
import { bearerOf } from '../../users/token.ts'
import { Users } from '../../users/users.ts'
import { covers } from '../../views/matching.ts'
import { type Actor, asUser, withToken } from '../actor.ts'
import { Attempts } from './attempts.ts'
import { isLoopback, senderOctets } from './sender.ts'

export type Asker =
  | { readonly kind: 'actor'; readonly actor: Actor }
  /** `why` is for whoever asks: it tells nothing of who is known here. */
  | { readonly kind: 'nobody' }
  /** Too many wrong tokens have come from there; whole seconds until one more is looked at. */
  | { readonly kind: 'later'; readonly after: number }
  /** What a browser does for a page of somebody else, or what goes in the clear. */
  | { readonly kind: 'forbidden'; readonly why: string }

export class Askers {
  /** Whether anybody may change anything, or see more than the pages. */
  readonly any: boolean
  readonly #settings: HttpSettings
  readonly #users: Users | undefined
  readonly #attempts = new Attempts()

  constructor(settings: HttpSettings, warn: (detail: object, text: string) => void) {
    this.#settings = settings
    this.any = settings.tokenFile !== undefined || settings.users !== undefined
    const file = settings.users
    this.#users =
      file === undefined
        ? undefined
        : new Users(file, (why) => warn({ file, why: reasonOf(why) }, 'the file of users cannot be used as it is'))
  }

  /** With users, pages that name zones are for the loopback, and for who has a token. */
  get hasUsers(): boolean {
    return this.#users !== undefined
  }

  ask(request: FastifyRequest, now = Date.now()): Asker {
    const why = this.#forbidden(request)
    if (why !== undefined) return { kind: 'forbidden', why }
    const after = this.#attempts.wait(request.ip, now)
    if (after > 0) return { kind: 'later', after }
    // Who sends none guesses none: a browser, or a program before it has got its own, keeps nobody else out.
    const given = tokenIn(request.headers)
    if (given === undefined) return { kind: 'nobody' }
    const actor = this.#actorOf(given, request.ip, now)
    if (actor !== undefined) return { kind: 'actor', actor }
    this.#attempts.failed(request.ip, now)
    return { kind: 'nobody' }
  }

  /**
   * Whether a program of this machine asks for itself: not for who is behind it, as a reverse proxy does, and not for a page that
   * somebody has opened elsewhere. A proxy that is named here is never meant, whatever it says or leaves out.
   */
  isHere({ headers, protocol, raw }: FastifyRequest): boolean {
    const sender = senderOctets(raw.socket.remoteAddress ?? '')
    return (
      isLoopback(sender) &&
      !this.#isProxy(sender) &&
      !FORWARDED.some((name) => headers[name] !== undefined) &&
      foreignPage(headers, this.#settings.names, protocol) === undefined
    )
  }

  #actorOf(given: string, ip: string, now: number): Actor | undefined {
    const { tokenFile, edit } = this.#settings
    if (tokenFile !== undefined && isInFile(given, tokenFile))
      return { ...withToken, who: `${withToken.who} from ${ip}` }
    const bearer = this.#users && bearerOf(this.#users.now(), given, now)
    return bearer && asUser(bearer.user, bearer.token, edit === 'apply')
  }

  #forbidden({ headers, protocol, raw }: FastifyRequest): string | undefined {
    const sender = senderOctets(raw.socket.remoteAddress ?? '')
    const isProxied = this.#isProxy(sender)
    if (protocol !== 'https' && !isProxied && !isLoopback(sender))
      return 'ask over TLS: a token is not to go over the network in the clear'
    return foreignPage(headers, this.#settings.names, isProxied ? undefined : protocol)
  }

  /** Its word for who is behind it counts. */
  isProxy(address: string): boolean {
    return this.#isProxy(senderOctets(address))
  }

  #isProxy(octets: Uint8Array): boolean {
    return this.#settings.proxies.some((prefix) => prefix.octets.length === octets.length && covers(prefix, octets))
  }
}

/** What proxies add: RFC 7239 §4, RFC 9110 §7.6.3, and what was there before them. */
const FORWARDED = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip']

type Headers = FastifyRequest['headers']

/** Clients of PowerDNS send it in a header of their own. */
function tokenIn({ authorization, 'x-api-key': key }: Headers): string | undefined {
  return /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1] ?? (typeof key === 'string' ? key : undefined)
}

/**
 * A page that somebody has opened elsewhere makes his browser ask here, by a name that leads here (DNS rebinding) or across
 * origins. A name must be one of ours, and a request that is not from a page of ours is none for us.
 */
function foreignPage(
  { host, origin, 'sec-fetch-site': site }: Headers,
  names: readonly string[],
  protocol: string | undefined,
): string | undefined {
  const name = (host ?? '').toLowerCase().replace(/:\d{1,5}$/, '')
  const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(name) || /^\[[0-9a-f:.]+\]$/.test(name)
  if (!isAddress && name !== 'localhost' && !names.includes(name))
    return 'the name by which you call this server is none of "http: {names: …}"'
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return 'a page of another origin may not ask here'
  const schemes = protocol === undefined ? ['http', 'https'] : [protocol]
  if (origin !== undefined && !schemes.some((scheme) => origin.toLowerCase() === `${scheme}://${host!.toLowerCase()}`))
    return 'a page of another origin may not ask here'
  return undefined
}

/** In octets, of the file that holds it. */
const MAX_TOKEN = 4096

/** The file is read for each request: a token can be changed without a restart. An empty one opens nothing. */
function isInFile(text: string, tokenFile: string): boolean {
  let token: Buffer
  try {
    token = Buffer.from(readRegular(tokenFile, MAX_TOKEN).toString('utf8').trim())
  } catch {
    return false
  }
  const given = Buffer.from(text)
  return token.length > 0 && given.length === token.length && timingSafeEqual(given, token)
}

function reasonOf(why: Said | Error): string {
  return why instanceof Error ? why.message : english.text(why)
}

const english = speaker(usersSays, 'en')

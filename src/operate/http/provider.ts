// An OpenID provider, asked who somebody is: OpenID Connect Core 1.0, the code flow, with PKCE (RFC 7636), state and nonce.

import type { Configuration, CustomFetch, ServerMetadata } from 'openid-client'
import type { OidcSettings } from '../../text/config/oidc.ts'
import { quoted } from '../fields.ts'
import { boundedFetch } from './bounded-fetch.ts'
import { secretIn } from './credentials.ts'

/** What is kept of a visit until the browser comes back. */
export type Visit = { readonly verifier: string; readonly state: string; readonly nonce: string }

/** Of all that goes to the provider. In seconds. */
const PATIENCE = 10

/** Of each of its answers. In octets. */
const LARGEST = 2 ** 20

/** What it says of itself is asked for again after so long. In milliseconds. */
const FRESH = 3_600_000

export type ProviderOptions = {
  readonly fetch?: CustomFetch
  /** In milliseconds, of a clock that nobody sets. */
  readonly now?: () => number
}

export class Provider {
  readonly #settings: OidcSettings
  readonly #fetch: CustomFetch
  readonly #now: () => number
  #found: Promise<Configuration> | undefined
  #foundAt = 0
  /** What the secret was when the provider was found. */
  #secret: string | undefined

  constructor(settings: OidcSettings, { fetch = bounded, now = () => performance.now() }: ProviderOptions = {}) {
    this.#settings = settings
    this.#fetch = fetch
    this.#now = now
  }

  /** Where the browser goes, and what to keep meanwhile. Rejects where the provider cannot be asked. */
  async begin(): Promise<{ readonly url: URL; readonly visit: Visit }> {
    const client = await import('openid-client')
    const found = await this.#configuration()
    const visit = {
      verifier: client.randomPKCECodeVerifier(),
      state: client.randomState(),
      nonce: client.randomNonce(),
    }
    const url = client.buildAuthorizationUrl(found, {
      redirect_uri: this.#settings.redirect,
      scope: this.#settings.claim === 'email' ? 'openid email' : 'openid profile',
      code_challenge: await client.calculatePKCECodeChallenge(visit.verifier),
      code_challenge_method: 'S256',
      state: visit.state,
      nonce: visit.nonce,
    })
    return { url, visit }
  }

  /** The name that the provider gives to who came back with `query`; undefined where it gives none. Rejects where it does not hold. */
  async nameOf(query: string, visit: Visit): Promise<string | undefined> {
    const client = await import('openid-client')
    const found = await this.#configuration()
    const came = new URL(this.#settings.redirect)
    came.search = query
    const tokens = await client.authorizationCodeGrant(found, came, {
      pkceCodeVerifier: visit.verifier,
      expectedState: visit.state,
      expectedNonce: visit.nonce,
      idTokenExpected: true,
    })
    const claims = tokens.claims()!
    return (
      nameIn(claims, this.#settings.claim) ??
      // A provider may keep all but the subject for who asks for it (OpenID Connect Core 1.0 §5.4).
      (found.serverMetadata().userinfo_endpoint === undefined
        ? undefined
        : nameIn(await client.fetchUserInfo(found, tokens.access_token, claims.sub), this.#settings.claim))
    )
  }

  /** Found once in a while; again where it failed, or where the secret is another. */
  #configuration(): Promise<Configuration> {
    const secret = secretIn(this.#settings.secretFile)?.toString()
    if (secret === undefined) throw new Error(`cannot read a secret from ${this.#settings.secretFile}`)
    const now = this.#now()
    if (this.#found === undefined || secret !== this.#secret || now - this.#foundAt > FRESH) {
      const found = this.#discover(secret)
      found.catch(() => {
        if (this.#found === found) this.#found = undefined
      })
      this.#found = found
      this.#foundAt = now
      this.#secret = secret
    }
    return this.#found
  }

  async #discover(secret: string): Promise<Configuration> {
    const client = await import('openid-client')
    const { issuer, client: id } = this.#settings
    const [post, basic] = [client.ClientSecretPost(secret), client.ClientSecretBasic(secret)]
    // The configuration lets this pass for addresses of this machine alone.
    const isPlain = new URL(issuer).protocol === 'http:'
    const found = await client.discovery(
      new URL(issuer),
      id,
      secret,
      (server, ...more) => (takesPost(server) ? post : basic)(server, ...more),
      {
        timeout: PATIENCE,
        [client.customFetch]: this.#fetch,
        ...(isPlain && { execute: [client.allowInsecureRequests] }),
      },
    )
    // OpenID Connect Discovery 1.0 §4.3. What lets in people of every tenant, each with names of his own choice, calls itself otherwise.
    const named = found.serverMetadata().issuer
    if (!URL.canParse(named) || new URL(named).href !== new URL(issuer).href)
      throw new Error(`it calls itself ${quoted(named)}: write that as "issuer", or the one of your tenant`)
    return found
  }
}

const bounded: CustomFetch = (url, options) => boundedFetch(LARGEST, url, options)

/** OpenID Connect Discovery 1.0 §3: who says nothing of it takes the secret in a header alone. */
function takesPost({ token_endpoint_auth_methods_supported: methods }: ServerMetadata): boolean {
  return methods?.includes('client_secret_post') ?? false
}

/** An address of mail is a name where the provider has seen that it is his (OpenID Connect Core 1.0 §5.1). */
function nameIn(claims: Readonly<Record<string, unknown>>, claim: string): string | undefined {
  if (claim === 'email' && claims.email_verified !== true) return undefined
  const name = claims[claim]
  return typeof name === 'string' && name !== '' ? name : undefined
}

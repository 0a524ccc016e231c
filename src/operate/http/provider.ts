// An OpenID provider, asked who somebody is: OpenID Connect Core 1.0, the code flow, with PKCE (RFC 7636), state and nonce.

import type { Configuration, CustomFetch, ServerMetadata } from 'openid-client'
import type { OidcSettings } from '../../text/config/oidc.ts'
import { quoted } from '../fields.ts'
import { boundedFetch } from './bounded-fetch.ts'
import { secretIn } from './credentials.ts'

/** The secrets of a visit, kept until the browser comes back. */
export type Visit = { readonly verifier: string; readonly state: string; readonly nonce: string }

/** Seconds that a request to the provider may take. */
const PATIENCE = 10

/** Octets of an answer of the provider. */
const LARGEST = 2 ** 20

/** Milliseconds after which the provider's own description is fetched again. */
const FRESH = 3_600_000

export type ProviderOptions = {
  readonly fetch?: CustomFetch
  /** A steady clock, in milliseconds. */
  readonly now?: () => number
}

export class Provider {
  readonly #settings: OidcSettings
  readonly #fetch: CustomFetch
  readonly #now: () => number
  #found: Promise<Configuration> | undefined
  #foundAt = 0
  /** The secret with which #found was made. */
  #secret: string | undefined

  constructor(settings: OidcSettings, { fetch = bounded, now = () => performance.now() }: ProviderOptions = {}) {
    this.#settings = settings
    this.#fetch = fetch
    this.#now = now
  }

  /** The address to which the browser goes, and the visit to keep until it is back. Rejects where the provider cannot be asked. */
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

  /** The name of the user who came back with `query`; undefined where the provider gives none. Rejects where the answer does not hold. */
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
      // A provider may give all claims but the subject only to a request for user info (OpenID Connect Core 1.0 §5.4).
      (found.serverMetadata().userinfo_endpoint === undefined
        ? undefined
        : nameIn(await client.fetchUserInfo(found, tokens.access_token, claims.sub), this.#settings.claim))
    )
  }

  /** The provider's description and our credentials, fetched anew after FRESH, after a failure, and with another secret. */
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
    // The configuration permits http for addresses of this machine alone.
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
    // OpenID Connect Discovery 1.0 §4.3. An endpoint for all tenants, each of which names its own people, gives another issuer: refused.
    const named = found.serverMetadata().issuer
    if (!URL.canParse(named) || new URL(named).href !== new URL(issuer).href)
      throw new Error(`it calls itself ${quoted(named)}: write that, or the address of your tenant, as "issuer"`)
    return found
  }
}

const bounded: CustomFetch = (url, options) => boundedFetch(LARGEST, url, options)

/** OpenID Connect Discovery 1.0 §3: a provider that lists no methods takes the secret in a header alone. */
function takesPost({ token_endpoint_auth_methods_supported: methods }: ServerMetadata): boolean {
  return methods?.includes('client_secret_post') ?? false
}

/** The claim as a name. A mail address counts only if the provider has verified it (OpenID Connect Core 1.0 §5.1). */
function nameIn(claims: Readonly<Record<string, unknown>>, claim: string): string | undefined {
  if (claim === 'email' && claims.email_verified !== true) return undefined
  const name = claims[claim]
  return typeof name === 'string' && name !== '' ? name : undefined
}

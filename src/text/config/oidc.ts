// Reads `http: {oidc: …}`: the settings for logging in through an OpenID provider.

import { resolve } from 'node:path'
import { say } from './says.ts'
import type { ConfigFile } from './schema.ts'
import type { SourceText } from './source-text.ts'
import { type Tree, treeAt } from './tree.ts'

export type OidcSettings = {
  /** As the provider calls itself. */
  readonly issuer: string
  readonly client: string
  /** Absolute. */
  readonly secretFile: string
  /** Where the provider sends the browser back to. */
  readonly redirect: string
  /** Which of the provider's words is the name of a user. */
  readonly claim: string
}

/** The end of `redirect`; the part before it is how browsers reach this server. */
export const CALLBACK_PATH = '/api/janus/v1/oidc/callback'

export function readOidc(
  source: SourceText,
  tree: Tree,
  http: NonNullable<ConfigFile['http']>,
  folder: string,
): OidcSettings | undefined {
  const written = http.oidc
  if (written === undefined) return undefined
  const spanOf = (key: string) => treeAt(tree, 'http', 'oidc', key)!.span
  const { issuer, client, redirect, claim } = written
  for (const [key, value] of Object.entries({ issuer, redirect }))
    if (!isSafeUrl(value))
      source.report('bad-door', spanOf(key), say('oidc-url', { key, value }), { fix: say('oidc-write-url') })
  if (isSafeUrl(redirect) && new URL(redirect).pathname !== CALLBACK_PATH)
    source.report('bad-door', spanOf('redirect'), say('oidc-redirect', { value: redirect }), {
      fix: say('oidc-write-redirect', { value: new URL(CALLBACK_PATH, redirect).href }),
    })
  const host = isSafeUrl(redirect) ? new URL(redirect).hostname : undefined
  if (host !== undefined && !isAnswered(host, http.names))
    source.report('bad-door', spanOf('redirect'), say('oidc-redirect-name', { name: host }), {
      fix: say('oidc-add-name', { name: host }),
    })
  if (http.users === undefined)
    source.report('bad-door', treeAt(tree, 'http', 'oidc')!.span, say('http-without-users', { key: 'oidc' }), {
      fix: say('http-add-users'),
    })
  return { issuer, client, redirect, claim, secretFile: resolve(folder, written.secret) }
}

/**
 * Whether the server answers to the host: it refuses any name but its own, which a page elsewhere may have chosen. Nobody can choose an
 * address.
 */
function isAnswered(host: string, names: readonly string[]): boolean {
  const isAddress = /^[\d.]+$/.test(host) || host.startsWith('[')
  return isAddress || host === 'localhost' || names.some((name) => name.toLowerCase() === host)
}

/** Whether the URL is over TLS or of this machine, and has neither query, fragment nor password. */
function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, search, hash, username, password } = new URL(text)
  const isHere = hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
  return (protocol === 'https:' || (protocol === 'http:' && isHere)) && `${search}${hash}${username}${password}` === ''
}

// Reads from a request what says who sends it: a token or the cookie of a session; and compares secrets with files.

import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { type Stamp, stampAt } from '../../system/file-stamp.ts'
import { readRegular } from '../../system/regular-file.ts'

type Headers = FastifyRequest['headers']

/** The token of the request. Clients of PowerDNS send it in X-API-Key. */
export function tokenIn({ authorization, 'x-api-key': key }: Headers): string | undefined {
  return /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1] ?? (typeof key === 'string' ? key : undefined)
}

/** RFC 6265 §4.1.3: a browser takes a name that begins so from this host alone, over TLS, and for all of its paths. */
const SECURE_COOKIE = '__Host-janus'
/** For the loopback in the clear, where browsers do not take a cookie of the other kind. */
const PLAIN_COOKIE = 'janus-session'

export function cookieName(isSecure: boolean): string {
  return isSecure ? SECURE_COOKIE : PLAIN_COOKIE
}

/** The value of the cookie; undefined where the request has none of that name, or several. */
export function cookieIn({ cookie }: Headers, name: string): string | undefined {
  const found = (cookie ?? '').split(';').flatMap((pair) => {
    const at = pair.indexOf('=')
    return at > 0 && pair.slice(0, at).trim() === name ? [pair.slice(at + 1).trim()] : []
  })
  return found.length === 1 ? found[0] : undefined
}

export type Cookie = {
  readonly name: string
  readonly value: string
  readonly isSecure: boolean
  readonly sameSite: 'Strict' | 'Lax'
  /** In seconds; undefined: as long as the browser is open. */
  readonly lives?: number
}

/** RFC 6265 §4.1.1. */
export function cookieText({ name, value, isSecure, sameSite, lives }: Cookie): string {
  const parts = [`${name}=${value}`, 'Path=/', 'HttpOnly', `SameSite=${sameSite}`]
  if (isSecure) parts.push('Secure')
  if (lives !== undefined) parts.push(`Max-Age=${lives}`)
  return parts.join('; ')
}

/** Octets of a file that holds a secret. */
const MAX_SECRET = 4096

/** Whether the file holds this token. It looks at the file for each request, so that a token can change without a restart. */
export function isInFile(text: string, file: string): boolean {
  const secret = secretIn(file)
  if (secret === undefined) return false
  const given = Buffer.from(text)
  return given.length === secret.length && timingSafeEqual(given, secret)
}

/** The secret in the file; undefined where that is empty or cannot be read. It reads again only if the file has been touched. */
export function secretIn(file: string): Buffer | undefined {
  const stamp = stampAt(file)
  const last = known.get(file)
  if (stamp === undefined || (last !== undefined && isUntouched(last.stamp, stamp))) return stamp && last?.secret
  const secret = readSecret(file)
  // The file may have been written between stat and read: then it is read again the next time.
  if (stamp.settled) known.set(file, { stamp, secret })
  else known.delete(file)
  return secret
}

/** By path; only files that the configuration names. */
const known = new Map<string, { readonly stamp: Stamp; readonly secret: Buffer | undefined }>()

function isUntouched(a: Stamp, b: Stamp): boolean {
  return a.size === b.size && a.changed === b.changed && a.inode === b.inode
}

function readSecret(file: string): Buffer | undefined {
  try {
    const secret = Buffer.from(readRegular(file, MAX_SECRET).toString('utf8').trim())
    return secret.length > 0 ? secret : undefined
  } catch {
    return undefined
  }
}

// What a request has with it that says who sends it: a token, the word of a session, or the word of a proxy for him.

import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { type Stamp, stampAt } from '../../system/file-stamp.ts'
import { readRegular } from '../../system/regular-file.ts'

type Headers = FastifyRequest['headers']

/** Clients of PowerDNS send it in a header of their own. */
export function tokenIn({ authorization, 'x-api-key': key }: Headers): string | undefined {
  return /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1] ?? (typeof key === 'string' ? key : undefined)
}

/** RFC 6265 §4.1.3: a browser takes a name that begins so from this host alone, over TLS, and for all of its paths. */
const SECURE_COOKIE = '__Host-janus'
/** Over the loopback in the clear, where no browser would take the other. */
const PLAIN_COOKIE = 'janus-session'

export function cookieName(isSecure: boolean): string {
  return isSecure ? SECURE_COOKIE : PLAIN_COOKIE
}

/** The word of the session; undefined where the header has none, or several. */
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

/** In octets, of the file that holds it. */
const MAX_SECRET = 4096

/** The file is looked at for each request: a token can be changed without a restart. An empty one opens nothing. */
export function isInFile(text: string, file: string): boolean {
  const secret = secretIn(file)
  if (secret === undefined) return false
  const given = Buffer.from(text)
  return given.length === secret.length && timingSafeEqual(given, secret)
}

/** Undefined where it is empty, or cannot be read. What was read holds as long as nobody has touched the file since. */
export function secretIn(file: string): Buffer | undefined {
  const stamp = stampAt(file)
  const last = known.get(file)
  if (stamp === undefined || (last !== undefined && isUntouched(last.stamp, stamp))) return stamp && last?.secret
  const secret = readSecret(file)
  // It may have been written to between the look and the reading: then the next look tells.
  if (stamp.settled) known.set(file, { stamp, secret })
  else known.delete(file)
  return secret
}

/** By path: of the files that a configuration names. */
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

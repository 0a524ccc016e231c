// Tokens of programs: 256 bits that nobody can guess, so one round of SHA-256 is enough to hide them.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Token, User } from './user.ts'

export type NewToken = { readonly text: string; readonly token: Token }

/** `until`: milliseconds since 1970. */
export type TokenTerms = {
  readonly until?: number | undefined
  readonly verbs?: readonly string[] | undefined
  readonly write?: boolean | undefined
}

/** `text` is shown once; Janus does not keep it. */
export function makeToken(now: number, { until, verbs, write }: TokenTerms): NewToken {
  const id = randomBytes(ID_OCTETS).toString('hex')
  const text = `janus_${id}_${randomBytes(SECRET_OCTETS).toString('base64url')}`
  const token = {
    id,
    hash: hashOf(text).toString('hex'),
    made: new Date(now).toISOString(),
    ...(until !== undefined && { until: new Date(until).toISOString() }),
    ...(verbs !== undefined && { verbs }),
    ...(write && { write: true as const }),
  }
  return { text, token }
}

const ID_OCTETS = 4
const SECRET_OCTETS = 32

export type Bearer = { readonly user: User; readonly token: Token }

/** The token's user; undefined if there is no such token, or it has ended: nobody learns which. */
export function bearerOf(users: readonly User[], text: string, now: number): Bearer | undefined {
  const [, id] = FORM.exec(text) ?? []
  const hash = hashOf(text)
  for (const user of users)
    for (const token of user.tokens) {
      if (token.id !== id || !timingSafeEqual(hash, Buffer.from(token.hash, 'hex'))) continue
      // An unreadable end counts as over.
      return token.until !== undefined && !(Date.parse(token.until) > now) ? undefined : { user, token }
    }
  return undefined
}

/** Whether the text has the form of a token. */
export function isTokenForm(text: string): boolean {
  return FORM.test(text)
}

const FORM = /^janus_([0-9a-f]{8})_[A-Za-z0-9_-]{43}$/

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

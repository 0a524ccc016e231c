// Passwords of people, hidden by scrypt (RFC 7914). Each check costs the same memory and time for every name, so that nobody learns from the
// clock which names exist. Few checks run at a time, so that nobody can keep the machine busy with them.

import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** 32 MiB and three rounds: what OWASP asks for in 2025. */
const COST = { N: 2 ** 15, r: 8, p: 3, maxmem: 2 ** 26 } as const
const SALT_OCTETS = 16
const HASH_OCTETS = 32

/** In characters. */
export const SHORTEST_PASSWORD = 12
/** In octets: Janus hashes no megabyte that somebody sends. */
export const LONGEST_PASSWORD = 1024

/** The form in the file: `scrypt:SALT:HASH`, both in base64url. */
export const PASSWORD_FORM = /^scrypt:[\w-]{22}:[\w-]{43}$/

export async function hidePassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_OCTETS)
  return written(salt, await digest(password, salt))
}

/** Does the same work without a hash, if nobody has the name or the user has no password. */
async function isPassword(password: string, hidden: string | undefined): Promise<boolean> {
  const [, salt, hash] = (hidden ?? NOBODY).split(':')
  const found = await digest(password, Buffer.from(salt!, 'base64url'))
  return timingSafeEqual(found, Buffer.from(hash!, 'base64url')) && hidden !== undefined
}

function written(salt: Buffer, hash: Buffer): string {
  return `scrypt:${salt.toString('base64url')}:${hash.toString('base64url')}`
}

const NOBODY = written(randomBytes(SALT_OCTETS), randomBytes(HASH_OCTETS))

/** RFC 8265 §4.2.2: one password, however the keyboard composes its letters. */
function digest(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    scrypt(password.normalize('NFC'), salt, HASH_OCTETS, COST, (error, hash) =>
      error === null ? resolve(hash) : reject(error),
    ),
  )
}

/** How many checks run at a time, and how many may wait. */
const AT_A_TIME = 2
const WAITING = 16

export class PasswordDesk {
  #busy = 0
  readonly #waiting: (() => void)[] = []

  /** Undefined if too many wait already. */
  async isRight(password: string, hidden: string | undefined): Promise<boolean | undefined> {
    if (this.#busy >= AT_A_TIME) {
      if (this.#waiting.length >= WAITING) return undefined
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    } else this.#busy++
    try {
      return await isPassword(password, hidden)
    } finally {
      // Whoever is next takes the place over.
      const next = this.#waiting.shift()
      if (next === undefined) this.#busy--
      else next()
    }
  }
}

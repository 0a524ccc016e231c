// Passwords of people, hidden by scrypt (RFC 7914): each look costs the same memory and time, whoever it is about, so that nobody
// learns from the clock which names there are. A few at a time, so that nobody makes the machine work for nothing else.

import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** 32 MiB and three rounds: what OWASP asks for in 2025. */
const COST = { N: 2 ** 15, r: 8, p: 3, maxmem: 2 ** 26 } as const
const SALT_OCTETS = 16
const HASH_OCTETS = 32

/** In characters. */
export const SHORTEST_PASSWORD = 12
/** In octets: whoever sends a megabyte has it hashed by nobody. */
export const LONGEST_PASSWORD = 1024

/** As it stands in the file: `scrypt:SALT:HASH`, both in base64url. */
export const PASSWORD_FORM = /^scrypt:[\w-]{22}:[\w-]{43}$/

export async function hidePassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_OCTETS)
  return written(salt, await digest(password, salt))
}

/** The same work where there is no hash, because nobody has the name or he has no password. */
export async function isPassword(password: string, hidden: string | undefined): Promise<boolean> {
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

/** How many are looked at together, and how many wait for that. */
const AT_A_TIME = 2
const WAITING = 16

export class PasswordDesk {
  #busy = 0
  readonly #waiting: (() => void)[] = []

  /** Undefined where too many wait already. */
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

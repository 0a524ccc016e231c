// One who may ask: a person or a program, what he may see and do, and by what he is known.

import type { Role } from './roles.ts'

export type User = {
  readonly name: string
  readonly role: Role
  /** Names; undefined: all. */
  readonly views?: readonly string[] | undefined
  /** `univ.example`, or `*.univ.example` for all below it; undefined: all. */
  readonly zones?: readonly string[] | undefined
  /** Hidden, as password.ts has it; undefined: nobody logs in with one. */
  readonly password?: string | undefined
  readonly tokens: readonly Token[]
}

export type Token = {
  /** It stands in the token, and is no secret. */
  readonly id: string
  /** SHA-256 of the token, in hexadecimal. */
  readonly hash: string
  /** ISO 8601, as all times here. */
  readonly made: string
  /** From then on it opens nothing; undefined: never. */
  readonly until?: string | undefined
  /** Names of verbs; undefined: all that his role lets him. */
  readonly verbs?: readonly string[] | undefined
  /** It changes things even where "edit" is off. */
  readonly write?: true | undefined
}

/** Letters, digits and a few signs: names stand in logs, in the audit trail and in tables. */
export const USER_NAME = /^[a-z0-9][a-z0-9._@-]{0,63}$/i

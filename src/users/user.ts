// A user, who is a person or a program: what he may see and do, and how he proves who he is.

import type { Role } from './roles.ts'

export type User = {
  readonly name: string
  readonly role: Role
  /** Names of views; undefined: all. */
  readonly views?: readonly string[] | undefined
  /** `univ.example`, or `*.univ.example` for all below it; undefined: all. */
  readonly zones?: readonly string[] | undefined
  /** The password as password.ts hides it; undefined: nobody can log in with one. */
  readonly password?: string | undefined
  readonly tokens: readonly Token[]
}

export type Token = {
  /** A part of the token that is no secret. */
  readonly id: string
  /** SHA-256 of the token, in hexadecimal. */
  readonly hash: string
  /** ISO 8601, as all times here. */
  readonly made: string
  /** When the token ends; undefined: never. */
  readonly until?: string | undefined
  /** Names of verbs; undefined: all that the role allows. */
  readonly verbs?: readonly string[] | undefined
  /** The token may change things even where "edit" is off. */
  readonly write?: true | undefined
}

/** Letters, digits and a few signs: names stand in logs, in the audit trail and in tables. */
export const USER_NAME = /^[a-z0-9][a-z0-9._@-]{0,63}$/i

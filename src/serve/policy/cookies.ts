// DNS cookies (RFC 7873) in the form that servers of different makers share (RFC 9018): proof that a client can receive at the
// address it asks from. We keep nothing for a client.
//
//    0        8         9        12          16         24
//   | client  | version | reserved | timestamp | hash     |
//     cookie     1          0       seconds      SipHash-2-4 of what stands before it and the client's address

import { get32, put32 } from '../../dns/big-endian.ts'
import type { Address } from '../../net/peer.ts'
import { KEY, SipHash } from './siphash.ts'

export type CookieSecrets = {
  /** 16 octets: what our cookies are made with. */
  readonly secret: Uint8Array
  /** Others whose cookies count too, while they are exchanged (RFC 9018 §5). */
  readonly accept: readonly Uint8Array[]
}

export const Cookie = {
  /** Only the client's half came, or a server's half that is not ours (any more). */
  unproven: 0,
  /** The address is the client's own. */
  valid: 1,
} as const
export type Cookie = (typeof Cookie)[keyof typeof Cookie]

/** Octets of a COOKIE option as we send it. */
export const COOKIE_LENGTH = 24
export const SECRET_LENGTH = KEY

const VERSION_AT = 8
const TIME_AT = 12
const HASH_AT = 16
const HASH_LENGTH = 8
const VERSION = 1

/** RFC 9018 §4.3, in seconds: how old a cookie may be, how far ahead its clock, and when we replace it. */
const MAX_AGE = 3600
const MAX_AHEAD = 300
const RENEW_AGE = 1800

/** Allocates nothing per query. */
export class Cookies {
  readonly #hash: SipHash
  readonly #secrets: number
  #now = 0

  constructor({ secret, accept }: CookieSecrets) {
    this.#hash = new SipHash([secret, ...accept])
    this.#secrets = 1 + accept.length
  }

  /** Tells the time, in seconds since 1970. */
  tick(seconds: number): void {
    this.#now = seconds | 0
  }

  /**
   * Takes the COOKIE option whose data of a legal length is at (bytes, at), and writes the data of the one to send back,
   * COOKIE_LENGTH octets, at (out, outAt). The two may not overlap.
   */
  read(bytes: Uint8Array, at: number, length: number, client: Address, out: Uint8Array, outAt: number): Cookie {
    if (length === COOKIE_LENGTH && bytes[at + VERSION_AT] === VERSION) {
      const age = (this.#now - get32(bytes, at + TIME_AT)) | 0 // serial arithmetic (RFC 1982)
      if (age <= MAX_AGE && age >= -MAX_AHEAD) {
        const secret = this.#secretOf(bytes, at, client)
        if (secret === 0 && age <= RENEW_AGE) {
          for (let i = 0; i < COOKIE_LENGTH; i++) out[outAt + i] = bytes[at + i]!
          return Cookie.valid
        }
        this.#make(bytes, at, client, out, outAt)
        return secret < 0 ? Cookie.unproven : Cookie.valid
      }
    }
    this.#make(bytes, at, client, out, outAt)
    return Cookie.unproven
  }

  /** Which secret the cookie was made with, or -1. Its reserved octets count as they came (RFC 9018 §4.2). */
  #secretOf(bytes: Uint8Array, at: number, client: Address): number {
    const { input, result } = this.#hash
    for (let secret = 0; secret < this.#secrets; secret++) {
      for (let i = 0; i < HASH_AT; i++) input[i] = bytes[at + i]!
      this.#hashFor(secret, client)
      let difference = 0
      for (let i = 0; i < HASH_LENGTH; i++) difference |= result[i]! ^ bytes[at + HASH_AT + i]!
      if (difference === 0) return secret
    }
    return -1
  }

  /** Completes the client's half at (bytes, at). */
  #make(bytes: Uint8Array, at: number, client: Address, out: Uint8Array, outAt: number): void {
    const { input, result } = this.#hash
    for (let i = 0; i < VERSION_AT; i++) input[i] = bytes[at + i]!
    input[VERSION_AT] = VERSION
    input[VERSION_AT + 1] = 0
    input[VERSION_AT + 2] = 0
    input[VERSION_AT + 3] = 0
    put32(input, TIME_AT, this.#now)
    for (let i = 0; i < HASH_AT; i++) out[outAt + i] = input[i]!
    this.#hashFor(0, client)
    for (let i = 0; i < HASH_LENGTH; i++) out[outAt + HASH_AT + i] = result[i]!
  }

  /** Hashes what stands in the input before the client's address, and that. */
  #hashFor(secret: number, client: Address): void {
    const { input } = this.#hash
    const { octets, length } = client
    for (let i = 0; i < length; i++) input[HASH_AT + i] = octets[i]!
    this.#hash.hash(secret, HASH_AT + length)
  }
}

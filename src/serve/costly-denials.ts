// Bounds proofs that names do not exist in zones that ask for many rounds of hashing (RFC 9276 §2.3): each takes a hundred times as long to
// make as other answers do. It bounds them over TCP too, since a client with a proven address asks no less. A resolver caches proofs, and
// needs no more than this allows.

import type { Costs } from '../answer/denial.ts'
import type { Address } from '../net/peer.ts'
import { AnswerClass, Limited, RateLimiter, type RateLimits } from './policy/rate-limit.ts'

const LIMITS: RateLimits = {
  perSecond: [0, 0, 20, 0, 0, 0],
  window: 5,
  slip: 0,
  ipv4PrefixLength: 24,
  ipv6PrefixLength: 56,
  logOnly: false,
}
/** The name under which all proofs count together. No name has this hash but by chance. */
const NAME = 0x4e334954

export class CostlyDenials implements Costs {
  readonly #limiter: RateLimiter
  #client: Address | undefined

  constructor(table: SharedArrayBuffer) {
    this.#limiter = new RateLimiter(LIMITS, -1, table)
  }

  /** Takes the time, in seconds of a steady clock. */
  tick(seconds: number): void {
    this.#limiter.tick(seconds)
  }

  /** Charges this client for the proofs that admit() is asked for next. */
  for(client: Address): Costs {
    this.#client = client
    return this
  }

  admit(): boolean {
    return this.#limiter.count(this.#client!, AnswerClass.nxdomain, NAME) === Limited.no
  }
}

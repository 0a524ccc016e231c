// Bounds how often something may go wrong: somebody who guesses has to wait, and somebody who has mistyped has not. The caller chooses the
// key of an account, such as a network or the name of a user.

import { LRUCache } from 'lru-cache'
import { senderOctets } from './sender.ts'

export type Patience = {
  /** Attempts in a row, and how many each minute gives back. */
  readonly burst: number
  readonly perMinute: number
}

/** Accounts at a time; the one used longest ago makes room. */
const ACCOUNTS = 10_000

type Account = { left: number; at: number }

export class Attempts {
  readonly #accounts = new LRUCache<string, Account>({ max: ACCOUNTS })
  readonly #patience: Patience

  constructor(patience: Patience) {
    this.#patience = patience
  }

  /** Whole seconds until the next attempt is looked at; 0: now. */
  wait(key: string, now: number): number {
    const account = this.#accounts.get(key)
    if (account === undefined) return 0
    // If the clock is put back, the wait begins anew from there: it must not last until the old time comes again.
    account.at = Math.min(account.at, now)
    const left = this.#earned(account, now)
    return left >= 1 ? 0 : Math.ceil(((1 - left) * 60) / this.#patience.perMinute)
  }

  count(key: string, now: number): void {
    const account = this.#accounts.get(key)
    const left = account === undefined ? this.#patience.burst : this.#earned(account, now)
    this.#accounts.set(key, { left: Math.max(0, left - 1), at: now })
  }

  /** Takes back an attempt that was counted and went well. */
  giveBack(key: string): void {
    const account = this.#accounts.get(key)
    if (account !== undefined) account.left = Math.min(this.#patience.burst, account.left + 1)
  }

  get used(): number {
    return this.#accounts.size
  }

  /** What is left now; a clock that is put back earns nothing. */
  #earned({ left, at }: Account, now: number): number {
    const { burst, perMinute } = this.#patience
    return Math.min(burst, left + (Math.max(0, now - at) / 60_000) * perMinute)
  }
}

/** The network of an address: an IPv4 address itself; of IPv6 the /64, within which one holder may choose any address. */
export function networkOf(address: string): string {
  const octets = senderOctets(address)
  return Buffer.from(octets.length === 4 ? octets : octets.subarray(0, 8)).toString('latin1')
}

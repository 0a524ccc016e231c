// How often something may go wrong: whoever guesses has to wait, and whoever has mistyped has not. Accounts are by whatever the caller
// counts by, such as a network or the name of a user.

import { LRUCache } from 'lru-cache'
import { senderOctets } from './sender.ts'

export type Patience = {
  /** Wrong ones in a row, and how many more come with each minute. */
  readonly burst: number
  readonly perMinute: number
}

/** Accounts at a time; the one that was heard of longest ago makes room. */
const ACCOUNTS = 10_000

type Account = { left: number; at: number }

export class Attempts {
  readonly #accounts = new LRUCache<string, Account>({ max: ACCOUNTS })
  readonly #patience: Patience

  constructor(patience: Patience) {
    this.#patience = patience
  }

  /** Whole seconds until one more is looked at; 0: now. */
  wait(key: string, now: number): number {
    const account = this.#accounts.get(key)
    if (account === undefined) return 0
    // Who waits while a clock is put back waits from then on, and not until it is again what it was.
    account.at = Math.min(account.at, now)
    const left = this.#earned(account, now)
    return left >= 1 ? 0 : Math.ceil(((1 - left) * 60) / this.#patience.perMinute)
  }

  count(key: string, now: number): void {
    const account = this.#accounts.get(key)
    const left = account === undefined ? this.#patience.burst : this.#earned(account, now)
    this.#accounts.set(key, { left: Math.max(0, left - 1), at: now })
  }

  /** One that was counted went well. */
  giveBack(key: string): void {
    const account = this.#accounts.get(key)
    if (account !== undefined) account.left = Math.min(this.#patience.burst, account.left + 1)
  }

  get used(): number {
    return this.#accounts.size
  }

  /** A clock that was put back earns nothing. */
  #earned({ left, at }: Account, now: number): number {
    const { burst, perMinute } = this.#patience
    return Math.min(burst, left + (Math.max(0, now - at) / 60_000) * perMinute)
  }
}

/** An address of IPv4; the /64 of one of IPv6, which its holder may fill. */
export function networkOf(address: string): string {
  const octets = senderOctets(address)
  return Buffer.from(octets.length === 4 ? octets : octets.subarray(0, 8)).toString('latin1')
}

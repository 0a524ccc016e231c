// How many wrong tokens one network may send: who guesses is made to wait, and who has mistyped is not.

import { LRUCache } from 'lru-cache'
import { senderOctets } from './sender.ts'

/** Wrong ones in a row, and how many more come with each minute. */
const BURST = 20
const PER_MINUTE = 10
/** Networks that are counted at a time; the one that was heard of longest ago makes room. */
const NETWORKS = 10_000

type Account = { left: number; at: number }

export class Attempts {
  readonly #accounts = new LRUCache<string, Account>({ max: NETWORKS })

  /** Whole seconds until the network may try again; 0: now. */
  wait(address: string, now: number): number {
    const account = this.#accounts.get(networkOf(address))
    if (account === undefined) return 0
    const left = earned(account, now)
    return left >= 1 ? 0 : Math.ceil(((1 - left) * 60) / PER_MINUTE)
  }

  failed(address: string, now: number): void {
    const network = networkOf(address)
    const account = this.#accounts.get(network)
    const left = account === undefined ? BURST : earned(account, now)
    this.#accounts.set(network, { left: Math.max(0, left - 1), at: now })
  }
}

/** A clock that was put back earns nothing. */
function earned({ left, at }: Account, now: number): number {
  return Math.min(BURST, left + (Math.max(0, now - at) / 60_000) * PER_MINUTE)
}

/** An address of IPv4; the /64 of one of IPv6, which its holder may fill. */
function networkOf(address: string): string {
  const octets = senderOctets(address)
  return Buffer.from(octets.length === 4 ? octets : octets.subarray(0, 8)).toString('latin1')
}

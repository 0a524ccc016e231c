// How often one network may shake hands: each handshake costs some hundred times what an answer does.

import { LRUCache } from 'lru-cache'
import type { Address } from '../peer.ts'

/** Handshakes of one network in a second, and as many as it may save up. */
const PER_SECOND = 50
const BURST = 200
/** Networks that are counted at a time; of the others nobody has asked for long. */
const NETWORKS = 10_000

type Account = { left: number; at: number }

export class Handshakes {
  readonly #accounts = new LRUCache<string, Account>({ max: NETWORKS })
  readonly #now: () => number
  refused = 0

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Whether the client may begin one more. */
  admits(client: Address): boolean {
    const now = this.#now()
    const network = networkOf(client)
    const account = this.#accounts.get(network) ?? { left: BURST, at: now }
    account.left = Math.min(BURST, account.left + ((now - account.at) / 1000) * PER_SECOND)
    account.at = now
    this.#accounts.set(network, account)
    if (account.left < 1) {
      this.refused++
      return false
    }
    account.left--
    return true
  }
}

/** As rate limits have it: a /24, and a /56 of IPv6. */
function networkOf({ family, octets }: Address): string {
  return Buffer.from(octets.subarray(0, family === 4 ? 3 : 7)).toString('latin1')
}

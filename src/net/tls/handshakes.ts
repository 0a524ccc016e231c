// Limits how often one network may shake hands: each handshake costs some hundred times what an answer does.

import { LRUCache } from 'lru-cache'
import type { Address } from '../peer.ts'

/** A network may save up the handshakes of this many seconds. */
const SAVED = 4
/** The most networks that we count at a time: those that asked last. */
const NETWORKS = 10_000

type Account = { left: number; at: number }

export class Handshakes {
  readonly #accounts = new LRUCache<string, Account>({ max: NETWORKS })
  readonly #perSecond: number
  readonly #now: () => number

  /** `perSecond`: handshakes of one network; 0: no limit. */
  constructor(perSecond: number, now: () => number = () => performance.now()) {
    this.#perSecond = perSecond
    this.#now = now
  }

  /** Whether the client may begin one more. */
  admits(client: Address): boolean {
    if (this.#perSecond === 0) return true
    const most = this.#perSecond * SAVED
    const now = this.#now()
    const network = networkOf(client)
    const account = this.#accounts.get(network) ?? { left: most, at: now }
    account.left = Math.min(most, account.left + ((now - account.at) / 1000) * this.#perSecond)
    account.at = now
    this.#accounts.set(network, account)
    if (account.left < 1) return false
    account.left--
    return true
  }
}

/** The network of a client, as for rate limits: a /24, or a /56 of IPv6. */
function networkOf({ family, octets }: Address): string {
  return Buffer.from(octets.subarray(0, family === 4 ? 3 : 7)).toString('latin1')
}

// The order in which Janus asks the addresses of a primary: first the one that has just said that the zone changed, then the others as the
// configuration lists them, and last those that take no connections. Where each address counts serials for itself, the one that sent the
// face comes first.

import type { Said } from '../dns/said.ts'
import type { Time } from '../store/clock.ts'
import type { PrimarySetting } from '../text/config/primaries.ts'
import type { TsigKey } from '../wire/tsig/mac.ts'
import type { FollowedFace } from './followed-face.ts'
import { addressOf, type Peer } from './peer.ts'
import { say } from './says.ts'

/** Milliseconds for which an address that takes no connections is asked last. */
const UNREACHABLE = 600_000

export type OrderOptions = {
  readonly time: Time
  /** Milliseconds since 1970. */
  readonly wall: () => number
  /** The primary's key; undefined if it has none. */
  readonly keyOf: (primary: PrimarySetting) => TsigKey | undefined
}

export class Order {
  readonly #options: OrderOptions
  /** Addresses that take no connections, and until when they are asked last. */
  readonly #unreachable = new Map<string, number>()

  constructor(options: OrderOptions) {
    this.#options = options
  }

  of({ face: { primary }, from, failing, toldBy }: FollowedFace): readonly Peer[] {
    const { wall, time, keyOf } = this.#options
    const all = primary.addresses.map(
      (at): Peer => ({
        name: primary.name,
        at,
        source: primary.source?.family === at.family ? primary.source : undefined,
        key: keyOf(primary),
        tls: primary.tls,
      }),
    )
    const pinned = all.filter((peer) => addressOf(peer) === from)
    if (primary.pin > 0 && pinned.length > 0 && wall() - (failing ?? wall()) < primary.pin) return pinned
    const isAway = (peer: Peer) => (this.#unreachable.get(addressOf(peer)) ?? 0) > time.now()
    const last = before(all, (peer) => !isAway(peer))
    // Serials of another address say nothing about ours.
    if (primary.anySerial) return before(last, (peer) => pinned.includes(peer))
    return before(last, ({ at }) => at.address === toldBy)
  }

  /** Why Janus asks none of the addresses: anybody could answer an unsigned question. */
  whyNobody(primary: PrimarySetting): Said | undefined {
    const { key } = primary
    const isUsable = key === undefined || this.#options.keyOf(primary) !== undefined
    return isUsable ? undefined : say('peer-key-unusable', { key })
  }

  /** Notes that the address could not be asked, and gives back the reason. */
  couldNot(peer: Peer, isUnreachable: boolean, reason: Said): Said {
    if (isUnreachable) this.saw(peer, false)
    return reason
  }

  /** Notes whether the address takes connections. */
  saw(peer: Peer, isThere: boolean): void {
    if (isThere) this.#unreachable.delete(addressOf(peer))
    else this.#unreachable.set(addressOf(peer), this.#options.time.now() + UNREACHABLE)
  }
}

/** Moves these to the front and otherwise keeps the order. */
function before(peers: readonly Peer[], isFirst: (peer: Peer) => boolean): readonly Peer[] {
  return [...peers.filter(isFirst), ...peers.filter((peer) => !isFirst(peer))]
}

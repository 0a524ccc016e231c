// Signs answers on request, in the one thread that has keys and answers. It keeps signatures, so that the same question costs little, and
// forgets them when the zone's version or its keys change.

import { LRUCache } from 'lru-cache'
import { get32 } from '../dns/big-endian.ts'
import { copyName } from '../dns/name.ts'
import type { OwnSet } from './own-sets.ts'
import { isGood, type Schedule } from './schedule.ts'
import { Signatures } from './signatures.ts'
import { lowerName } from './signed-data.ts'
import type { ZoneKey } from './zone-key.ts'

/** A zone whose denials are signed on request, in some views. Fit to be passed to a thread. */
export type OnlineZone = {
  readonly apex: Uint8Array
  /** All keys that sign the zone's data. */
  readonly keys: readonly ZoneKey[]
  readonly schedule: Schedule
}

/** Octets that each entry takes beside its text and signatures. */
const OVERHEAD = 200

type Kept = { readonly rrsigs: readonly Uint8Array[]; readonly schedule: Schedule }

export class OnlineSignatures {
  readonly #kept: LRUCache<string, Kept>
  #zones = new Map<string, OnlineZone>()
  readonly #signers = new Map<string, Signatures>()
  #now: number
  /** Signatures made, and rrsets whose signatures were kept. */
  made = 0
  reused = 0

  /** `now`: seconds since 1970. `most`: octets of kept signatures and of their keys in the table. */
  constructor(now: number, most: number) {
    this.#kept = new LRUCache({ maxSize: most, sizeCalculation: sizeOf })
    this.#now = now
  }

  /** Takes all zones that are signed on request. */
  use(zones: readonly OnlineZone[]): void {
    this.#zones = new Map(zones.map((zone) => [keyOf(zone.apex), zone]))
    this.#signers.clear()
    this.forget()
  }

  /** Drops all signatures: some zone has another version. */
  forget(): void {
    this.#kept.clear()
  }

  /** Octets that are kept. */
  get octets(): number {
    return this.#kept.calculatedSize
  }

  tick(now: number): void {
    if (now === this.#now) return
    this.#now = now
    this.#signers.clear()
  }

  /** Rdata of the RRSIGs; undefined where there is no key for the zone. */
  sign({ apex }: { readonly apex: Uint8Array }, owner: Uint8Array, set: OwnSet): readonly Uint8Array[] | undefined {
    const zone = this.#zones.get(keyOf(apex))
    if (zone === undefined) return undefined
    const key = textOf(apex, owner, set)
    const known = this.#kept.get(key)
    if (known?.rrsigs.every((rrsig) => isGood(known.schedule, timesIn(rrsig), this.#now))) {
      this.reused++
      return known.rrsigs
    }
    const rrsigs: Uint8Array[] = []
    this.#signerOf(zone).over(owner, set, (rrsig, maker, data) => {
      if (maker !== undefined) rrsig.set(maker.sign(data!), rrsig.length - maker.octets)
      rrsigs.push(rrsig)
      this.made++
    })
    this.#kept.set(key, { rrsigs, schedule: zone.schedule })
    return rrsigs
  }

  #signerOf(zone: OnlineZone): Signatures {
    const key = keyOf(zone.apex)
    let signer = this.#signers.get(key)
    if (signer === undefined) {
      signer = new Signatures({ ...zone, now: this.#now, stores: [] })
      this.#signers.set(key, signer)
    }
    return signer
  }
}

function keyOf(apex: Uint8Array): string {
  return Buffer.from(lowerName(apex)).toString('latin1')
}

/** The key of an rrset: the zone, the owner without case, and the records octet for octet. In another view the name may be another zone's. */
function textOf(apex: Uint8Array, owner: Uint8Array, { type, ttl, records }: OwnSet): string {
  const parts = records.map((rdata) => `${rdata.length} ${Buffer.from(rdata).toString('latin1')}`)
  return `${keyOf(apex)}${keyOf(copyName(owner, 0))}${type} ${ttl} ${parts.join('')}`
}

/** RFC 4034 §3.1.5 */
function timesIn(rrsig: Uint8Array) {
  return { expiration: get32(rrsig, 8), inception: get32(rrsig, 12) }
}

function sizeOf({ rrsigs }: Kept, key: string): number {
  return rrsigs.reduce((octets, { length }) => octets + length + OVERHEAD, key.length + OVERHEAD)
}

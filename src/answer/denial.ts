// Which proof goes with which negative or synthesised answer (RFC 4035 §3.1.3, RFC 5155 §7.2). The chain of the zone
// decides how it is given: nsec.ts or nsec3.ts. Nothing is added in a zone without a chain.

import type { Suffixes } from '../dns/suffixes.ts'
import type { Node, Zone } from '../zone/zone.ts'
import type { Lookup } from './lookup.ts'
import { NsecProof } from './nsec.ts'
import { Nsec3Proof } from './nsec3.ts'
import type { Response } from './response.ts'

/** One way of proving. `name` is the name searched, at or below the zone's apex; `lookup` what was found of it. */
export interface Proof {
  /** The name does not exist, and no wildcard could stand for it. */
  nxdomain(zone: Zone, name: Suffixes, lookup: Lookup, response: Response): void
  /** The name, or the wildcard that stands for it, has no such type. */
  nodata(zone: Zone, name: Suffixes, lookup: Lookup, response: Response): void
  /** The name itself does not exist: a wildcard answers for it. */
  wildcardAnswer(zone: Zone, name: Suffixes, lookup: Lookup, response: Response): void
  /** The delegation has no DS. `name` is the name searched, whose suffix `cutAt` is the cut. */
  unsignedReferral(zone: Zone, cut: Node, name: Suffixes, cutAt: number, response: Response): void
}

export class Denial {
  readonly #proofs: Record<Zone['denial'], Proof | undefined> = {
    none: undefined,
    nsec: new NsecProof(),
    nsec3: new Nsec3Proof(),
  }

  of(zone: Zone): Proof | undefined {
    return this.#proofs[zone.denial]
  }
}

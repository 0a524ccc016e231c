// Chooses who proves a negative or synthesised answer (RFC 4035 §3.1.3, RFC 5155 §7.2): nsec.ts or nsec3.ts, by the chain of the
// zone, or online.ts where the view wants proofs made when somebody asks. A zone without a chain adds nothing.

import type { Suffixes } from '../dns/suffixes.ts'
import type { Lookup } from '../zone/lookup.ts'
import { chainInUse } from '../zone/nsec3-chain.ts'
import type { Node, Zone } from '../zone/zone.ts'
import type { OnlineDenial } from '../zone/zone-set.ts'
import { NsecProof } from './nsec.ts'
import { Nsec3Proof } from './nsec3.ts'
import { CompactProof, MinimalProof, OnlineMaker, type OnlineSigner } from './online.ts'
import type { Response } from './response.ts'

/** One way of proving. `name` is the name searched, at or below the zone's apex; `lookup` is what was found there. */
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

/** RFC 9276 §2.3: with more iterations than this, hashing a name costs more than the rest of an answer. */
const FEW_ITERATIONS = 50

/** Janus asks it before each proof that takes long to make. If it says false, the client gets SERVFAIL in place of the answer. */
export interface Costs {
  admit(): boolean
}

/** The two ways to make proofs when somebody asks. */
class OnlineProofs {
  readonly maker: OnlineMaker
  readonly minimal: MinimalProof
  readonly compact: CompactProof

  constructor(signer: OnlineSigner | undefined) {
    this.maker = new OnlineMaker(signer)
    this.minimal = new MinimalProof(this.maker)
    this.compact = new CompactProof(this.maker)
  }
}

export class Denial {
  /** Whether we refused a proof: it costs much, and this client had many. */
  held = false
  #costs: Costs | undefined
  readonly #online: OnlineProofs
  readonly #iterations = new WeakMap<Zone, number>()
  readonly #proofs: Record<Zone['denial'], Proof | undefined> = {
    none: undefined,
    nsec: new NsecProof(),
    nsec3: new Nsec3Proof(),
  }

  /** Only threads that answer what waits have a `signer`. */
  constructor(signer?: OnlineSigner) {
    this.#online = new OnlineProofs(signer)
  }

  /** Begins the proofs of another answer. */
  begin(costs: Costs | undefined, dnssec: boolean): void {
    this.held = false
    this.#online.maker.begin(dnssec)
    this.#costs = costs
  }

  /** The proof of that kind, which makes its records when somebody asks. */
  made<Kind extends OnlineDenial>(kind: Kind): OnlineProofs[Kind] {
    return this.#online[kind]
  }

  get maker(): OnlineMaker {
    return this.#online.maker
  }

  of(zone: Zone, online?: OnlineDenial): Proof | undefined {
    if (online !== undefined) return this.#online.maker.hasToWait() ? undefined : this.made(online)
    // Only an image that an earlier version made has NSEC3 records and no chain that can be used.
    if (zone.denial === 'nsec3' && chainInUse(zone) === undefined) return undefined
    if (zone.denial === 'nsec3' && this.#iterationsOf(zone) > FEW_ITERATIONS && this.#costs?.admit() === false) {
      this.held = true
      return undefined
    }
    return this.#proofs[zone.denial]
  }

  #iterationsOf(zone: Zone): number {
    let iterations = this.#iterations.get(zone)
    if (iterations === undefined) {
      const at = chainInUse(zone)!.parametersAt
      iterations = (zone.heap[at]! << 8) | zone.heap[at + 1]!
      this.#iterations.set(zone, iterations)
    }
    return iterations
  }
}

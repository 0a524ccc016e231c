// Reads what trusted resolvers say of their clients (RFC 7871), and says for which addresses the answer is good. It passes over the option
// of everybody else: anybody can write one.
//
//   FAMILY: 16 | SOURCE PREFIX-LENGTH: 8 | SCOPE PREFIX-LENGTH: 8 | ADDRESS, as many octets as the length takes

import { get16 } from '../dns/big-endian.ts'
import { type Peer, Subnet } from '../net/peer.ts'
import type { Counters } from '../observe/counters.ts'
import { PrefixTable } from '../views/prefix-table.ts'
import type { Generation } from '../views/view.ts'
import { Kind, type Query } from '../wire/query.ts'

const Family = { ipv4: 1, ipv6: 2 } as const
const FIXED = 4

/** One per thread; allocates nothing per query. */
export class ClientSubnets {
  readonly #senders: PrefixTable | undefined
  readonly #subnet = new Subnet()

  /** `senders`: prefixes of the resolvers that we believe, as a table of one view. */
  constructor(senders: SharedArrayBuffer | undefined) {
    this.#senders = senders && new PrefixTable(senders)
  }

  /**
   * The subnet of a question that a believed resolver asks, with or without the option; undefined for everybody else. A key decides
   * about a signed message, and the sender about transfers, NOTIFY and UPDATE: nobody sends these in another's name.
   */
  of(query: Query, peer: Peer, generation: Generation, counters: Counters | undefined): Subnet | undefined {
    const { edns } = query
    const senders = this.#senders
    if (query.kind !== Kind.query || query.tsig.present || peer.signed !== undefined) return undefined
    if (senders === undefined || senders.match(peer.client.octets, peer.client.family) < 0) {
      if (edns.subnets > 0) counters?.subnetIgnored()
      return undefined
    }
    const subnet = this.#subnet
    subnet.clear(peer.client.family)
    // Each EDNS version may give options another meaning.
    if (edns.subnets > 0 && edns.version === 0) {
      subnet.given = edns.subnets === 1 && this.#read(query.bytes, edns.subnetAt, edns.subnetLength)
      subnet.malformed = !subnet.given
    }
    if (subnet.malformed) subnet.clear(peer.client.family, true)
    // Where the listener or a certificate decides the view, the subnet does not: the answer is good for every address.
    const isForAll = peer.listener.view >= 0 || peer.certified !== undefined
    const { octets, family } = subnet.address
    subnet.scope = isForAll ? 0 : generation.prefixes.scopeOf(octets, family)
    if (subnet.scope > subnet.bits) counters?.subnetShort()
    return subnet
  }

  /** Reads the option's data. False, which leads to FORMERR: the form is wrong, or nobody knows the family (RFC 7871 §6, §7.2.1). */
  #read(bytes: Uint8Array, at: number, length: number): boolean {
    if (length < FIXED) return false
    const family = get16(bytes, at)
    if (family !== Family.ipv4 && family !== Family.ipv6) return false
    const bits = bytes[at + 2]!
    const octets = length - FIXED
    if (bytes[at + 3] !== 0 || bits > (family === Family.ipv4 ? 32 : 128) || octets !== (bits + 7) >>> 3) return false
    // No bit is set behind the length.
    if (bits & 7 && bytes[at + FIXED + octets - 1]! & (0xff >>> (bits & 7))) return false
    const { address } = this.#subnet
    address.family = family === Family.ipv4 ? 4 : 6
    for (let i = 0; i < octets; i++) address.octets[i] = bytes[at + FIXED + i]!
    this.#subnet.bits = bits
    return true
  }
}

/** Octets of the option's data in an answer. */
export function subnetLength({ bits }: Subnet): number {
  return FIXED + ((bits + 7) >>> 3)
}

/** Writes the option's data: the network as the resolver sent it, and the prefix for which the answer is good. */
export function putSubnet({ address, bits, scope }: Subnet, out: Uint8Array, at: number): void {
  out[at] = 0
  out[at + 1] = address.family === 4 ? Family.ipv4 : Family.ipv6
  out[at + 2] = bits
  out[at + 3] = scope
  for (let i = 0; i < (bits + 7) >>> 3; i++) out[at + FIXED + i] = address.octets[i]!
}

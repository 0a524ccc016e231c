// Checks whether validators will accept a zone that was just signed, before Janus answers anybody from it. A failure is a fault of ours, and
// Janus goes on serving what it served before.

import { nameLength, sameName } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import { Type, typeName } from '../dns/types.ts'
import { APEX, Flag, NONE, type Node, type RRset, type Zone } from '../zone/zone.ts'
import { ChainAround, Finder, NameSet } from './chain-around.ts'
import { nextAfter } from './denial-records.ts'
import { keyTag } from './key-tag.ts'
import { HASH_OCTETS, hashText } from './nsec3-hash.ts'
import { authorityOf, isSignedAt, ownSet } from './own-sets.ts'
import { type PublicKey, publicKeyOf, verifyWith } from './public-key.ts'
import { canonicalOrder, RRSIG_FIXED, signedData } from './signed-data.ts'
import { signs, type ZoneKey } from './zone-key.ts'

/** Of signatures that are not vital, one in so many is verified. */
const SAMPLED = 1000

/** What is wrong with the zone; undefined where all is well. `every`: of how many signatures one is verified. */
export function faultOf(zone: Zone, keys: readonly ZoneKey[], now: number, every = SAMPLED): string | undefined {
  // RFC 4035 §2.2: keys that sign nothing prove nothing.
  for (const isKeys of [true, false])
    if (!keys.some((key) => signs(key, isKeys))) return `no key signs ${isKeys ? 'the keys' : 'what is no key'}`
  const looking = new Looking(zone, keys, now)
  let count = 0
  for (let node: Node = APEX; node < zone.nodes; node++) {
    const fault = looking.at(node, (type) => isVital(node, type) || ++count % every === 0)
    if (fault !== undefined) return fault
  }
  return zone.denial === 'nsec3' ? gapOfHashes(zone) : gapOfNames(zone)
}

/**
 * The same for an edition of which only these nodes differ from `before`: it verifies all signatures there, that each link of the chain
 * there leads to the next name, and that the chain has as many more names as have come.
 */
export function faultAt(
  zone: Zone,
  before: Zone,
  keys: readonly ZoneKey[],
  now: number,
  nodes: readonly Node[],
): string | undefined {
  const looking = new Looking(zone, keys, now)
  for (const node of nodes) {
    const fault = looking.at(node, () => true)
    if (fault !== undefined) return fault
  }
  return gapAt(zone, before, nodes)
}

function gapAt(zone: Zone, before: Zone, nodes: readonly Node[]): string | undefined {
  const chain = new ChainAround(zone)
  const type = zone.denial === 'nsec3' ? Type.NSEC3 : Type.NSEC
  const touched = new NameSet()
  for (const node of nodes) {
    const owner = zone.name(node)
    // Empty non-terminals come and go with what lies below them.
    for (let at = 0; at < owner.length - zone.apex.length; at += owner[at]! + 1) touched.add(owner.slice(at))
    const set = zone.rrset(node, type)
    if (set === NONE) continue
    const [data] = ownSet(zone, set, type).records
    if (!isSame(data!, nextAfter(type, data!, chain.next(owner))))
      return `the chain of ${typeName(type)} is broken at ${nameText(owner)}`
  }
  const finder = new Finder()
  let come = 0
  for (const owner of touched) {
    come +=
      Number(isToBeLinked(zone, finder.find(zone, owner))) - Number(isToBeLinked(before, finder.find(before, owner)))
    // The link before a name that has come or gone leads elsewhere now, and may be at none of these nodes.
    const previous = chain.previous(owner)
    const [data] = ownSet(zone, zone.rrset(finder.find(zone, previous), type), type).records
    if (!isSame(data!, nextAfter(type, data!, chain.next(previous))))
      return `the chain of ${typeName(type)} is broken before ${nameText(owner)}`
  }
  const found = zone.order.length - before.order.length
  return found === come ? undefined : `the chain of ${typeName(type)} has ${found} names more, and not ${come}`
}

/** Whether the name needs a link: an NSEC if it has data (RFC 4035 §2.3), an NSEC3 in any case (RFC 5155 §7.1). */
function isToBeLinked(zone: Zone, node: Node): boolean {
  if (node === NONE || !zone.exists(node) || authorityOf(zone, node) === 'none') return false
  return zone.denial === 'nsec3' ? (zone.flags(node) & Flag.hashed) === 0 : zone.hasSets(node)
}

const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0

/**
 * The same for a kept image, whose keys may have rolled on since: it verifies all signatures, and that each rrset has as many as the apex.
 * `keys`: for keys of a new algorithm, which may sign before they are published.
 */
export function faultInKept(zone: Zone, keys: readonly ZoneKey[], now: number): string | undefined {
  const countAt = (type: number) => {
    const set = zone.signature(APEX, type)
    return set === NONE ? 0 : zone.size(set)
  }
  const counts = { forKeys: countAt(Type.DNSKEY), forData: countAt(Type.SOA) }
  if (counts.forKeys === 0 || counts.forData === 0) return 'its keys or its SOA are not signed'
  const looking = new Looking(zone, keys, now, counts)
  for (let node: Node = APEX; node < zone.nodes; node++) {
    const fault = looking.at(node, () => true)
    if (fault !== undefined) return fault
  }
  return zone.denial === 'nsec3' ? gapOfHashes(zone) : gapOfNames(zone)
}

type Counts = { readonly forKeys: number; readonly forData: number }

function countsBy(keys: readonly ZoneKey[]): Counts {
  const count = (isKeys: boolean) => keys.filter((key) => signs(key, isKeys)).length
  return { forKeys: count(true), forData: count(false) }
}

class Looking {
  readonly #zone: Zone
  readonly #verifier: Verifier
  readonly #counts: Counts

  constructor(zone: Zone, keys: readonly ZoneKey[], now: number, counts = countsBy(keys)) {
    this.#zone = zone
    this.#verifier = new Verifier(zone, keys, now)
    this.#counts = counts
  }

  at(node: Node, isVerified: (type: number) => boolean): string | undefined {
    const zone = this.#zone
    if (!zone.exists(node)) return undefined
    const authority = authorityOf(zone, node)
    for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) {
      const type = zone.type(set)
      if (type === Type.RRSIG) continue
      const signatures = zone.signature(node, type)
      const found = signatures === NONE ? 0 : zone.size(signatures)
      const wanted = isSignedAt(authority, type) ? (isOfKeys(type) ? this.#counts.forKeys : this.#counts.forData) : 0
      const what = () => `${nameText(zone.name(node))} ${typeName(type)}`
      if (found !== wanted) return `${what()} has ${found} signatures instead of ${wanted}`
      if (wanted > 0 && isVerified(type) && !this.#verifier.verifies(node, set, signatures))
        return `a signature over ${what()} is wrong`
    }
    return undefined
  }
}

function isOfKeys(type: number): boolean {
  return type === Type.DNSKEY || type === Type.CDS || type === Type.CDNSKEY
}

function isVital(node: Node, type: number): boolean {
  return node === APEX && (type === Type.SOA || type === Type.NS || isOfKeys(type))
}

class Verifier {
  readonly #zone: Zone
  readonly #now: number
  readonly #keys = new Map<string, PublicKey | undefined>()

  constructor(zone: Zone, ours: readonly ZoneKey[], now: number) {
    this.#zone = zone
    this.#now = now
    const set = zone.rrset(APEX, Type.DNSKEY)
    const keys = set === NONE ? [] : ownSet(zone, set, Type.DNSKEY).records
    // RFC 6781 §4.1.4: keys of a new algorithm sign before they are published.
    const early = ours.flatMap(({ use, dnskey }) => (use.isPublished ? [] : [dnskey]))
    for (const dnskey of [...keys, ...early])
      this.#keys.set(`${dnskey[3]} ${keyTag(dnskey)}`, publicKeyOf(dnskey.slice()))
  }

  /** Whether all signatures over the rrset hold (RFC 4035 §5.3). */
  verifies(node: Node, set: RRset, signatures: RRset): boolean {
    const zone = this.#zone
    const type = zone.type(set)
    const records = canonicalOrder(type, ownSet(zone, set, type).records)
    return ownSet(zone, signatures, Type.RRSIG).records.every((rrsig) => {
      const view = new DataView(rrsig.buffer, rrsig.byteOffset)
      const key = this.#keys.get(`${rrsig[2]} ${view.getUint16(16)}`)
      const isNow = ((view.getUint32(8) - this.#now) | 0) > 0 && ((view.getUint32(12) - this.#now) | 0) <= 0
      if (key === undefined || !isNow || view.getUint32(4) !== zone.ttl(set)) return false
      const signature = rrsig.slice(RRSIG_FIXED + nameLength(rrsig, RRSIG_FIXED))
      return verifyWith(key, signedData(rrsig, zone.name(node), type, records), signature)
    })
  }
}

/** Checks the chain (RFC 4035 §2.3): every name with data has an NSEC, which names the next, and the last one the first. */
function gapOfNames(zone: Zone): string | undefined {
  const { order } = zone
  for (let i = 0; i < order.length; i++) {
    const next = zone.dataOf(zone.rrset(order[i]!, Type.NSEC))
    if (!sameName(zone.heap, next, zone.name(order[(i + 1) % order.length]!), 0))
      return `the chain of NSEC is broken at ${nameText(zone.name(order[i]!))}`
  }
  const wanted = linksWanted(zone)
  return order.length === wanted ? undefined : `the chain of NSEC has ${order.length} names instead of ${wanted}`
}

/** Checks the chain (RFC 5155 §7.1): every name has an NSEC3, which holds the next hash, and the last one the first. */
function gapOfHashes(zone: Zone): string | undefined {
  const { order } = zone
  for (let i = 0; i < order.length; i++) {
    const next = zone.dataOf(zone.rrset(order[i]!, Type.NSEC3)) + NSEC3_NEXT
    const owner = zone.labelAt(order[(i + 1) % order.length]!) + 1
    if (
      base32hexOf(zone.heap, next) !==
      Buffer.from(zone.heap.slice(owner, owner + 32))
        .toString('latin1')
        .toLowerCase()
    )
      return `the chain of NSEC3 is broken at ${nameText(zone.name(order[i]!))}`
  }
  const wanted = linksWanted(zone)
  return order.length === wanted ? undefined : `the chain of NSEC3 has ${order.length} names instead of ${wanted}`
}

function linksWanted(zone: Zone): number {
  let wanted = 0
  for (let node: Node = APEX; node < zone.nodes; node++) if (isToBeLinked(zone, node)) wanted++
  return wanted
}

/** Where the next hash begins: behind algorithm, flags, iterations, an empty salt and the length of the hash. */
const NSEC3_NEXT = 6

function base32hexOf(heap: Uint8Array, at: number): string {
  return hashText(heap.slice(at, at + HASH_OCTETS))
}

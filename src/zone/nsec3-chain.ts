// Chooses the NSEC3 chain by which a zone proves absence. While the parameters change, the zone holds the records of two chains. We take
// one that the apex announces as usable (RFC 5155 §7.3), and its records alone: a proof out of two chains proves nothing.

import { Type } from '../dns/types.ts'
import { APEX, NONE, type Zone } from './zone.ts'

const SHA1 = 1
const USABLE = 0

export type Nsec3Chain = {
  /** Where iterations, salt length and salt stand in the zone's heap. */
  readonly parametersAt: number
  /** Its owners, by hash. */
  readonly order: Uint32Array
  /** How many NSEC3 owners belong to other chains. */
  readonly others: number
}

/** Whether hash algorithm and flags at the beginning of an NSEC3PARAM announce a chain that can be used (RFC 5155 §4.1.2). */
export function isUsable(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === SHA1 && bytes[at + 1] === USABLE
}

/** Whether the apex announces a chain that can be used. */
export function hasUsable(zone: Zone): boolean {
  return announced(zone).length > 0
}

/** The chain in use, chosen at the first call for a zone; undefined where the apex announces none. */
export function chainInUse(zone: Zone): Nsec3Chain | undefined {
  const known = chains.get(zone)
  if (known !== undefined) return known
  const chain = choose(zone)
  if (chain !== undefined) chains.set(zone, chain)
  return chain
}

const chains = new WeakMap<Zone, Nsec3Chain>()

/** Takes the chain with the most records: one that the signer takes down, or never finished, has fewer. */
function choose(zone: Zone): Nsec3Chain | undefined {
  let best: Nsec3Chain | undefined
  for (const at of announced(zone)) {
    const owners = zone.order.filter((node) => isOf(zone, node, at))
    if (best !== undefined && owners.length <= best.order.length) continue
    const others = zone.order.length - owners.length
    best = { parametersAt: at + 2, order: others === 0 ? zone.order : owners, others }
  }
  return best
}

/** Where the NSEC3PARAM records that announce a usable chain lie in the heap. */
function announced(zone: Zone): number[] {
  const set = zone.rrset(APEX, Type.NSEC3PARAM)
  const found: number[] = []
  if (set === NONE) return found
  let data = zone.dataOf(set)
  for (let i = zone.size(set); i > 0; i--, data = zone.nextData(data, false))
    if (isUsable(zone.heap, data)) found.push(data)
  return found
}

/** Whether the node has an NSEC3 with the hash algorithm, iterations and salt of the NSEC3PARAM at `at`. */
function isOf(zone: Zone, node: number, at: number): boolean {
  const { heap } = zone
  const set = zone.rrset(node, Type.NSEC3)
  if (set === NONE) return false
  const data = zone.dataOf(set)
  if (heap[data] !== heap[at]) return false
  // Iterations, salt length and salt.
  for (let i = 2, end = 5 + heap[at + 4]!; i < end; i++) if (heap[data + i] !== heap[at + i]) return false
  return true
}

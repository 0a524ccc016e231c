// Marks of the names that an edition has otherwise than the one before. A mark is a short number that several names may share: what has
// none of these marks was made without these names.

import { isWildcard } from '../dns/name.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { APEX, Flag, NONE, type Node, type Zone } from './zone.ts'

/** The largest mark: 15 bits. */
export const MARKS = 0x7fff

/** A number for a name, never 0. An existing name has one for its node, and every name one for its hash. */
export type NameMark = number

/** The mark of a node; it is the same in all editions of one image. */
export function nodeMark(node: Node): NameMark {
  return mixed(Math.imul(node + 1, 0x9e3779b1))
}

/** The mark of a name by its hash (dns/suffixes.ts). */
export function hashMark(hash: number): NameMark {
  return mixed(hash ^ 0x5bd1e995)
}

function mixed(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
  return (mixed ^ (mixed >>> 15)) & MARKS || MARKS
}

/**
 * Marks of the names by which `after` differs from `before`, its SOA not counted; `changed`: the nodes by which they may differ. Undefined
 * where answers to other names change too: what hides names or stands for them has changed, or `after` is another image.
 */
export function touchedNames(before: Zone, after: Zone, changed: readonly Node[]): NameMark[] | undefined {
  if (before.columns !== after.columns || before.denial !== after.denial) return undefined
  const marks: NameMark[] = []
  for (const node of changed) {
    if (node === APEX) {
      if (!isOtherAtApex(before, after)) continue
      if (changesAnswersOfAll(before, after)) return undefined
    } else if (isOtherForMany(before, after, node)) return undefined
    after.writeName(node, octets, 0)
    marks.push(nodeMark(node), hashMark(scratch.set(octets, 0).hash[0]!))
  }
  return marks
}

const octets = new Uint8Array(256)
const scratch = new Suffixes()

const HIDES = Flag.cut | Flag.belowCut | Flag.dname | Flag.belowDname

/** Whether the node has changed in a way that changes answers to other names. */
function isOtherForMany(before: Zone, after: Zone, node: Node): boolean {
  const was = node < before.nodes && before.exists(node)
  const is = after.exists(node)
  if (((was ? before.flags(node) : 0) ^ (is ? after.flags(node) : 0)) & HIDES) return true
  return was !== is && isWildcard(after.heap, after.labelAt(node))
}

/** Whether the apex has something else than before, its SOA not counted. Sets that no change touched have their data where it was. */
export function isOtherAtApex(before: Zone, after: Zone): boolean {
  const soa = Type.SOA * 0x10000 + Type.RRSIG
  const others = (zone: Zone) => {
    const found: number[] = []
    for (let set = zone.firstSet(APEX), end = zone.setsEnd(APEX); set < end; set++) {
      const key = zone.key(set)
      if (key !== Type.SOA && key !== soa) found.push(key, zone.ttl(set), zone.dataOf(set), zone.size(set))
    }
    return found
  }
  const [was, is] = [others(before), others(after)]
  return was.length !== is.length || was.some((number, i) => number !== is[i])
}

/** RFC 5155 §4: all proofs of the zone are made with the parameters in NSEC3PARAM. */
function changesAnswersOfAll(before: Zone, after: Zone): boolean {
  const [was, is] = [before, after].map((zone) => zone.rrset(APEX, Type.NSEC3PARAM))
  if (was === NONE && is === NONE) return false
  return was === NONE || is === NONE || before.dataOf(was!) !== after.dataOf(is!)
}

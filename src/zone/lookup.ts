// Finds what a name is in one zone (RFC 1034 §4.3.2 step 3, RFC 4592 §3.3); answer/answer.ts turns it into sections.

import type { Suffixes } from '../dns/suffixes.ts'
import { ABSENT, type Entries, type Entry } from '../lists/entries.ts'
import { APEX, DIVERTED, Flag, NONE, type Node, type Zone } from './zone.ts'

export const Found = {
  /** The name exists, or a wildcard stands for it; the caller sees whether it has the type. */
  name: 0,
  /** At or below a cut. */
  referral: 1,
  /** Below a DNAME. */
  dname: 2,
  nxdomain: 3,
  /** A list has the name by an entry, or because entries lie below it; no node is there. */
  listed: 4,
} as const
export type Found = (typeof Found)[keyof typeof Found]

/** The outcome of the last find(). Reused from query to query. */
export class Lookup {
  /**
   * The node that matters: with `name` the one whose rrsets answer (the wildcard, if one stands for the name), with `referral` the cut,
   * with `dname` the owner of the DNAME, with `nxdomain` and `listed` the closest node above.
   */
  node: Node = NONE
  /** The deepest existing ancestor of the name, or the name itself. */
  encloser: Node = NONE
  /** Which suffix of the name is `encloser`. */
  encloserAt = 0
  /** Whether `node` is a source of synthesis for a name that does not exist itself (RFC 4592 §3.3.1). */
  wildcard = false
  /** What a list has for the name, with `name` and `listed`; ABSENT in all other zones. */
  entry: Entry = ABSENT
  entries: Entries | undefined

  /**
   * `name` must lie at or below the zone's apex. `atCut`: the question is for a type that the parent's side of a cut answers (DS). `live`:
   * entries that come and go while the zone stays.
   */
  find(zone: Zone, name: Suffixes, atCut: boolean, live?: Entries): Found {
    this.wildcard = false
    this.entry = ABSENT
    this.entries = undefined
    if (zone.entries !== undefined || live !== undefined) return this.#findListed(zone, name, live)
    let i = 0
    let node = zone.find(name, i)
    while (node === NONE) node = zone.find(name, ++i)
    let flags = zone.flags(node)
    // RFC 5155 §7.2.8: the owner of an NSEC3 is not a name of the zone.
    if (flags & Flag.hashed) {
      node = zone.parent(node)
      flags = zone.flags(node)
      i++
    }
    this.encloser = node
    this.encloserAt = i
    this.node = node
    if (flags & DIVERTED) {
      const diverting = topmostDiverting(zone, node, i === 0, atCut)
      if (diverting !== NONE) {
        this.node = diverting
        return zone.flags(diverting) & Flag.cut ? Found.referral : Found.dname
      }
    }
    if (i === 0) return Found.name
    const wildcard = zone.findWildcard(node, name, i)
    if (wildcard === NONE) return Found.nxdomain
    this.node = wildcard
    this.wildcard = true
    return Found.name
  }

  /** A list has neither cuts nor wildcards among its nodes. Entries that were added while it is served go before those of files. */
  #findListed(zone: Zone, name: Suffixes, live: Entries | undefined): Found {
    const apexAt = name.count - zone.apexLabels
    if (zone.entries !== undefined) this.#ask(zone.entries, name, apexAt)
    if (live !== undefined) this.#ask(live, name, apexAt)
    let i = 0
    while (zone.find(name, i) === NONE) i++
    this.node = zone.find(name, i)
    this.encloser = this.node
    this.encloserAt = i
    if (i === 0) return Found.name
    return this.entry === ABSENT ? Found.nxdomain : Found.listed
  }

  #ask(entries: Entries, name: Suffixes, apexAt: number): void {
    const entry = entries.find(name, apexAt)
    if (entry === ABSENT || (entry < 0 && this.entry >= 0)) return
    this.entry = entry
    this.entries = entries
  }
}

/**
 * The cut or DNAME nearest to the apex among `node` and its ancestors: what lies below it is occluded, other cuts too. A
 * DNAME does not divert its own owner (RFC 6672 §2.3), and a cut not a question that its parent side answers.
 */
function topmostDiverting(zone: Zone, node: Node, exact: boolean, atCut: boolean): Node {
  let found = NONE
  for (let n = node; ; n = zone.parent(n)) {
    const flags = zone.flags(n)
    const self = exact && n === node
    if (flags & Flag.cut && !(self && atCut)) found = n
    else if (flags & Flag.dname && !self) found = n
    if (n === APEX) return found
  }
}
